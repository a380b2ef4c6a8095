from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.server_stub.webhooks.post_office import PostOffice, open_post_office


@pytest.fixture
async def office(database: str) -> AsyncIterator[PostOffice]:
    async with open_post_office(database) as office:
        yield office
