from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.server_stub.services.town import Town


@pytest.fixture
async def town(database: str) -> AsyncIterator[Town]:
    town = await Town.at(database)
    yield town
    await town.store.close()
