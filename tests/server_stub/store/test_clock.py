"""Time in a world: what is due happens first, in order, at its own time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from vouajudar_stub.store.protocol import Record, Transaction

from .conftest import Opening, OpenStore
from .things import HOUR, changed, clock_set, got, location, log, place, registered


def _expiring(number: int, *, minutes: float, rule: str = "C3") -> object:
    async def work(transaction: Transaction) -> None:
        due = transaction.now + timedelta(minutes=minutes)
        await registered(number, due_at=due, due_rule=rule)(transaction)

    return work


class Bell:
    """A rule that notes when it ran and for which record, and puts the record at rest."""

    def __init__(self) -> None:
        self.rung: list[tuple[str, str, datetime]] = []

    async def __call__(self, transaction: Transaction, record: Record) -> None:
        assert record.due_rule is not None
        self.rung.append((record.due_rule, record.id, transaction.now))
        assert record.due_at == transaction.now
        after = location(int(record.id[4:]), transaction.now, version=record.version + 1)
        after.sequence = record.sequence
        await transaction.put(after)
        await transaction.append([changed(after, transaction.now, name="expired")])


@pytest.fixture
def bell(store: OpenStore) -> Bell:
    bell = Bell()
    store.rules = {f"C{number}": bell for number in range(1, 7)}
    return bell


async def test_advancing_applies_what_falls_due_in_order_of_due_time(store: OpenStore, bell: Bell) -> None:
    for number, minutes in ((1, 30), (2, 10), (3, 20), (4, 61)):
        await store.write("test", _expiring(number, minutes=minutes))
    assert await store.write("test", clock_set(3600)) == 3
    assert [record for _, record, _ in bell.rung] == [place(2), place(3), place(1)]


async def test_rules_due_at_one_moment_run_in_the_order_of_the_contract(store: OpenStore, bell: Bell) -> None:
    due = store.now("test") + HOUR
    for number, rule in enumerate(("C4", "C5", "C6", "C2", "C3", "C1"), 1):
        await store.write("test", registered(number, due_at=due, due_rule=rule))
    await store.write("test", clock_set(7200))
    assert [rule for rule, _, _ in bell.rung] == ["C3", "C2", "C1", "C6", "C5", "C4"]


async def test_the_events_of_a_rule_have_its_due_time(store: OpenStore, bell: Bell) -> None:
    await store.write("test", _expiring(1, minutes=10))
    due = (await _record(store, 1)).due_at
    await store.write("test", clock_set(7200))
    assert bell.rung[0][2] == due
    assert (await log(store))[-1].time == due


async def test_what_has_fallen_due_happens_before_a_reading(store: OpenStore, bell: Bell) -> None:
    await store.write("test", _expiring(1, minutes=-1))
    assert (await _record(store, 1)).version == 2
    assert len(bell.rung) == 1


async def test_what_has_fallen_due_happens_before_a_command_even_one_that_fails(store: OpenStore, bell: Bell) -> None:
    await store.write("test", _expiring(1, minutes=-1))
    seen: list[int] = []

    async def failing(transaction: Transaction) -> None:
        record = await transaction.get("location", place(1))
        assert record is not None
        seen.append(record.version)
        raise LookupError

    with pytest.raises(LookupError):
        await store.write("test", failing)
    assert seen == [2]
    assert len(bell.rung) == 1
    assert (await _record(store, 1)).version == 2


async def test_nothing_happens_twice(store: OpenStore, bell: Bell) -> None:
    await store.write("test", _expiring(1, minutes=10))
    await store.write("test", clock_set(3600))
    await store.write("test", clock_set(3600))
    await got(store, 1)
    assert len(bell.rung) == 1


async def test_a_command_that_advances_the_clock_and_fails_leaves_it_as_it_was(store: OpenStore, bell: Bell) -> None:
    await store.write("test", _expiring(1, minutes=10))

    async def failing(transaction: Transaction) -> None:
        await transaction.advance_clock(3600)
        raise LookupError

    before = store.now("test")
    with pytest.raises(LookupError):
        await store.write("test", failing)
    assert store.now("test") - before < HOUR
    assert (await _record(store, 1)).version == 1
    assert len(await log(store)) == 1
    await store.write("test", clock_set(3600))
    assert (await _record(store, 1)).version == 2
    assert [event.position for event in await log(store)] == [1, 2]


async def test_a_rule_that_leaves_a_record_due_is_refused_instead_of_running_for_ever(store: OpenStore) -> None:
    async def lazy(_transaction: Transaction, _record: Record) -> None:
        return

    store.rules = {"C3": lazy}
    await store.write("test", _expiring(1, minutes=10))
    with pytest.raises(ValueError, match="due at the same time"):
        await store.write("test", clock_set(3600))


async def test_the_clock_of_a_world_runs_on_after_a_restart(store: OpenStore, opening: Opening, bell: Bell) -> None:
    del bell
    await store.write("test", clock_set(86_400))
    now = store.now("test")
    again = await opening()
    assert timedelta(0) <= again.now("test") - now < HOUR
    assert now - again.now("live") > 23 * HOUR


async def test_a_reset_empties_a_world_sets_its_clock_back_and_keeps_the_log_going(store: OpenStore, bell: Bell) -> None:
    del bell
    await store.write("test", registered(1))
    await store.write("test", clock_set(86_400))
    ahead = store.now("test")

    async def reset(transaction: Transaction) -> int:
        await transaction.reset_world()
        await registered(2)(transaction)
        return transaction.epoch

    assert await store.write("test", reset) == 2
    assert ahead - store.now("test") > 23 * HOUR
    assert await got(store, 1) is None
    assert [(event.subject, event.position) for event in await log(store)] == [(place(2), 2)]


async def _record(store: OpenStore, number: int) -> Record:
    record = await got(store, number)
    assert record is not None
    return record
