"""Pages of the feed for streams: what many streams of a partner wait for is read, and written as frames, once for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from vouajudar_stub.edge.call import Partner
from vouajudar_stub.services.feed import Place
from vouajudar_stub.store.protocol import World


@dataclass(frozen=True, slots=True)
class Frames:
    """A page of the feed as a stream sends it."""

    text: bytes
    """Empty when there is nothing to send."""
    end: Place
    complete: bool
    """There is no more for now."""


@dataclass(frozen=True, slots=True)
class View:
    """Who reads from where: streams with equal views get the same."""

    partner: Partner
    place: Place
    types: tuple[str, ...] | None
    live_after: int
    """0 where `types` is None: then nothing is shown that is not retained."""


Read: TypeAlias = Callable[[View], Awaitable[Frames | None]]
"""None: the world was reset since."""


class SharedPages:
    """Keeps pages as long as nothing was committed: by the ticket of the world's news that was taken before the page was read."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._pages: dict[World, tuple[asyncio.Event, dict[View, asyncio.Task[Frames | None]]]] = {}

    async def page(self, view: View, ticket: asyncio.Event) -> Frames | None:
        """The page behind a place. Raises what reading it raises."""
        kept = self._pages.get(view.partner.mode)
        if kept is None or kept[0] is not ticket:
            kept = self._pages[view.partner.mode] = ticket, {}
        pages = kept[1]
        task = pages.get(view)
        if task is None:
            task = pages[view] = asyncio.ensure_future(self._read(view))
        try:
            return await asyncio.shield(task)  # who waits may go away, the others go on waiting
        except Exception:
            pages.pop(view, None)
            raise


def view(partner: Partner, place: Place, types: Sequence[str] | None, live_after: int) -> View:
    return View(partner, place, None if types is None else tuple(types), 0 if types is None else live_after)
