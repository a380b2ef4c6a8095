"""Promises to bring items of a request, their withdrawal and their receipt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from vouajudar_stub.domain.handover import CodeGuard, judge_code
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.domain.refusals import insufficient_quantity, invalid_state, not_found, volunteer_busy
from vouajudar_stub.domain.reservation import Reservation, ReservationStatus, ReservedItem
from vouajudar_stub.domain.resource_request import OPEN as REQUEST_OPEN
from vouajudar_stub.domain.resource_request import ResourceRequest
from vouajudar_stub.domain.step import Change, Denied, Step
from vouajudar_stub.domain.times import parse_optional_time

LIFE = timedelta(hours=24)

CANCEL_FROM: tuple[ReservationStatus, ...] = ("reserved",)
RECEIPT_FROM: tuple[ReservationStatus, ...] = ("reserved",)


def require_items(request: ResourceRequest, draft: Mapping[str, Any]) -> None:
    """Refuses, as not found, a draft that names an item which is none of the request's."""
    for index, item in enumerate(draft["items"]):
        if request.item(item["item_id"]) is None:
            raise not_found(f"/items/{index}/item_id", "item of this request")


def require_reserved_items(reservation: Reservation, received: Sequence[Mapping[str, Any]]) -> None:
    """Refuses, as not found, a receipt that names an item which the reservation does not hold."""
    held = {item.item_id for item in reservation.items}
    for index, item in enumerate(received):
        if item["item_id"] not in held:
            raise not_found(f"/items/{index}/item_id", "item of this reservation")


def create_reservation(
    request: ResourceRequest,
    draft: Mapping[str, Any],
    *,
    reservation_id: str,
    reserver: str,
    confirmation_code: str,
    busy_with: str | None,
    now: datetime,
) -> Step:
    """Hold the named quantities for 24 hours; the same item named twice is held once, with the sum.

    Refuses: invalid-state, volunteer-busy, insufficient-quantity.
    """
    if not request.takes_new:
        raise invalid_state("request", request.status, REQUEST_OPEN, request.expired_at)
    if busy_with is not None:
        raise volunteer_busy(busy_with)
    wanted = _summed((item["item_id"], item["quantity"]) for item in draft["items"])
    after = request
    for item_id, quantity in wanted.items():
        item = request.item(item_id)
        short = 0 if item is None else item.short
        if quantity > short:
            raise insufficient_quantity(quantity, short, item_id)
        after = after.moving(item_id, reserved=quantity)
    reservation = Reservation(
        id=reservation_id,
        version=0,
        created_at=now,
        updated_at=now,
        resource_request_id=request.id,
        volunteer_ref=draft["volunteer_ref"],
        items=tuple(ReservedItem(item_id, quantity) for item_id, quantity in wanted.items()),
        eta=parse_optional_time(draft.get("eta")),
        status="reserved",
        expires_at=now + LIFE,
        cancel_reason=None,
        owner=reserver,
        requester=request.owner,
        confirmation_code=CodeGuard(confirmation_code),
    )
    return Step(now, reservations=(Change(None, reservation),), requests=(Change(request, after),))


def cancel_reservation(reservation: Reservation, request: ResourceRequest, *, reason: str, note: str, now: datetime) -> Step:
    """Either side withdraws; the items are short again. Refuses: invalid-state."""
    if reservation.status not in CANCEL_FROM:
        raise _not_reserved(reservation, CANCEL_FROM)
    after = replace(reservation, status="cancelled", cancel_reason=reason, confirmation_code=None)
    return Step(
        now,
        reservations=(Change(reservation, after),),
        requests=(Change(request, let_go(reservation, request)),),
        reason=reason,
        note=note,
    )


def confirm_receipt(
    reservation: Reservation,
    request: ResourceRequest,
    *,
    code: str,
    received: Sequence[Mapping[str, Any]],
    now: datetime,
) -> Step | Denied:
    """What arrived counts as delivered, what did not is short again; items not named arrived in full.

    Refuses: invalid-state, handover-locked, handover-code-mismatch, quantity-exceeds-reservation.
    """
    if reservation.status not in RECEIPT_FROM or reservation.confirmation_code is None:
        raise _not_reserved(reservation, RECEIPT_FROM)
    wrong = judge_code(reservation.confirmation_code, code, now)
    if wrong is not None:
        return Denied(replace(reservation, confirmation_code=wrong.guard), wrong.refusal)
    arrived = _summed((item["item_id"], item["quantity_received"]) for item in received)
    items: list[ReservedItem] = []
    request_after = request
    for item in reservation.items:
        quantity = arrived.get(item.item_id, item.quantity)
        if quantity > item.quantity:
            raise Refusal(
                "quantity-exceeds-reservation",
                f"{quantity} of the item cannot arrive of {item.quantity}.",
                extra={"item_id": item.item_id, "quantity": item.quantity},
            )
        items.append(replace(item, quantity_received=quantity))
        request_after = request_after.moving(item.item_id, reserved=-item.quantity, delivered=quantity)
    after = replace(reservation, status="delivered", items=tuple(items), confirmation_code=None)
    return Step(now, reservations=(Change(reservation, after),), requests=(Change(request, request_after),))


def let_go(reservation: Reservation, request: ResourceRequest) -> ResourceRequest:
    """The request without what the reservation held."""
    for item in reservation.items:
        request = request.moving(item.item_id, reserved=-item.quantity)
    return request


def _not_reserved(reservation: Reservation, allowed_from: Sequence[str]) -> Refusal:
    expired_at = reservation.expires_at if reservation.status == "expired" else None
    return invalid_state("reservation", reservation.status, allowed_from, expired_at)


def _summed(quantities: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for item_id, quantity in quantities:
        sums[item_id] = sums.get(item_id, 0) + quantity
    return sums
