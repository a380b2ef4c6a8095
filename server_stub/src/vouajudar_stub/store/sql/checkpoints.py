"""How far each handler has come."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from vouajudar_stub.store.protocol import World
from vouajudar_stub.store.sql.schema import CHECKPOINTS
from vouajudar_stub.store.sql.session import Session
from vouajudar_stub.store.sql.statements import Statement, upsert

_C = CHECKPOINTS.c
_POSITION = Statement(select(_C.position).where(_C.handler == bindparam("handler"), _C.world == bindparam("world")))
_MOVE = upsert(CHECKPOINTS)


class SqlCheckpoints:
    """Implements `CheckpointWriting`."""

    def __init__(self, session: Session, world: World) -> None:
        self._session = session
        self._world = world

    async def position(self, handler: str) -> int:
        rows = await self._session.rows(_POSITION, handler=handler, world=self._world)
        return int(rows[0][0]) if rows else 0

    async def move(self, handler: str, position: int) -> None:
        await self._session.run(_MOVE, handler=handler, world=self._world, position=position)
