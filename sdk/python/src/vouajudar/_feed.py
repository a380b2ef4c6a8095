"""The event feed as one long sequence, from a place that is kept."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from vouajudar._caller import AsyncCaller, Caller
from vouajudar._operation import Operation

if TYPE_CHECKING:
    from vouajudar.checkpoints import Checkpoint

log = logging.getLogger("vouajudar")

PAGE = 100
LONGEST_WAIT = 30
GROUPS = frozenset({"batch", "delivery", "resource_request", "reservation", "location"})
"""Whose versions rise by one from event to event."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Versions of a subject that the feed has not told: read it anew, and drop what you have of it when it is 404."""

    subject: str
    after_version: int
    event: Any
    """The event that came instead of the next one."""


class Contiguity:
    """Watches that the versions of each subject rise by one.

    Only of groups that are followed whole: a filter that lets some types of a group through makes gaps by itself.
    """

    def __init__(self, types: Sequence[str] | None) -> None:
        self._groups = GROUPS if not types or "*" in types else {t.removesuffix(".*") for t in types if t.endswith(".*")} & GROUPS
        self._versions: dict[str, int] = {}

    def gap(self, event: Any) -> Gap | None:
        version = version_of(event)
        if group_of(event) not in self._groups or version is None or event.type.endswith(".position_updated.v1"):
            return None
        last = self._versions.get(event.subject)
        if last is None or version > last:
            self._versions[event.subject] = version
        return Gap(event.subject, last, event) if last is not None and version > last + 1 else None


def group_of(event: Any) -> str:
    """First word of the event's short type; empty for a type that is no event of this API."""
    parts = str(getattr(event, "type", "")).split(".")
    return parts[2] if len(parts) == 5 else ""


def version_of(event: Any) -> int | None:
    """The version of the subject that the event tells; None when it tells none."""
    data: object = getattr(event, "data", None)
    version = cast("Mapping[str, object]", data).get("version") if isinstance(data, Mapping) else getattr(data, "version", None)
    return version if isinstance(version, int) else None


class _Reading:
    """What both kinds of client share: what to ask next, where to go on."""

    def __init__(
        self,
        after: str | None,
        types: Sequence[str] | None,
        wait: int,
        checkpoint: Checkpoint | None,
        on_gap: Callable[[Gap], None],
    ) -> None:
        if not 0 <= wait <= LONGEST_WAIT:
            raise ValueError(f"wait must be 0 to {LONGEST_WAIT} seconds")
        self._types = types
        self._wait = wait
        self._checkpoint = checkpoint
        self._on_gap = on_gap
        self._contiguity = Contiguity(types)
        kept = None if checkpoint is None else checkpoint.load()
        self.cursor = kept or after
        self.ended = False

    def query(self) -> dict[str, Any]:
        return {"after": self.cursor, "types": self._types, "wait": self._wait, "limit": PAGE}

    def check(self, event: Any) -> None:
        gap = self._contiguity.gap(event)
        if gap is not None:
            self._on_gap(gap)

    def done(self, page: Any) -> None:
        """All of the page has been dealt with."""
        if self._checkpoint is not None and page.next_cursor != self.cursor:
            self._checkpoint.save(page.next_cursor)
        self.cursor = page.next_cursor
        self.ended = self._wait == 0 and not page.items


def warn_of_gap(gap: Gap) -> None:
    told = version_of(gap.event)
    log.warning("%s went from version %d to %s in the feed; read it anew", gap.subject, gap.after_version, told)


def iterate(
    caller: Caller,
    feed: Operation[Any],
    *,
    after: str | None,
    types: Sequence[str] | None,
    wait: int,
    checkpoint: Checkpoint | None,
    on_gap: Callable[[Gap], None] | None,
) -> Iterator[Any]:
    caller = caller.plain()
    reading = _Reading(after, types, wait, checkpoint, on_gap or warn_of_gap)
    while not reading.ended:
        page = caller.call(feed, query=reading.query(), options={})
        for event in page.items:
            reading.check(event)
            yield event
        reading.done(page)


async def iterate_async(
    caller: AsyncCaller,
    feed: Operation[Any],
    *,
    after: str | None,
    types: Sequence[str] | None,
    wait: int,
    checkpoint: Checkpoint | None,
    on_gap: Callable[[Gap], None] | None,
) -> AsyncIterator[Any]:
    caller = caller.plain()
    reading = _Reading(after, types, wait, checkpoint, on_gap or warn_of_gap)
    while not reading.ended:
        page = await caller.call(feed, query=reading.query(), options={})
        for event in page.items:
            reading.check(event)
            yield event
        reading.done(page)
