"""A store is not alone with its database: the operator's commands write to it while it serves."""

from __future__ import annotations

import asyncio

import asyncpg
from vouajudar_stub.store.opening import open_store
from vouajudar_stub.store.protocol import Committed, Reading, Store, Transaction
from vouajudar_stub.store.sql.schema import METADATA

from tests.postgres import Cluster
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


async def test_a_process_can_begin_while_another_writes(postgres: Cluster, empty_database: str) -> None:
    """It takes no lock that writers of the tables would wait for, or it for them."""
    del postgres
    writing = await asyncpg.connect(empty_database)
    try:
        async with writing.transaction():
            for table in METADATA.sorted_tables:
                await writing.execute(f"LOCK TABLE {table.name} IN ROW EXCLUSIVE MODE")
            async with asyncio.timeout(4):
                store = await open_store(empty_database)
            assert await store.read("test", _head) == 0
            await store.close()
    finally:
        await writing.close()


async def test_a_handler_may_find_nothing_to_queue_and_nothing_to_end(store: Store) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.webhooks.enqueue([])
        await transaction.webhooks.finish([])
        await transaction.webhooks.postpone([])
        await transaction.webhooks.add_attempts([])
        await transaction.impact.add([])
        await transaction.checkpoints.move("webhooks", 7)

    await store.write("test", work)

    async def look(reading: Reading) -> int:
        return await reading.checkpoints.position("webhooks")

    assert await store.read("test", look) == 7


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
