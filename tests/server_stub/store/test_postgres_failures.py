"""What becomes of commands when the database, the connection to it, or another process fails."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from vouajudar_stub.store.postgres import connection as connections
from vouajudar_stub.store.postgres import leading, news
from vouajudar_stub.store.postgres.session import PostgresWriteSession
from vouajudar_stub.store.postgres.store import PostgresStore
from vouajudar_stub.store.protocol import Committed, StoreUnavailableError, Transaction

from tests.postgres import Cluster

from .conftest import Opening, OpenStore, RunSql
from .things import all_of, got, log, place, registered

pytestmark = pytest.mark.slow


@pytest.fixture
def database(empty_database: str) -> str:
    return empty_database


def kill(run_sql: RunSql, what: str) -> None:
    """End the server's processes whose last statement was like this."""
    run_sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '{what}'"
    )


class Pause:
    """A command that stands still in its group, which has the lock."""

    def __init__(self) -> None:
        self.entered, self.leave = asyncio.Event(), asyncio.Event()

    async def __call__(self, transaction: Transaction) -> None:
        await registered(1)(transaction)
        await transaction.events.head()
        self.entered.set()
        await self.leave.wait()


async def test_a_connection_that_is_lost_between_commands_is_opened_again(store: OpenStore, run_sql: RunSql) -> None:
    await store.write("test", registered(1))
    kill(run_sql, "%")
    answers = [*await all_of(store.write("test", registered(2))), *await all_of(store.write("test", registered(3)))]
    assert answers[1] == place(3)
    assert isinstance(answers[0], StoreUnavailableError | str)
    kept = [1, 3] if isinstance(answers[0], StoreUnavailableError) else [1, 2, 3]
    assert [event.subject for event in await log(store)] == [place(number) for number in kept]


async def test_a_command_whose_connection_is_lost_under_way_leaves_nothing(store: OpenStore, run_sql: RunSql) -> None:
    pause = Pause()
    paused = asyncio.create_task(store.write("test", pause))
    await pause.entered.wait()
    kill(run_sql, "%events%")
    pause.leave.set()
    with pytest.raises(StoreUnavailableError):
        await paused
    assert await got(store, 1) is None
    assert await store.write("test", registered(2)) == place(2)
    assert [event.position for event in await log(store)] == [1]


@pytest.mark.parametrize("committed", [True, False], ids=["the commit was done", "the commit was not done"])
async def test_a_commit_whose_answer_is_lost_is_looked_up(
    store: OpenStore, run_sql: RunSql, monkeypatch: pytest.MonkeyPatch, committed: bool
) -> None:
    await store.write("test", registered(1))
    assert isinstance(store, PostgresStore)
    session: Any = store._session
    connection = session._connection
    really_execute = type(connection).execute

    async def lose_the_answer(self: Any, statement: str, *given: Any, **options: Any) -> Any:
        if self is not connection or not statement.endswith("COMMIT"):
            return await really_execute(self, statement, *given, **options)
        if committed:
            await really_execute(self, statement, *given, **options)
        self.terminate()
        raise ConnectionResetError("connection reset by peer")

    monkeypatch.setattr(type(connection), "execute", lose_the_answer)
    (answer,) = await all_of(store.write("test", registered(2)))
    assert answer == place(2) if committed else isinstance(answer, StoreUnavailableError)
    assert await store.write("test", registered(3)) == place(3)
    expected = [1, 2, 3] if committed else [1, 3]
    assert [event.subject for event in await log(store)] == [place(number) for number in expected]
    assert [event.position for event in await log(store)] == list(range(1, len(expected) + 1))


async def test_a_commit_whose_fate_nobody_can_tell_is_no_success(store: OpenStore, monkeypatch: pytest.MonkeyPatch) -> None:
    async def unreachable(_self: PostgresWriteSession) -> None:
        raise ConnectionRefusedError

    async def lose(self: Any, _news: Sequence[Committed]) -> None:
        self._connection.terminate()
        if not await self._was_committed(ConnectionResetError("reset")):
            raise AssertionError

    monkeypatch.setattr("vouajudar_stub.store.postgres.session.RECONNECT_SECONDS", 0.3)
    with monkeypatch.context() as failing:
        failing.setattr(PostgresWriteSession, "begin", _once_then(unreachable))
        failing.setattr(PostgresWriteSession, "commit", lose)
        with pytest.raises(StoreUnavailableError):
            await store.write("test", registered(1))
    assert await store.write("test", registered(2)) == place(2)


