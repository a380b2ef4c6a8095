"""The partner scenario S9: what a shelter asks for arrives by reservations and by a linked delivery."""

from __future__ import annotations

from typing import Any

import pytest
from vouajudar import errors

from .variants import each_client, each_database
from .world import World, short

pytestmark = [each_database, each_client]

WANTED = [
    {"product_type": "meal", "name": "Hot meals", "unit": "meal", "quantity": 200},
    {"product_type": "ingredient", "name": "Rice", "unit": "kg", "quantity": 50},
]


def sums(request: Any) -> list[tuple[int, int]]:
    return [(item.quantity_reserved, item.quantity_delivered) for item in request.items]


async def test_s9_a_request_is_fulfilled_by_reservations_and_a_delivery_linked_to_what_they_left(world: World) -> None:
    shelter, volunteers = world.shelter, world.carrier
    cook = await world.clients.of(world.clients.sandbox.partner("provider"))
    made = await shelter.resource_requests.with_response.create(
        location_id=world.dropoff_location_id, priority="urgent", items=WANTED
    )
    request = made.body
    meals, rice = request.items
    assert (made.status, made.headers["Location"], request.status) == (201, f"/v1/resource-requests/{request.id}", "requesting")

    async def state() -> tuple[str, list[tuple[int, int]]]:
        now = await shelter.resource_requests.get(request.id)
        return now.status, sums(now)

    async def reserve(who: Any, item: Any, quantity: int, volunteer: str) -> Any:
        answer = await who.reservations.with_response.create(
            request.id, volunteer_ref=volunteer, items=[{"item_id": item.id, "quantity": quantity}]
        )
        assert (answer.status, answer.headers["Location"]) == (201, f"/v1/reservations/{answer.body.id}")
        return answer.body

    early = await reserve(volunteers, meals, 120, "van_01")
    assert await state() == ("partially_reserved", [(120, 0), (0, 0)])
    bags = await reserve(cook, rice, 50, "truck_02")
    late = await reserve(volunteers, meals, 80, "van_03")
    assert await state() == ("reserved", [(200, 0), (50, 0)])
    with pytest.raises(errors.InsufficientQuantityError) as full:
        await reserve(volunteers, meals, 1, "van_04")
    assert (full.value.requested, full.value.available, full.value.item_id) == (1, 0, meals.id)

    await volunteers.reservations.cancel(late.id, reason="volunteer_unavailable")
    assert await state() == ("partially_reserved", [(120, 0), (50, 0)])
    received = await shelter.reservations.confirm_receipt(
        early.id, code=early.confirmation_code, items=[{"item_id": meals.id, "quantity_received": 100}]
    )
    assert (received.status, received.items[0].quantity_received) == ("delivered", 100)
    assert await state() == ("partially_reserved", [(0, 100), (50, 0)])
    await shelter.reservations.confirm_receipt(bags.id, code=bags.confirmation_code)
    assert await state() == ("partially_reserved", [(0, 100), (0, 50)])
    with pytest.raises(errors.InvalidStateError):
        await shelter.reservations.cancel(bags.id, reason="other")

    batch = await world.ready_batch(100)
    linked = await world.claim(batch.id, 100, "van_05", resource_item_id=meals.id)
    assert linked.resource_item_id == meals.id
    assert await state() == ("reserved", [(100, 100), (0, 50)])
    with pytest.raises(errors.RequestHasActiveReservationsError) as held:
        await shelter.resource_requests.cancel(request.id, reason="duplicate")
    assert (held.value.reservation_ids, held.value.delivery_ids) == ([], [linked.id])
    await world.pick_up(linked.id)
    await world.drop_off(linked.id)

    assert await state() == ("fulfilled", [(0, 200), (0, 50)])
    events = await world.events()
    assert [(short(e.type), e.data.version) for e in events] == [
        ("resource_request.created", 1),
        ("reservation.created", 1),
        ("resource_request.progressed", 2),
        ("reservation.created", 1),
        ("resource_request.progressed", 3),
        ("reservation.created", 1),
        ("resource_request.progressed", 4),
        ("reservation.cancelled", 2),
        ("resource_request.progressed", 5),
        ("reservation.delivered", 2),
        ("resource_request.progressed", 6),
        ("reservation.delivered", 2),
        ("resource_request.progressed", 7),
        ("batch.created", 1),
        ("batch.ready", 2),
        ("delivery.created", 1),
        ("delivery.committed", 2),
        ("batch.quantities_changed", 3),
        ("batch.in_delivery", 4),
        ("resource_request.progressed", 8),
        ("delivery.picked_up", 3),
        ("batch.quantities_changed", 5),
        ("delivery.delivered", 4),
        ("batch.quantities_changed", 6),
        ("batch.completed", 7),
        ("resource_request.progressed", 9),
        ("resource_request.fulfilled", 10),
    ]
    of_request = [e for e in events if short(e.type).startswith(("resource_request.", "reservation."))]
    assert {e.partitionkey for e in of_request} == {request.id}
    shown = await shelter.resource_requests.with_response.get(request.id)
    assert shown.etag == '"10"'
    with pytest.raises(errors.InvalidStateError) as over:
        await reserve(volunteers, meals, 1, "van_06")
    assert over.value.current_status == "fulfilled"
