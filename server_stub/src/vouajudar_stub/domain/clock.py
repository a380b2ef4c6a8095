"""The clock rules: what time alone does.

C1 a hold that nobody confirmed and C2 one that nobody picked up; C3 the end of a batch's shelf life; C4 of a request;
C5 of a reservation; C6 a delivery that a day after its pickup has not arrived.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from vouajudar_stub.domain.batch import TERMINAL as BATCH_TERMINAL
from vouajudar_stub.domain.batch import Batch, Units
from vouajudar_stub.domain.commands.deliveries import Ends, available_again, freed, units_back
from vouajudar_stub.domain.commands.handovers import fail_delivery
from vouajudar_stub.domain.commands.reservations import let_go
from vouajudar_stub.domain.delivery import MOVING, Delivery
from vouajudar_stub.domain.location import Location
from vouajudar_stub.domain.reservation import Reservation
from vouajudar_stub.domain.resource_request import OPEN as REQUEST_OPEN
from vouajudar_stub.domain.resource_request import ResourceRequest
from vouajudar_stub.domain.step import Aggregate, Change, Rule, Step

TIME_TO_ARRIVE = timedelta(hours=24)
"""From the pickup on."""

RANK: dict[Rule, int] = {"C3": 0, "C1": 1, "C2": 1, "C6": 2, "C5": 3, "C4": 4}
"""The order of rules that are due at the same time."""

REASONS: dict[Rule, str] = {
    "C1": "hold_expired",
    "C2": "hold_expired",
    "C3": "shelf_life_ended",
    "C4": "request_expired",
    "C5": "reservation_expired",
    "C6": "timed_out",
}
"""What the events of a rule say."""


@dataclass(frozen=True, slots=True)
class Due:
    """When time next touches an aggregate, and by which rule."""

    at: datetime
    rule: Rule


def next_due(aggregate: Aggregate) -> Due | None:
    """The one rule that waits for this aggregate; None when time cannot change it any more (by itself)."""
    match aggregate:
        case Delivery():
            return _delivery_due(aggregate)
        case Batch():
            waits = aggregate.expired_at is None and aggregate.status not in BATCH_TERMINAL
            return Due(aggregate.expires_at, "C3") if waits and aggregate.expires_at is not None else None
        case ResourceRequest():
            waits = aggregate.expired_at is None and aggregate.status in REQUEST_OPEN
            return Due(aggregate.expires_at, "C4") if waits else None
        case Reservation():
            return Due(aggregate.expires_at, "C5") if aggregate.status == "reserved" else None
        case Location():
            return None
        case _ as unreachable:
            assert_never(unreachable)


def _delivery_due(delivery: Delivery) -> Due | None:
    if delivery.hold_expires_at is not None:
        return Due(delivery.hold_expires_at, "C1" if delivery.status == "pending_confirmation" else "C2")
    if delivery.status in MOVING and delivery.picked_up_at is not None:
        return Due(delivery.picked_up_at + TIME_TO_ARRIVE, "C6")
    return None


def lapse_hold(delivery: Delivery, ends: Ends) -> Step:
    """C1, C2: an open delivery is available again; a claimed one expires and gives its units back."""
    due = next_due(delivery)
    if due is None or due.rule not in {"C1", "C2"}:
        return _nothing(delivery)
    if delivery.dispatch_mode == "open":
        return _by_rule(Step(due.at, deliveries=(Change(delivery, available_again(delivery)),)), due.rule)
    batches, requests = units_back(delivery, ends)
    step = Step(due.at, deliveries=(Change(delivery, _expired(delivery, due.at)),), batches=batches, requests=requests)
    return _by_rule(step, due.rule)


def end_shelf_life(batch: Batch, waiting: Sequence[Delivery], requests: Sequence[ResourceRequest]) -> Step:
    """C3: what has not left is lost, its deliveries expire; what is under way may still arrive.

    `waiting`: the batch's deliveries not yet picked up; `requests`: those that their items belong to.
    """
    due = next_due(batch)
    if due is None:
        return _nothing(batch)
    lost = batch.units.available + batch.units.committed
    delta = Units(available=-batch.units.available, committed=-batch.units.committed, lost=lost)
    linked = {request.id: Change(request, request) for request in requests}
    for delivery in waiting:
        change = linked.get(delivery.resource_request_id or "")
        if change is not None:
            for moved in freed(delivery, change.after):
                linked[change.after.id] = change.then(moved.after)
    step = Step(
        due.at,
        deliveries=tuple(Change(delivery, _expired(delivery, due.at)) for delivery in waiting),
        batches=(Change(batch, replace(batch.moving(delta), expired_at=due.at)),),
        requests=tuple(linked.values()),
    )
    return _by_rule(step, "C3")


def expire_request(request: ResourceRequest) -> Step:
    """C4: nothing new is taken; with nothing promised it is over."""
    due = next_due(request)
    if due is None:
        return _nothing(request)
    return _by_rule(Step(due.at, requests=(Change(request, replace(request, expired_at=due.at)),)), "C4")


def expire_reservation(reservation: Reservation, request: ResourceRequest) -> Step:
    """C5: the promise lapses, its items are short again."""
    due = next_due(reservation)
    if due is None:
        return _nothing(reservation)
    after = replace(reservation, status="expired", confirmation_code=None)
    step = Step(
        due.at,
        reservations=(Change(reservation, after),),
        requests=(Change(request, let_go(reservation, request)),),
    )
    return _by_rule(step, "C5")


def time_out(delivery: Delivery, ends: Ends) -> Step:
    """C6: it counts as failed, its units as lost."""
    due = next_due(delivery)
    if due is None or due.rule != "C6":
        return _nothing(delivery)
    step = fail_delivery(delivery, ends, reason="timed_out", disposition="discarded", note="", now=due.at)
    return _by_rule(step, "C6")


def _expired(delivery: Delivery, at: datetime) -> Delivery:
    return replace(delivery, status="expired", expired_at=at, hold_expires_at=None, pickup_code=None, dropoff_code=None)


def _by_rule(step: Step, rule: Rule) -> Step:
    return replace(step, rule=rule, reason=REASONS[rule], note=None)


def _nothing(aggregate: Aggregate) -> Step:
    """No rule waits for it (any more)."""
    return Step(aggregate.updated_at)
