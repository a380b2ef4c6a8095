"""Which store an address means, opened; and what is done to a database while nobody serves it."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from vouajudar_stub.store.address import POSTGRESQL, SQLITE
from vouajudar_stub.store.postgres import setup as postgres_setup
from vouajudar_stub.store.postgres.connection import Address, end, is_failure
from vouajudar_stub.store.postgres.rebuild import rebuild as rebuild_database
from vouajudar_stub.store.postgres.session import PostgresSession
from vouajudar_stub.store.postgres.store import PostgresStore
from vouajudar_stub.store.protocol import Store, StoreUnavailableError
from vouajudar_stub.store.sql.rebuild import Rebuilt
from vouajudar_stub.store.sql.setup import OtherRevisionError, is_ready
from vouajudar_stub.store.sqlite import setup as sqlite_setup
from vouajudar_stub.store.sqlite.connection import connect
from vouajudar_stub.store.sqlite.rebuild import rebuild as rebuild_file
from vouajudar_stub.store.sqlite.session import SqliteSession, drive
from vouajudar_stub.store.sqlite.store import SqliteStore


class DatabaseError(Exception):
    """The database of this address cannot be used; the message says why and what to do, and holds no secret."""


class RevisionError(DatabaseError):
    """The database is of another revision than this program: `vouajudar-stub migrate` brings an older one up to date."""


async def open_store(database: str) -> Store:
    """The store at an address: the path of an SQLite file, `sqlite:///<path>`, or `postgresql://...`; empty: a new SQLite file,
    gone when the store is closed.

    A database without tables is set up. Raises DatabaseError, RevisionError.
    """
    if not database:
        folder = Path(tempfile.mkdtemp(prefix="vouajudar-"))
        return _PassingStore(folder / "stub.db", lambda: shutil.rmtree(folder, ignore_errors=True))
    with _told_of(database):
        return await PostgresStore.open(database) if _is_postgresql(database) else SqliteStore(_path(database))


async def migrate(database: str) -> None:
    """Bring a database to the revision of this program, setting it up if it is empty; all of it, or nothing.

    Servers of the revision before must not run meanwhile. Raises DatabaseError.
    """
    with _told_of(database):
        if _is_postgresql(database):
            await postgres_setup.migrate(Address(database))
        else:
            await asyncio.to_thread(sqlite_setup.migrate, _path(database))


async def check_revision(database: str) -> None:
    """Raises RevisionError when the database is of another revision than this program, DatabaseError when it cannot be read. One
    without tables will do: it is set up when it is opened."""
    with _told_of(database):
        if _is_postgresql(database):
            connection = await Address(database).connect()
            try:
                await is_ready(PostgresSession(connection))
            finally:
                await end(connection)
        else:
            with closing(connect(_path(database))) as file:
                drive(is_ready(SqliteSession(file)))


async def rebuild(database: str, *, write: bool = True) -> Rebuilt:
    """Write the read models anew from the event log, while commands wait; or only tell what would change. Raises DatabaseError,
    RevisionError."""
    await check_revision(database)
    with _told_of(database):
        if _is_postgresql(database):
            return await rebuild_database(Address(database), write=write)
        return await asyncio.to_thread(rebuild_file, _path(database), write=write)


class _PassingStore(SqliteStore):
    """A store that leaves nothing behind."""

    def __init__(self, path: Path, closed: Callable[[], None]) -> None:
        super().__init__(path)
        self._closed = closed

    async def close(self) -> None:
        await super().close()
        self._closed()


def _is_postgresql(database: str) -> bool:
    return database.startswith(POSTGRESQL)


def _path(database: str) -> Path:
    if "://" in database and not database.startswith(SQLITE):
        raise DatabaseError(f"{database.partition('://')[0]}:// is no database that this program knows")
    return Path(database.removeprefix(SQLITE))


@contextmanager
def _told_of(database: str) -> Generator[None]:
    """Failures name the database, without its secrets."""
    try:
        yield
    except OtherRevisionError as error:
        raise RevisionError(f"{_shown(database)}: {error}") from error
    except (StoreUnavailableError, sqlite3.Error) as error:
        raise DatabaseError(f"{_shown(database)} cannot be used: {error}") from error
    except DBAPIError as error:
        raise DatabaseError(f"{_shown(database)} cannot be used: {error.orig}") from error
    except Exception as error:
        if not is_failure(error):
            raise
        raise DatabaseError(f"{_shown(database)} cannot be used: {error}") from error


def _shown(database: str) -> str:
    return str(Address(database)) if _is_postgresql(database) else str(_path(database))
