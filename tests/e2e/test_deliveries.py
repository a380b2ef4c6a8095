"""The partner scenarios S1-S8: a batch, its deliveries, and what becomes of them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from vouajudar import errors

from .variants import each_client, each_database
from .world import World, short

pytestmark = [each_database, each_client]

JOURNEY = [
    ("batch.created", 1),
    ("batch.ready", 2),
    ("delivery.created", 1),
    ("delivery.committed", 2),
    ("batch.quantities_changed", 3),
    ("batch.in_delivery", 4),
    ("delivery.reserved", 3),
    ("delivery.picked_up", 4),
    ("batch.quantities_changed", 5),
    ("delivery.in_transit", 5),
    ("delivery.delivered", 6),
    ("batch.quantities_changed", 6),
    ("batch.completed", 7),
]
"""Types and versions of the happy path."""


async def test_s1_a_batch_travels_from_kitchen_to_shelter_and_causes_exactly_thirteen_events(world: World) -> None:
    made = await world.kitchen.batches.with_response.create(
        provider_location_id=world.provider_location_id, product_type="meal", quantity=80
    )
    batch = made.body
    assert (made.status, made.etag, made.headers["Location"]) == (201, '"1"', f"/v1/batches/{batch.id}")
    ready = await world.kitchen.batches.with_response.mark_ready(batch.id, if_match=made.etag)
    assert (ready.status, ready.etag, ready.body.status) == (200, '"2"', "ready")
    claimed = await world.carrier.deliveries.with_response.create(
        batch_id=batch.id, dropoff_location_id=world.dropoff_location_id, quantity=80, volunteer_ref="bike_07"
    )
    delivery = claimed.body
    assert (claimed.status, claimed.etag, claimed.headers["Location"]) == (201, '"2"', f"/v1/deliveries/{delivery.id}")
    await world.carrier.deliveries.confirm(delivery.id)
    await world.pick_up(delivery.id)
    await world.move(delivery.id)
    delivered = await world.drop_off(delivery.id, quantity_received=80)

    assert (delivered.status, delivered.version, delivered.dropoff.quantity_received) == ("delivered", 6, 80)
    events = await world.events()
    assert [(short(event.type), event.data.version) for event in events] == JOURNEY
    assert {event.partitionkey for event in events} == {batch.id}
    assert [event.sequence for event in events] == sorted({event.sequence for event in events})
    finished = await world.kitchen.batches.with_response.get(batch.id)
    assert finished.etag == '"7"'
    assert (finished.body.status, finished.body.quantity_delivered, finished.body.quantity_available) == ("completed", 80, 0)
    assert finished.json() == (await world.kitchen.events.with_response.get(events[-1].id)).json()["data"]["object"]


async def test_s2_two_carriers_who_ask_for_eight_of_ten_get_one_yes_and_a_no_that_names_the_two_left(world: World) -> None:
    batch = await world.ready_batch(10)

    async def ask(volunteer: str) -> Any:
        try:
            return await world.claim(batch.id, 8, volunteer)
        except errors.InsufficientQuantityError as problem:
            return problem

    answers = await asyncio.gather(ask("bike_01"), ask("bike_02"))
    refused = [a for a in answers if isinstance(a, errors.InsufficientQuantityError)]
    assert len(refused) == 1
    assert (refused[0].status, refused[0].requested, refused[0].available, refused[0].item_id) == (409, 8, 2, None)

    assert (await world.claim(batch.id, 8, "bike_03", allow_partial=True)).quantity == 2
    assert (await world.kitchen.batches.get(batch.id)).status == "in_delivery"


async def test_s2_fifty_parallel_claims_of_one_on_twenty_units_give_exactly_twenty(world: World) -> None:
    batch = await world.ready_batch(20)

    async def ask(number: int) -> int:
        """What is left when the claim is refused; -1 when it is granted."""
        try:
            await world.claim(batch.id, 1, f"bike_{number:03}")
        except errors.InsufficientQuantityError as problem:
            return int(problem.available)
        return -1

    answers = await asyncio.gather(*(ask(number) for number in range(50)))
    assert sorted(answers) == [-1] * 20 + [0] * 30
    settled = await world.kitchen.batches.get(batch.id)
    assert (settled.quantity_available, settled.quantity_committed, settled.version) == (0, 20, 2 + 20 + 1)


async def test_s3_three_carriers_share_an_open_delivery_of_a_hundred(world: World) -> None:
    batch = await world.ready_batch(100)
    offered = await world.offer(batch.id, 100)
    assert (offered.status, offered.dispatch_mode, offered.version) == ("available", "open", 1)

    first = await world.carrier.deliveries.commit(offered.id, volunteer_ref="bike_40", quantity=40)
    second = await world.carrier.deliveries.commit(offered.id, volunteer_ref="bike_35", quantity=35)
    third = await world.carrier.deliveries.commit(offered.id, volunteer_ref="bike_25", quantity=25)

    assert (first.delivery.quantity, first.delivery.parent_delivery_id) == (40, offered.id)
    assert (first.remainder.quantity, first.remainder.version) == (60, 2)
    assert (second.delivery.quantity, second.remainder.quantity) == (35, 25)
    assert (third.delivery.id, third.delivery.quantity, third.remainder) == (offered.id, 25, None)
    splits = await world.events(lambda e: short(e.type) == "delivery.split")
    assert [(e.data.moved_quantity, e.data.child_delivery_id) for e in splits] == [
        (40, first.delivery.id),
        (35, second.delivery.id),
    ]
    assert (await world.event_types())[5:] == [
        "delivery.split",
        "delivery.created",
        "delivery.committed",
        "delivery.split",
        "delivery.created",
        "delivery.committed",
        "delivery.committed",
    ]
    assert (await world.kitchen.batches.get(batch.id)).quantity_committed == 100


async def test_s4_cancelling_the_last_claim_puts_the_batch_back_on_the_map(world: World) -> None:
    batch = await world.ready_batch(30)
    delivery = await world.claim(batch.id, 30, "bike_07")
    assert (await world.kitchen.batches.get(batch.id)).status == "in_delivery"

    cancelled = await world.carrier.deliveries.cancel(delivery.id, reason="volunteer_unavailable", note="Flat tyre")
    assert (cancelled.status, cancelled.cancel_reason) == ("cancelled", "volunteer_unavailable")
    back = await world.kitchen.batches.get(batch.id)
    assert (back.status, back.quantity_available, back.version) == ("ready", 30, 6)
    near = await world.carrier.batches.list(near="-30.0346,-51.2177", radius_m=1000, status=["ready"])
    assert [(item.id, item.distance_m) for item in near.items] == [(batch.id, 0)]
    last = (await world.events())[-3:]
    assert [short(e.type) for e in last] == ["delivery.cancelled", "batch.quantities_changed", "batch.ready"]
    assert {(e.data.reason, e.data.note) for e in last} == {("volunteer_unavailable", "Flat tyre")}
    assert (last[1].data.delta.available, last[1].data.delta.committed, last[1].data.cause_delivery_id) == (30, -30, delivery.id)


async def test_s5_a_claim_that_nobody_confirms_lapses_after_fifteen_minutes(world: World) -> None:
    batch = await world.ready_batch(50)
    claimed = await world.claim(batch.id, 20, "bike_20")
    offered = await world.offer(batch.id, 30)
    committed = (await world.carrier.deliveries.commit(offered.id, volunteer_ref="bike_30")).delivery

    await world.advance(minutes=14)
    assert (await world.carrier.deliveries.get(claimed.id)).status == "pending_confirmation"
    moved = await world.advance(minutes=2)

    assert moved.events_emitted == 4  # expired, quantities_changed, ready; released
    lapsed = await world.carrier.deliveries.get(claimed.id)
    assert (lapsed.status, lapsed.expired_at) == ("expired", claimed.hold_expires_at)
    reopened = await world.kitchen.deliveries.get(committed.id)
    assert (reopened.status, reopened.volunteer_ref, reopened.carrier_id) == ("available", None, None)
    settled = await world.kitchen.batches.get(batch.id)
    assert (settled.status, settled.quantity_available, settled.quantity_committed) == ("ready", 20, 30)
    lapses = await world.events(lambda e: e.actor == "system.clock")
    assert [short(e.type) for e in lapses] == ["delivery.expired", "batch.quantities_changed", "batch.ready", "delivery.released"]
    assert {(e.causationid, e.data.reason) for e in lapses} == {("system.clock/C1", "hold_expired")}
    assert [e.time for e in lapses] == [claimed.hold_expires_at] * 3 + [committed.hold_expires_at]


async def test_s6_when_a_batch_expires_what_is_reserved_is_lost_and_what_is_on_the_way_still_arrives(world: World) -> None:
    batch = await world.ready_batch(50, shelf_life_minutes=120)
    waiting = await world.claim(batch.id, 20, "bike_20")
    await world.carrier.deliveries.confirm(waiting.id)
    moving = await world.claim(batch.id, 30, "bike_30")
    await world.pick_up(moving.id)

    await world.advance(minutes=121)

    assert (await world.carrier.deliveries.get(waiting.id)).status == "expired"
    expired = await world.kitchen.batches.get(batch.id)
    assert (expired.status, expired.quantity_lost, expired.quantity_in_transit) == ("in_delivery", 20, 30)
    assert expired.expired_at == expired.expires_at
    with pytest.raises(errors.BatchExpiredError):
        await world.claim(batch.id, 1, "bike_99")
    await world.drop_off(moving.id)
    done = await world.kitchen.batches.get(batch.id)
    assert (done.status, done.quantity_delivered, done.quantity_lost) == ("completed", 30, 20)
    by_clock = await world.events(lambda e: e.actor == "system.clock")
    assert [(short(e.type), e.causationid, e.data.reason) for e in by_clock] == [
        ("delivery.expired", "system.clock/C3", "shelf_life_ended"),
        ("batch.quantities_changed", "system.clock/C3", "shelf_life_ended"),
    ]


async def test_s7_five_wrong_codes_lock_the_hand_over_for_fifteen_minutes(world: World) -> None:
    batch = await world.ready_batch(10)
    delivery = await world.claim(batch.id, 10, "bike_07")
    confirmed = await world.carrier.deliveries.confirm(delivery.id)
    right = await world.pickup_code(delivery.id)
    wrong = "000000" if right != "000000" else "111111"

    left = []
    for _ in range(5):
        with pytest.raises(errors.HandoverCodeMismatchError) as mismatch:
            await world.carrier.deliveries.verify_pickup(delivery.id, code=wrong)
        assert mismatch.value.status == 409
        left.append(mismatch.value.attempts_remaining)
    assert left == [4, 3, 2, 1, 0]

    with pytest.raises(errors.HandoverLockedError) as locked:
        await world.carrier.deliveries.verify_pickup(delivery.id, code=right)
    assert int(locked.value.headers["Retry-After"]) in range(1, 901)
    unchanged = await world.carrier.deliveries.get(delivery.id)
    assert unchanged.version == confirmed.version, "a wrong code changes no version"

    await world.advance(minutes=15)
    assert (await world.carrier.deliveries.verify_pickup(delivery.id, code=right)).status == "picked_up"


@pytest.mark.parametrize(
    ("disposition", "status", "available", "lost"), [("returned", "ready", 25, 0), ("discarded", "completed", 0, 25)]
)
async def test_s8_a_breakdown_on_the_road_gives_the_meals_back_or_loses_them(
    world: World, disposition: str, status: str, available: int, lost: int
) -> None:
    batch = await world.ready_batch(25)
    delivery = await world.claim(batch.id, 25, "van_01")
    await world.pick_up(delivery.id)

    failed = await world.carrier.deliveries.fail(delivery.id, reason="vehicle_breakdown", disposition=disposition, note="Engine")

    assert (failed.status, failed.failure.reason, failed.failure.disposition) == ("failed", "vehicle_breakdown", disposition)
    after = await world.kitchen.batches.get(batch.id)
    assert (after.status, after.quantity_available, after.quantity_lost) == (status, available, lost)
    assert (await world.event_types())[-3:] == ["delivery.failed", "batch.quantities_changed", f"batch.{status}"]
