"""createDelivery: which of several refusals wins, how much is granted, and what a linked item holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from vouajudar_stub.domain.location import Location
from vouajudar_stub.domain.refusal import Refusal

from tests.server_stub.domain.world import KITCHEN_PLACE, SHELTER_PLACE, World

PENDING = replace(SHELTER_PLACE, approval_status="pending")
ELSEWHERE = replace(SHELTER_PLACE, id=f"loc_{9:026}")


class Case:
    """A call with everything wrong with it; the methods mend one thing after another, in the contract's order."""

    def __init__(self) -> None:
        self.world = World()
        self.batch = self.world.create_batch(3)
        self.request = self.world.create_request(2)
        self.item = self.world.requests[self.request].items[0].id
        other = self.world.ready_batch(9)
        self.world.create_delivery(other, 1, volunteer="vol-1")
        self.dropoff: Location = replace(KITCHEN_PLACE, active=False)
        self.existing: str | None = "del_1"
        self.volunteer = "vol-1"
        self.quantity = 5

    def refusal(self) -> str:
        with pytest.raises(Refusal) as refused:
            self.world.create_delivery(
                self.batch,
                self.quantity,
                volunteer=self.volunteer,
                item_id=self.item,
                dropoff=self.dropoff,
                existing_external_id=self.existing,
            )
        return refused.value.slug


def test_references_come_before_external_ids_states_volunteers_and_quantities() -> None:
    case = Case()
    case.world.cancel_request(case.request)
    assert case.refusal() == "location-unavailable"
    case.dropoff = KITCHEN_PLACE
    assert case.refusal() == "location-kind-mismatch"
    case.dropoff = ELSEWHERE
    assert case.refusal() == "request-item-mismatch"
    case.dropoff = SHELTER_PLACE
    assert case.refusal() == "duplicate-external-id"
    case.existing = None
    assert case.refusal() == "batch-not-ready"
    case.world.mark_ready(case.batch)
    assert case.refusal() == "invalid-state"
    case.request = case.world.create_request(2)
    case.item = case.world.requests[case.request].items[0].id
    assert case.refusal() == "volunteer-busy"
    case.volunteer = "vol-2"
    assert case.refusal() == "insufficient-quantity"
    case.world.create_delivery(case.batch, 2, volunteer="vol-2", item_id=case.item)


def test_a_location_that_is_not_approved_is_named_with_what_is_wrong() -> None:
    world = World()
    batch = world.ready_batch(3)
    with pytest.raises(Refusal) as refused:
        world.create_delivery(batch, 1, dropoff=PENDING)
    assert refused.value.extra == {"approval_status": "pending", "active": True}
    assert refused.value.errors[0].pointer == "/dropoff_location_id"


@pytest.mark.parametrize("product_type", ["hygiene", "ingredient"])
def test_an_item_of_another_product_type_or_unit_does_not_match(product_type: str) -> None:
    world = World()
    batch = world.ready_batch(3, product_type=product_type)
    request = world.create_request(2)
    with pytest.raises(Refusal) as refused:
        world.create_delivery(batch, 1, item_id=world.requests[request].items[0].id)
    assert refused.value.slug == "request-item-mismatch"


@pytest.mark.parametrize(
    ("units", "short", "asked", "partial", "granted"),
    [(3, None, 3, False, 3), (3, None, 4, True, 3), (3, 2, 2, False, 2), (3, 2, 3, True, 2), (2, 3, 3, True, 2)],
)
def test_a_call_gets_what_it_asks_or_with_allow_partial_what_there_is(
    units: int, short: int | None, asked: int, partial: bool, granted: int
) -> None:
    world = World()
    batch = world.ready_batch(units)
    item = None if short is None else world.requests[world.create_request(short)].items[0].id
    delivery = world.create_delivery(batch, asked, item_id=item, allow_partial=partial)
    assert world.deliveries[delivery].quantity == granted


@pytest.mark.parametrize(
    ("units", "short", "asked", "partial", "available", "by_item"),
    [
        (3, None, 4, False, 3, False),
        (3, 2, 3, False, 2, True),
        (2, 3, 3, False, 2, False),
        (3, 3, 4, False, 3, False),
        (3, 0, 1, True, 0, True),
    ],
)
def test_too_much_is_refused_with_the_most_that_was_to_be_had(  # noqa: PLR0917
    units: int, short: int | None, asked: int, partial: bool, available: int, by_item: bool
) -> None:
    world = World()
    batch = world.ready_batch(units)
    item = None
    if short is not None:
        request = world.create_request(max(short, 1))
        item = world.requests[request].items[0].id
        if short == 0:
            world.reserve(request, {item: 1})
    with pytest.raises(Refusal) as refused:
        world.create_delivery(batch, asked, item_id=item, allow_partial=partial)
    assert refused.value.slug == "insufficient-quantity"
    assert refused.value.extra == {"requested": asked, "available": available, "item_id": item if by_item else None}


def test_with_nothing_left_even_a_part_is_refused() -> None:
    world = World()
    batch = world.ready_batch(3)
    world.create_delivery(batch, 3)
    with pytest.raises(Refusal) as refused:
        world.create_delivery(batch, 1, allow_partial=True)
    assert refused.value.extra["available"] == 0


def test_a_linked_delivery_holds_its_item_through_splits_until_it_ends() -> None:
    world = World()
    batch = world.ready_batch(5)
    request = world.create_request(5)
    item = world.requests[request].items[0].id

    def sums() -> tuple[int, int]:
        held = world.requests[request].items[0]
        return held.reserved, held.delivered

    parent = world.create_delivery(batch, 5, item_id=item)
    assert world.events[-1].type == "resource_request.progressed"
    assert sums() == (5, 0)
    child = world.commit(parent, "vol-1", 3)
    world.release(child)
    assert sums() == (5, 0), "an open delivery keeps what it holds when its carrier gives it back"
    world.commit(child, "vol-1")
    world.pick_up(child)
    world.drop_off(child, 2)
    assert sums() == (2, 2), "what arrived counts, the shortfall reopens the item"
    world.cancel(parent)
    assert sums() == (0, 2)


def test_a_request_whose_time_is_up_expires_when_its_last_linked_delivery_fails() -> None:
    world = World()
    batch = world.ready_batch(5, shelf_life_minutes=600)
    request = world.create_request(5, ttl_minutes=60)
    delivery = world.create_delivery(batch, 2, volunteer="vol-1", item_id=world.requests[request].items[0].id)
    world.pick_up(delivery)
    assert world.advance(timedelta(minutes=60)) == ["resource_request.updated"]
    assert world.fail(delivery) == [
        "delivery.failed",
        "batch.quantities_changed",
        "resource_request.progressed",
        "resource_request.expired",
    ]


def test_a_batch_that_expires_frees_the_items_of_all_its_waiting_deliveries() -> None:
    world = World()
    batch = world.ready_batch(5, shelf_life_minutes=30)
    first, second = world.create_request(2, 2), world.create_request(1)
    for item in (*world.requests[first].items, *world.requests[second].items):
        world.create_delivery(batch, 1, item_id=item.id)
    assert world.advance(timedelta(minutes=30)) == [
        "delivery.expired",
        "delivery.expired",
        "delivery.expired",
        "batch.quantities_changed",
        "batch.expired",
        "resource_request.progressed",
        "resource_request.progressed",
    ]
    assert {request.status for request in world.requests.values()} == {"requesting"}
