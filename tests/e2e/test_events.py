"""The partner scenarios S10-S12: consumers that were down, secrets that change, cursors that are old."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError
from vouajudar import errors

from tests.server_stub.webhooks.post_office import Message, Receiver, receiving

from .consumers import FeedConsumer, WebhookConsumer, attempts_of, fold
from .variants import each_client, each_database
from .world import World

pytestmark = [each_database, each_client]

DUPLICATE, REORDER = ({"X-Sandbox-Fault": f"webhook={fault}"} for fault in ("duplicate", "reorder"))


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


async def feed_since(world: World, cursor: str) -> list[Any]:
    """Events as plain JSON, as the kitchen's feed has them."""
    found: list[Any] = []
    while page := (await world.kitchen.events.with_response.list(after=cursor, limit=100)).json():
        found += page["items"]
        cursor = page["next_cursor"]
        if not page["items"]:
            break
    return found


async def test_s10_a_consumer_that_was_down_for_forty_minutes_ends_with_what_the_feed_says(
    world: World, receiver: Receiver
) -> None:
    endpoint = await world.kitchen.webhook_endpoints.create(url=receiver.url, event_types=["*"])
    consumer = WebhookConsumer(receiver, endpoint.secret)
    await world.ready_batch(5)
    await consumer.until_taken({event.id for event in await world.events()})
    await attempts_of(world.kitchen, endpoint.id, lambda log: [each.outcome for each in log] == ["succeeded"] * 2)

    consumer.stop()
    begun = await feed_since(world, world.start)
    batch = await world.ready_batch(40, extra_headers=DUPLICATE)
    delivery = await world.claim(batch.id, 40, "bike_10", extra_headers=REORDER)
    await world.carrier.deliveries.confirm(delivery.id, extra_headers=DUPLICATE)
    await world.pick_up(delivery.id)
    await world.drop_off(delivery.id, extra_headers=REORDER)
    missed = (await feed_since(world, world.start))[len(begun) :]
    chains = len(missed) + 2  # batch.created and delivery.reserved go out twice

    def made(number: int) -> Any:
        return lambda attempts: [each.attempt for each in attempts if each.response_status == 503].count(number) >= chains

    await attempts_of(world.kitchen, endpoint.id, made(1))
    down = 0
    for number, seconds in ((2, 6), (3, 331), (4, 1981)):  # each delay with the most jitter there can be
        await world.advance(seconds=seconds)
        down += seconds
        await attempts_of(world.kitchen, endpoint.id, made(number))
    await world.advance(seconds=40 * 60 - down)

    consumer.start()
    await world.ready_batch(7)
    news = {event["id"] for event in await feed_since(world, world.start)} - {event["id"] for event in (*begun, *missed)}
    await consumer.until_taken(news)
    assert not consumer.events.keys() & {event["id"] for event in missed}, "what was missed is not due before two hours"
    await world.advance(seconds=7921)
    feed = await feed_since(world, world.start)
    await consumer.until_taken({event["id"] for event in feed})
    attempts = await attempts_of(
        world.kitchen,
        endpoint.id,
        lambda log: [each.attempt for each in log if each.outcome == "succeeded"].count(5) >= chains,
    )
    consumer.take()

    twice = {event_id for event_id in consumer.arrivals if consumer.arrivals.count(event_id) == 2}
    types = {event["id"]: event["type"] for event in feed}
    assert sorted(types[event_id] for event_id in twice) == [
        "org.vouajudar.batch.created.v1",
        "org.vouajudar.delivery.reserved.v1",
    ]
    sequences = [event["sequence"] for event in consumer.events.values()]
    assert sequences != sorted(sequences), "older events came after newer ones"
    assert consumer.ordered == feed
    assert fold(consumer.ordered) == fold(feed)
    assert (await world.kitchen.batches.with_response.get(batch.id)).json() == fold(consumer.ordered)[batch.id]
    of_one = [each for each in attempts if each.event_id == missed[-1]["id"]]
    assert [(each.attempt, each.outcome, each.response_status) for each in of_one] == [
        (1, "retrying", 503),
        (2, "retrying", 503),
        (3, "retrying", 503),
        (4, "retrying", 503),
        (5, "succeeded", 204),
    ]
    waits = [(after.sent_at - before.sent_at).total_seconds() for before, after in pairwise(of_one)]
    assert all(wait >= least for wait, least in zip(waits, (5, 300, 1800, 7200), strict=True))


def accepted(message: Message, secret: str) -> bool:
    try:
        Webhook(secret).verify(message.body, message.headers)
    except WebhookVerificationError:
        return False
    return True


