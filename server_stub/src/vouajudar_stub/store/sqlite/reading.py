"""One consistent view of a world on one connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Mapping
from datetime import datetime
from typing import Any, TypeVar, cast

import orjson

from vouajudar_stub.store.columns import optional_time, words
from vouajudar_stub.store.protocol import RETENTION, Kind, Record, Seen, Selection, World
from vouajudar_stub.store.sqlite import queries
from vouajudar_stub.store.sqlite.accounts import SqliteAccounts
from vouajudar_stub.store.sqlite.checkpoints import SqliteCheckpoints
from vouajudar_stub.store.sqlite.events import SqliteEvents
from vouajudar_stub.store.sqlite.impact import SqliteImpact
from vouajudar_stub.store.sqlite.webhooks import SqliteWebhooks
from vouajudar_stub.store.sqlite.world import WorldState

T = TypeVar("T")


def drive(work: Awaitable[T]) -> T:
    """Run a work to its end. On this store no method suspends, so one step is all it takes."""
    steps = work.__await__()
    try:
        next(steps)
    except StopIteration as end:
        return cast("T", end.value)
    finally:
        close = getattr(steps, "close", None)
        if close is not None:
            close()
    raise RuntimeError("a work may await nothing but its own transaction or reading")


def record_of(row: tuple[Any, ...]) -> Record:
    kind, id_, version, body, owner, readers, due_at, due_rule, sequence, facts = row
    return Record(
        kind=cast("Kind", kind),
        id=id_,
        version=version,
        body=orjson.loads(body),
        owner=owner,
        private={} if facts is None else orjson.loads(facts),
        parties=tuple(word for word in words(readers) if word != owner),
        due_at=optional_time(due_at),
        due_rule=due_rule,
        sequence=sequence,
    )


class SqliteReading:
    """Implements `Reading`."""

    def __init__(self, connection: sqlite3.Connection, state: WorldState, now: datetime) -> None:
        self.world: World = state.world
        self.now = now
        self._state = state
        self._connection = connection

    @property
    def epoch(self) -> int:
        return self._state.epoch

    @property
    def events(self) -> SqliteEvents:
        return SqliteEvents(
            self._connection,
            self.world,
            epoch=self._state.epoch,
            epoch_position=self._state.epoch_position,
            retained_since=self.now - RETENTION,
        )

    @property
    def accounts(self) -> SqliteAccounts:
        return SqliteAccounts(self._connection)

    @property
    def checkpoints(self) -> SqliteCheckpoints:
        return SqliteCheckpoints(self._connection, self.world)

    @property
    def webhooks(self) -> SqliteWebhooks:
        return SqliteWebhooks(self._connection, self.world)

    @property
    def impact(self) -> SqliteImpact:
        return SqliteImpact(self._connection, self.world)

    async def get(self, kind: Kind, record_id: str) -> Record | None:
        statement = queries.GET
        row = self._connection.execute(
            statement.sql, statement.values({"kind": kind, "id": record_id, "world": self.world})
        ).fetchone()
        return None if row is None else record_of(row)

    async def find(self, kind: Kind, where: Mapping[str, object]) -> list[Record]:
        several = kind == "resource_request"
        shape, values = queries.filter_values(where, words=several)
        statement = queries.find(shape, several)
        rows = self._connection.execute(statement.sql, statement.values({"world": self.world, "kind": kind, **values}))
        return [record_of(row) for row in rows]

    async def see(self, kind: Kind, record_id: str) -> Seen | None:
        statement = queries.SEE
        row = self._connection.execute(
            statement.sql, statement.values({"kind": kind, "id": record_id, "world": self.world})
        ).fetchone()
        return None if row is None else _seen(row)

    async def page(self, selection: Selection) -> list[Seen]:
        statement, values = queries.page_of(selection)
        rows = self._connection.execute(statement.sql, statement.values({"world": self.world, **values}))
        return [_seen(row) for row in rows]


def _seen(row: tuple[Any, ...]) -> Seen:
    id_, version, body, owner, readers, sequence, *distance = row
    parties = tuple(word for word in words(readers) if word != owner)
    return Seen(id_, version, body, owner, parties, sequence, distance[0] if distance else None)
