"""The partner scenarios S1-S8, S13, S14 and S17, each told through the SDK against a running sandbox."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from vouajudar import VouAjudar, errors

from demo.sandbox import Sandbox

from .world import World, short


def test_s1_a_batch_travels_from_kitchen_to_shelter_and_causes_exactly_thirteen_events(world: World) -> None:
    batch = world.ready_batch(80)
    delivery = world.claim(batch.id, 80, "bike_07")
    world.carrier.deliveries.confirm(delivery.id)
    world.pick_up(delivery.id)
    world.move(delivery.id)
    delivered = world.drop_off(delivery.id, quantity_received=80)

    assert delivered.status == "delivered"
    assert world.event_types() == [
        "batch.created",
        "batch.ready",
        "delivery.created",
        "delivery.committed",
        "batch.quantities_changed",
        "batch.in_delivery",
        "delivery.reserved",
        "delivery.picked_up",
        "batch.quantities_changed",
        "delivery.in_transit",
        "delivery.delivered",
        "batch.quantities_changed",
        "batch.completed",
    ]
    finished = world.kitchen.batches.get(batch.id)
    assert (finished.status, finished.quantity_delivered, finished.quantity_available) == ("completed", 80, 0)


def test_s2_two_carriers_who_ask_for_eight_of_ten_get_one_yes_and_a_no_that_names_the_two_left(
    world: World, sandbox: Sandbox
) -> None:
    batch = world.ready_batch(10)

    def ask(volunteer: str) -> Any:
        try:
            return world.claim(batch.id, 8, volunteer)
        except errors.InsufficientQuantityError as problem:
            return problem

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(ask, ["bike_01", "bike_02"]))
    refused = [a for a in answers if isinstance(a, errors.InsufficientQuantityError)]
    assert len(refused) == 1
    assert (refused[0].requested, refused[0].available) == (8, 2)

    assert world.claim(batch.id, 8, "bike_03", allow_partial=True).quantity == 2
    assert world.kitchen.batches.get(batch.id).status == "in_delivery"


def test_s2_fifty_parallel_claims_of_one_on_twenty_units_give_exactly_twenty(world: World) -> None:
    batch = world.ready_batch(20)

    def ask(number: int) -> int:
        """What is left when the claim is refused; -1 when it is granted."""
        try:
            world.claim(batch.id, 1, f"bike_{number:03}")
        except errors.InsufficientQuantityError as problem:
            return problem.available
        return -1

    with ThreadPoolExecutor(16) as pool:
        answers = sorted(pool.map(ask, range(50)))
    assert answers == [-1] * 20 + [0] * 30
    settled = world.kitchen.batches.get(batch.id)
    assert (settled.quantity_available, settled.quantity_committed) == (0, 20)


def test_s3_three_carriers_share_an_open_delivery_of_a_hundred(world: World) -> None:
    batch = world.ready_batch(100)
    offered = world.offer(batch.id, 100)
    assert (offered.status, offered.dispatch_mode) == ("available", "open")

    first = world.carrier.deliveries.commit(offered.id, volunteer_ref="bike_40", quantity=40)
    second = world.carrier.deliveries.commit(offered.id, volunteer_ref="bike_35", quantity=35)
    third = world.carrier.deliveries.commit(offered.id, volunteer_ref="bike_25", quantity=25)

    assert first.delivery.quantity == 40
    assert first.delivery.parent_delivery_id == offered.id
    assert first.remainder is not None
    assert first.remainder.quantity == 60
    assert second.delivery.quantity == 35
    assert third.remainder is None
    assert third.delivery.id == offered.id
    assert sum(d.delivery.quantity for d in (first, second, third)) == 100
    splits = [e for e in world.events() if short(e.type) == "delivery.split"]
    assert [e.data.moved_quantity for e in splits] == [40, 35]
    assert world.kitchen.batches.get(batch.id).quantity_committed == 100


def test_s4_cancelling_the_last_claim_puts_the_batch_back_on_the_map(world: World) -> None:
    batch = world.ready_batch(30)
    delivery = world.claim(batch.id, 30, "bike_07")
    assert world.kitchen.batches.get(batch.id).status == "in_delivery"

    cancelled = world.carrier.deliveries.cancel(delivery.id, reason="volunteer_unavailable", note="Flat tyre")
    assert (cancelled.status, cancelled.cancel_reason) == ("cancelled", "volunteer_unavailable")
    back = world.kitchen.batches.get(batch.id)
    assert (back.status, back.quantity_available) == ("ready", 30)
    near = world.carrier.batches.list(near="-30.0346,-51.2177", radius_m=1000, status=["ready"])
    assert batch.id in [item.id for item in near.items]
    assert world.event_types()[-3:] == ["delivery.cancelled", "batch.quantities_changed", "batch.ready"]


def test_s5_a_claim_that_nobody_confirms_lapses_after_fifteen_minutes(world: World) -> None:
    batch = world.ready_batch(50)
    claimed = world.claim(batch.id, 20, "bike_20")
    offered = world.offer(batch.id, 30)
    committed = world.carrier.deliveries.commit(offered.id, volunteer_ref="bike_30").delivery

    world.advance(minutes=14)
    assert world.carrier.deliveries.get(claimed.id).status == "pending_confirmation"
    world.advance(minutes=2)

    assert world.carrier.deliveries.get(claimed.id).status == "expired"
    reopened = world.kitchen.deliveries.get(committed.id)
    assert (reopened.status, reopened.volunteer_ref, reopened.carrier_id) == ("available", None, None)
    settled = world.kitchen.batches.get(batch.id)
    assert (settled.quantity_available, settled.quantity_committed) == (20, 30)
    lapses = [e for e in world.events() if short(e.type) in ("delivery.expired", "delivery.released")]
    assert {e.data.reason for e in lapses} == {"hold_expired"}
    assert {e.actor for e in lapses} == {"system.clock"}


def test_s6_when_a_batch_expires_what_is_reserved_is_lost_and_what_is_on_the_way_still_arrives(world: World) -> None:
    batch = world.ready_batch(50, shelf_life_minutes=120)
    waiting = world.claim(batch.id, 20, "bike_20")
    world.carrier.deliveries.confirm(waiting.id)
    moving = world.claim(batch.id, 30, "bike_30")
    world.pick_up(moving.id)

    world.advance(minutes=121)

    assert world.carrier.deliveries.get(waiting.id).status == "expired"
    expired = world.kitchen.batches.get(batch.id)
    assert (expired.status, expired.quantity_lost, expired.quantity_in_transit) == ("in_delivery", 20, 30)
    assert expired.expired_at == expired.expires_at
    world.drop_off(moving.id)
    done = world.kitchen.batches.get(batch.id)
    assert (done.status, done.quantity_delivered, done.quantity_lost) == ("completed", 30, 20)


def test_s7_five_wrong_codes_lock_the_hand_over_for_fifteen_minutes(world: World) -> None:
    batch = world.ready_batch(10)
    delivery = world.claim(batch.id, 10, "bike_07")
    confirmed = world.carrier.deliveries.confirm(delivery.id)
    right = world.pickup_code(delivery.id)
    wrong = "000000" if right != "000000" else "111111"

    left = []
    for _ in range(5):
        with pytest.raises(errors.HandoverCodeMismatchError) as mismatch:
            world.carrier.deliveries.verify_pickup(delivery.id, code=wrong)
        left.append(mismatch.value.attempts_remaining)
    assert left == [4, 3, 2, 1, 0]

    with pytest.raises(errors.HandoverLockedError) as locked:
        world.carrier.deliveries.verify_pickup(delivery.id, code=right)
    assert int(locked.value.headers["Retry-After"]) in range(1, 901)
    assert world.carrier.deliveries.get(delivery.id).version == confirmed.version, "a wrong code changes no version"

    world.advance(minutes=15)
    assert world.carrier.deliveries.verify_pickup(delivery.id, code=right).status == "picked_up"


@pytest.mark.parametrize(
    ("disposition", "status", "available", "lost"), [("returned", "ready", 25, 0), ("discarded", "completed", 0, 25)]
)
def test_s8_a_breakdown_on_the_road_gives_the_meals_back_or_loses_them(
    world: World, disposition: str, status: str, available: int, lost: int
) -> None:
    batch = world.ready_batch(25)
    delivery = world.claim(batch.id, 25, "van_01")
    world.pick_up(delivery.id)

    failed = world.carrier.deliveries.fail(delivery.id, reason="vehicle_breakdown", disposition=disposition, note="Engine")

    assert failed.failure is not None
    assert (failed.status, failed.failure.reason, failed.failure.disposition) == ("failed", "vehicle_breakdown", disposition)
    after = world.kitchen.batches.get(batch.id)
    assert (after.status, after.quantity_available, after.quantity_lost) == (status, available, lost)


def test_s13_the_second_of_two_changes_made_from_one_reading_is_refused(world: World) -> None:
    batch = world.kitchen.batches.create(provider_location_id=world.provider_location_id, product_type="meal", quantity=40)
    tag = f'"{batch.version}"'

    changed = world.kitchen.batches.update(batch.id, if_match=tag, description="Rice and beans")
    assert (changed.version, changed.description) == (batch.version + 1, "Rice and beans")
    with pytest.raises(errors.PreconditionFailedError) as stale:
        world.kitchen.batches.update(batch.id, if_match=tag, description="Soup")
    assert stale.value.current_etag == f'"{changed.version}"'
    assert world.kitchen.batches.get(batch.id).description == "Rice and beans"


def test_s13_a_change_without_if_match_is_refused_before_anything_happens(world: World) -> None:
    batch = world.kitchen.batches.create(provider_location_id=world.provider_location_id, product_type="meal", quantity=40)
    answer = httpx.patch(
        f"{world.kitchen.base_url}/batches/{batch.id}",
        json={"description": "Soup"},
        headers={"X-API-Key": world.key_of_kitchen},
    )
    assert answer.status_code == 428
    assert answer.json()["type"].endswith("/precondition-required")
    assert world.kitchen.batches.get(batch.id).version == batch.version


def test_s14_a_create_repeated_with_its_key_after_a_lost_answer_makes_one_batch(world: World) -> None:
    order: dict[str, Any] = {
        "provider_location_id": world.provider_location_id,
        "product_type": "meal",
        "quantity": 33,
        "idempotency_key": "lost-answer-0000000001",
    }
    with pytest.raises(errors.APIConnectionError):
        world.impatient.batches.create(**order, extra_headers={"X-Sandbox-Fault": "drop=after"})

    again = world.kitchen.batches.with_response.create(**order)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert [e.subject for e in world.events() if short(e.type) == "batch.created"] == [again.body.id]


def test_s17_a_stranger_cannot_see_a_claimed_delivery_and_a_missing_scope_is_named(sandbox: Sandbox, world: World) -> None:
    batch = world.ready_batch(10)
    delivery = world.claim(batch.id, 10, "bike_07")

    with sandbox.client(sandbox.partner("shelter")) as stranger, pytest.raises(errors.NotFoundError):
        stranger.deliveries.get(delivery.id)

    narrow = world.kitchen.api_keys.create(name="map only", scopes=["batches:read"])
    with VouAjudar(api_key=narrow.secret, base_url=sandbox.base_url) as reader:
        assert reader.batches.get(batch.id).id == batch.id
        with pytest.raises(errors.InsufficientScopeError) as refused:
            reader.deliveries.get(delivery.id)
    assert refused.value.required == ["deliveries:read"]
