"""Which store an address means, opened; and what is done to a database while nobody serves it."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

from vouajudar_stub.store.postgres.connection import Address
from vouajudar_stub.store.postgres.store import PostgresStore
from vouajudar_stub.store.protocol import Store, StoreUnavailableError
from vouajudar_stub.store.sql.rebuild import Rebuilt
from vouajudar_stub.store.sqlite.rebuild import rebuild as rebuild_file
from vouajudar_stub.store.sqlite.store import SqliteStore

SQLITE = "sqlite:///"
POSTGRESQL = ("postgresql://", "postgres://")


class DatabaseError(Exception):
    """The database of this address cannot be used; the message says why and what to do, and holds no secret."""


class RevisionError(DatabaseError):
    """The database is of another revision than this program: `vouajudar-stub migrate` brings an older one up to date."""


async def open_store(database: str) -> Store:
    """The store at an address: the path of an SQLite file, `sqlite:///<path>`, or `postgresql://...`; empty: a new SQLite file,
    gone when the store is closed.

    A database without tables is set up. Raises DatabaseError, RevisionError.
    """
    if database.startswith(POSTGRESQL):
        try:
            return await PostgresStore.open(database)
        except StoreUnavailableError as error:
            raise DatabaseError(f"{Address(database)} cannot be used: {error}") from error
    if database:
        path = _path(database)
        try:
            return SqliteStore(path)
        except sqlite3.Error as error:
            raise DatabaseError(f"{path} cannot be used: {error}") from error
    folder = Path(tempfile.mkdtemp(prefix="vouajudar-"))
    return _PassingStore(folder / "stub.db", lambda: shutil.rmtree(folder, ignore_errors=True))


async def migrate(database: str) -> None:
    """Bring a database to the revision of this program, setting it up if it is empty. Raises DatabaseError."""
    await (await open_store(str(_path(database)))).close()


async def check_revision(database: str) -> None:
    """Raises RevisionError when the database is of another revision than this program, DatabaseError when it cannot be read."""
    _path(database)


async def rebuild(database: str) -> Rebuilt:
    """Write the read models anew from the event log. Raises DatabaseError, RevisionError."""
    return await asyncio.to_thread(rebuild_file, _path(database))


class _PassingStore(SqliteStore):
    """A store that leaves nothing behind."""

    def __init__(self, path: Path, closed: Callable[[], None]) -> None:
        super().__init__(path)
        self._closed = closed

    async def close(self) -> None:
        await super().close()
        self._closed()


def _path(database: str) -> Path:
    if "://" in database and not database.startswith(SQLITE):
        raise DatabaseError(f"{database.partition('://')[0]}:// is no database that this program knows")
    return Path(database.removeprefix(SQLITE))
