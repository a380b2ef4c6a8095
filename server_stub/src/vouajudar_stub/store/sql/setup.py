"""Of which revision a database is; setting up one without tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, MetaData, PrimaryKeyConstraint, String, Table, bindparam, insert, text
from sqlalchemy.schema import CreateIndex, CreateTable

from vouajudar_stub.store.sql import world
from vouajudar_stub.store.sql.schema import EVENTS, METADATA, REVISION
from vouajudar_stub.store.sql.session import Session
from vouajudar_stub.store.sql.statements import Statement

FIRST_REVISION = "0001"
"""Of a database that does not tell its revision."""
VERSION_TABLE = "alembic_version"

_VERSION_KEY = PrimaryKeyConstraint("version_num", name="alembic_version_pkc")  # as Alembic makes it
_VERSIONS = Table(VERSION_TABLE, MetaData(), Column("version_num", String(32), nullable=False), _VERSION_KEY)
_TABLES = Statement(
    text("SELECT name FROM sqlite_master WHERE type = 'table'"),
    text("SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema()"),
)
_FOUND = Statement(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608  (a name of our own)
_STAMP = Statement(insert(_VERSIONS).values(version_num=bindparam("revision")))


class OtherRevisionError(Exception):
    """The database is of another revision than this program."""

    def __init__(self, found: str) -> None:
        cure = "run `vouajudar-stub migrate` on it" if found < REVISION else "a newer program has migrated it"
        super().__init__(f"the database is of revision {found}, this program needs {REVISION}: {cure}")


async def revision_of(session: Session) -> str | None:
    """None: the database has no tables of ours."""
    tables = {row[0] for row in await session.rows(_TABLES)}
    if EVENTS.name not in tables:
        return None
    if VERSION_TABLE not in tables:
        return FIRST_REVISION
    rows = await session.rows(_FOUND)
    return str(rows[0][0]) if rows else FIRST_REVISION


async def is_ready(session: Session) -> bool:
    """Is it set up? Raises OtherRevisionError."""
    found = await revision_of(session)
    if found is not None and found != REVISION:
        raise OtherRevisionError(found)
    return found is not None


async def set_up(session: Session, dialect: Any) -> None:
    """Create everything, within the transaction that the session is in, unless somebody has just done so."""
    if await is_ready(session):
        return
    for statement in ddl(dialect):
        await session.run(Statement(text(statement)))
    await session.run(_STAMP, revision=REVISION)
    await world.add_worlds(session)


def ddl(dialect: Any) -> Iterator[str]:
    """What creates the tables of this revision."""
    for table in (_VERSIONS, *METADATA.sorted_tables):
        yield str(CreateTable(table).compile(dialect=dialect))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            yield str(CreateIndex(index).compile(dialect=dialect))
