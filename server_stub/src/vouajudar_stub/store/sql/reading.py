"""One consistent view of a world."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import cast

import orjson

from vouajudar_stub.store.columns import optional_time, read_time, words
from vouajudar_stub.store.protocol import RETENTION, Kind, Listed, Record, Seen, Selection, World
from vouajudar_stub.store.sql import records, world
from vouajudar_stub.store.sql.accounts import SqlAccounts
from vouajudar_stub.store.sql.checkpoints import SqlCheckpoints
from vouajudar_stub.store.sql.events import SqlEvents
from vouajudar_stub.store.sql.impact import SqlImpact
from vouajudar_stub.store.sql.notifications import SqlNotifications
from vouajudar_stub.store.sql.session import Session
from vouajudar_stub.store.sql.statements import Row
from vouajudar_stub.store.sql.webhooks import SqlWebhooks
from vouajudar_stub.store.sql.world import WorldState


def record_of(row: Row) -> Record:
    """Of a row of `records.FULL`."""
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


def seen_of(row: Row) -> Seen:
    """Of a row of `records.SEE`."""
    id_, version, body, owner, readers, sequence = row
    return Seen(id_, version, body, owner, tuple([word for word in words(readers) if word != owner]), sequence)


class SqlReading:
    """Implements `Reading`."""

    def __init__(self, session: Session, state: WorldState, now: datetime) -> None:
        self.world: World = state.world
        self.now = now
        self._state = state
        self._session = session

    @property
    def epoch(self) -> int:
        return self._state.epoch

    async def began_at(self) -> datetime:
        return read_time((await self._session.rows(world.BEGAN_AT, of_world=self.world))[0][0])

    @property
    def events(self) -> SqlEvents:
        return SqlEvents(
            self._session,
            self.world,
            epoch=self._state.epoch,
            epoch_position=self._state.epoch_position,
            retained_since=self.now - RETENTION,
        )

    @property
    def accounts(self) -> SqlAccounts:
        return SqlAccounts(self._session)

    @property
    def checkpoints(self) -> SqlCheckpoints:
        return SqlCheckpoints(self._session, self.world)

    @property
    def webhooks(self) -> SqlWebhooks:
        return SqlWebhooks(self._session, self.world)

    @property
    def notifications(self) -> SqlNotifications:
        return SqlNotifications(self._session, self.world)

    @property
    def impact(self) -> SqlImpact:
        return SqlImpact(self._session, self.world)

    async def get(self, kind: Kind, record_id: str) -> Record | None:
        rows = await self._session.rows(records.GET, kind=kind, id=record_id, world=self.world)
        return record_of(rows[0]) if rows else None

    async def find(self, kind: Kind, where: Mapping[str, object]) -> list[Record]:
        statement, values = records.find_of(kind, where)
        return [record_of(row) for row in await self._session.rows(statement, world=self.world, **values)]

    async def see(self, kind: Kind, record_id: str) -> Seen | None:
        rows = await self._session.rows(records.SEE, kind=kind, id=record_id, world=self.world)
        return seen_of(rows[0]) if rows else None

    async def page(self, selection: Selection) -> list[Listed]:
        statement, values = records.page_of(selection)
        return [Listed(*row) for row in await self._session.rows(statement, world=self.world, **values)]
