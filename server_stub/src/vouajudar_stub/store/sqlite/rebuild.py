"""The records, folded from the log: the log is the truth, and the record table can be thrown away."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import orjson
from sqlalchemy import and_, bindparam, delete, select

from vouajudar_stub.store.columns import index_columns, optional_time
from vouajudar_stub.store.protocol import Kind, Record
from vouajudar_stub.store.schema import EVENTS, RECORDS, WORLDS
from vouajudar_stub.store.sqlite import queries
from vouajudar_stub.store.sqlite.connection import connect
from vouajudar_stub.store.sqlite.transaction import SOURCED
from vouajudar_stub.store.statements import Statement

_E = EVENTS.c
_LOG = Statement(
    select(_E.position, _E.world, _E.aggregate_type, _E.aggregate_id, _E.version, _E.metadata, _E.event_data)
    .join(WORLDS, and_(WORLDS.c.world == _E.world, WORLDS.c.epoch == _E.epoch))
    .where(_E.aggregate_type.in_(sorted(SOURCED)), _E.retained.is_(True))
    .order_by(_E.position)
)
_COLUMNS = [column.name for column in RECORDS.columns]
_LIVE = Statement(select(RECORDS).where(RECORDS.c.kind.in_(sorted(SOURCED))))
_CLEAR = Statement(delete(RECORDS).where(RECORDS.c.kind == bindparam("of_kind")))

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild came to."""

    events: int
    records: int
    different: tuple[str, ...]
    """Ids of records that were not what the log says, or not there, or there without any event."""


def rebuild(path: Path) -> Rebuilt:
    """Write all records anew from the log, in one transaction. Private facts, and kinds without change events, are left alone."""
    connection = connect(path)
    try:
        connection.execute("BEGIN IMMEDIATE")
        live = {row["id"]: row for row in live_rows(connection)}
        events, folded = fold(connection)
        for kind in SOURCED:
            connection.execute(_CLEAR.sql, _CLEAR.values({"of_kind": kind}))
        connection.executemany(queries.PUT.sql, [queries.PUT.values(row) for row in folded.values()])
        connection.execute("COMMIT")
    finally:
        connection.close()
    different = sorted(id_ for id_ in live.keys() | folded.keys() if live.get(id_) != folded.get(id_))
    return Rebuilt(events, len(folded), tuple(different))


def live_rows(connection: sqlite3.Connection) -> Iterable[Row]:
    """The record table as it is."""
    for row in connection.execute(_LIVE.sql, _LIVE.values({})):
        yield dict(zip(_COLUMNS, row, strict=True))


def fold(connection: sqlite3.Connection) -> tuple[int, dict[str, Row]]:
    """Number of events read, and the row of every record by its id."""
    events, rows = 0, dict[str, Row]()
    for position, world, kind, id_, version, metadata, data in connection.execute(_LOG.sql, _LOG.values({})):
        events += 1
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
        rows[id_] = {**index_columns(record), "world": world, "body": orjson.dumps(record.body)}
    return events, rows
