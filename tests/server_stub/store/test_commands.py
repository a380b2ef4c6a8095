"""A command is all or nothing, and nobody else's business."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from vouajudar_stub.store.opening import open_store
from vouajudar_stub.store.protocol import ForeseeingWork, Foreseen, Reading, StoredReply, StoreUnavailableError, Transaction
from vouajudar_stub.store.sqlite.store import SqliteStore

from .conftest import OpenStore
from .things import HOUR, KITCHEN, SHELTER, all_of, changed, clock_set, got, location, log, moved, place, registered


class WrongError(Exception):
    pass


async def test_a_command_leaves_its_record_and_its_event_together(store: OpenStore) -> None:
    await store.write("test", registered(1))
    record = await got(store, 1)
    events = await log(store)
    assert record is not None
    assert [event.subject for event in events] == [record.id]
    assert record.sequence == events[0].position


async def test_a_command_that_fails_leaves_nothing(store: OpenStore) -> None:
    async def work(transaction: Transaction) -> None:
        await registered(1)(transaction)
        raise WrongError

    with pytest.raises(WrongError):
        await store.write("test", work)
    assert await got(store, 1) is None
    assert await log(store) == []


async def test_a_command_that_fails_while_it_is_written_leaves_nothing(store: OpenStore) -> None:
    async def event_without_record(transaction: Transaction) -> None:
        await registered(1)(transaction)
        await transaction.append([changed(location(2, transaction.now), transaction.now)])

    async def record_without_event(transaction: Transaction) -> None:
        await registered(1)(transaction)
        await transaction.put(location(2, transaction.now))

    async def versions_apart(transaction: Transaction) -> None:
        await registered(1)(transaction)
        await transaction.put(location(1, transaction.now, version=2))

    for work in (event_without_record, record_without_event, versions_apart):
        with pytest.raises(ValueError, match="loc_"):
            await store.write("test", work)
        assert await got(store, 1) is None
        assert await log(store) == []


async def test_a_failing_command_loses_nothing_of_the_neighbours_in_its_group(store: OpenStore) -> None:
    async def failing(transaction: Transaction) -> None:
        await registered(1)(transaction)
        raise WrongError

    answers = await all_of(*(store.write("test", failing if number % 3 == 0 else registered(number)) for number in range(2, 62)))
    assert [isinstance(answer, WrongError) for answer in answers] == [number % 3 == 0 for number in range(2, 62)]
    assert [event.subject for event in await log(store)] == [place(number) for number in range(2, 62) if number % 3]


async def test_a_command_that_the_database_refuses_loses_nothing_of_the_neighbours_in_its_group(store: OpenStore) -> None:
    await store.write("test", registered(1))
    taken = (await log(store))[0].id

    async def refused(transaction: Transaction) -> None:
        record = location(99, transaction.now)
        await transaction.put(record)
        await transaction.append([replace(changed(record, transaction.now), id=taken)])

    answers = await all_of(*(store.write("test", refused if number == 7 else registered(number)) for number in range(2, 22)))
    assert [isinstance(answer, Exception) for answer in answers] == [number == 7 for number in range(2, 22)]
    assert "unique" in str(answers[5]).lower()
    events = await log(store)
    assert [event.subject for event in events] == [place(number) for number in range(1, 22) if number != 7]
    assert [event.position for event in events] == list(range(1, 21))


async def test_commands_that_come_together_share_a_commit(store: OpenStore) -> None:
    before = store.groups
    await all_of(*(store.write("test", registered(number)) for number in range(1, 101)))
    assert store.groups - before < 50


async def test_positions_have_no_gap_and_follow_the_order_of_commit(store: OpenStore) -> None:
    async def failing(transaction: Transaction) -> None:
        await moved(1)(transaction)
        raise WrongError

    await store.write("test", registered(1))
    await all_of(*(store.write("test", failing if number % 2 else moved(1)) for number in range(40)))
    positions = [event.position for event in await log(store)]
    assert positions == list(range(1, 22))
    record = await got(store, 1)
    assert record is not None
    assert (record.version, record.sequence) == (21, 21)


async def test_commands_that_foresee_what_they_read_see_what_those_before_them_did(store: OpenStore) -> None:
    await store.write("test", registered(1))

    async def look_at_the_log(transaction: Transaction) -> int:
        return await transaction.events.head()  # has everything written down before it

    foreseeing = ForeseeingWork(moved(1), lambda: Foreseen((("location", place(1)), ("location", place(2)))))
    works: list[Any] = [look_at_the_log if number % 5 == 4 else foreseeing for number in range(40)]
    answers = await all_of(*(store.write("test", work) for work in works))
    assert [answer for number, answer in enumerate(answers) if number % 5 != 4] == list(range(2, 34))
    assert await store.write("test", ForeseeingWork(registered(2), lambda: Foreseen((("location", place(2)),)))) == place(2)


async def test_a_foreseen_record_of_the_other_world_is_not_there(store: OpenStore) -> None:
    await store.write("live", registered(1))

    async def look(transaction: Transaction) -> object:
        return await transaction.get("location", place(1))

    assert await store.write("test", ForeseeingWork(look, lambda: Foreseen((("location", place(1)),)))) is None
    assert await store.write("live", ForeseeingWork(look, lambda: Foreseen((("location", place(1)),)))) is not None


async def test_a_kept_reply_is_found_foreseen_or_not_until_it_runs_out(store: OpenStore) -> None:
    key = (KITCHEN, "createBatch", "key-0000000000000001")
    reply = StoredReply(b"mark", 201, b"{}", {"ETag": '"1"'})

    async def keep(transaction: Transaction) -> None:
        await transaction.keep_reply(*key, reply, transaction.now + HOUR)

    async def find(transaction: Transaction) -> StoredReply | None:
        return await transaction.replied(*key)

    foreseeing = ForeseeingWork(find, lambda: Foreseen(reply=key))
    assert await all_of(*(store.write("test", work) for work in (foreseeing, keep, foreseeing, find))) == [
        None,
        None,
        reply,
        reply,
    ]
    assert [await store.write("test", work) for work in (foreseeing, find)] == [reply, reply]
    await store.write("test", clock_set(3600))
    assert [await store.write("test", work) for work in (foreseeing, find)] == [None, None]


async def test_ids_of_events_rise_with_their_positions(store: OpenStore) -> None:
    await all_of(*(store.write("test", registered(number)) for number in range(1, 101)))
    assert all(earlier.id < later.id for earlier, later in pairwise(await log(store)))


async def test_a_command_reads_what_it_has_put(store: OpenStore) -> None:
    await store.write("test", registered(1, city_id="canoas"))

    async def work(transaction: Transaction) -> list[list[str]]:
        await registered(2, city_id="canoas")(transaction)
        await moved(1, city_id="viamao")(transaction)
        return [
            [record.id for record in await transaction.find("location", {"city_id": city})]
            for city in ("canoas", "viamao", ("canoas", "viamao"))
        ]

    found = await store.write("test", work)
    assert [sorted(ids) for ids in found] == [[place(2)], [place(1)], [place(1), place(2)]]


async def test_what_a_reader_changes_in_a_record_is_not_kept_without_a_put(store: OpenStore) -> None:
    async def work(transaction: Transaction) -> str:
        await registered(1)(transaction)
        mine = await transaction.get("location", place(1))
        assert mine is not None
        mine.body["city_id"] = "canoas"
        again = await transaction.get("location", place(1))
        assert again is not None
        city: str = again.body["city_id"]
        return city

    assert await store.write("test", work) == "porto-alegre"


class Gate:
    """A command that stays under way until it is let go: on a thread of its own, or on the event loop of everybody."""

    def __init__(self, store: OpenStore) -> None:
        self._threads = isinstance(store, SqliteStore)
        self._entered, self._leave = threading.Event(), threading.Event()
        self._went_in, self._may_leave = asyncio.Event(), asyncio.Event()

    async def __call__(self, _transaction: Transaction) -> None:
        self._entered.set()
        self._went_in.set()
        if self._threads:
            assert self._leave.wait(10)
        else:
            await self._may_leave.wait()

    async def entered(self) -> None:
        await (asyncio.to_thread(self._entered.wait, 10) if self._threads else self._went_in.wait())

    def leave(self) -> None:
        self._leave.set()
        self._may_leave.set()


async def test_a_reader_never_sees_what_is_not_committed(store: OpenStore) -> None:
    first_gate, second_gate = Gate(store), Gate(store)
    first = asyncio.create_task(store.write("test", first_gate))
    await first_gate.entered()
    # these two are one group: the first is written, and not committed, while the second is under way
    written, second = (
        asyncio.create_task(store.write("test", registered(2))),
        asyncio.create_task(store.write("test", second_gate)),
    )
    await asyncio.sleep(0)
    first_gate.leave()
    await first
    await second_gate.entered()
    try:
        assert await got(store, 2) is None
        assert await log(store) == []
        assert not written.done()
    finally:
        second_gate.leave()
    await asyncio.gather(written, second)
    assert await got(store, 2) is not None


async def test_a_reading_sees_one_moment_however_much_it_reads(store: OpenStore, database: str) -> None:
    await store.write("test", registered(1))

    async def look(reading: Reading) -> tuple[int, int]:
        record = await reading.get("location", place(1))
        _write_elsewhere(database)
        assert record is not None
        again = await reading.get("location", place(1))
        assert again is not None
        return record.version, again.version

    assert await store.read("test", look) == (1, 1)


def _write_elsewhere(database: str) -> None:
    """Another process, for one, that commits while we read."""

    async def run() -> None:
        other = await open_store(database)
        await other.write("test", moved(1))
        await other.close()

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    thread.join()


async def test_worlds_do_not_see_each_other(store: OpenStore) -> None:
    await store.write("live", registered(1))
    assert await got(store, 1) is None
    assert await log(store) == []
    assert await store.read("live", lambda reading: reading.get("location", place(1))) is not None


async def test_only_its_readers_see_an_event(store: OpenStore) -> None:
    await store.write("test", registered(1, parties=()))
    assert await log(store, reader=SHELTER) == []
    assert len(await log(store)) == 1


async def test_a_full_disk_refuses_commands_and_spares_what_is_there(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "small.db")
    await store.write("test", registered(1))
    limit = store.writer_connection.execute("PRAGMA page_count").fetchone()[0] + 4
    store.writer_connection.execute(f"PRAGMA max_page_count = {limit}")
    answers = await all_of(*(store.write("test", registered(n, address="x" * 5000)) for n in range(2, 12)))
    assert any(isinstance(answer, StoreUnavailableError) for answer in answers)
    assert all(isinstance(answer, StoreUnavailableError | str) for answer in answers)
    store.writer_connection.execute("PRAGMA max_page_count = 1000000")
    await store.write("test", registered(99))
    done = [place(1), *(answer for answer in answers if isinstance(answer, str)), place(99)]
    events = await log(store)
    assert [event.subject for event in events] == done
    assert [event.position for event in events] == list(range(1, len(done) + 1))
    await store.close()
