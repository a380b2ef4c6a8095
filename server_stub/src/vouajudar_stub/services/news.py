"""Word that something was committed, for whoever waits for it."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from vouajudar_stub.store.protocol import Committed, Store, World


class News:
    """Wakes those who wait for events of a world. Take a `ticket` before looking, then `wait` with it: nothing falls between."""

    def __init__(self, store: Store) -> None:
        self._tickets: dict[World, asyncio.Event] = {}
        self.closing = False
        """The server is stopping: nobody waits any more, streams end."""
        store.listen(self._tell)

    def ticket(self, world: World) -> asyncio.Event:
        return self._tickets.setdefault(world, asyncio.Event())

    async def wait(self, ticket: asyncio.Event, seconds: float) -> None:
        """Return when something was committed after the ticket was taken, when the server stops, or after that time."""
        if not self.closing:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await ticket.wait()

    def close(self) -> None:
        self.closing = True
        for ticket in self._tickets.values():
            ticket.set()

    def _tell(self, committed: Committed) -> None:
        ticket = self._tickets.pop(committed.world, None)
        if ticket is not None:
            ticket.set()
