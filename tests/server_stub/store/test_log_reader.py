"""Whoever follows the log by a plain cursor misses nothing, however late each process commits.

Several processes write to one database and are slow to commit, by random delays; others read on and on behind their cursors.
The same readers are then put on a log that is written without the lock, with positions from a sequence: they see what goes wrong.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

import asyncpg
import orjson
import pytest
from vouajudar_stub.store.postgres.session import PostgresWriteSession
from vouajudar_stub.store.postgres.store import PostgresStore
from vouajudar_stub.store.protocol import Committed, Reading, Selection
from vouajudar_stub.store.sql import events
from vouajudar_stub.store.sql.statements import POSTGRESQL

from .things import KITCHEN, all_of, moved, place, registered

pytestmark = pytest.mark.slow

PROCESSES, PLACES, COMMANDS = 4, 12, 60
LONGEST_DELAY = 0.02
SEEDS = [1, 2, 3]

Cursor: TypeAlias = Callable[[Reading, int], Awaitable[list[tuple[int, str, int]]]]
"""What comes behind a position: positions, subjects, versions."""


async def _log(reading: Reading, after: int) -> list[tuple[int, str, int]]:
    found = await reading.events.log(after=after, limit=7)
    return [(event.position, event.subject, _version(event.data)) for event in found]


async def _feed(reading: Reading, after: int) -> list[tuple[int, str, int]]:
    found = await reading.events.page(audience=(KITCHEN,), after=after, limit=5)
    return [(event.position, event.subject, _version(event.data)) for event in found]


async def _list(reading: Reading, after: int) -> list[tuple[int, str, int]]:
    selection = Selection("location", (KITCHEN,), after=(after,) if after else (), limit=3)
    return [(seen.sequence, seen.id, orjson.loads(seen.body)["version"]) for seen in await reading.page(selection)]


def _version(data: bytes) -> int:
    version: int = orjson.loads(data)["data"]["version"]
    return version


@dataclass
class Follower:
    """A reader that goes on from the last position it has seen."""

    store: PostgresStore
    cursor: Cursor
    seen: list[tuple[int, str, int]] = field(default_factory=list[tuple[int, str, int]])

    async def follow(self, written: asyncio.Event) -> None:
        """Until nothing more comes after everything was written."""
        while True:
            last = written.is_set()
            page = await self.store.read("test", lambda reading: self.cursor(reading, self.seen[-1][0] if self.seen else 0))
            self.seen += page
            if last and not page:
                return

    @property
    def positions(self) -> list[int]:
        return [position for position, _, _ in self.seen]

    def gaps(self) -> list[str]:
        """Subjects whose versions do not follow on."""
        versions: dict[str, int] = {}
        found: list[str] = []
        for _, subject, version in self.seen:
            if version != versions.get(subject, 0) + 1:
                found.append(subject)
            versions[subject] = version
        return found


@asynccontextmanager
async def following(url: str, *cursors: Cursor) -> AsyncGenerator[list[Follower]]:
    """Readers at work until the block has written everything; then they have read everything that they can."""
    stores = [await PostgresStore.open(url) for _ in cursors]
    followers = [Follower(store, cursor) for store, cursor in zip(stores, cursors, strict=True)]
    written = asyncio.Event()
    try:
        async with asyncio.TaskGroup() as group:
            for follower in followers:
                group.create_task(follower.follow(written))
            yield followers
            written.set()
    finally:
        for store in stores:
            await store.close()


@pytest.fixture(params=SEEDS)
def chance(request: pytest.FixtureRequest) -> random.Random:
    return random.Random(request.param)


@pytest.fixture
def slow_commits(monkeypatch: pytest.MonkeyPatch, chance: random.Random) -> None:
    """Each group of commands stands still for a while before its COMMIT."""
    at_once = PostgresWriteSession.commit

    async def late(self: PostgresWriteSession, news: Sequence[Committed]) -> None:
        await asyncio.sleep(chance.uniform(0, LONGEST_DELAY))
        await at_once(self, news)

    monkeypatch.setattr(PostgresWriteSession, "commit", late)


async def _write(store: PostgresStore, chance: random.Random) -> None:
    """Commands in small groups, about places that every process writes to."""
    left = COMMANDS
    while left:
        group = min(left, chance.randint(1, 4))
        answers = await all_of(*(store.write("test", moved(chance.randint(1, PLACES))) for _ in range(group)))
        assert all(isinstance(answer, int) for answer in answers), answers
        left -= group
        await asyncio.sleep(chance.uniform(0, LONGEST_DELAY / 4))


async def test_readers_of_a_log_that_several_processes_write_miss_nothing_and_see_it_in_order(
    empty_database: str, chance: random.Random, slow_commits: None
) -> None:
    processes = [await PostgresStore.open(empty_database) for _ in range(PROCESSES)]
    async with following(empty_database, _log, _feed, _log) as followers:
        await all_of(*(processes[0].write("test", registered(number)) for number in range(1, PLACES + 1)))
        await asyncio.gather(*(_write(store, chance) for store in processes))
    for store in processes:
        await store.close()
    everything = list(range(1, PLACES + PROCESSES * COMMANDS + 1))
    for follower in followers:
        assert follower.positions == everything  # none missed, none twice, none out of order
        assert follower.gaps() == []


async def test_a_list_that_is_paged_while_several_processes_write_passes_over_no_change(
    empty_database: str, chance: random.Random, slow_commits: None
) -> None:
    processes = [await PostgresStore.open(empty_database) for _ in range(PROCESSES)]
    async with following(empty_database, _list) as followers:
        await all_of(*(processes[0].write("test", registered(number)) for number in range(1, PLACES + 1)))
        await asyncio.gather(*(_write(store, chance) for store in processes))
    latest = {place(number): await _sequence(processes[0], number) for number in range(1, PLACES + 1)}
    for store in processes:
        await store.close()
    assert followers[0].positions == sorted(followers[0].positions)
    assert {subject: position for position, subject, _ in followers[0].seen} == latest


async def _sequence(store: PostgresStore, number: int) -> int:
    record = await store.read("test", lambda reading: reading.get("location", place(number)))
    assert record is not None
    return record.sequence


async def test_the_same_readers_miss_events_whose_positions_come_from_a_sequence(
    postgres_url: str, chance: random.Random
) -> None:
    async with following(postgres_url, _log, _feed) as followers:
        setting_up = await asyncpg.connect(postgres_url)
        await setting_up.execute("CREATE SEQUENCE positions")
        await setting_up.close()
        await asyncio.gather(*(_write_without_the_lock(postgres_url, writer, chance) for writer in range(1, PROCESSES + 1)))
    everything = set(range(1, PROCESSES * COMMANDS + 1))
    for follower in followers:
        missed = everything - set(follower.positions)
        assert missed
        assert follower.gaps()  # and whoever looks at the versions knows it


async def _write_without_the_lock(url: str, writer: int, chance: random.Random) -> None:
    """A subject of its own for each writer: what goes wrong is the order of the log alone."""
    connection = await asyncpg.connect(url)
    text = events.INSERT.on(POSTGRESQL)
    try:
        for version in range(1, COMMANDS + 1):
            async with connection.transaction():
                position = await connection.fetchval("SELECT nextval('positions')")
                row = {
                    "position": position,
                    "id": f"evt_{position:026}",
                    "world": "test",
                    "epoch": 1,
                    "retained": True,
                    "event_type": "location.updated",
                    "aggregate_type": "location",
                    "aggregate_id": place(writer),
                    "version": version,
                    "timestamp": "2026-05-14T12:00:00.000Z",
                    "user_id": KITCHEN,
                    "readers": f" {KITCHEN} ",
                    "forget_at": None,
                    "metadata": "{}",
                    "event_data": orjson.dumps({"data": {"version": version}}),
                }
                await connection.execute(text.sql, *text.values(row))
                await asyncio.sleep(chance.uniform(0, LONGEST_DELAY))
    finally:
        await connection.close()
