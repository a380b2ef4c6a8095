"""Rebuilding the records of a file."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from vouajudar_stub.store.sql.rebuild import Rebuilt
from vouajudar_stub.store.sql.rebuild import rebuild as rebuild_records
from vouajudar_stub.store.sqlite.connection import connect
from vouajudar_stub.store.sqlite.session import SqliteSession, drive


def rebuild(path: Path, *, write: bool = True) -> Rebuilt:
    """In one transaction; commands wait for it. Those who only look hold up nobody."""
    with closing(connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
        rebuilt = drive(rebuild_records(SqliteSession(connection), write=write))
        connection.execute("COMMIT")
    return rebuilt
