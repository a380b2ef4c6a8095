"""Every command on a delivery in every status: where it leads, which units move, which events it causes, or how it is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from vouajudar_stub.domain.batch import Units
from vouajudar_stub.domain.refusal import Refusal

from tests.server_stub.domain.world import World

STATUSES = (
    "available",
    "pending_confirmation",
    "reserved",
    "picked_up",
    "in_transit",
    "delivered",
    "failed",
    "cancelled",
    "expired",
)

COMMANDS: dict[str, tuple[tuple[str, ...], Callable[[World, str], object]]] = {
    "commit": (("available",), lambda w, d: w.commit(d, "vol-9")),
    "confirm": (("pending_confirmation",), lambda w, d: w.confirm(d)),
    "release": (("pending_confirmation", "reserved"), lambda w, d: w.release(d)),
    "cancel": (("available", "pending_confirmation", "reserved"), lambda w, d: w.cancel(d)),
    "pick up": (("pending_confirmation", "reserved"), lambda w, d: w.pick_up(d)),
    "report": (("picked_up", "in_transit"), lambda w, d: w.report(d, seconds=1)),
    "drop off": (("picked_up", "in_transit"), lambda w, d: w.drop_off(d)),
    "fail": (("picked_up", "in_transit"), lambda w, d: w.fail(d)),
}
"""Each command with the statuses it is allowed from, as the contract's table says."""


def delivery_in(status: str, *, claimed: bool = False) -> tuple[World, str]:
    """Four of a batch's ten units in a delivery of this status."""
    world = World()
    batch = world.ready_batch(10)
    delivery = world.create_delivery(batch, 4, volunteer="vol-1" if claimed else None)
    way: dict[str, list[Callable[[], object]]] = {
        "available": [],
        "pending_confirmation": [lambda: None if claimed else world.commit(delivery, "vol-1")],
        "cancelled": [lambda: world.cancel(delivery)],
        "expired": [lambda: world.advance(timedelta(hours=4))],
    }
    held = way["pending_confirmation"]
    way["reserved"] = [*held, lambda: world.confirm(delivery)]
    way["picked_up"] = [*held, lambda: world.pick_up(delivery)]
    way["in_transit"] = [*way["picked_up"], lambda: world.report(delivery)]
    way["delivered"] = [*way["in_transit"], lambda: world.drop_off(delivery)]
    way["failed"] = [*way["in_transit"], lambda: world.fail(delivery)]
    for step in way[status]:
        step()
    assert world.deliveries[delivery].status == status
    return world, delivery


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("status", STATUSES)
def test_a_command_is_refused_in_every_status_that_it_is_not_allowed_from(command: str, status: str) -> None:
    allowed_from, run = COMMANDS[command]
    world, delivery = delivery_in(status)
    before = world.deliveries[delivery], len(world.events)
    if status in allowed_from:
        run(world, delivery)
        assert world.deliveries[delivery] != before[0]
        return
    with pytest.raises(Refusal) as refused:
        run(world, delivery)
    assert refused.value.slug == "invalid-state"
    assert refused.value.extra["current_status"] == status
    assert tuple(refused.value.extra["allowed_from"]) == allowed_from
    assert (refused.value.extra["expired_at"] is not None) == (status == "expired")
    assert (world.deliveries[delivery], len(world.events)) == before


