"""Requests, what is promised to them and what arrives."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from vouajudar_stub.domain.commands import reservations
from vouajudar_stub.domain.commands.resource_requests import require_items
from vouajudar_stub.domain.refusal import Refusal

from tests.server_stub.domain.world import NOON, World


@pytest.mark.parametrize(
    ("marks", "items", "status"),
    [
        ({}, [(0, 0), (0, 0)], "requesting"),
        ({}, [(1, 0), (0, 0)], "partially_reserved"),
        ({}, [(0, 1), (2, 0)], "partially_reserved"),
        ({}, [(1, 1), (2, 0)], "reserved"),
        ({}, [(0, 2), (0, 2)], "fulfilled"),
        ({"expired_at": NOON}, [(0, 0), (0, 0)], "expired"),
        ({"expired_at": NOON}, [(0, 1), (0, 0)], "expired"),
        ({"expired_at": NOON}, [(1, 0), (0, 0)], "partially_reserved"),
        ({"expired_at": NOON}, [(2, 0), (2, 0)], "reserved"),
        ({"expired_at": NOON}, [(0, 2), (0, 2)], "fulfilled"),
        ({"cancel_reason": "other"}, [(0, 1), (0, 0)], "cancelled"),
    ],
)
def test_the_status_follows_from_sums_and_marks(marks: dict[str, object], items: list[tuple[int, int]], status: str) -> None:
    world = World()
    request = world.requests[world.create_request(2, 2)]
    sums = zip(request.items, items, strict=True)
    request = replace(request, items=tuple(replace(i, reserved=r, delivered=d) for i, (r, d) in sums))
    assert replace(request, **marks).status == status


def test_a_patch_of_members_and_sums_is_updated_then_progressed() -> None:
    world = World()
    request = world.create_request(5)
    item = world.requests[request].items[0].id
    assert world.update_request(request, priority="urgent") == ["resource_request.updated"]
    assert world.update_request(request, items=[{"item_id": item, "quantity": 6}]) == ["resource_request.progressed"]
    both = {"notes": "Sem gluten", "items": [{"item_id": item, "quantity": 9}, {"item_id": item, "quantity": 7}]}
    assert world.update_request(request, **both) == ["resource_request.updated", "resource_request.progressed"]
    assert world.requests[request].items[0].quantity == 7, "of the same item twice the last counts"
    assert world.update_request(request, **both) == []
    assert world.update_request(request, needed_by="2024-05-15T09:00:00-03:00") == ["resource_request.updated"]
    assert world.requests[request].to_body()["needed_by"] == "2024-05-15T12:00:00.000Z"
    assert world.update_request(request, needed_by=None) == ["resource_request.updated"]


def test_lowering_the_quantity_to_what_has_arrived_fulfils_the_request() -> None:
    world = World()
    request = world.create_request(5)
    item = world.requests[request].items[0].id
    world.receive(world.reserve(request, {item: 3}))
    with pytest.raises(Refusal) as refused:
        world.update_request(request, items=[{"item_id": item, "quantity": 2}])
    assert (refused.value.slug, refused.value.extra) == ("below-reserved-quantity", {"item_id": item, "reserved": 3})
    assert world.update_request(request, notes="Enough", items=[{"item_id": item, "quantity": 3}]) == [
        "resource_request.updated",
        "resource_request.progressed",
        "resource_request.fulfilled",
    ]


def test_an_item_of_another_request_is_not_found_where_it_stands() -> None:
    world = World()
    request = world.requests[world.create_request(5)]
    patch = {"items": [{"item_id": request.items[0].id, "quantity": 1}, {"item_id": "itm_x", "quantity": 1}]}
    with pytest.raises(Refusal) as refused:
        require_items(request, patch)
    assert refused.value.slug == "not-found"
    assert refused.value.errors[0].pointer == "/items/1/item_id"


def test_a_request_with_something_promised_is_not_cancelled() -> None:
    world = World()
    request = world.create_request(5)
    item = world.requests[request].items[0].id
    reservation = world.reserve(request, {item: 1})
    delivery = world.create_delivery(world.ready_batch(5), 1, item_id=item)
    with pytest.raises(Refusal) as refused:
        world.cancel_request(request)
    assert refused.value.slug == "request-has-active-reservations"
    assert refused.value.extra == {"reservation_ids": [reservation], "delivery_ids": [delivery]}
    world.cancel_reservation(reservation)
    world.cancel(delivery)
    assert world.cancel_request(request, note="Closed") == ["resource_request.cancelled"]
    assert world.events[-1].data["note"] == "Closed"


@pytest.mark.parametrize("how", ["cancelled", "expired", "fulfilled"])
def test_a_closed_request_takes_nothing_new(how: str) -> None:
    world = World()
    request = world.create_request(2)
    item = world.requests[request].items[0].id
    if how == "cancelled":
        world.cancel_request(request)
    elif how == "expired":
        world.advance(timedelta(days=2))
    else:
        world.receive(world.reserve(request, {item: 2}))
    assert world.requests[request].status == how
    with pytest.raises(Refusal) as refused:
        world.reserve(request, {item: 1})
    assert refused.value.slug == "invalid-state"
    with pytest.raises(Refusal):
        world.update_request(request, notes="Too late")


def test_a_request_whose_time_is_up_waits_for_what_is_promised() -> None:
    world = World()
    request = world.create_request(2, ttl_minutes=60)
    item = world.requests[request].items[0].id
    reservation = world.reserve(request, {item: 2})
    assert world.advance(timedelta(minutes=60)) == ["resource_request.updated"]
    assert world.requests[request].status == "reserved"
    with pytest.raises(Refusal) as refused:
        world.reserve(request, {item: 1})
    assert refused.value.extra["expired_at"] == "2024-05-14T13:00:00.000Z"
    assert world.advance(timedelta(hours=23)) == [
        "reservation.expired",
        "resource_request.progressed",
        "resource_request.expired",
    ]
    assert world.reservations[reservation].status == "expired"
    assert {event.data["reason"] for event in world.events[-3:]} == {"reservation_expired"}


def test_a_reservation_names_its_items_once_with_the_sum() -> None:
    world = World()
    request = world.requests[world.create_request(5, 5)]
    first, second = (item.id for item in request.items)
    wanted = [{"item_id": first, "quantity": 2}, {"item_id": second, "quantity": 1}, {"item_id": first, "quantity": 2}]
    draft = {"volunteer_ref": "vol-1", "items": wanted}
    step = reservations.create_reservation(
        request, draft, reservation_id="rsv_1", reserver="ptn_1", confirmation_code="1", busy_with=None, now=NOON
    )
    held = step.reservations[0].after
    assert [(item.item_id, item.quantity) for item in held.items] == [(first, 4), (second, 1)]
    assert held.expires_at == NOON + timedelta(hours=24)
    wanted.append({"item_id": first, "quantity": 2})
    with pytest.raises(Refusal) as refused:
        reservations.create_reservation(
            request, draft, reservation_id="rsv_1", reserver="ptn_1", confirmation_code="1", busy_with=None, now=NOON
        )
    assert refused.value.extra == {"requested": 6, "available": 5, "item_id": first}


def test_a_busy_volunteer_is_refused_before_the_quantity_is_looked_at() -> None:
    world = World()
    request = world.requests[world.create_request(5)]
    draft = {"volunteer_ref": "vol-1", "items": [{"item_id": request.items[0].id, "quantity": 9}]}
    with pytest.raises(Refusal) as refused:
        reservations.create_reservation(
            request, draft, reservation_id="rsv_1", reserver="p", confirmation_code="1", busy_with="del_1", now=NOON
        )
    assert (refused.value.slug, refused.value.extra) == ("volunteer-busy", {"active_delivery_id": "del_1"})


def test_items_that_a_receipt_does_not_name_arrived_in_full() -> None:
    world = World()
    request = world.create_request(5, 5)
    first, second = (item.id for item in world.requests[request].items)
    reservation = world.reserve(request, {first: 2, second: 3})
    assert world.receive(reservation, {second: 0}) == ["reservation.delivered", "resource_request.progressed"]
    received = [item.quantity_received for item in world.reservations[reservation].items]
    assert received == [2, 0]
    assert [item.delivered for item in world.requests[request].items] == [2, 0]
    assert [item.short for item in world.requests[request].items] == [3, 5]


def test_a_receipt_checks_the_code_before_the_quantity() -> None:
    world = World()
    request = world.create_request(5)
    item = world.requests[request].items[0].id
    reservation = world.reserve(request, {item: 2})
    with pytest.raises(Refusal) as refused:
        world.receive(reservation, {item: 3}, "000000")
    assert (refused.value.slug, refused.value.extra) == ("handover-code-mismatch", {"attempts_remaining": 4})
    with pytest.raises(Refusal) as refused:
        world.receive(reservation, {item: 3})
    assert refused.value.slug == "quantity-exceeds-reservation"
    assert refused.value.extra == {"item_id": item, "quantity": 2}


@pytest.mark.parametrize("end", ["delivered", "cancelled", "expired"])
def test_a_reservation_that_has_ended_stays_as_it_is(end: str) -> None:
    world = World()
    request = world.create_request(5)
    reservation = world.reserve(request, {world.requests[request].items[0].id: 2})
    if end == "delivered":
        world.receive(reservation)
    elif end == "cancelled":
        world.cancel_reservation(reservation)
    else:
        world.advance(timedelta(hours=24))
    for command in (world.cancel_reservation, world.receive):
        with pytest.raises(Refusal) as refused:
            command(reservation)
        assert refused.value.extra["current_status"] == end
        assert refused.value.extra["allowed_from"] == ["reserved"]
        assert (refused.value.extra["expired_at"] is not None) == (end == "expired")
