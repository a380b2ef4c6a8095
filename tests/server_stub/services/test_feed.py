"""The feed, the stream, and one event: what a partner sees of the log, and how far back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.edge.call import Partner
from vouajudar_stub.services.credentials import CredentialsService
from vouajudar_stub.services.cursors import Cursors
from vouajudar_stub.services.events import Events
from vouajudar_stub.services.feed import Feed
from vouajudar_stub.services.news import News
from vouajudar_stub.services.tokens import Tokens
from vouajudar_stub.store.accounts import ApiKey
from vouajudar_stub.store.protocol import Transaction

from tests.server_stub.fixed_keys import FixedKeys
from tests.server_stub.services.calls import body_of, call, place_draft
from tests.server_stub.services.town import APP, KITCHEN, OTHER_APP, OTHER_KITCHEN, SHELTER, Town, short

DAY = 86_400


class Desk:
    """Asks for events as partners do."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.news = News(town.store)
        credentials = CredentialsService(town.store, Tokens(FixedKeys({"1": b"t" * 32})))
        self.events = Events(town.queries, Feed(Cursors(b"c" * 32)), self.news, credentials, stream_seconds=20)

    async def list(
        self, who: Partner, after: str = "earliest", *, types: list[str] | None = None, wait: int = 0, limit: int = 100
    ) -> tuple[list[Any], str]:
        reply = await self.events.list_events(
            call(who, "listEvents", "/events"), after=after, types=types, wait=wait, limit=limit
        )
        page = body_of(reply)
        return page["items"], page["next_cursor"]

    async def stream(
        self, who: Partner, after: str = "latest", *, types: list[str] | None = None, last_event_id: str | None = None
    ) -> AsyncIterator[bytes]:
        reply = await self.events.stream_events(
            call(who, "streamEvents", "/events/stream"), after=after, types=types, last_event_id=last_event_id
        )
        return reply.chunks


@pytest.fixture
async def desk(town: Town) -> AsyncIterator[Desk]:
    desk = Desk(town)
    yield desk
    desk.news.close()


def _ids(events: list[Any]) -> list[str]:
    return [event["id"] for event in events]


