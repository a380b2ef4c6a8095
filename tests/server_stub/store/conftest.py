"""Every store passes the same tests."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from typing import TypeAlias

import pytest
from vouajudar_stub.store.opening import open_store
from vouajudar_stub.store.postgres.store import PostgresStore
from vouajudar_stub.store.sqlite.store import SqliteStore

from tests.postgres import Cluster

OpenStore: TypeAlias = SqliteStore | PostgresStore
Opening: TypeAlias = Callable[[], Awaitable[OpenStore]]
RunSql: TypeAlias = Callable[[str], list[str]]
"""Runs statements on the test's database, behind the store's back; the first column of what the last one answers."""


@pytest.fixture
async def opening(database: str) -> AsyncIterator[Opening]:
    """Opens a store on the database, as one more process would; they are closed at the end."""
    opened: list[OpenStore] = []

    async def one_more() -> OpenStore:
        store = await open_store(database)
        assert isinstance(store, OpenStore)
        opened.append(store)
        return store

    yield one_more
    for store in opened:
        await store.close()


@pytest.fixture
async def store(opening: Opening) -> OpenStore:
    return await opening()


@pytest.fixture
def run_sql(request: pytest.FixtureRequest, database: str) -> RunSql:
    def run(statements: str) -> list[str]:
        if database.startswith("postgresql"):
            cluster: Cluster = request.getfixturevalue("postgres")
            return cluster.sql(statements, database.rpartition("/")[2]).splitlines()
        with closing(sqlite3.connect(database)) as connection:
            if ";" in statements:
                connection.executescript(statements)
                return []
            rows = connection.execute(statements).fetchall()
            connection.commit()
            return [str(row[0]) for row in rows]

    return run
