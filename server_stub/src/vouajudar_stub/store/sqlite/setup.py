"""Setting up a file, and bringing it up to date."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from vouajudar_stub.store.sql.setup import is_ready, revision_of, set_up
from vouajudar_stub.store.sql.statements import SQLITE
from vouajudar_stub.store.sqlite.connection import connect
from vouajudar_stub.store.sqlite.session import SqliteSession, drive


def prepare(connection: sqlite3.Connection) -> None:
    """Set up a file without tables. Raises OtherRevisionError."""
    session = SqliteSession(connection)
    if drive(is_ready(session)):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        drive(set_up(session, SQLITE))
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def migrate(path: Path) -> None:
    """Bring a file up to date, all of it or nothing; nobody writes to it meanwhile."""
    with closing(connect(path)) as connection:
        if drive(revision_of(SqliteSession(connection))) is None:
            prepare(connection)
            return
    from vouajudar_stub.store.migrations.upgrade import upgrade  # noqa: PLC0415  (a server has no use for it)

    engine = create_engine("sqlite+pysqlite://", creator=lambda: connect(path), poolclass=NullPool)
    with engine.begin() as transaction:
        transaction.exec_driver_sql("BEGIN IMMEDIATE")  # the driver begins nothing by itself
        upgrade(transaction)
    engine.dispose()