async def _refused(work: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        await work
    return refused.value


async def test_the_feed_read_in_pages_is_the_feed(desk: Desk) -> None:
    await desk.town.claim(await desk.town.ready_batch(10), 10)
    whole, _ = await desk.list(KITCHEN)
    found, cursor = list[Any](), "earliest"
    while True:
        page, cursor = await desk.list(KITCHEN, cursor, limit=2)
        if not page:
            break
        found += page
    assert _ids(found) == _ids(whole)
    assert [event["sequence"] for event in whole] == sorted(event["sequence"] for event in whole)
    assert [short(event) for event in whole][-4:] == [
        "delivery.created",
        "delivery.committed",
        "batch.quantities_changed",
        "batch.in_delivery",
    ]


async def test_a_cursor_at_the_head_gives_what_comes_next(desk: Desk) -> None:
    _, cursor = await desk.list(KITCHEN, "latest")
    assert (await desk.list(KITCHEN, cursor))[0] == []
    await desk.town.ready_batch(10)
    assert [short(event) for event in (await desk.list(KITCHEN, cursor))[0]] == ["batch.created", "batch.ready"]


async def test_an_empty_page_moves_the_cursor_to_the_head(desk: Desk) -> None:
    _, cursor = await desk.list(OTHER_APP, "latest")
    await desk.town.ready_batch(10)
    empty, moved = await desk.list(OTHER_APP, cursor, types=["reservation.*"])
    assert empty == []
    assert (await desk.list(OTHER_APP, moved))[0] == []


async def test_a_partner_sees_the_events_of_what_it_could_read_before_or_after(desk: Desk) -> None:
    town = desk.town
    _, start = await desk.list(OTHER_KITCHEN, "latest")
    cursors = {who.id: (await desk.list(who, "latest"))[1] for who in (KITCHEN, SHELTER, APP, OTHER_APP, OTHER_KITCHEN)}
    batch = await town.ready_batch(10)
    claimed = await town.claim(batch, 4)
    offered = await town.offer(batch, 6)
    await town.ask(APP, town.deliveries.commit_delivery, offered, {"volunteer_ref": "vol-2"})
    seen = {}
    for who in (KITCHEN, SHELTER, APP, OTHER_APP, OTHER_KITCHEN):
        events, _ = await desk.list(who, cursors[who.id])
        seen[who.id] = [(short(event), event["subject"]) for event in events if short(event) != "batch.quantities_changed"]
    created, ready, gone = ("batch.created", batch), ("batch.ready", batch), ("batch.in_delivery", batch)
    mine = [("delivery.created", claimed), ("delivery.committed", claimed)]
    open_ones = [("delivery.created", offered), gone, ("delivery.committed", offered)]
    assert seen[KITCHEN.id] == [created, ready, *mine, *open_ones]
    assert seen[SHELTER.id] == [ready, *mine, *open_ones]
    assert seen[APP.id] == [ready, *mine, *open_ones]
    assert seen[OTHER_APP.id] == [ready, *open_ones]
    assert seen[OTHER_KITCHEN.id] == [ready, gone]
    assert (await desk.list(OTHER_KITCHEN, start, types=["delivery.*"]))[0] == []


async def test_an_event_is_found_by_those_who_see_it_in_the_feed_with_the_same_bytes(desk: Desk) -> None:
    await desk.town.claim(await desk.town.ready_batch(10), 10)
    events, _ = await desk.list(APP, types=["delivery.*"])
    reply = await desk.events.get_event(call(APP, "getEvent"), events[0]["id"])
    assert reply.body == orjson.dumps(events[0])
    refused = await _refused(desk.events.get_event(call(OTHER_APP, "getEvent"), events[0]["id"]))
    assert refused.slug == "not-found"
    assert (await _refused(desk.events.get_event(call(APP, "getEvent"), f"evt_{0:026}"))).slug == "not-found"


async def test_after_30_days_an_event_has_left_the_feed_and_its_cursor_is_too_old(desk: Desk) -> None:
    town = desk.town
    batch = await town.ready_batch(10)
    first, cursor = await desk.list(KITCHEN, limit=1)
    await town.wait(15 * DAY)
    assert (await desk.list(KITCHEN, cursor))[0], "half the time has passed"
    later = await town.ready_batch(5)
    _, head = await desk.list(KITCHEN)
    await town.wait(15 * DAY)
    expired = await _refused(desk.list(KITCHEN, cursor))
    assert expired.slug == "cursor-expired"
    left, _ = await desk.list(KITCHEN)
    assert {event["subject"] for event in left} == {batch, later}  # the older batch expired within the 30 days
    assert _ids((await desk.list(KITCHEN, expired.extra["earliest_cursor"]))[0]) == _ids(left)
    assert (await desk.list(KITCHEN, head))[0] == left[-2:]
    assert (await _refused(desk.events.get_event(call(KITCHEN, "getEvent"), first[0]["id"]))).slug == "not-found"


async def test_a_cursor_given_out_more_than_30_days_ago_is_too_old_even_when_nothing_happened(desk: Desk) -> None:
    _, cursor = await desk.list(KITCHEN, "latest")
    await desk.town.wait(30 * DAY + 1)
    assert (await _refused(desk.list(KITCHEN, cursor))).slug == "cursor-expired"


async def test_a_reader_that_falls_behind_the_30_days_is_told_so_however_new_its_cursor_is(desk: Desk) -> None:
    _, cursor = await desk.list(KITCHEN, limit=1)
    await desk.town.wait(20 * DAY)
    _, cursor = await desk.list(KITCHEN, cursor, limit=1)
    await desk.town.wait(11 * DAY)
    assert (await _refused(desk.list(KITCHEN, cursor))).slug == "cursor-expired"


async def test_after_a_reset_every_cursor_is_too_old(desk: Desk) -> None:
    _, old = await desk.list(KITCHEN, limit=1)
    _, head = await desk.list(KITCHEN, "latest")

    async def reset(transaction: Transaction) -> None:
        await transaction.reset_world()

    await desk.town.store.write("test", reset)
    for cursor in (old, head):
        expired = await _refused(desk.list(KITCHEN, cursor))
        assert expired.slug == "cursor-expired"
        assert (await desk.list(KITCHEN, expired.extra["earliest_cursor"]))[0] == []
    assert (await desk.list(KITCHEN))[0] == []


@pytest.mark.parametrize("after", ["", "nothing", "Earliest", "AAAA"])
async def test_what_is_no_cursor_of_this_feed_is_refused(desk: Desk, after: str) -> None:
    assert (await _refused(desk.list(KITCHEN, after))).slug == "invalid-cursor"
    assert (await _refused(desk.stream(KITCHEN, last_event_id=after))).slug == "invalid-cursor"


async def test_a_cursor_of_another_partner_is_refused(desk: Desk) -> None:
    _, cursor = await desk.list(KITCHEN)
    assert (await _refused(desk.list(SHELTER, cursor))).slug == "invalid-cursor"


async def test_waiting_ends_with_the_first_event_that_the_partner_sees(desk: Desk) -> None:
    _, cursor = await desk.list(APP, "latest")
    waiting = asyncio.create_task(desk.list(APP, cursor, wait=20))
    pending = place_draft(name="Nova (pending)")
    await desk.town.locations.create_location(call(KITCHEN), pending)  # nobody else sees this one
    await desk.town.ready_batch(10)
    events, _ = await asyncio.wait_for(waiting, 5)
    assert [short(event) for event in events] == ["batch.ready"]


async def test_waiting_ends_empty_when_the_server_stops(desk: Desk) -> None:
    waiting = asyncio.create_task(desk.list(APP, "latest", wait=20))
    await asyncio.sleep(0.01)
    desk.news.close()
    assert (await asyncio.wait_for(waiting, 5))[0] == []


async def test_what_is_there_is_answered_without_waiting(desk: Desk) -> None:
    assert (await asyncio.wait_for(desk.list(KITCHEN, wait=20), 5))[0]


def _read(frame: bytes) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in frame.decode().strip().splitlines())