async def test_s11_a_rotated_secret_signs_beside_the_old_one_for_a_day_and_an_event_can_be_sent_again(
    world: World, receiver: Receiver
) -> None:
    endpoint = await world.kitchen.webhook_endpoints.create(url=receiver.url, event_types=["batch.*"])
    old = endpoint.secret
    await world.ready_batch(5)
    await receiver.until(2)
    assert [accepted(message, old) for message in receiver.got] == [True, True]

    rotated = await world.kitchen.webhook_endpoints.with_response.rotate_secret(endpoint.id)
    new = rotated.body.secret
    assert (rotated.body.version, rotated.headers["Cache-Control"], new == old) == (endpoint.version, "no-store", False)
    await world.ready_batch(6)
    await receiver.until(4)
    assert [(accepted(message, old), accepted(message, new)) for message in receiver.got[2:]] == [(True, True)] * 2
    assert all(len(message.headers["webhook-signature"].split()) == 2 for message in receiver.got[2:])

    first = receiver.got[0]
    scheduled = await world.kitchen.webhook_endpoints.redeliver(endpoint.id, event_ids=[first.headers["webhook-id"]])
    assert scheduled.scheduled == 1
    await receiver.until(5)
    again = receiver.got[4]
    assert (again.headers["webhook-id"], again.body) == (first.headers["webhook-id"], first.body)
    log = await attempts_of(world.kitchen, endpoint.id, lambda attempts: len(attempts) >= 5)
    assert [each.attempt for each in log] == [1] * 5, "a redelivery is a chain of its own"
    since = await world.kitchen.webhook_endpoints.redeliver(endpoint.id, since=first.event["time"])
    assert since.scheduled == 4
    await receiver.until(9)

    await world.advance(hours=24)
    expired = len(receiver.got)  # both batches have expired meanwhile
    await world.ready_batch(8)
    created = (await world.events())[-2].id
    async with receiver.arrived:
        await receiver.arrived.wait_for(lambda: created in [m.headers["webhook-id"] for m in receiver.got[expired:]])
    last = next(message for message in receiver.got if message.headers["webhook-id"] == created)
    assert (accepted(last, old), accepted(last, new)) == (False, True)
    assert len(last.headers["webhook-signature"].split()) == 1


async def test_s11_a_message_that_was_tampered_with_or_is_five_minutes_old_is_not_accepted(
    world: World, receiver: Receiver
) -> None:
    endpoint = await world.kitchen.webhook_endpoints.create(url=receiver.url, event_types=["batch.created"])
    await world.ready_batch(5)
    await receiver.until(1)
    message, secret = receiver.got[0], endpoint.secret
    assert accepted(message, secret)

    tampered = message.body.replace(b'"quantity":5', b'"quantity":6')
    assert tampered != message.body
    assert not accepted(Message(tampered, message.headers), secret)
    assert not accepted(Message(message.body + b" ", message.headers), secret)
    assert not accepted(Message(message.body, {**message.headers, "webhook-id": f"evt_{0:026}"}), secret)

    def sent(seconds_ago: int) -> Message:
        at = datetime.now(UTC) - timedelta(seconds=seconds_ago)
        event_id = message.headers["webhook-id"]
        signature = Webhook(secret).sign(event_id, at, message.body.decode())
        headers = {"webhook-id": event_id, "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": signature}
        return Message(message.body, headers)

    assert [accepted(sent(ago), secret) for ago in (0, 290, 301)] == [True, True, False]


async def test_s12_a_consumer_goes_on_from_its_stored_cursor_and_repeats_at_most_a_page(world: World) -> None:
    batch = await world.ready_batch(30)
    for number in range(3):
        await world.deliver(batch.id, 10, f"bike_{number}")
    feed = [event.id for event in await world.events()]

    consumer = FeedConsumer(world.kitchen, world.start)
    await consumer.run(page=4, dies_at=10)
    assert consumer.handled == feed[:10]
    restarted = FeedConsumer(world.kitchen, consumer.stored)
    await restarted.run(page=4)
    assert restarted.handled == feed[8:], "two pages of four were stored; two events of the third come again"
    assert list(dict.fromkeys([*consumer.handled, *restarted.handled])) == feed
    await restarted.run(page=4)
    assert restarted.handled == feed[8:], "a cursor at the head brings nothing twice"


async def test_s12_a_cursor_that_is_too_old_says_so_and_a_resync_loses_nothing(world: World) -> None:
    kept = await world.ready_batch(30)
    consumer = FeedConsumer(world.kitchen, world.start)
    await consumer.run(page=100)
    for _ in range(5):
        moved = await world.advance(days=7)
    assert moved.advanced_seconds == 604_800
    with pytest.raises(errors.CursorExpiredError) as old:
        await consumer.run(page=100)
    assert old.value.status == 410
    retained = await world.kitchen.events.list(after=old.value.earliest_cursor, limit=100)
    assert kept.id not in {event.subject for event in retained.items}, "the feed reaches back 30 days"

    cursor = (await world.kitchen.events.list(after="latest")).next_cursor
    during = await world.ready_batch(9)  # after the cursor was taken and before the list is read: it comes by both
    known = {item.id: item async for item in await world.kitchen.batches.list(limit=1)}
    assert known.keys() == {kept.id, during.id}
    await world.claim(during.id, 4, "bike_07")
    repeated = 0
    for event in await feed_since(world, cursor):
        if not event["subject"].startswith("bat_"):
            continue
        held = known.get(event["subject"])
        if held is not None and event["data"]["version"] <= held.version:
            repeated += 1
            continue
        assert held is not None
        assert event["data"]["version"] == held.version + 1, "no version is missing between the list and the feed"
        known[event["subject"]] = held.model_copy(update=event["data"]["object"])
    assert repeated == 2
    now = await world.kitchen.batches.get(during.id)
    assert (known[during.id].version, known[during.id].quantity_available) == (now.version, now.quantity_available) == (3, 5)
    assert json.loads((await world.kitchen.batches.with_response.get(kept.id)).content)["status"] == "expired"
