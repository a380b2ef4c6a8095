"""A batch: its status as a function of its units and marks, its commands, its events."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from vouajudar_stub.domain.batch import Batch, Units
from vouajudar_stub.domain.commands.batches import create_batch
from vouajudar_stub.domain.location import Location
from vouajudar_stub.domain.refusal import Refusal

from tests.server_stub.domain.world import KITCHEN_PLACE, NOON, World


def a_batch(units: Units) -> Batch:
    world = World()
    batch = world.batches[world.create_batch(units.total)]
    return replace(batch, units=units)


@pytest.mark.parametrize(
    ("marks", "units", "status"),
    [
        ({}, Units(9), "producing"),
        ({"ready_at": NOON}, Units(9), "ready"),
        ({"ready_at": NOON}, Units(1, 4, 4), "ready"),
        ({"ready_at": NOON}, Units(0, 9), "in_delivery"),
        ({"ready_at": NOON}, Units(0, 0, 9), "in_delivery"),
        ({"ready_at": NOON}, Units(0, 0, 0, 9), "completed"),
        ({"ready_at": NOON}, Units(0, 0, 0, 0, 9), "completed"),
        ({"ready_at": NOON, "expired_at": NOON}, Units(0, 0, 1, 0, 8), "in_delivery"),
        ({"ready_at": NOON, "expired_at": NOON}, Units(0, 0, 0, 1, 8), "completed"),
        ({"ready_at": NOON, "expired_at": NOON}, Units(0, 0, 0, 0, 9), "expired"),
        ({"ready_at": NOON, "cancel_reason": "other"}, Units(0, 0, 0, 5, 4), "cancelled"),
        ({"cancel_reason": "other"}, Units(0, 0, 0, 0, 9), "cancelled"),
    ],
)
def test_the_status_follows_from_units_and_marks(marks: dict[str, object], units: Units, status: str) -> None:
    assert replace(a_batch(units), **marks).status == status


def test_units_cannot_be_made_up_or_overdrawn() -> None:
    batch = a_batch(Units(3))
    with pytest.raises(ValueError, match="cannot move"):
        batch.moving(Units(available=-4, committed=4))
    with pytest.raises(ValueError, match="cannot move"):
        batch.moving(Units(available=1))


def test_a_new_batch_takes_the_shelf_life_of_its_product_type_and_the_place_of_its_location() -> None:
    world = World()
    meals = world.batches[world.create_batch(9)]
    rice = world.batches[world.create_batch(9, product_type="ingredient")]
    soap = world.batches[world.create_batch(9, product_type="hygiene")]
    assert [each.shelf_life_minutes for each in (meals, rice, soap)] == [240, 2880, 4320]
    assert (meals.city_id, meals.position, meals.organization.name) == (
        "porto-alegre",
        KITCHEN_PLACE.position,
        KITCHEN_PLACE.organization.name,
    )
    assert (meals.units, meals.status, meals.version) == (Units(9), "producing", 1)


@pytest.mark.parametrize(
    ("location", "existing", "slug"),
    [
        (replace(KITCHEN_PLACE, approval_status="pending"), None, "location-unavailable"),
        (replace(KITCHEN_PLACE, active=False, kind="shelter"), "bat_1", "location-unavailable"),
        (replace(KITCHEN_PLACE, kind="shelter"), "bat_1", "location-kind-mismatch"),
        (KITCHEN_PLACE, "bat_1", "duplicate-external-id"),
    ],
)
def test_a_batch_is_refused_for_its_location_first_then_for_its_external_id(
    location: Location, existing: str | None, slug: str
) -> None:
    draft = {"provider_location_id": location.id, "product_type": "meal", "quantity": 1, "external_id": "a"}
    with pytest.raises(Refusal) as refused:
        create_batch(draft, batch_id="bat_2", owner=location.owner, location=location, existing_external_id=existing, now=NOON)
    assert refused.value.slug == slug


def test_a_batch_becomes_ready_once_and_its_shelf_life_starts() -> None:
    world = World()
    batch = world.create_batch(9)
    assert world.mark_ready(batch) == ["batch.ready"]
    assert world.batches[batch].expires_at == NOON + timedelta(minutes=240)
    with pytest.raises(Refusal) as refused:
        world.mark_ready(batch)
    assert refused.value.extra == {"current_status": "ready", "allowed_from": ["producing"], "expired_at": None}


def test_while_producing_everything_changes_and_a_new_quantity_is_available() -> None:
    world = World()
    batch = world.create_batch(9)
    assert world.update_batch(batch, quantity=12, description="Feijoada") == ["batch.quantities_changed"]
    assert world.events[-1].data["delta"]["available"] == 3
    assert world.events[-1].data["cause_delivery_id"] is None
    assert world.batches[batch].units == Units(12)
    assert world.update_batch(batch, shelf_life_minutes=60, dietary_tags=["vegan"]) == ["batch.updated"]
    assert world.batches[batch].dietary_tags == ("vegan",)


def test_a_patch_that_changes_nothing_causes_nothing() -> None:
    world = World()
    batch = world.create_batch(9)
    before = world.batches[batch]
    assert world.update_batch(batch, quantity=9, allergens=[]) == []
    assert world.batches[batch] == before


@pytest.mark.parametrize("taken", [0, 9])
def test_once_ready_only_the_words_change(taken: int) -> None:
    world = World()
    batch = world.ready_batch(9)
    if taken:
        world.create_delivery(batch, taken)
    words = {"description": "b", "pickup_instructions": "c", "dietary_tags": ["halal"], "allergens": ["ovo"]}
    assert world.update_batch(batch, **words) == ["batch.updated"]
    with pytest.raises(Refusal) as refused:
        world.update_batch(batch, quantity=8, description="d")
    assert refused.value.slug == "invalid-state"
    assert world.batches[batch].description == "b"


@pytest.mark.parametrize("ready", [False, True])
def test_a_cancelled_batch_loses_what_was_available(ready: bool) -> None:
    world = World()
    batch = world.ready_batch(9) if ready else world.create_batch(9)
    assert world.cancel_batch(batch, "food_safety", "Fridge broke") == ["batch.quantities_changed", "batch.cancelled"]
    assert world.batches[batch].units == Units(lost=9)
    assert [(e.data["reason"], e.data["note"]) for e in world.events[-2:]] == [("food_safety", "Fridge broke")] * 2
    with pytest.raises(Refusal) as refused:
        world.update_batch(batch, description="Too late")
    assert refused.value.extra["current_status"] == "cancelled"


@pytest.mark.parametrize("quantity", [4, 9])
def test_a_batch_with_open_deliveries_is_not_cancelled(quantity: int) -> None:
    world = World()
    batch = world.ready_batch(9)
    delivery = world.create_delivery(batch, quantity)
    with pytest.raises(Refusal) as refused:
        world.cancel_batch(batch)
    assert refused.value.slug == "batch-has-active-deliveries"
    assert refused.value.extra == {"delivery_ids": [delivery]}


def test_a_batch_keeps_available_units_after_a_part_was_delivered() -> None:
    world = World()
    batch = world.ready_batch(3)
    delivery = world.create_delivery(batch, 1, volunteer="vol-1")
    world.pick_up(delivery)
    assert world.drop_off(delivery) == ["delivery.delivered", "batch.quantities_changed"]
    assert world.batches[batch].status == "ready"


def test_a_batch_that_expires_after_a_part_was_delivered_is_completed() -> None:
    world = World()
    batch = world.ready_batch(3)
    delivery = world.create_delivery(batch, 1, volunteer="vol-1")
    world.pick_up(delivery)
    world.drop_off(delivery)
    assert world.advance(timedelta(hours=4)) == ["batch.quantities_changed", "batch.completed"]


def test_a_batch_that_expires_with_all_units_under_way_only_shows_that_it_did() -> None:
    world = World()
    batch = world.ready_batch(3)
    delivery = world.create_delivery(batch, 3, volunteer="vol-1")
    world.pick_up(delivery)
    assert world.advance(timedelta(hours=4)) == ["batch.updated"]
    assert world.batches[batch].expired_at == world.batches[batch].expires_at


def test_an_expired_batch_gives_nothing_more() -> None:
    world = World()
    batch = world.ready_batch(3)
    world.create_delivery(batch, 1)
    world.advance(timedelta(hours=4))
    with pytest.raises(Refusal) as refused:
        world.create_delivery(batch, 1)
    assert refused.value.slug == "batch-expired"
