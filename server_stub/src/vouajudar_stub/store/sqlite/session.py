"""Statements on a connection of SQLite. No method suspends, so that a work can be driven to its end on any thread."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, TypeVar, cast

from vouajudar_stub.store.protocol import Committed, Foreseen, World
from vouajudar_stub.store.sql.ahead import Ahead
from vouajudar_stub.store.sql.statements import SQLITE, Row, Statement

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


class SqliteSession:
    """Implements `WriteSession`; on a read-only connection only `rows` has any use."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._data_version = -1

    async def rows(self, statement: Statement, /, **values: Any) -> Sequence[Row]:
        text = statement.on(SQLITE)
        return self.connection.execute(text.sql, text.values(values)).fetchall()

    async def run(self, statement: Statement, /, **values: Any) -> None:
        text = statement.on(SQLITE)
        self.connection.execute(text.sql, text.values(values))

    async def run_many(self, statement: Statement, rows: Sequence[Mapping[str, Any]], /) -> None:
        text = statement.on(SQLITE)
        self.connection.executemany(text.sql, map(text.values, rows))

    async def begin(self) -> None:
        self.connection.execute("BEGIN IMMEDIATE")

    async def moved(self) -> bool:
        before = self._data_version
        self._data_version = self.connection.execute("PRAGMA data_version").fetchone()[0]
        return self._data_version != before

    async def read_ahead(self, foreseen: Sequence[tuple[World, Foreseen]]) -> Ahead:
        del foreseen  # a statement is answered on the spot
        return Ahead()

    async def commit(self, news: Sequence[Committed]) -> None:
        del news  # nobody else listens to a file
        self.connection.execute("COMMIT")

    async def rollback(self) -> None:
        if self.connection.in_transaction:  # SQLite may have given up by itself: a full disk, for one
            self.connection.execute("ROLLBACK")

    async def save(self, depth: int) -> None:
        self.connection.execute(f"SAVEPOINT unit_{depth}")

    async def undo(self, depth: int) -> None:
        self.connection.execute(f"ROLLBACK TO unit_{depth}")
        self.connection.execute(f"RELEASE unit_{depth}")

    async def keep(self, depth: int) -> None:
        self.connection.execute(f"RELEASE unit_{depth}")

    def is_failure(self, error: Exception) -> bool:
        return isinstance(error, sqlite3.Error)

    def is_unavailable(self, error: Exception) -> bool:
        return isinstance(error, sqlite3.OperationalError)