def _once_then(after: Any) -> Any:
    really_begin = PostgresWriteSession.begin
    begun: list[None] = []

    async def begin(self: PostgresWriteSession) -> None:
        if begun:
            await after(self)
        begun.append(None)
        await really_begin(self)

    return begin


async def test_a_process_that_stands_still_with_the_lock_loses_it(opening: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "IDLE_SECONDS", 0.3)
    stuck, other = await opening(), await opening()
    pause = Pause()
    paused = asyncio.create_task(stuck.write("test", pause))
    await pause.entered.wait()
    assert await other.write("test", registered(2)) == place(2)
    pause.leave.set()
    with pytest.raises(StoreUnavailableError):
        await paused
    assert await stuck.write("test", registered(3)) == place(3)
    assert [event.subject for event in await log(other)] == [place(2), place(3)]


async def test_a_command_waits_for_the_lock_no_longer_than_it_may(opening: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "LOCK_SECONDS", 0.3)
    slow, other = await opening(), await opening()
    pause = Pause()
    paused = asyncio.create_task(slow.write("test", pause))
    await pause.entered.wait()
    with pytest.raises(StoreUnavailableError, match="lock"):
        await other.write("test", registered(2))
    pause.leave.set()
    await paused
    assert await other.write("test", registered(3)) == place(3)


async def test_readings_go_on_when_their_connections_are_lost(store: OpenStore, run_sql: RunSql) -> None:
    await store.write("test", registered(1))
    assert await got(store, 1) is not None
    kill(run_sql, "%")
    (found,) = await all_of(got(store, 1))
    assert found is not None  # a record, or the word that it is unavailable
    assert await got(store, 1) is not None


async def test_a_listener_hears_again_after_its_connection_was_lost(
    opening: Opening, run_sql: RunSql, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "PAUSE_SECONDS", 0.01)
    serving, other = await opening(), await opening()
    told: asyncio.Queue[Committed] = asyncio.Queue()
    serving.listen(told.put_nowait)
    kill(run_sql, "LISTEN%")
    async with asyncio.timeout(20):
        await told.get()  # something may have been missed meanwhile
        await other.write("test", registered(1))
        while (await told.get()).position != 1:
            pass


async def test_one_process_leads_and_the_next_one_when_it_is_done(opening: Opening) -> None:
    first, second = await opening(), await opening()
    leads: list[str] = []
    begun, done = asyncio.Event(), asyncio.Event()

    async def lead(store: OpenStore, name: str) -> None:
        async with store.lead("clock"):
            leads.append(name)
            begun.set()
            await done.wait()
            leads.append(f"{name} ends")

    one = asyncio.create_task(lead(first, "first"))
    await begun.wait()
    two = asyncio.create_task(lead(second, "second"))
    async with second.lead("another name"):
        assert leads == ["first"]
    done.set()
    await asyncio.gather(one, two)
    assert leads == ["first", "first ends", "second", "second ends"]


async def test_a_leader_whose_connection_is_lost_is_told_and_another_leads(
    opening: Opening, run_sql: RunSql, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leading, "HEARTBEAT_SECONDS", 0.05)
    first, second = await opening(), await opening()
    led = asyncio.Event()

    async def lead_for_ever() -> None:
        async with first.lead("clock"):
            led.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(lead_for_ever())
    await led.wait()
    await asyncio.sleep(0)
    kill(run_sql, "SELECT pg_advisory_lock%")
    kill(run_sql, "SELECT 1")
    async with asyncio.timeout(20):
        with pytest.raises(StoreUnavailableError, match="leading clock"):
            await task
        async with second.lead("clock"):
            pass


async def test_a_database_that_cannot_be_reached_refuses_commands_and_comes_back(
    postgres: Cluster, store: OpenStore, run_sql: RunSql
) -> None:
    name = postgres.empty_database_name
    await store.write("test", registered(1))
    postgres.sql(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    try:
        postgres.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        answers = [*await all_of(store.write("test", registered(2))), *await all_of(store.write("test", registered(2)))]
        assert all(isinstance(answer, StoreUnavailableError) for answer in answers)
        with pytest.raises(StoreUnavailableError):
            await got(store, 1)
    finally:
        postgres.sql(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    assert await store.write("test", registered(3)) == place(3)
    assert [event.subject for event in await log(store)] == [place(1), place(3)]
