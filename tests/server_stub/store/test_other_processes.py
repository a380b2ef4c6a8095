"""A store is not alone with its database: the operator's commands write to it while it serves."""

from __future__ import annotations

import asyncio

from vouajudar_stub.store.protocol import Committed, Reading, Store

from tests.server_stub.store.conftest import Opening
from tests.server_stub.store.things import registered


async def _head(reading: Reading) -> int:
    return await reading.events.head()


async def test_a_store_writes_on_behind_what_another_has_written(opening: Opening) -> None:
    serving, other = await opening(), await opening()
    await serving.write("test", registered(1))
    await other.write("test", registered(2))
    await serving.write("test", registered(3))
    await serving.write("test", registered(4))
    assert await serving.read("test", _head) == await other.read("test", _head) == 4


async def test_who_listens_is_told_of_what_another_has_written(opening: Opening) -> None:
    serving, other = await opening(), await opening()
    told: asyncio.Queue[Committed] = asyncio.Queue()
    serving.listen(told.put_nowait)
    await other.write("test", registered(1))
    async with asyncio.timeout(10):
        while (news := await told.get()).world != "test":
            pass
    assert news.position == 1


async def test_secrets_of_a_family_are_listed_and_a_forgotten_one_is_drawn_anew(store: Store) -> None:
    first, second = await store.secret("letters/b"), await store.secret("letters/a")
    alone = await store.secret("letters")
    assert len({first, second, alone}) == 3
    assert list((await store.secrets("letters")).items()) == [("a", second), ("b", first)]
    assert await store.secret("letters/a") == second
    await store.forget_secret("letters/a")
    await store.forget_secret("letters/a")
    assert await store.secrets("letters") == {"b": first}
    assert await store.secret("letters/a") != second
