"""The partner scenarios, played on the pure domain: which events each causes, in which order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from vouajudar_stub.domain.batch import Units
from vouajudar_stub.domain.refusal import Refusal

from tests.server_stub.domain.invariants import broken
from tests.server_stub.domain.world import World


def types(world: World, after: int = 0) -> list[str]:
    return [event.type for event in world.events[after:] if event.retained]


def test_a_batch_from_kitchen_to_shelter_causes_exactly_these_13_events() -> None:
    world = World()
    batch = world.ready_batch(80)
    delivery = world.create_delivery(batch, 80, volunteer="vol-1")
    world.confirm(delivery)
    world.pick_up(delivery)
    world.report(delivery)
    world.drop_off(delivery, 80)
    assert types(world) == [
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
    assert world.batches[batch].version == 7
    assert world.deliveries[delivery].version == 6


def test_of_ten_left_a_second_claim_of_eight_is_told_that_two_are_available() -> None:
    world = World()
    batch = world.ready_batch(10)
    world.create_delivery(batch, 8, volunteer="vol-1")
    with pytest.raises(Refusal) as refused:
        world.create_delivery(batch, 8, volunteer="vol-2")
    assert refused.value.slug == "insufficient-quantity"
    assert refused.value.extra == {"requested": 8, "available": 2, "item_id": None}
    rest = world.create_delivery(batch, 8, volunteer="vol-2", allow_partial=True)
    assert world.deliveries[rest].quantity == 2
    assert world.batches[batch].status == "in_delivery"


def test_three_carriers_split_an_open_delivery_and_the_sums_hold() -> None:
    world = World()
    batch = world.ready_batch(100)
    parent = world.create_delivery(batch, 100)
    first = world.commit(parent, "vol-1", 40)
    second = world.commit(parent, "vol-2", 35)
    third = world.commit(parent, "vol-3", 25)
    assert third == parent
    quantities = {key: world.deliveries[key].quantity for key in (first, second, third)}
    assert quantities == {first: 40, second: 35, parent: 25}
    assert types(world).count("delivery.split") == 2
    assert world.batches[batch].units == Units(committed=100)
    assert not broken(world)


def test_cancelling_the_claim_of_the_last_unit_makes_the_batch_ready_again() -> None:
    world = World()
    batch = world.ready_batch(5)
    delivery = world.create_delivery(batch, 5, volunteer="vol-1")
    assert world.batches[batch].status == "in_delivery"
    assert world.cancel(delivery) == ["delivery.cancelled", "batch.quantities_changed", "batch.ready"]
    assert world.batches[batch].units == Units(available=5)


def test_a_claim_that_is_not_confirmed_within_15_minutes_expires_and_gives_its_units_back() -> None:
    world = World()
    batch = world.ready_batch(5)
    delivery = world.create_delivery(batch, 5, volunteer="vol-1")
    assert world.advance(timedelta(minutes=14, seconds=59)) == []
    assert world.advance(timedelta(seconds=1)) == ["delivery.expired", "batch.quantities_changed", "batch.ready"]
    assert world.deliveries[delivery].expired_at == world.now
    assert world.deliveries[delivery].volunteer_ref == "vol-1"
    assert world.events[-1].data["reason"] == "hold_expired"


def test_an_open_delivery_that_is_not_confirmed_within_15_minutes_is_available_again() -> None:
    world = World()
    delivery = world.create_delivery(world.ready_batch(5), 5)
    world.commit(delivery, "vol-1")
    assert world.advance(timedelta(minutes=15)) == ["delivery.released"]
    freed = world.deliveries[delivery]
    assert (freed.status, freed.carrier_id, freed.volunteer_ref, freed.pickup_code) == ("available", None, None, None)


def test_a_confirmed_hold_lasts_three_hours() -> None:
    world = World()
    delivery = world.create_delivery(world.ready_batch(5), 5)
    world.commit(delivery, "vol-1")
    world.confirm(delivery)
    assert world.advance(timedelta(hours=3, milliseconds=-1)) == []
    assert world.advance(timedelta(milliseconds=1)) == ["delivery.released"]


def test_the_end_of_the_shelf_life_loses_what_has_not_left_and_lets_the_rest_arrive() -> None:
    world = World()
    batch = world.ready_batch(30, shelf_life_minutes=120)
    reserved = world.create_delivery(batch, 10, volunteer="vol-1")
    moving = world.create_delivery(batch, 12, volunteer="vol-2")
    world.confirm(reserved)
    world.pick_up(moving)
    world.report(moving)
    assert world.advance(timedelta(minutes=120)) == ["delivery.expired", "batch.quantities_changed", "batch.in_delivery"]
    assert world.batches[batch].units == Units(in_transit=12, lost=18)
    assert world.events[-2].data["cause_delivery_id"] is None
    assert world.events[-2].data["reason"] == "shelf_life_ended"
    assert world.drop_off(moving) == ["delivery.delivered", "batch.quantities_changed", "batch.completed"]


def test_a_breakdown_with_units_returned_makes_the_batch_ready_again() -> None:
    world = World()
    batch = world.ready_batch(5)
    delivery = world.create_delivery(batch, 5, volunteer="vol-1")
    world.pick_up(delivery)
    assert world.fail(delivery, "returned", note="Flat tyre") == [
        "delivery.failed",
        "batch.quantities_changed",
        "batch.ready",
    ]
    assert [event.data["note"] for event in world.events[-3:]] == ["Flat tyre"] * 3
    assert world.events[-3].data["disposition"] == "returned"


def test_a_breakdown_with_units_discarded_loses_them_and_completes_the_batch() -> None:
    world = World()
    batch = world.ready_batch(5)
    delivery = world.create_delivery(batch, 5, volunteer="vol-1")
    world.pick_up(delivery)
    assert world.fail(delivery, "discarded") == ["delivery.failed", "batch.quantities_changed", "batch.completed"]
    assert world.batches[batch].units == Units(lost=5)


def test_a_shortfall_reopens_an_item_and_a_linked_delivery_fulfils_the_request() -> None:
    world = World()
    request = world.create_request(200, 50)
    meals, rice = (item.id for item in world.requests[request].items)
    first = world.reserve(request, {meals: 150})
    second = world.reserve(request, {rice: 50}, "vol-2")
    third = world.reserve(request, {meals: 50}, "vol-3")
    assert world.requests[request].status == "reserved"
    assert world.cancel_reservation(third) == ["reservation.cancelled", "resource_request.progressed"]
    assert world.receive(first, {meals: 140}) == ["reservation.delivered", "resource_request.progressed"]
    assert world.receive(second) == ["reservation.delivered", "resource_request.progressed"]
    item = world.requests[request].items[0]
    assert (item.reserved, item.delivered, item.short) == (0, 140, 60)
    delivery = world.create_delivery(world.ready_batch(60), 60, volunteer="vol-1", item_id=meals)
    assert world.requests[request].status == "reserved"
    world.pick_up(delivery)
    assert world.drop_off(delivery) == [
        "delivery.delivered",
        "batch.quantities_changed",
        "batch.completed",
        "resource_request.progressed",
        "resource_request.fulfilled",
    ]
    assert not broken(world)
