"""How far each handler has come."""

from __future__ import annotations

import sqlite3

from sqlalchemy import bindparam, insert, select

from vouajudar_stub.store.protocol import World
from vouajudar_stub.store.schema import CHECKPOINTS
from vouajudar_stub.store.statements import Statement

_C = CHECKPOINTS.c
_POSITION = Statement(select(_C.position).where(_C.handler == bindparam("handler"), _C.world == bindparam("world")))
_MOVE = Statement(insert(CHECKPOINTS).prefix_with("OR REPLACE"))


class SqliteCheckpoints:
    """Implements `CheckpointWriting` on one connection."""

    def __init__(self, connection: sqlite3.Connection, world: World) -> None:
        self._connection = connection
        self._world = world

    async def position(self, handler: str) -> int:
        row = self._connection.execute(_POSITION.sql, _POSITION.values({"handler": handler, "world": self._world})).fetchone()
        return 0 if row is None else int(row[0])

    async def move(self, handler: str, position: int) -> None:
        row = {"handler": handler, "world": self._world, "position": position}
        self._connection.execute(_MOVE.sql, _MOVE.values(row))
