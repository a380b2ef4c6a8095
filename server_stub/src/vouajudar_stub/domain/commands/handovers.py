"""The way of a delivery from the pickup to the dropoff, or to its failure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from vouajudar_stub.domain.batch import Units
from vouajudar_stub.domain.commands.deliveries import Ends, freed
from vouajudar_stub.domain.delivery import HELD, MOVING, Delivery, Failure, ReportedPosition
from vouajudar_stub.domain.geography import GeoPoint
from vouajudar_stub.domain.handover import Proof, judge_code
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.domain.refusals import invalid_state
from vouajudar_stub.domain.step import Change, Denied, Step

PICKUP_FROM = HELD
REPORT_FROM = MOVING
DROPOFF_FROM = MOVING
FAIL_FROM = MOVING

Disposition = Literal["returned", "discarded"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the carrier submits at a hand-over."""

    code: str
    position: GeoPoint | None = None
    photo_url: str | None = None

    def proof(self, now: datetime) -> Proof:
        return Proof(now, self.position, self.photo_url)


def verify_pickup(delivery: Delivery, ends: Ends, evidence: Evidence, now: datetime) -> Step | Denied:
    """The units leave the provider. Confirming first is not needed.

    Refuses: invalid-state, handover-locked, handover-code-mismatch.
    """
    if delivery.status not in PICKUP_FROM or delivery.pickup_code is None:
        raise invalid_state("delivery", delivery.status, PICKUP_FROM, delivery.expired_at)
    wrong = judge_code(delivery.pickup_code, evidence.code, now)
    if wrong is not None:
        return Denied(replace(delivery, pickup_code=wrong.guard), wrong.refusal)
    after = replace(
        delivery,
        status="picked_up",
        picked_up_at=now,
        pickup_proof=evidence.proof(now),
        hold_expires_at=None,
        pickup_code=None,
    )
    batch = ends.batch.moving(Units(committed=-delivery.quantity, in_transit=delivery.quantity))
    return Step(now, deliveries=(Change(delivery, after),), batches=(Change(ends.batch, batch),))


def report_position(delivery: Delivery, reported: ReportedPosition, now: datetime) -> Step:
    """The first report of a picked-up delivery puts it in transit; one not later than the last changes nothing.

    Refuses: invalid-state.
    """
    if delivery.status not in REPORT_FROM:
        raise invalid_state("delivery", delivery.status, REPORT_FROM, delivery.expired_at)
    if delivery.position is not None and reported.recorded_at <= delivery.position.recorded_at:
        return Step(now)
    after = replace(delivery, position=reported)
    if delivery.status == "picked_up":
        after = replace(after, status="in_transit", in_transit_at=now)
    return Step(now, deliveries=(Change(delivery, after),), position_reported=True)


def verify_dropoff(
    delivery: Delivery, ends: Ends, evidence: Evidence, quantity_received: int | None, now: datetime
) -> Step | Denied:
    """The units arrive; what is missing is lost to the batch, and asked for again by a linked item.

    Refuses: invalid-state, handover-locked, handover-code-mismatch, quantity-exceeds-delivery.
    """
    if delivery.status not in DROPOFF_FROM or delivery.dropoff_code is None:
        raise invalid_state("delivery", delivery.status, DROPOFF_FROM, delivery.expired_at)
    wrong = judge_code(delivery.dropoff_code, evidence.code, now)
    if wrong is not None:
        return Denied(replace(delivery, dropoff_code=wrong.guard), wrong.refusal)
    received = delivery.quantity if quantity_received is None else quantity_received
    if received > delivery.quantity:
        raise Refusal(
            "quantity-exceeds-delivery",
            f"{received} cannot arrive of {delivery.quantity}.",
            extra={"quantity": delivery.quantity},
        )
    after = replace(
        delivery,
        status="delivered",
        delivered_at=now,
        dropoff_proof=evidence.proof(now),
        quantity_received=received,
        dropoff_code=None,
    )
    batch = ends.batch.moving(Units(in_transit=-delivery.quantity, delivered=received, lost=delivery.quantity - received))
    return Step(
        now,
        deliveries=(Change(delivery, after),),
        batches=(Change(ends.batch, batch),),
        requests=freed(delivery, ends.request, received),
    )


def fail_delivery(delivery: Delivery, ends: Ends, *, reason: str, disposition: Disposition, note: str, now: datetime) -> Step:
    """It will not arrive. Returned units are available again while the batch lives; all others are lost.

    Refuses: invalid-state.
    """
    if delivery.status not in FAIL_FROM:
        raise invalid_state("delivery", delivery.status, FAIL_FROM, delivery.expired_at)
    after = replace(
        delivery,
        status="failed",
        failed_at=now,
        failure=Failure(reason, disposition, note),
        dropoff_code=None,
    )
    quantity = delivery.quantity
    if disposition == "returned" and ends.batch.expired_at is None:
        delta = Units(in_transit=-quantity, available=quantity)
    else:
        delta = Units(in_transit=-quantity, lost=quantity)
    return Step(
        now,
        deliveries=(Change(delivery, after),),
        batches=(Change(ends.batch, ends.batch.moving(delta)),),
        requests=freed(delivery, ends.request),
        reason=reason,
        note=note,
    )