@pytest.mark.parametrize(
    ("status", "claimed", "command", "to", "units", "events"),
    [
        ("available", False, "commit", "pending_confirmation", Units(6, 4), ["delivery.committed"]),
        ("pending_confirmation", False, "confirm", "reserved", Units(6, 4), ["delivery.reserved"]),
        ("pending_confirmation", False, "release", "available", Units(6, 4), ["delivery.released"]),
        ("reserved", False, "release", "available", Units(6, 4), ["delivery.released"]),
        (
            "pending_confirmation",
            True,
            "release",
            "cancelled",
            Units(10),
            ["delivery.cancelled", "batch.quantities_changed"],
        ),
        ("reserved", True, "release", "cancelled", Units(10), ["delivery.cancelled", "batch.quantities_changed"]),
        ("available", False, "cancel", "cancelled", Units(10), ["delivery.cancelled", "batch.quantities_changed"]),
        (
            "pending_confirmation",
            False,
            "cancel",
            "cancelled",
            Units(10),
            ["delivery.cancelled", "batch.quantities_changed"],
        ),
        ("reserved", False, "cancel", "cancelled", Units(10), ["delivery.cancelled", "batch.quantities_changed"]),
        (
            "pending_confirmation",
            False,
            "pick up",
            "picked_up",
            Units(6, 0, 4),
            ["delivery.picked_up", "batch.quantities_changed"],
        ),
        ("reserved", True, "pick up", "picked_up", Units(6, 0, 4), ["delivery.picked_up", "batch.quantities_changed"]),
        ("picked_up", False, "report", "in_transit", Units(6, 0, 4), ["delivery.in_transit", "delivery.position_updated"]),
        (
            "picked_up",
            False,
            "drop off",
            "delivered",
            Units(6, 0, 0, 4),
            ["delivery.delivered", "batch.quantities_changed"],
        ),
        (
            "in_transit",
            False,
            "drop off",
            "delivered",
            Units(6, 0, 0, 4),
            ["delivery.delivered", "batch.quantities_changed"],
        ),
        ("in_transit", False, "fail", "failed", Units(10), ["delivery.failed", "batch.quantities_changed"]),
    ],
)
def test_a_command_leads_to_its_status_moves_its_units_and_causes_its_events(  # noqa: PLR0917
    status: str, claimed: bool, command: str, to: str, units: Units, events: list[str]
) -> None:
    world, delivery = delivery_in(status, claimed=claimed)
    before = len(world.events)
    COMMANDS[command][1](world, delivery)
    assert world.deliveries[delivery].status == to
    assert world.batches[world.deliveries[delivery].batch_id].units == units
    assert [event.type for event in world.events[before:]] == events


def test_a_released_open_delivery_forgets_its_carrier_and_a_released_claim_keeps_it() -> None:
    world, opened = delivery_in("reserved")
    world.release(opened)
    was_open = world.deliveries[opened]
    assert (was_open.carrier_id, was_open.volunteer_ref, was_open.committed_at, was_open.reserved_at) == (None,) * 4
    assert was_open.cancel_reason is None
    world, claim = delivery_in("reserved", claimed=True)
    world.release(claim, "volunteer_unavailable", "Broken bicycle")
    was_claimed = world.deliveries[claim]
    assert was_claimed.volunteer_ref == "vol-1"
    assert was_claimed.carrier_id is not None
    assert was_claimed.cancel_reason == "volunteer_unavailable"
    assert {event.data["note"] for event in world.events[-2:]} == {"Broken bicycle"}


def test_a_split_moves_units_to_a_child_of_the_committing_carrier_and_conserves_the_sum() -> None:
    world, parent = delivery_in("available")
    before = len(world.events)
    child = world.commit(parent, "vol-1", 3)
    assert [event.type for event in world.events[before:]] == ["delivery.split", "delivery.created", "delivery.committed"]
    split, created, _ = world.events[before:]
    assert split.subject == parent
    assert (split.data["child_delivery_id"], split.data["moved_quantity"]) == (child, 3)
    assert (created.subject, created.data["previous_status"], created.version) == (child, None, 1)
    assert created.data["object"]["status"] == "pending_confirmation", "the state after the whole command"
    assert (world.deliveries[parent].quantity, world.deliveries[child].quantity) == (1, 3)
    assert world.deliveries[child].parent_delivery_id == parent


def test_a_split_child_has_no_external_id_of_its_own() -> None:
    world = World()
    parent = world.create_delivery(world.ready_batch(10), 4, external_id="run-7")
    child = world.commit(parent, "vol-1", 3)
    assert (world.deliveries[parent].external_id, world.deliveries[child].external_id) == ("run-7", None)


def test_a_split_child_that_is_released_is_a_second_available_delivery() -> None:
    world, parent = delivery_in("available")
    child = world.commit(parent, "vol-1", 3)
    world.release(child)
    assert {world.deliveries[key].status for key in (parent, child)} == {"available"}
    assert {world.deliveries[key].quantity for key in (parent, child)} == {1, 3}


def test_more_than_an_open_delivery_has_is_refused_with_what_it_has() -> None:
    world, delivery = delivery_in("available")
    with pytest.raises(Refusal) as refused:
        world.commit(delivery, "vol-1", 5)
    assert refused.value.extra == {"requested": 5, "available": 4, "item_id": None}


