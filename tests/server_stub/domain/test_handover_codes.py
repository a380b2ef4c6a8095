"""Hand-over codes: how tries are counted, when they lock, who is shown what."""

from __future__ import annotations

from datetime import timedelta

import pytest
from vouajudar_stub.domain.handover_codes import shown_codes
from vouajudar_stub.domain.refusal import Refusal

from tests.server_stub.domain.world import APP, KITCHEN, SHELTER, World


def a_claim() -> tuple[World, str]:
    world = World()
    return world, world.create_delivery(world.ready_batch(5), 5, volunteer="vol-1")


def shown(world: World, delivery: str, viewer: str) -> dict[str, object]:
    return shown_codes(world.deliveries[delivery], viewer, pickup_phone="+1", dropoff_phone=None, now=world.now)


def try_wrong(world: World, delivery: str) -> Refusal:
    with pytest.raises(Refusal) as refused:
        world.pick_up(delivery, "000000")
    return refused.value


def test_five_wrong_codes_are_told_how_many_remain_and_the_sixth_try_is_locked() -> None:
    world, delivery = a_claim()
    version, events = world.deliveries[delivery].version, len(world.events)
    refusals = [try_wrong(world, delivery) for _ in range(5)]
    assert [each.slug for each in refusals] == ["handover-code-mismatch"] * 5
    assert [each.extra["attempts_remaining"] for each in refusals] == [4, 3, 2, 1, 0]
    locked = try_wrong(world, delivery)
    assert (locked.slug, locked.retry_after) == ("handover-locked", 900)
    assert (world.deliveries[delivery].version, len(world.events)) == (version, events)


def test_the_right_code_is_refused_during_the_lock_and_works_when_it_ends() -> None:
    world, delivery = a_claim()
    world.confirm(delivery)
    for _ in range(5):
        try_wrong(world, delivery)
    world.advance(timedelta(minutes=14, seconds=58, milliseconds=500))
    with pytest.raises(Refusal) as refused:
        world.pick_up(delivery)
    assert (refused.value.slug, refused.value.retry_after) == ("handover-locked", 2)
    world.advance(timedelta(seconds=1, milliseconds=500))
    world.pick_up(delivery)


def test_the_end_of_a_lock_gives_five_tries_back() -> None:
    world, delivery = a_claim()
    world.confirm(delivery)
    for _ in range(5):
        try_wrong(world, delivery)
    world.advance(timedelta(minutes=15))
    assert try_wrong(world, delivery).extra == {"attempts_remaining": 4}


def test_each_code_has_a_count_of_its_own() -> None:
    world, delivery = a_claim()
    for _ in range(3):
        try_wrong(world, delivery)
    assert shown(world, delivery, APP)["attempts_remaining"] == 2
    world.pick_up(delivery)
    assert shown(world, delivery, APP)["attempts_remaining"] == 5


def test_a_new_commitment_starts_with_five_tries() -> None:
    world = World()
    delivery = world.create_delivery(world.ready_batch(5), 5)
    world.commit(delivery, "vol-1")
    try_wrong(world, delivery)
    world.release(delivery)
    world.commit(delivery, "vol-1")
    assert shown(world, delivery, APP)["attempts_remaining"] == 5


def test_a_state_that_allows_no_pickup_is_refused_before_the_code_is_looked_at() -> None:
    world, delivery = a_claim()
    world.cancel(delivery)
    assert try_wrong(world, delivery).slug == "invalid-state"


@pytest.mark.parametrize(
    ("viewer", "before", "after"),
    [
        (KITCHEN, ("111111", None), (None, None)),
        (SHELTER, (None, "222222"), (None, "222222")),
        (APP, (None, None), (None, None)),
    ],
)
def test_each_party_is_shown_the_code_it_shows_at_the_hand_over(
    viewer: str, before: tuple[str | None, str | None], after: tuple[str | None, str | None]
) -> None:
    world, delivery = a_claim()
    codes = shown(world, delivery, viewer)
    assert (codes["pickup_code"], codes["dropoff_code"]) == before
    assert (codes["pickup_contact_phone"], codes["dropoff_contact_phone"]) == ("+1", None)
    world.pick_up(delivery)
    codes = shown(world, delivery, viewer)
    assert (codes["pickup_code"], codes["dropoff_code"]) == after


def test_a_lock_is_shown_until_it_ends() -> None:
    world, delivery = a_claim()
    world.confirm(delivery)
    for _ in range(5):
        try_wrong(world, delivery)
    codes = shown(world, delivery, KITCHEN)
    assert (codes["attempts_remaining"], codes["locked_until"]) == (0, "2024-05-14T12:15:00.000Z")
    world.advance(timedelta(minutes=15))
    codes = shown(world, delivery, KITCHEN)
    assert (codes["attempts_remaining"], codes["locked_until"]) == (5, None)


def test_when_no_hand_over_is_ahead_there_are_no_codes_to_show() -> None:
    world, delivery = a_claim()
    world.pick_up(delivery)
    world.drop_off(delivery)
    with pytest.raises(Refusal) as refused:
        shown(world, delivery, KITCHEN)
    assert refused.value.extra["current_status"] == "delivered"
    assert refused.value.extra["allowed_from"] == ["pending_confirmation", "reserved", "picked_up", "in_transit"]