async def _frames(chunks: AsyncIterator[bytes], count: int) -> list[dict[str, str]]:
    """The next events of a stream, comments aside."""
    frames: list[dict[str, str]] = []
    async with asyncio.timeout(5):
        while len(frames) < count:
            chunk = await anext(chunks)
            frames += [_read(frame) for frame in chunk.split(b"\n\n") if frame and not frame.startswith(b":")]
    return frames


async def _key(town: Town, who: Partner) -> None:
    """Lets the partner's credential be known, as that of a stream must be."""

    async def work(transaction: Transaction) -> None:
        now = transaction.now
        await transaction.accounts.add_api_key(ApiKey(who.credential_id, who.id, "key", (), "va_test_XXXX", b"h", now))

    await town.store.write("test", work)


async def test_a_stream_tells_what_happens_in_the_bytes_of_the_feed(desk: Desk) -> None:
    chunks = await desk.stream(KITCHEN)
    assert (await anext(chunks)).startswith(b":")
    _, cursor = await desk.list(KITCHEN, "latest")
    await desk.town.ready_batch(10)
    frames = await _frames(chunks, 2)
    events, _ = await desk.list(KITCHEN, cursor)
    assert [frame["data"].encode() for frame in frames] == [orjson.dumps(event) for event in events]
    assert [frame["event"] for frame in frames] == ["org.vouajudar.batch.created.v1", "org.vouajudar.batch.ready.v1"]
    assert _ids((await desk.list(KITCHEN, frames[0]["id"]))[0]) == _ids(events[1:])


async def test_a_stream_that_connects_again_goes_on_behind_the_last_event_it_had(desk: Desk) -> None:
    chunks = await desk.stream(KITCHEN, "earliest")
    first = await _frames(chunks, 1)
    everything, _ = await desk.list(KITCHEN)
    again = await desk.stream(KITCHEN, "latest", last_event_id=first[0]["id"])
    rest = await _frames(again, len(everything) - 1)
    assert [orjson.loads(frame["data"])["id"] for frame in rest] == _ids(everything[1:])


async def test_a_stream_carries_positions_when_they_are_named(desk: Desk) -> None:
    town = desk.town
    delivery = await town.claim(await town.ready_batch(5), 5)
    await town.ask(APP, town.deliveries.verify_pickup, delivery, {"code": await town.code(KITCHEN, delivery, "pickup_code")})
    named = await desk.stream(SHELTER, types=["delivery.position_updated"])
    by_group = await desk.stream(SHELTER, types=["delivery.*"])
    report = {"position": {"lat": -30.04, "lng": -51.22}, "recorded_at": "2024-05-14T12:00:00Z"}
    await town.ask(APP, town.deliveries.report_position, delivery, report)
    assert [frame["event"] for frame in await _frames(named, 1)] == ["org.vouajudar.delivery.position_updated.v1"]
    assert [frame["event"] for frame in await _frames(by_group, 1)] == ["org.vouajudar.delivery.in_transit.v1"]
    assert (await desk.list(SHELTER, types=["delivery.position_updated"]))[0] == []


async def test_a_stream_ends_when_the_world_is_reset(desk: Desk) -> None:
    chunks = await desk.stream(KITCHEN)
    await anext(chunks)

    async def reset(transaction: Transaction) -> None:
        await transaction.reset_world()

    await desk.town.store.write("test", reset)
    async with asyncio.timeout(5):
        assert [chunk async for chunk in chunks] == []


async def test_a_stream_ends_within_five_seconds_when_its_key_is_revoked(desk: Desk) -> None:
    await _key(desk.town, KITCHEN)
    chunks = await desk.stream(KITCHEN)
    await anext(chunks)

    async def revoke(transaction: Transaction) -> None:
        await transaction.accounts.revoke_api_key(KITCHEN.credential_id, transaction.now)

    await desk.town.store.write("test", revoke)
    async with asyncio.timeout(5):
        assert [chunk async for chunk in chunks] == []


async def test_a_stream_ends_when_the_server_stops(desk: Desk) -> None:
    chunks = await desk.stream(KITCHEN)
    await anext(chunks)
    desk.news.close()
    async with asyncio.timeout(5):
        assert [chunk async for chunk in chunks] == []
