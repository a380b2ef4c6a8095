"""Where a consumer of the event feed stands, kept so that it goes on there after a restart."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Protocol

__all__ = ["Checkpoint", "FileCheckpoint", "MemoryCheckpoint", "SqliteCheckpoint"]


class Checkpoint(Protocol):
    """Keeps one cursor."""

    def load(self) -> str | None:
        """The cursor that was saved last; None before the first."""
        ...

    def save(self, cursor: str) -> None:
        """Everything before this cursor has been dealt with. When it returns, the cursor must survive a crash."""
        ...


class MemoryCheckpoint:
    """For tests, and for consumers that begin anew each time."""

    def __init__(self, cursor: str | None = None) -> None:
        self.cursor = cursor

    def load(self) -> str | None:
        return self.cursor

    def save(self, cursor: str) -> None:
        self.cursor = cursor


class FileCheckpoint:
    """In a file of its own, replaced as a whole: a crash leaves the old cursor or the new one."""

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)

    def load(self) -> str | None:
        with suppress(FileNotFoundError):
            return self._path.read_text(encoding="ascii") or None
        return None

    def save(self, cursor: str) -> None:
        beside = self._path.with_name(self._path.name + ".new")
        with beside.open("w", encoding="ascii") as file:
            file.write(cursor)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)


class SqliteCheckpoint:
    """In a table of a SQLite file, under a name: several consumers share the file."""

    def __init__(self, path: str | Path, name: str = "events") -> None:
        self._path = path
        self._name = name
        with closing(self._open()) as connection, connection:
            connection.execute("CREATE TABLE IF NOT EXISTS vouajudar_checkpoints (name TEXT PRIMARY KEY, cursor TEXT NOT NULL)")

    def load(self) -> str | None:
        with closing(self._open()) as connection:
            row = connection.execute("SELECT cursor FROM vouajudar_checkpoints WHERE name = ?", (self._name,)).fetchone()
        return None if row is None else str(row[0])

    def save(self, cursor: str) -> None:
        with closing(self._open()) as connection, connection:
            connection.execute(
                "INSERT INTO vouajudar_checkpoints VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET cursor = excluded.cursor",
                (self._name, cursor),
            )

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=30)
