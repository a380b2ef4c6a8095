"""Rebuilding the records of a file."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from vouajudar_stub.store.sql.rebuild import Rebuilt
from vouajudar_stub.store.sql.rebuild import rebuild as rebuild_records
from vouajudar_stub.store.sqlite.connection import connect
from vouajudar_stub.store.sqlite.session import SqliteSession, drive


def rebuild(path: Path) -> Rebuilt:
    """In one transaction; commands wait for it."""
    with closing(connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        rebuilt = drive(rebuild_records(SqliteSession(connection)))
        connection.execute("COMMIT")
    return rebuilt
