"""Every store passes the same tests: a new one is added to `STORES`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from vouajudar_stub.store.sqlite.store import SqliteStore

STORES: dict[str, Callable[[Path], SqliteStore]] = {"sqlite": lambda folder: SqliteStore(folder / "world.db")}


@pytest.fixture(params=sorted(STORES))
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = STORES[request.param](tmp_path)
    yield opened
    await opened.close()
