"""Requests and reservations through the services."""

from __future__ import annotations

from typing import Any

import pytest
from vouajudar_stub.domain.refusal import Refusal

from tests.server_stub.services.town import APP, KITCHEN, OTHER_KITCHEN, SHELTER, Town, short


async def a_request(town: Town, *quantities: int, **draft: Any) -> dict[str, Any]:
    items = [{"product_type": "meal", "name": "Marmita", "unit": "meal", "quantity": each} for each in quantities]
    body = {"location_id": town.shelter_place, "items": items, **draft}
    request: dict[str, Any] = (await town.ask(SHELTER, town.requests.create_resource_request, body)).body
    return request


async def test_reservations_and_a_linked_delivery_fulfil_a_request(town: Town) -> None:
    request = await a_request(town, 10)
    item = request["items"][0]["id"]
    wanted = {"volunteer_ref": "vol-9", "items": [{"item_id": item, "quantity": 6}]}
    reservation = await town.ask(KITCHEN, town.reservations.create_reservation, request["id"], wanted)
    assert (reservation.status, reservation.headers["Cache-Control"]) == (201, "no-store")
    assert reservation.headers["Location"] == f"/v1/reservations/{reservation.body['id']}"
    receipt = {
        "code": reservation.body["confirmation_code"],
        "items": [{"item_id": item, "quantity_received": 5}],
    }
    with pytest.raises(Refusal, match="forbidden-for-role"):
        await town.ask(KITCHEN, town.reservations.confirm_reservation_receipt, reservation.body["id"], receipt)
    received = await town.ask(SHELTER, town.reservations.confirm_reservation_receipt, reservation.body["id"], receipt)
    assert "confirmation_code" not in received.body
    again = await town.ask(SHELTER, town.reservations.confirm_reservation_receipt, reservation.body["id"], receipt)
    assert again.body == received.body
    delivery = await town.claim(await town.ready_batch(9), 9, resource_item_id=item, allow_partial=True)
    assert (await town.ask(APP, town.deliveries.get_delivery, delivery)).body["quantity"] == 5
    with pytest.raises(Refusal) as refused:
        await town.ask(SHELTER, town.requests.cancel_resource_request, request["id"], {"reason": "other"})
    assert refused.value.extra == {"reservation_ids": [], "delivery_ids": [delivery]}
    code = await town.code(KITCHEN, delivery, "pickup_code")
    await town.ask(APP, town.deliveries.verify_pickup, delivery, {"code": code})
    code = await town.code(SHELTER, delivery, "dropoff_code")
    await town.ask(APP, town.deliveries.verify_dropoff, delivery, {"code": code})
    fulfilled = await town.ask(KITCHEN, town.requests.get_resource_request, request["id"])
    assert fulfilled.body["status"] == "fulfilled"
    assert [short(event) for event in (await town.events(SHELTER))[-4:]] == [
        "delivery.delivered",
        "batch.quantities_changed",
        "resource_request.progressed",
        "resource_request.fulfilled",
    ]


async def test_a_reservation_exists_for_its_two_sides_and_either_cancels_it(town: Town) -> None:
    request = await a_request(town, 10)
    wanted = {"volunteer_ref": "vol-9", "items": [{"item_id": request["items"][0]["id"], "quantity": 6}]}
    reservation = (await town.ask(KITCHEN, town.reservations.create_reservation, request["id"], wanted)).body["id"]
    with pytest.raises(Refusal, match="not-found"):
        await town.ask(OTHER_KITCHEN, town.reservations.get_reservation, reservation)
    with pytest.raises(Refusal, match="not-found"):
        await town.ask(OTHER_KITCHEN, town.reservations.cancel_reservation, reservation, {"reason": "other"})
    for who in (KITCHEN, SHELTER):
        assert (await town.ask(who, town.reservations.get_reservation, reservation)).version == "1"
    cancelled = await town.ask(SHELTER, town.reservations.cancel_reservation, reservation, {"reason": "other"})
    assert cancelled.body["status"] == "cancelled"
    seen = [short(event) for event in await town.events(OTHER_KITCHEN)]
    assert "reservation.created" not in seen
    assert seen[-1] == "resource_request.progressed"


async def test_a_reservation_lapses_after_a_day_and_the_request_after_two(town: Town) -> None:
    request = await a_request(town, 10)
    wanted = {"volunteer_ref": "vol-9", "items": [{"item_id": request["items"][0]["id"], "quantity": 6}]}
    await town.ask(KITCHEN, town.reservations.create_reservation, request["id"], wanted)
    assert await town.wait(24 * 3600) == 2
    assert await town.wait(24 * 3600) == 1
    assert (await town.ask(KITCHEN, town.requests.get_resource_request, request["id"])).body["status"] == "expired"


async def test_items_of_other_requests_are_not_found(town: Town) -> None:
    request, other = await a_request(town, 10), await a_request(town, 10)
    foreign = [{"item_id": other["items"][0]["id"], "quantity": 1}]
    with pytest.raises(Refusal, match="not-found"):
        await town.ask(SHELTER, town.requests.update_resource_request, request["id"], {"items": foreign}, if_match="1")
    wanted = {"volunteer_ref": "vol-9", "items": foreign}
    with pytest.raises(Refusal, match="not-found"):
        await town.ask(KITCHEN, town.reservations.create_reservation, request["id"], wanted)
    wanted = {"volunteer_ref": "vol-9", "items": [{"item_id": request["items"][0]["id"], "quantity": 1}]}
    reservation = await town.ask(KITCHEN, town.reservations.create_reservation, request["id"], wanted)
    receipt = {"code": "000000", "items": [{"item_id": other["items"][0]["id"], "quantity_received": 1}]}
    with pytest.raises(Refusal, match="not-found"):
        await town.ask(SHELTER, town.reservations.confirm_reservation_receipt, reservation.body["id"], receipt)


async def test_a_request_is_made_only_for_a_place_of_ones_own_that_can_receive(town: Town) -> None:
    items = [{"product_type": "meal", "name": "Marmita", "unit": "meal", "quantity": 1}]
    body = {"location_id": town.shelter_place, "items": items}
    with pytest.raises(Refusal) as refused:
        await town.ask(KITCHEN, town.requests.create_resource_request, body)
    assert (refused.value.slug, refused.value.errors[0].pointer) == ("not-found", "/location_id")
    body = {"location_id": town.kitchen_place, "items": items}
    with pytest.raises(Refusal, match="location-kind-mismatch"):
        await town.ask(KITCHEN, town.requests.create_resource_request, body)


async def test_matches_come_best_first_page_by_page(town: Town) -> None:
    request = await a_request(town, 10)
    ready = [await town.ready_batch(quantity) for quantity in (2, 10, 6)]
    query = {"radius_m": 10_000, "limit": 2}
    first = await town.ask(KITCHEN, town.requests.list_request_matches, request["id"], cursor=None, **query)
    assert [row["batch"]["id"] for row in first.body["items"]] == [ready[1], ready[2]]
    assert [row["distance_m"] for row in first.body["items"]] == [2413, 2413]
    cursor = first.body["next_cursor"]
    assert cursor in first.headers["Link"]
    rest = await town.ask(KITCHEN, town.requests.list_request_matches, request["id"], cursor=cursor, **query)
    assert [row["batch"]["id"] for row in rest.body["items"]] == [ready[0]]
    assert rest.body["next_cursor"] is None
    with pytest.raises(Refusal, match="invalid-cursor"):
        await town.ask(SHELTER, town.requests.list_request_matches, request["id"], cursor=cursor, **query)
