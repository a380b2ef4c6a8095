"""Every store passes the same tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from vouajudar_stub.store.opening import open_store
from vouajudar_stub.store.postgres.store import PostgresStore
from vouajudar_stub.store.sqlite.store import SqliteStore

OpenStore: TypeAlias = SqliteStore | PostgresStore
Opening: TypeAlias = Callable[[], Awaitable[OpenStore]]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with nothing in it."""
    if request.param == "sqlite":
        return str(tmp_path / "world.db")
    address: str = request.getfixturevalue("empty_database")
    return address


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
