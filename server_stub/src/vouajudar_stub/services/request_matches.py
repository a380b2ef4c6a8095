"""listRequestMatches: a list that is computed, not stored."""

from __future__ import annotations

from dataclasses import replace

from vouajudar_stub.domain.batch import Batch
from vouajudar_stub.domain.matching import Match, matches
from vouajudar_stub.domain.resource_request import ResourceRequest
from vouajudar_stub.edge.answers import page
from vouajudar_stub.edge.call import Call, Reply
from vouajudar_stub.edge.json import dumps, loads
from vouajudar_stub.services.access import readable, reader_words
from vouajudar_stub.services.commands import Queries
from vouajudar_stub.services.cursors import Cursors, invalid_cursor
from vouajudar_stub.services.paging import next_link
from vouajudar_stub.services.repository import request_of
from vouajudar_stub.store.protocol import Circle, Reading, Selection

_AT_ONCE = 500
"""Batches read in one go."""


async def list_request_matches(
    queries: Queries, cursors: Cursors, call: Call, request_id: str, *, radius_m: int, limit: int, cursor: str | None
) -> Reply:
    """Best score first, then by batch and item. Refuses: not-found, invalid-cursor."""
    bound = (call.partner.id, call.operation, call.path, radius_m)
    place = None if cursor is None else cursors.read(cursor, bound)

    async def look(reading: Reading) -> Reply:
        record = await reading.get("resource_request", request_id)
        request = readable(None if record is None else request_of(record), call)
        if place is not None and place[0] != reading.epoch:
            raise invalid_cursor()
        rows = matches(request, await _nearby(reading, call, request, radius_m), radius_m=radius_m, now=reading.now)
        ahead = [row for row in rows if place is None or _place(row) > tuple(place[1:])]
        items = [dumps(row.to_body()) for row in ahead[:limit]]
        if len(ahead) <= limit:
            return page(items, None)
        following = cursors.write((reading.epoch, *_place(ahead[limit - 1])), bound)
        return page(items, following, next_link=next_link(call, {"radius_m": radius_m, "limit": limit}, following))

    return await queries.read(call, look)


def _place(row: Match) -> tuple[int | float | str, ...]:
    """Where a row stands in the order."""
    return (-row.score, row.batch.id, row.item_id)


async def _nearby(reading: Reading, call: Call, request: ResourceRequest, radius_m: int) -> list[Batch]:
    """Ready batches of the product types that are short, within the radius."""
    wanted = tuple(sorted({item.product_type for item in request.items if item.short > 0}))
    if not wanted or not request.takes_new:
        return []
    selection = Selection(
        kind="batch",
        audience=reader_words(call.partner),
        where={"status": "ready", "product_type": wanted},
        near=Circle(request.position.lat, request.position.lng, radius_m),
        limit=_AT_ONCE,
    )
    batches: list[Batch] = []
    while True:
        found = await reading.page(selection)
        batches += [Batch.of_body(loads(listed.body), owner=listed.owner) for listed in found]
        if len(found) < _AT_ONCE:
            return batches
        selection = replace(selection, after=(found[-1].sequence,))
