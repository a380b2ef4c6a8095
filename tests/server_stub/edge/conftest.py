from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.server_stub.edge.world import World


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    world = World()
    async with world.client:
        yield world
