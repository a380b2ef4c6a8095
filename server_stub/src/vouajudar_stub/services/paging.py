"""Lists of resources: what a partner may GET, filtered, page by page.

Order is the last change, oldest first: an item that changes while a list is paged moves to its end, an unchanged one is
seen exactly once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from urllib.parse import urlencode

from vouajudar_stub.edge import answers
from vouajudar_stub.edge.call import Call, Reply
from vouajudar_stub.services.access import reader_words
from vouajudar_stub.services.commands import Queries
from vouajudar_stub.services.cursors import Cursors, invalid_cursor
from vouajudar_stub.store.protocol import Circle, Kind, Listed, Reading, Selection

BASE_PATH = "/v1"
DEFAULT_RADIUS_M = 10_000

_MILLISECOND = timedelta(milliseconds=1)
_EARLIEST = datetime.min.replace(tzinfo=UTC)
_LATEST = datetime.max.replace(microsecond=999_000, tzinfo=UTC)


def next_link(call: Call, query: Mapping[str, Any], cursor: str) -> str:
    """Path and query of the next page: the same query with the new cursor."""
    given = {
        name: ",".join(map(str, cast("list[object]", value))) if isinstance(value, list) else value
        for name, value in query.items()
        if value is not None and name != "cursor"
    }
    return f"{BASE_PATH}{call.path}?{urlencode({**given, 'cursor': cursor}, safe=',:')}"


def time_bound(text: str | None) -> datetime | None:
    """A time of a filter in whole milliseconds, rounded up: bodies hold milliseconds, `at or after` and `before` stay true.

    What UTC cannot express becomes the nearest that it can.
    """
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:  # year 0000
        return _EARLIEST
    try:
        at = at.astimezone(UTC)
        cut = at.replace(microsecond=at.microsecond // 1000 * 1000)
        return cut if cut == at else cut + _MILLISECOND
    except OverflowError:
        return _EARLIEST if at.year == 1 else _LATEST


def circle(near: str | None, radius_m: int) -> Circle | None:
    """The `near` and `radius_m` parameters."""
    if near is None:
        return None
    lat, _, lng = near.partition(",")
    return Circle(float(lat), float(lng), radius_m)


class Lists:
    """Answers the list operations of resources that are records."""

    def __init__(self, queries: Queries, cursors: Cursors) -> None:
        self._queries = queries
        self._cursors = cursors

    async def page(
        self,
        call: Call,
        kind: Kind,
        *,
        limit: int,
        cursor: str | None,
        filters: Mapping[str, object],
        updated_since: str | None = None,
        expires_before: str | None = None,
        min_available: int | None = None,
        near: str | None = None,
        radius_m: int = DEFAULT_RADIUS_M,
        sort: str | None = None,
        by_creation: bool = False,
    ) -> Reply:
        """One page. `filters`: query parameters that an indexed member equals, a list meaning any of them, None meaning not sent
        (names as in `Reading.find`); the others by their own names. `by_creation`: order of creation instead of last change.

        Raises Refusal `invalid-cursor`.
        """
        query = {
            **filters,
            "updated_since": updated_since,
            "expires_before": expires_before,
            "min_available": min_available,
            "near": near,
            "radius_m": radius_m if near is not None else None,
            "sort": sort if near is not None else None,
            "limit": limit,
        }
        bound = _binding(call, query)
        place = self._cursors.read(cursor, bound) if cursor is not None else None
        by_distance = near is not None and sort == "distance"
        selection = Selection(
            kind=kind,
            audience=reader_words(call.partner),
            where={name: value for name, value in filters.items() if value is not None},
            updated_since=time_bound(updated_since),
            expires_before=time_bound(expires_before),
            min_available=min_available,
            near=circle(near, radius_m),
            order="distance" if by_distance else "creation" if by_creation else "change",
            after=tuple(place[1:]) if place is not None else (),
            limit=limit + 1,
        )

        async def look(reading: Reading) -> Reply:
            if place is not None and place[0] != reading.epoch:
                raise invalid_cursor()
            found = await reading.page(selection)
            items = [_item(listed) for listed in found[:limit]]
            if len(found) <= limit:
                return answers.page(items, None)
            following = self._cursors.write((reading.epoch, *_place(found[limit - 1], selection)), bound)
            return answers.page(items, following, next_link=next_link(call, query, following))

        return await self._queries.read(call, look)


def _binding(call: Call, query: Mapping[str, object]) -> Sequence[object]:
    filters = {name: value for name, value in query.items() if value is not None and name != "limit"}
    return (call.partner.id, call.operation, call.path, filters)


def _item(listed: Listed) -> bytes:
    """The resource's own bytes; in a `near` list with `distance_m` as its last member."""
    if listed.distance is None:
        return listed.body
    return b'%b,"distance_m":%d}' % (listed.body[:-1], int(listed.distance + 0.5))


def _place(last: Listed, selection: Selection) -> tuple[int | float | str, ...]:
    if selection.order == "distance":
        return (last.distance or 0.0, last.id)
    return (last.id,) if selection.order == "creation" else (last.sequence,)
