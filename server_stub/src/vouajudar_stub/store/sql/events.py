"""The log as readers see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import cast

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, update

from vouajudar_stub.store.columns import read_time, time_text, words
from vouajudar_stub.store.protocol import StoredEvent, World
from vouajudar_stub.store.sql.schema import EVENTS
from vouajudar_stub.store.sql.session import Session
from vouajudar_stub.store.sql.statements import Row, Statement, add

E = EVENTS.c

INSERT = add(EVENTS)
HEAD = Statement(select(func.max(E.position)))
LAST_TIME = Statement(
    select(E.timestamp).where(E.world == bindparam("world"), E.epoch == bindparam("epoch")).order_by(E.position.desc()).limit(1)
)
_FIRST_TIME = Statement(
    select(E.timestamp).where(E.world == bindparam("world"), E.epoch == bindparam("epoch")).order_by(E.position).limit(1)
)
ONE = Statement(
    select(E.position, E.id, E.event_type, E.aggregate_id, E.timestamp, E.event_data, E.readers).where(
        E.id == bindparam("id"),
        E.world == bindparam("world"),
        E.epoch == bindparam("epoch"),
        E.retained.is_(True),
        E.timestamp >= bindparam("since"),
    )
)
_LOG = Statement(
    select(E.position, E.id, E.event_type, E.aggregate_id, E.timestamp, E.event_data, E.readers, E.retained)
    .where(E.world == bindparam("world"), E.epoch == bindparam("epoch"), E.position > bindparam("after"))
    .order_by(E.position)
    .limit(bindparam("limit"))
)
FORGET = Statement(
    update(EVENTS)
    .values(event_data=b"", forget_at=None)
    .where(E.world == bindparam("of_world"), E.forget_at <= bindparam("until"))
)
_BISECT = Statement(
    select(E.position, E.timestamp)
    .where(E.world == bindparam("world"), E.epoch == bindparam("epoch"), E.position <= bindparam("position"))
    .order_by(E.position.desc())
    .limit(1)
)


@lru_cache(maxsize=512)
def _page(names: int, groups: int, every: bool, live: int, audience: int) -> Statement:
    readable = or_(*(E.readers.like(bindparam(f"reader_{at}"), escape="\\") for at in range(audience)))
    typed: list[ColumnElement[bool]] = []
    if names:
        typed.append(E.event_type.in_([bindparam(f"name_{at}") for at in range(names)]))
    typed += [E.event_type.like(bindparam(f"group_{at}"), escape="\\") for at in range(groups)]
    kept: ColumnElement[bool] = E.retained.is_(True)
    if not every:
        kept = and_(kept, or_(*typed))
    if live:
        exact = E.event_type.in_([bindparam(f"live_{at}") for at in range(live)])
        kept = or_(kept, and_(E.retained.is_(False), exact, E.position > bindparam("live_after")))
    chosen = (
        select(E.position)
        .where(
            E.world == bindparam("world"),
            E.epoch == bindparam("epoch"),
            E.position > bindparam("after"),
            kept,
            readable,
        )
        .order_by(E.position)
        .limit(bindparam("limit"))
    )
    return Statement(
        select(E.position, E.id, E.event_type, E.aggregate_id, E.timestamp, E.event_data, E.readers)
        .where(E.position.in_(chosen))
        .order_by(E.position)
    )


def _like(text: str) -> str:
    return text.replace("_", "\\_")


def stored_event(row: Row) -> StoredEvent:
    position, id_, type_, subject, time, data, readers, *retained = row
    return StoredEvent(position, id_, type_, subject, read_time(time), data, words(readers), bool(not retained or retained[0]))


class SqlEvents:
    """Implements `EventReading`."""

    def __init__(self, session: Session, world: World, *, epoch: int, epoch_position: int, retained_since: datetime) -> None:
        self._session = session
        self._world = world
        self._epoch = epoch
        self._epoch_position = epoch_position
        self._retained_since = retained_since

    async def head(self) -> int:
        return cast("int", (await self._session.rows(HEAD))[0][0] or 0)

    async def horizon(self, before: datetime) -> int:
        limit = time_text(before)
        first = await self._session.rows(_FIRST_TIME, world=self._world, epoch=self._epoch)
        if not first or first[0][0] >= limit:
            return self._epoch_position
        # positions and times rise together within a world, so the place is found by halving
        low, high = self._epoch_position, await self.head()
        while low < high:
            middle = (low + high + 1) // 2
            rows = await self._session.rows(_BISECT, world=self._world, epoch=self._epoch, position=middle)
            if rows and rows[0][1] >= limit:
                high = rows[0][0] - 1
            else:
                low = middle
        return low

    async def page(
        self, *, audience: Sequence[str], after: int, limit: int, types: Sequence[str] = ("*",), live_after: int | None = None
    ) -> list[StoredEvent]:
        names = [pattern for pattern in types if not pattern.endswith("*")]
        groups = [pattern for pattern in types if pattern.endswith(".*")]
        live = names if live_after is not None else []
        statement = _page(len(names), len(groups), "*" in types, len(live), len(audience))
        rows = await self._session.rows(
            statement,
            world=self._world,
            epoch=self._epoch,
            after=after,
            limit=limit,
            live_after=live_after,
            **{f"reader_{at}": f"% {_like(word)} %" for at, word in enumerate(audience)},
            **{f"name_{at}": name for at, name in enumerate(names)},
            **{f"group_{at}": f"{_like(group[:-1])}%" for at, group in enumerate(groups)},
            **{f"live_{at}": name for at, name in enumerate(live)},
        )
        return [stored_event(row) for row in rows]

    async def log(self, *, after: int, limit: int) -> list[StoredEvent]:
        rows = await self._session.rows(_LOG, world=self._world, epoch=self._epoch, after=after, limit=limit)
        return [stored_event(row) for row in rows]

    async def one(self, event_id: str) -> StoredEvent | None:
        rows = await self._session.rows(
            ONE, id=event_id, world=self._world, epoch=self._epoch, since=time_text(self._retained_since)
        )
        return stored_event(rows[0]) if rows else None
