"""The log: what an event looks like for ever, who sees it, how long."""

from __future__ import annotations

from datetime import timedelta

import orjson
import pytest
from vouajudar_stub.store.columns import time_text
from vouajudar_stub.store.protocol import Committed, Reading, StoredEvent, Transaction

from .conftest import OpenStore
from .things import KITCHEN, all_of, changed, clock_set, got, location, log, moved, place, registered


async def test_an_event_is_a_compact_cloudevent(store: OpenStore) -> None:
    await store.write("test", registered(1))
    event = (await log(store))[0]
    record = await got(store, 1)
    assert record is not None
    document = orjson.loads(event.data)
    assert document == {
        "id": event.id,
        "source": "/vouajudar/v1",
        "specversion": "1.0",
        "type": "org.vouajudar.location.created.v1",
        "subject": place(1),
        "time": time_text(event.time),
        "datacontenttype": "application/json",
        "dataschema": "https://vouajudar.org/schemas/v1/LocationCreatedData.json",
        "partitionkey": place(1),
        "sequence": "00000000000000000001",
        "traceparent": f"00-{1:032}-{1:016}-01",
        "causationid": f"rid_{1:026}",
        "actor": KITCHEN,
        "data": {"object": record.body, "previous_status": None, "version": 1, "reason": None},
    }
    assert event.data == orjson.dumps(document)


async def test_the_last_event_of_a_record_holds_the_bytes_that_a_get_answers(store: OpenStore) -> None:
    await store.write("test", registered(1))
    await store.write("test", moved(1, city_id="canoas"))
    seen = await store.read("test", lambda reading: reading.see("location", place(1)))
    assert seen is not None
    assert b'"object":' + seen.body in (await log(store))[-1].data


async def test_a_page_of_the_feed_goes_on_where_it_stopped(store: OpenStore) -> None:
    await all_of(*(store.write("test", registered(number)) for number in range(1, 31)))
    found: list[StoredEvent] = []

    async def look(reading: Reading) -> list[StoredEvent]:
        after = found[-1].position if found else 0
        return await reading.events.page(audience=(KITCHEN,), after=after, limit=7)

    while page := await store.read("test", look):
        assert len(page) <= 7
        found += page
    assert [event.position for event in found] == list(range(1, 31))


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (("*",), ["location.created", "location.updated"]),
        (("location.*",), ["location.created", "location.updated"]),
        (("location.updated",), ["location.updated"]),
        (("batch.*", "location.created"), ["location.created"]),
        (("batch.*",), []),
        (("locatio_.*",), []),
    ],
)
async def test_types_are_patterns(store: OpenStore, types: tuple[str, ...], expected: list[str]) -> None:
    await store.write("test", registered(1))
    await store.write("test", moved(1))
    assert [event.type for event in await log(store, types=types)] == expected


async def _report_position(transaction: Transaction) -> None:
    record = location(1, transaction.now)
    await transaction.append([changed(record, transaction.now, name="position_updated", retained=False)])


async def test_an_event_that_is_not_retained_is_for_live_readers_who_name_it(store: OpenStore) -> None:
    await store.write("test", registered(1))
    await store.write("test", _report_position)
    name = "location.position_updated"
    assert len(await log(store)) == 1
    assert await log(store, types=(name,)) == []
    assert await log(store, types=("location.*",), live_after=0) == (await log(store))
    assert [event.type for event in await log(store, types=(name,), live_after=0)] == [name]
    assert await log(store, types=(name,), live_after=2) == []
    live = (await log(store, types=(name,), live_after=0))[0]
    assert await store.read("test", lambda reading: reading.events.one(live.id)) is None
    record = await got(store, 1)
    assert record is not None
    assert record.sequence == 1, "a position is no change of its subject"


async def test_an_event_that_is_not_retained_is_emptied_after_five_minutes(store: OpenStore) -> None:
    await store.write("test", registered(1))
    await store.write("test", _report_position)

    async def tidy(transaction: Transaction) -> None:
        await transaction.tidy()

    async def stored() -> list[bytes]:
        return [event.data for event in await log(store, types=("location.position_updated",), live_after=0)]

    await store.write("test", tidy)
    assert (await stored())[0]
    await store.write("test", clock_set(301))
    await store.write("test", tidy)
    assert await stored() == [b""]
    assert (await log(store))[0].data, "what is retained stays"


async def test_the_horizon_stands_before_the_oldest_event_that_is_young_enough(store: OpenStore) -> None:
    for number in range(1, 21):
        await store.write("test", registered(number))
        await store.write("live", registered(number + 100))
        await store.write("test", clock_set(86_400))
    events = await log(store)

    async def look(reading: Reading) -> None:
        for event in events:
            behind = await reading.events.horizon(event.time)
            assert min(each.position for each in events if each.position > behind) == event.position
            behind = await reading.events.horizon(event.time + timedelta(milliseconds=1))
            assert event.position <= behind
        assert await reading.events.horizon(events[0].time) == 0

    await store.read("test", look)


async def test_an_event_is_found_by_its_id_for_thirty_days(store: OpenStore) -> None:
    await store.write("test", registered(1))
    event = (await log(store))[0]
    await store.write("test", clock_set(29 * 86_400))
    assert await store.read("test", lambda reading: reading.events.one(event.id)) == event
    await store.write("test", clock_set(86_400))
    assert await store.read("test", lambda reading: reading.events.one(event.id)) is None


async def test_a_listener_is_told_after_each_commit_with_events(store: OpenStore) -> None:
    told: list[Committed] = []
    store.listen(told.append)

    async def nothing(_transaction: Transaction) -> None:
        return

    await store.write("test", nothing)
    assert told == []
    await store.write("test", registered(1))
    await store.write("live", registered(2))
    assert told == [Committed("test", 1), Committed("live", 2)]
