"""How a delivery comes to be, finds its carrier, and ends before it is picked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from vouajudar_stub.domain.batch import Batch, Units
from vouajudar_stub.domain.delivery import HELD, WAITING, Delivery, DeliveryStatus
from vouajudar_stub.domain.handover import CodeGuard
from vouajudar_stub.domain.location import RECEIVING, Location
from vouajudar_stub.domain.product_types import PRODUCT_TYPES
from vouajudar_stub.domain.refusal import Refusal, Violation
from vouajudar_stub.domain.refusals import (
    insufficient_quantity,
    invalid_state,
    require_new_external_id,
    require_place,
    volunteer_busy,
)
from vouajudar_stub.domain.resource_request import OPEN as REQUEST_OPEN
from vouajudar_stub.domain.resource_request import ResourceRequest
from vouajudar_stub.domain.step import Change, Step

TIME_TO_CONFIRM = timedelta(minutes=15)
TIME_TO_PICK_UP = timedelta(hours=3)

COMMIT_FROM: tuple[DeliveryStatus, ...] = ("available",)
CONFIRM_FROM: tuple[DeliveryStatus, ...] = ("pending_confirmation",)
RELEASE_FROM = HELD
CANCEL_FROM = WAITING


@dataclass(frozen=True, slots=True)
class Codes:
    """The two codes drawn for one commitment, six digits each."""

    pickup: str
    dropoff: str


@dataclass(frozen=True, slots=True)
class Ends:
    """The aggregates that a delivery's end touches besides itself."""

    batch: Batch
    request: ResourceRequest | None
    """The request whose item the delivery is linked to, if any."""


def create_delivery(
    draft: Mapping[str, Any],
    *,
    delivery_id: str,
    batch: Batch,
    pickup: Location,
    dropoff: Location,
    request: ResourceRequest | None,
    carrier_id: str | None,
    codes: Codes,
    busy_with: str | None,
    existing_external_id: str | None,
    now: datetime,
) -> Step:
    """Set units of a batch aside for one place.

    With `volunteer_ref` in the draft the carrier claims it at once, else it is offered to every dispatch partner.
    `request`: the one that holds the draft's `resource_item_id`. `busy_with`: the delivery the volunteer already has.

    Refuses: location-unavailable, location-kind-mismatch, request-item-mismatch, duplicate-external-id, batch-expired,
    batch-not-ready, invalid-state (the request), volunteer-busy, insufficient-quantity.
    """
    require_place(dropoff, RECEIVING, "/dropoff_location_id")
    item_id: str | None = draft.get("resource_item_id")
    if request is not None and item_id is not None:
        _require_item_match(request, item_id, batch, dropoff)
    require_new_external_id(existing_external_id)
    if batch.expired_at is not None:
        raise Refusal("batch-expired", "The shelf life of the batch has ended.")
    if batch.ready_at is None or batch.cancel_reason is not None or batch.expires_at is None:
        raise Refusal("batch-not-ready", f"The batch is {batch.status}.", extra={"current_status": batch.status})
    if request is not None and not request.takes_new:
        raise invalid_state("request", request.status, REQUEST_OPEN, request.expired_at)
    if busy_with is not None:
        raise volunteer_busy(busy_with)
    quantity = _granted(draft, batch, request, item_id)
    open_delivery = Delivery(
        id=delivery_id,
        version=0,
        created_at=now,
        updated_at=now,
        batch_id=batch.id,
        quantity=quantity,
        product_type=batch.product_type,
        resource_item_id=item_id,
        dispatch_mode="open",
        volunteer_ref=None,
        provider_id=batch.owner,
        destination_id=dropoff.owner,
        carrier_id=None,
        parent_delivery_id=None,
        status="available",
        pickup_place=pickup.place(),
        pickup_proof=None,
        dropoff_place=dropoff.place(),
        dropoff_proof=None,
        quantity_received=None,
        hold_expires_at=None,
        expires_at=batch.expires_at,
        failure=None,
        cancel_reason=None,
        committed_at=None,
        reserved_at=None,
        picked_up_at=None,
        in_transit_at=None,
        delivered_at=None,
        failed_at=None,
        cancelled_at=None,
        expired_at=None,
        notes=draft.get("notes", ""),
        external_id=draft.get("external_id"),
        created_by=batch.owner if carrier_id is None else carrier_id,
        resource_request_id=None if request is None else request.id,
        pickup_code=None,
        dropoff_code=None,
        position=None,
    )
    volunteer_ref: str | None = draft.get("volunteer_ref")
    if volunteer_ref is None or carrier_id is None:
        delivery = open_delivery
    else:
        claimed = replace(open_delivery, dispatch_mode="claimed")
        delivery = _committed(claimed, carrier_id, volunteer_ref, codes, now)
    requests: tuple[Change[ResourceRequest], ...] = ()
    if request is not None and item_id is not None:
        requests = (Change(request, request.moving(item_id, reserved=quantity)),)
    return Step(
        now,
        deliveries=(Change(None, delivery),),
        batches=(Change(batch, batch.moving(Units(available=-quantity, committed=quantity))),),
        requests=requests,
    )


