"""What the store needs of a driver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from vouajudar_stub.store.protocol import Committed, Foreseen, World
from vouajudar_stub.store.sql.ahead import Ahead
from vouajudar_stub.store.sql.statements import Row, Statement


class Session(Protocol):
    """Statements on one connection. On SQLite no method suspends."""

    async def rows(self, statement: Statement, /, **values: Any) -> Sequence[Row]: ...

    async def run(self, statement: Statement, /, **values: Any) -> None: ...

    async def run_many(self, statement: Statement, rows: Sequence[Mapping[str, Any]], /) -> None:
        """Once for each row."""
        ...


class WriteSession(Session, Protocol):
    """The connection of the writer: one transaction for a group of commands, savepoints by depth within it."""

    async def begin(self) -> None:
        """Begin, with the right to write that one process has at a time."""
        ...

    async def moved(self) -> bool:
        """May somebody else have written since this was asked the last time?"""
        ...

    async def read_ahead(self, foreseen: Sequence[tuple[World, Foreseen]]) -> Ahead:
        """Read what commands will ask for, in few journeys. Nothing at all, where a statement costs no journey."""
        ...

    async def commit(self, news: Sequence[Committed]) -> None:
        """Make everything durable; other processes hear `news`. Raises what `is_unavailable` knows when that is not certain."""
        ...

    async def rollback(self) -> None:
        """Never raises."""
        ...

    async def save(self, depth: int) -> None:
        """Set a savepoint."""
        ...

    async def undo(self, depth: int) -> None:
        """Undo what came after the savepoint, and take it away."""
        ...

    async def keep(self, depth: int) -> None:
        """Take the savepoint away."""
        ...

    def is_failure(self, error: Exception) -> bool:
        """Did the database raise it, so that the transaction is spoilt?"""
        ...

    def is_unavailable(self, error: Exception) -> bool:
        """Did the database refuse to work (full disk, lost connection, lock not given), whatever the statement was?"""
        ...