def test_a_volunteer_with_a_delivery_under_way_is_busy_until_it_ends() -> None:
    world, delivery = delivery_in("available")
    first = world.create_delivery(world.deliveries[delivery].batch_id, 1, volunteer="vol-1")
    with pytest.raises(Refusal) as refused:
        world.commit(delivery, "vol-1")
    assert refused.value.extra == {"active_delivery_id": first}
    world.pick_up(first)
    with pytest.raises(Refusal):
        world.create_delivery(world.deliveries[delivery].batch_id, 1, volunteer="vol-1")
    world.drop_off(first)
    world.commit(delivery, "vol-1")


def test_what_is_missing_at_the_dropoff_is_lost() -> None:
    world, delivery = delivery_in("in_transit")
    world.drop_off(delivery, 3)
    delivered = world.events[-2]
    assert (delivered.data["quantity_received"], delivered.data["shortfall"]) == (3, 1)
    assert world.batches[world.deliveries[delivery].batch_id].units == Units(6, 0, 0, 3, 1)
    assert world.events[-1].data["delta"] == {
        "available": 0,
        "committed": 0,
        "in_transit": -4,
        "delivered": 3,
        "lost": 1,
    }
    assert world.events[-1].data["cause_delivery_id"] == delivery


def test_more_than_was_carried_cannot_arrive() -> None:
    world, delivery = delivery_in("in_transit")
    with pytest.raises(Refusal) as refused:
        world.drop_off(delivery, 5)
    assert (refused.value.slug, refused.value.extra) == ("quantity-exceeds-delivery", {"quantity": 4})


def test_units_returned_after_the_shelf_life_are_lost() -> None:
    world, delivery = delivery_in("in_transit")
    world.advance(timedelta(hours=5))
    assert world.fail(delivery, "returned") == ["delivery.failed", "batch.quantities_changed", "batch.expired"]
    assert world.batches[world.deliveries[delivery].batch_id].units == Units(lost=10)


def test_a_position_not_later_than_the_last_changes_nothing() -> None:
    world, delivery = delivery_in("in_transit")
    last = world.deliveries[delivery].position
    assert world.report(delivery, seconds=0) == []
    assert world.report(delivery, seconds=-1) == []
    assert world.deliveries[delivery].position == last
    assert world.report(delivery, seconds=1) == ["delivery.position_updated"]
    update = world.events[-1]
    assert (update.retained, update.version) == (False, world.deliveries[delivery].version)
    assert update.data["object"]["delivery_id"] == delivery


def test_codes_are_drawn_anew_at_each_commitment_and_gone_in_between() -> None:
    world, delivery = delivery_in("available")
    world.commit(delivery, "vol-1")
    assert world.deliveries[delivery].pickup_code is not None
    world.release(delivery)
    assert (world.deliveries[delivery].pickup_code, world.deliveries[delivery].dropoff_code) == (None, None)


def test_a_day_after_its_pickup_a_delivery_has_failed_and_its_units_are_lost() -> None:
    world, delivery = delivery_in("in_transit")
    assert world.advance(timedelta(hours=24, milliseconds=-1)) == ["batch.quantities_changed", "batch.in_delivery"]
    assert world.advance(timedelta(milliseconds=1)) == ["delivery.failed", "batch.quantities_changed", "batch.expired"]
    failed = world.deliveries[delivery]
    assert failed.failure is not None
    assert (failed.failure.reason, failed.failure.disposition, failed.failure.note) == ("timed_out", "discarded", "")
    assert {event.data["reason"] for event in world.events[-3:]} == {"timed_out"}


def test_a_hold_never_outlasts_the_batch() -> None:
    world = World()
    batch = world.ready_batch(4, shelf_life_minutes=30)
    delivery = world.create_delivery(batch, 4, volunteer="vol-1")
    world.advance(timedelta(minutes=10))
    world.confirm(delivery)
    assert world.deliveries[delivery].hold_expires_at == world.batches[batch].expires_at
    assert world.advance(timedelta(minutes=20)) == ["delivery.expired", "batch.quantities_changed", "batch.expired"]
    assert world.events[-1].data["reason"] == "shelf_life_ended", "at one moment the batch's rule comes first"
