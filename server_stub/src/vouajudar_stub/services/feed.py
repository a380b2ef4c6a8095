"""The event feed: places in it, and pages from a place on.

A cursor holds the epoch of the world, a position of the log and the time when it was given out. It is too old when the world was
reset since, when it was given out longer ago than the feed reaches back, or when events after its position have left the feed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.edge.call import Partner
from vouajudar_stub.services.access import reader_words
from vouajudar_stub.services.cursors import Cursors
from vouajudar_stub.store.protocol import RETENTION, Reading, StoredEvent

EARLIEST, LATEST = "earliest", "latest"

_START = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reader stands: everything up to the position is behind it."""

    epoch: int
    position: int


@dataclass(frozen=True, slots=True)
class FeedPage:
    events: list[StoredEvent]
    end: Place
    """Behind the last event; at the head of the log when there is no more."""
    complete: bool
    """There is no more for now."""
    at: datetime
    """When the page was read."""


class Feed:
    """Reads the feed for partners."""

    def __init__(self, cursors: Cursors) -> None:
        self._cursors = cursors

    def cursor(self, partner: Partner, place: Place, now: datetime) -> str:
        """What a partner keeps to go on from a place; good for listEvents and streamEvents alike, whatever the types."""
        given_out = (now - _START) // _MILLISECOND
        return self._cursors.write((place.epoch, place.position, given_out), _bound_to(partner))

    async def place(self, reading: Reading, partner: Partner, after: str, *, parameter: str = "after") -> Place:
        """The place that `earliest`, `latest` or a cursor stands for. Raises Refusal `invalid-cursor`, `cursor-expired`."""
        if after == LATEST:
            return Place(reading.epoch, await reading.events.head())
        if after == EARLIEST:
            return await self._earliest(reading)
        epoch, position, given_out = (int(part) for part in self._cursors.read(after, _bound_to(partner), parameter=parameter))
        earliest = await self._earliest(reading)
        too_old = given_out < (reading.now - RETENTION - _START) // _MILLISECOND
        if too_old or epoch != reading.epoch or position < earliest.position:
            raise Refusal(
                "cursor-expired",
                "The feed does not reach back to this cursor. Read the resources again, then go on from a newer one.",
                {"earliest_cursor": self.cursor(partner, earliest, reading.now)},
            )
        return Place(epoch, position)

    async def page(
        self,
        reading: Reading,
        partner: Partner,
        place: Place,
        *,
        limit: int,
        types: Sequence[str] | None,
        live_after: int | None = None,
    ) -> FeedPage:
        """Events behind a place. `live_after`: also those that are not retained, when `types` names them, above this position."""
        events = await reading.events.page(
            audience=reader_words(partner),
            after=place.position,
            limit=limit,
            types=("*",) if types is None else tuple(types),
            live_after=live_after,
        )
        complete = len(events) < limit
        end = max(place.position, await reading.events.head()) if complete else events[-1].position
        return FeedPage(events, Place(place.epoch, end), complete, reading.now)

    async def _earliest(self, reading: Reading) -> Place:
        return Place(reading.epoch, await reading.events.horizon(reading.now - RETENTION))


def _bound_to(partner: Partner) -> tuple[str, str]:
    return ("feed", partner.id)