def commit_delivery(
    delivery: Delivery,
    *,
    carrier_id: str,
    volunteer_ref: str,
    quantity: int | None,
    child_id: str,
    codes: Codes,
    busy_with: str | None,
    now: datetime,
) -> Step:
    """A carrier takes an open delivery, or a part of it: then a child goes with the carrier and the rest stays available.

    The step's last delivery is the committed one. Refuses: invalid-state, volunteer-busy, insufficient-quantity.
    """
    if delivery.status not in COMMIT_FROM:
        raise invalid_state("delivery", delivery.status, COMMIT_FROM, delivery.expired_at)
    if busy_with is not None:
        raise volunteer_busy(busy_with)
    if quantity is not None and quantity > delivery.quantity:
        raise insufficient_quantity(quantity, delivery.quantity)
    if quantity is None or quantity == delivery.quantity:
        return Step(now, deliveries=(Change(delivery, _committed(delivery, carrier_id, volunteer_ref, codes, now)),))
    parent = replace(delivery, quantity=delivery.quantity - quantity)
    child = replace(
        delivery,
        id=child_id,
        version=0,
        created_at=now,
        updated_at=now,
        quantity=quantity,
        parent_delivery_id=delivery.id,
        external_id=None,
        created_by=carrier_id,
    )
    return Step(
        now,
        deliveries=(Change(delivery, parent), Change(None, _committed(child, carrier_id, volunteer_ref, codes, now))),
    )


def confirm_delivery(delivery: Delivery, now: datetime) -> Step:
    """The carrier will come; the hold grows to three hours, or to the batch's expiry. Refuses: invalid-state."""
    if delivery.status not in CONFIRM_FROM:
        raise invalid_state("delivery", delivery.status, CONFIRM_FROM, delivery.expired_at)
    after = replace(
        delivery,
        status="reserved",
        reserved_at=now,
        hold_expires_at=min(now + TIME_TO_PICK_UP, delivery.expires_at),
    )
    return Step(now, deliveries=(Change(delivery, after),))


def release_delivery(delivery: Delivery, ends: Ends, *, reason: str, note: str, now: datetime) -> Step:
    """The carrier gives it back: an open one is available again, a claimed one ends. Refuses: invalid-state."""
    if delivery.status not in RELEASE_FROM:
        raise invalid_state("delivery", delivery.status, RELEASE_FROM, delivery.expired_at)
    if delivery.dispatch_mode == "open":
        return Step(now, deliveries=(Change(delivery, available_again(delivery)),), reason=reason, note=note)
    return _cancelled(delivery, ends, reason, note, now)


def cancel_delivery(delivery: Delivery, ends: Ends, *, reason: str, note: str, now: datetime) -> Step:
    """End it before the pickup; its units are available again. Refuses: invalid-state."""
    if delivery.status not in CANCEL_FROM:
        raise invalid_state("delivery", delivery.status, CANCEL_FROM, delivery.expired_at)
    return _cancelled(delivery, ends, reason, note, now)


def available_again(delivery: Delivery) -> Delivery:
    """An open delivery without its carrier: as if nobody had committed."""
    return replace(
        delivery,
        status="available",
        carrier_id=None,
        volunteer_ref=None,
        committed_at=None,
        reserved_at=None,
        hold_expires_at=None,
        pickup_code=None,
        dropoff_code=None,
    )


def units_back(delivery: Delivery, ends: Ends) -> tuple[tuple[Change[Batch], ...], tuple[Change[ResourceRequest], ...]]:
    """A delivery that never left gives its units back to the batch, and frees its item's quantity."""
    batch = ends.batch.moving(Units(available=delivery.quantity, committed=-delivery.quantity))
    return (Change(ends.batch, batch),), freed(delivery, ends.request)


def freed(delivery: Delivery, request: ResourceRequest | None, received: int = 0) -> tuple[Change[ResourceRequest], ...]:
    """The linked item no longer holds the delivery's quantity; `received` of it has arrived."""
    if request is None or delivery.resource_item_id is None:
        return ()
    after = request.moving(delivery.resource_item_id, reserved=-delivery.quantity, delivered=received)
    return (Change(request, after),)


def _committed(delivery: Delivery, carrier_id: str, volunteer_ref: str, codes: Codes, now: datetime) -> Delivery:
    return replace(
        delivery,
        status="pending_confirmation",
        carrier_id=carrier_id,
        volunteer_ref=volunteer_ref,
        committed_at=now,
        hold_expires_at=min(now + TIME_TO_CONFIRM, delivery.expires_at),
        pickup_code=CodeGuard(codes.pickup),
        dropoff_code=CodeGuard(codes.dropoff),
    )


def _cancelled(delivery: Delivery, ends: Ends, reason: str, note: str, now: datetime) -> Step:
    after = replace(
        delivery,
        status="cancelled",
        cancel_reason=reason,
        cancelled_at=now,
        hold_expires_at=None,
        pickup_code=None,
        dropoff_code=None,
    )
    batches, requests = units_back(delivery, ends)
    return Step(
        now,
        deliveries=(Change(delivery, after),),
        batches=batches,
        requests=requests,
        reason=reason,
        note=note,
    )


def _require_item_match(request: ResourceRequest, item_id: str, batch: Batch, dropoff: Location) -> None:
    item = request.item(item_id)
    if (
        item is None
        or request.location_id != dropoff.id
        or item.product_type != batch.product_type
        or item.unit != PRODUCT_TYPES[batch.product_type].unit
    ):
        detail = "The item asks for another product type or unit, or at another place."
        raise Refusal(
            "request-item-mismatch",
            detail,
            errors=[Violation("request_item_mismatch", detail, pointer="/resource_item_id")],
        )


def _granted(draft: Mapping[str, Any], batch: Batch, request: ResourceRequest | None, item_id: str | None) -> int:
    """How much the caller gets: what it asks, or with allow_partial as much as there is, at least 1."""
    requested: int = draft["quantity"]
    best, limiting_item = batch.units.available, None
    item = None if request is None or item_id is None else request.item(item_id)
    if item is not None and item.short < best:
        best, limiting_item = item.short, item.id
    if requested <= best:
        return requested
    if best >= 1 and draft.get("allow_partial", False):
        return best
    raise insufficient_quantity(requested, best, limiting_item)
