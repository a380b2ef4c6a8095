"""What a shelter does with its requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from vouajudar_stub.domain.location import RECEIVING, Location
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.domain.refusals import invalid_state, not_found, require_new_external_id, require_place
from vouajudar_stub.domain.resource_request import OPEN, RequestItem, ResourceRequest
from vouajudar_stub.domain.step import Change, Step
from vouajudar_stub.domain.times import parse_optional_time

DEFAULT_TTL_MINUTES = 2880


def create_resource_request(
    draft: Mapping[str, Any],
    *,
    request_id: str,
    item_ids: Sequence[str],
    location: Location,
    existing_external_id: str | None,
    now: datetime,
) -> Step:
    """A request with its items, `item_ids` in their order.

    Refuses: location-unavailable, location-kind-mismatch, duplicate-external-id.
    """
    require_place(location, RECEIVING, "/location_id")
    require_new_external_id(existing_external_id)
    items = tuple(
        RequestItem(item_id, item["product_type"], item["name"], item["unit"], item["quantity"])
        for item_id, item in zip(item_ids, draft["items"], strict=True)
    )
    request = ResourceRequest(
        id=request_id,
        version=0,
        created_at=now,
        updated_at=now,
        owner=location.owner,
        location_id=location.id,
        priority=draft.get("priority", "needed"),
        needed_by=parse_optional_time(draft.get("needed_by")),
        items=items,
        expires_at=now + timedelta(minutes=draft.get("ttl_minutes", DEFAULT_TTL_MINUTES)),
        expired_at=None,
        cancel_reason=None,
        notes=draft.get("notes", ""),
        organization=location.organization,
        city_id=location.city_id,
        position=location.position,
        external_id=draft.get("external_id"),
    )
    return Step(now, requests=(Change(None, request),))


def update_resource_request(request: ResourceRequest, patch: Mapping[str, Any], now: datetime) -> Step:
    """Merge the members of `patch`; of its items only the quantities of those named, the last of each.

    Refuses: invalid-state, below-reserved-quantity.
    """
    if not request.takes_new:
        raise invalid_state("request", request.status, OPEN, request.expired_at)
    quantities = {item["item_id"]: item["quantity"] for item in patch.get("items", ())}
    items: list[RequestItem] = []
    for item in request.items:
        quantity = quantities.get(item.id, item.quantity)
        held = item.reserved + item.delivered
        if quantity < held:
            raise Refusal(
                "below-reserved-quantity",
                f"{held} of the item are reserved or delivered; its quantity cannot be {quantity}.",
                extra={"item_id": item.id, "reserved": held},
            )
        items.append(replace(item, quantity=quantity))
    after = replace(
        request,
        items=tuple(items),
        priority=patch.get("priority", request.priority),
        needed_by=parse_optional_time(patch["needed_by"]) if "needed_by" in patch else request.needed_by,
        notes=patch.get("notes", request.notes),
    )
    return Step(now, requests=(Change(request, after),))


def require_items(request: ResourceRequest, patch: Mapping[str, Any]) -> None:
    """Refuses, as not found, a patch that names an item which is none of the request's."""
    for index, item in enumerate(patch.get("items", ())):
        if request.item(item["item_id"]) is None:
            raise not_found(f"/items/{index}/item_id", "item of this request")


def cancel_resource_request(
    request: ResourceRequest,
    *,
    reason: str,
    note: str,
    open_reservation_ids: Sequence[str],
    open_delivery_ids: Sequence[str],
    now: datetime,
) -> Step:
    """Withdraw the request; nothing may be promised to it any more.

    Refuses: invalid-state, request-has-active-reservations.
    """
    if request.status not in OPEN:
        raise invalid_state("request", request.status, OPEN, request.expired_at)
    if request.reserved > 0:
        raise Refusal(
            "request-has-active-reservations",
            "Reservations or deliveries for this request are still open. Cancel them first.",
            extra={"reservation_ids": list(open_reservation_ids), "delivery_ids": list(open_delivery_ids)},
        )
    return Step(now, requests=(Change(request, replace(request, cancel_reason=reason)),), reason=reason, note=note)
