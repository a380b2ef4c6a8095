"""The records, folded from the log: the log is the truth, and the record table can be thrown away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import orjson
from sqlalchemy import and_, bindparam, delete, literal, select

from vouajudar_stub.store.columns import index_columns, item_ids, optional_time
from vouajudar_stub.store.protocol import Kind, Record
from vouajudar_stub.store.sql import records
from vouajudar_stub.store.sql.schema import EVENTS, RECORDS, REQUEST_ITEMS, SOURCED, WORLDS
from vouajudar_stub.store.sql.session import Session
from vouajudar_stub.store.sql.statements import Statement

PAGE = 5000
"""Rows that are read or written at once."""

_E = EVENTS.c
_LOG = Statement(
    select(_E.position, _E.world, _E.aggregate_type, _E.aggregate_id, _E.version, _E.metadata, _E.event_data)
    .join(WORLDS, and_(WORLDS.c.world == _E.world, WORLDS.c.epoch == _E.epoch))
    .where(
        _E.position > bindparam("after"),
        _E.aggregate_type.in_([literal(kind) for kind in sorted(SOURCED)]),
        _E.retained.is_(True),
    )
    .order_by(_E.position)
    .limit(PAGE)
)
_COLUMNS = [column.name for column in RECORDS.columns]
_LIVE = Statement(
    select(RECORDS)
    .where(RECORDS.c.kind == bindparam("of_kind"), RECORDS.c.id > bindparam("after"))
    .order_by(RECORDS.c.id)
    .limit(PAGE)
)
_ITEMS = Statement(select(REQUEST_ITEMS.c.item_id, REQUEST_ITEMS.c.request_id).order_by(REQUEST_ITEMS.c.item_id))
_CLEAR_ITEMS = Statement(delete(REQUEST_ITEMS))
_CLEAR = Statement(delete(RECORDS).where(RECORDS.c.kind == bindparam("of_kind")))

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild came to."""

    events: int
    records: int
    different: tuple[str, ...]
    """Ids of records that were not what the log says, or not there, or there without any event."""
    broken: tuple[str, ...] = ()
    """Ids of subjects whose versions in the log do not follow on from 1: an event is missing, or is there twice."""


@dataclass(frozen=True, slots=True)
class Fold:
    """What the log comes to."""

    events: int
    rows: dict[str, Row]
    """By the record's id; `items` beside its columns."""
    broken: tuple[str, ...]


async def rebuild(session: Session, *, write: bool = True) -> Rebuilt:
    """Write all records anew from the log, within the transaction that the session is in; or only tell what would change. Private
    facts, and kinds without change events, are left alone."""
    live = await live_rows(session)
    log = await fold(session)
    folded = log.rows
    if write:
        await _replace(session, folded)
    different = sorted(id_ for id_ in live.keys() | folded.keys() if live.get(id_) != folded.get(id_))
    return Rebuilt(log.events, len(folded), tuple(different), log.broken)


async def _replace(session: Session, folded: dict[str, Row]) -> None:
    for kind in sorted(SOURCED):
        await session.run(_CLEAR, of_kind=kind)
    await session.run(_CLEAR_ITEMS)
    rows = list(folded.values())
    items = [{"item_id": item, "request_id": row["id"], "world": row["world"]} for row in rows for item in row["items"]]
    for statement, written in ((records.PUT, rows), (records.PUT_ITEM, items)):
        for start in range(0, len(written), PAGE):
            await session.run_many(statement, written[start : start + PAGE])


async def live_rows(session: Session) -> dict[str, Row]:
    """The record table as it is, by id."""
    live: dict[str, Row] = {}
    for kind in sorted(SOURCED):
        after = ""
        while rows := await session.rows(_LIVE, of_kind=kind, after=after):
            for row in rows:
                columns: Row = {**dict(zip(_COLUMNS, row, strict=True)), "items": ()}
                after = columns["id"]
                live[after] = columns
    for item, request in await session.rows(_ITEMS):
        owner = live.setdefault(request, {"items": ()})
        owner["items"] = (*owner["items"], item)
    return live


async def fold(session: Session) -> Fold:
    """Read the log from its beginning."""
    events, position, folded = 0, 0, dict[str, Row]()
    versions, broken = dict[str, int](), dict[str, None]()
    while rows := await session.rows(_LOG, after=position):
        for position, world, kind, id_, version, metadata, data in rows:
            events += 1
            if version != versions.get(id_, 0) + 1:
                broken[id_] = None
            versions[id_] = version
            beside = orjson.loads(metadata).get("record")
            if beside is None:
                continue  # not the record's last event of its transaction: the last one has the state
            record = Record(
                kind=cast("Kind", kind),
                id=id_,
                version=version,
                body=orjson.loads(data)["data"]["object"],
                owner=beside["owner"],
                parties=tuple(beside["parties"]),
                due_at=optional_time(beside["due_at"]),
                due_rule=beside["due_rule"],
                sequence=position,
            )
            items = tuple(sorted(item_ids(record)))
            folded[id_] = {**index_columns(record), "world": world, "body": orjson.dumps(record.body), "items": items}
    return Fold(events, folded, tuple(broken))
