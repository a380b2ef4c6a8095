"""Who may read what, by the resource alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from vouajudar_stub.domain.audience import audience, delivery_parties

from tests.server_stub.domain.world import APP, KITCHEN, KITCHEN_PLACE, SHELTER, World


def test_a_batch_is_its_owners_until_it_is_ready_and_then_everybodys_for_ever() -> None:
    world = World()
    batch, withdrawn = world.create_batch(5), world.create_batch(5)
    assert audience(world.batches[batch]) == (KITCHEN,)
    world.mark_ready(batch)
    assert audience(world.batches[batch]) == (KITCHEN, "*")
    world.cancel_batch(batch)
    world.cancel_batch(withdrawn)
    assert audience(world.batches[batch]) == (KITCHEN, "*")
    assert audience(world.batches[withdrawn]) == (KITCHEN,)


def test_a_claimed_delivery_is_for_its_three_parties() -> None:
    world = World()
    delivery = world.create_delivery(world.ready_batch(5), 5, volunteer="vol-1")
    assert audience(world.deliveries[delivery]) == (KITCHEN, SHELTER, APP)
    world.release(delivery)
    assert audience(world.deliveries[delivery]) == (KITCHEN, SHELTER, APP)


def test_an_open_delivery_is_for_every_dispatch_partner_too() -> None:
    world = World()
    delivery = world.create_delivery(world.ready_batch(5), 5)
    assert audience(world.deliveries[delivery]) == (KITCHEN, SHELTER, "kind:dispatch")
    world.commit(delivery, "vol-1")
    assert audience(world.deliveries[delivery]) == (KITCHEN, SHELTER, APP, "kind:dispatch")
    assert delivery_parties(world.deliveries[delivery]) == (KITCHEN, SHELTER, APP)


def test_a_request_is_everybodys_and_a_reservation_its_two_sides() -> None:
    world = World()
    request = world.create_request(5)
    reservation = world.reserve(request, {world.requests[request].items[0].id: 1})
    assert audience(world.requests[request]) == (SHELTER, "*")
    assert audience(world.reservations[reservation]) == (KITCHEN, SHELTER)


@pytest.mark.parametrize(("status", "readers"), [("pending", (KITCHEN,)), ("rejected", (KITCHEN,)), ("approved", (KITCHEN, "*"))])
def test_a_location_is_its_owners_until_it_is_approved(status: str, readers: tuple[str, ...]) -> None:
    location = replace(KITCHEN_PLACE, approval_status=status, active=False)
    assert audience(location) == readers
