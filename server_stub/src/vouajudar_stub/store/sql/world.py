"""A world's clock and epoch: as the database has them, and as the process holds them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, func, select, update

from vouajudar_stub.store.columns import read_time, time_text
from vouajudar_stub.store.protocol import WORLD_NAMES, World
from vouajudar_stub.store.sql.schema import EVENTS, RECORDS, WORLDS
from vouajudar_stub.store.sql.session import Session
from vouajudar_stub.store.sql.statements import Row, Statement, insert_missing

_START = datetime(1970, 1, 1, tzinfo=UTC)
_W, _E, _R = WORLDS.c, EVENTS.c, RECORDS.c


def _states() -> Select[Any, Any, Any, Any, Any, Any]:
    last = select(_E.timestamp).where(_E.world == _W.world, _E.epoch == _W.epoch).order_by(_E.position.desc()).limit(1)
    due = select(func.min(_R.due_at)).where(_R.world == _W.world, _R.due_at.is_not(None))
    return select(
        _W.world, _W.clock_offset_ms, _W.epoch, _W.epoch_position, last.scalar_subquery(), due.scalar_subquery()
    ).select_from(WORLDS)


STATES = Statement(_states().add_columns(select(func.max(_E.position)).scalar_subquery()))
"""Every world, and the end of the log behind each of them: one round trip."""
STATE = Statement(_states().where(_W.world == bindparam("of_world")))
CLOCK = Statement(select(_W.clock_offset_ms, _W.epoch, _W.epoch_position).where(_W.world == bindparam("of_world")))
SAVE = Statement(
    update(WORLDS)
    .values(clock_offset_ms=bindparam("offset"), epoch=bindparam("new_epoch"), epoch_position=bindparam("new_epoch_position"))
    .where(_W.world == bindparam("of_world"))
)
BEGAN_AT = Statement(select(_W.began_at).where(_W.world == bindparam("of_world")))
BEGIN_ANEW = Statement(update(WORLDS).values(began_at=bindparam("now")).where(_W.world == bindparam("of_world")))
_ADD = insert_missing(WORLDS)


@dataclass(slots=True)
class WorldState:
    """What `worlds` holds of a world, and what saves look-ups."""

    world: World
    offset_ms: int
    epoch: int
    epoch_position: int
    """Position of the log when the epoch began; its feed starts after it."""
    floor: datetime
    """Time of its newest event: its clock shows no earlier one."""
    next_due: str | None
    """No rule is due before this time (text as in `due_at`); None: none at all. May be too early, never too late."""
    announced: int = 0
    """Commands of this process that listeners hear of though they may have appended no event."""

    def now(self) -> datetime:
        """The world's clock, whole milliseconds."""
        real = _START + timedelta(milliseconds=time.time_ns() // 1_000_000 + self.offset_ms)
        return max(real, self.floor)

    def copy(self) -> WorldState:
        return WorldState(self.world, self.offset_ms, self.epoch, self.epoch_position, self.floor, self.next_due, self.announced)

    def copy_from(self, other: WorldState) -> None:
        """Become what the other is: a draft that was not kept is put back so."""
        self.offset_ms = other.offset_ms
        self.epoch = other.epoch
        self.epoch_position = other.epoch_position
        self.floor = other.floor
        self.next_due = other.next_due
        self.announced = other.announced


def state_of(row: Row) -> WorldState:
    """Of a row of `STATE` or `STATES`."""
    world, offset, epoch, epoch_position, last_time, due = row
    return WorldState(world, offset, epoch, epoch_position, _START if last_time is None else read_time(last_time), due)


async def add_worlds(session: Session) -> None:
    """What a new database begins with."""
    first = {"clock_offset_ms": 0, "epoch": 1, "epoch_position": 0, "began_at": time_text(datetime.now(UTC))}
    rows = [{"world": world, **first} for world in WORLD_NAMES]
    await session.run_many(_ADD, rows)
