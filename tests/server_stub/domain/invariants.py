"""What must hold after every step, whatever was done: the invariants, each by its number, as one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import orjson
from vouajudar_stub.domain.batch import TERMINAL as BATCH_TERMINAL
from vouajudar_stub.domain.batch import Batch
from vouajudar_stub.domain.delivery import BUSY, MOVING, TERMINAL, WAITING, Delivery
from vouajudar_stub.domain.emission import Event
from vouajudar_stub.domain.reservation import Reservation
from vouajudar_stub.domain.resource_request import ResourceRequest
from vouajudar_stub.domain.step import Step

from tests.server_stub.domain.contract import misfits
from tests.server_stub.domain.world import World


def broken(world: World) -> list[str]:
    """Every invariant of state that the world breaks, in words."""
    return [
        *(text for batch in world.batches.values() for text in _of_batch(world, batch)),
        *(text for delivery in world.deliveries.values() for text in _of_delivery(delivery)),
        *(text for request in world.requests.values() for text in _of_request(world, request)),
        *_of_volunteers(world),
    ]


def broken_by(step: Step, events: Sequence[Event], *, thorough: bool = True) -> list[str]:
    """Every invariant of change that a settled step with its events breaks; `thorough`: schemas and storage too."""
    return [
        *(text for change in step.changes() for text in _of_change(change.before, change.after)),
        *_of_versions(step, events),
        *(f"I1 {event.type} breaks the sum" for event in events if not _event_adds_up(event)),
        *_of_order(step, events),
        *(text for change in step.changes() if thorough for text in _of_bodies(change.after)),
        *(text for event in events if thorough for text in misfits(event)),
    ]


def _of_batch(world: World, batch: Batch) -> Iterator[str]:
    units, status = batch.units, batch.status
    mine = [d for d in world.deliveries.values() if d.batch_id == batch.id]
    if units.total != batch.quantity or units.least < 0:
        yield f"I1 {batch.id}: {units} of {batch.quantity}"
    if units.committed != sum(d.quantity for d in mine if d.status in WAITING):
        yield f"I2 {batch.id}: {units.committed} committed"
    if units.in_transit != sum(d.quantity for d in mine if d.status in MOVING):
        yield f"I2 {batch.id}: {units.in_transit} in transit"
    if units.delivered != sum(d.quantity_received or 0 for d in mine if d.status == "delivered"):
        yield f"I2 {batch.id}: {units.delivered} delivered"
    if status in BATCH_TERMINAL and units.available + units.committed + units.in_transit:
        yield f"I4 {batch.id} is {status} with live units: {units}"


def _of_delivery(delivery: Delivery) -> Iterator[str]:
    if delivery.quantity < 1:
        yield f"I3 {delivery.id} has {delivery.quantity} units"
    if delivery.status == "delivered":
        pickup, dropoff = delivery.pickup_proof, delivery.dropoff_proof
        if pickup is None or dropoff is None or pickup.verified_at > dropoff.verified_at:
            yield f"I5 {delivery.id} was delivered without its proofs in order"
    if (delivery.hold_expires_at is not None) != (delivery.status in ("pending_confirmation", "reserved")):
        yield f"I18 {delivery.id} is {delivery.status} with hold {delivery.hold_expires_at}"
    if delivery.hold_expires_at is not None and delivery.hold_expires_at > delivery.expires_at:
        yield f"I18 {delivery.id} is held beyond its batch"
    if (delivery.dropoff_code is not None) != (delivery.status in BUSY):
        yield f"codes: {delivery.id} is {delivery.status}"
    if (delivery.carrier_id is None) != (delivery.volunteer_ref is None):
        yield f"carrier: {delivery.id} has one without the other"


def _of_request(world: World, request: ResourceRequest) -> Iterator[str]:
    rows = [(r, i) for r in world.reservations.values() for i in r.items]
    for item in request.items:
        linked = [d for d in world.deliveries.values() if d.resource_item_id == item.id]
        reserved = sum(i.quantity for r, i in rows if i.item_id == item.id and r.status == "reserved")
        reserved += sum(d.quantity for d in linked if d.status not in TERMINAL)
        delivered = sum(i.quantity_received or 0 for r, i in rows if i.item_id == item.id and r.status == "delivered")
        delivered += sum(d.quantity_received or 0 for d in linked if d.status == "delivered")
        if (item.reserved, item.delivered) != (reserved, delivered):
            yield f"I6 {item.id}: {item.reserved}/{item.delivered}, not {reserved}/{delivered}"
        if item.short < 0:
            yield f"I6 {item.id} is promised more than it asks"
    if request.status != _request_status(request):
        yield f"I7 {request.id} is {request.status}"


def _request_status(request: ResourceRequest) -> str:
    """The function of the contract, written a second time."""
    held = sum(item.reserved for item in request.items)
    arrived = sum(item.delivered for item in request.items)
    asked = sum(item.quantity for item in request.items)
    full = all(item.reserved + item.delivered == item.quantity for item in request.items)
    table = [
        (request.cancel_reason is not None, "cancelled"),
        (arrived == asked, "fulfilled"),
        (request.expired_at is not None and held == 0, "expired"),
        (held + arrived == 0, "requesting"),
        (not full, "partially_reserved"),
    ]
    return next((status for holds, status in table if holds), "reserved")


def _of_volunteers(world: World) -> Iterator[str]:
    busy = Counter((d.carrier_id, d.volunteer_ref) for d in world.deliveries.values() if d.status in BUSY)
    yield from (f"I8 {who} has {n} deliveries under way" for who, n in busy.items() if n > 1)


def _of_change(before: Any, after: Any) -> Iterator[str]:
    if before is None:
        return
    if getattr(before, "status", None) in _terminal(before) and after.to_body() != before.to_body():
        yield f"I4 {before.id} was {before.status} and changed"
    if isinstance(before, ResourceRequest):
        pairs = zip(before.items, after.items, strict=True)
        yield from (f"I9 {was.id} had more delivered" for was, now in pairs if now.delivered < was.delivered)
    if getattr(before, "expires_at", None) not in (None, getattr(after, "expires_at", None)):
        yield f"I18 {before.id} expires at another time"
    if after.updated_at < before.updated_at:
        yield f"{before.id} was changed before its last change"


def _terminal(aggregate: Any) -> tuple[str, ...]:
    match aggregate:
        case Batch():
            return BATCH_TERMINAL
        case Delivery():
            return TERMINAL
        case ResourceRequest():
            return ("fulfilled", "cancelled", "expired")
        case Reservation():
            return ("delivered", "cancelled", "expired")
        case _:
            return ()


def _of_versions(step: Step, events: Sequence[Event]) -> Iterator[str]:
    for change in step.changes():
        first = 1 if change.before is None else change.before.version + 1
        versions = [e.version for e in events if e.subject == change.after.id and e.retained]
        if versions != list(range(first, change.after.version + 1)):
            yield f"I10 {change.after.id} is at {change.after.version} after events {versions}"
        changed = change.before is None or change.before.to_body() != change.after.to_body()
        if changed != bool(versions):
            yield f"I20 {change.after.id} changed: {changed}, events: {versions}"
        last = [e for e in events if e.subject == change.after.id and e.retained][-1:]
        yield from (f"I12 {e.type} shows another state" for e in last if e.data["object"] != change.after.to_body())


GROUPS = ("reservation", "delivery", "batch", "resource_request", "location")


def _of_order(step: Step, events: Sequence[Event]) -> Iterator[str]:
    groups = [GROUPS.index(event.type.partition(".")[0]) for event in events]
    if groups != sorted(groups):
        yield f"I20 {[event.type for event in events]} are out of order"
    for event in events:
        if event.time != step.at or event.data["reason"] != step.reason:
            yield f"I20 {event.type} has time {event.time} and reason {event.data['reason']}"
        if event.retained and event.data["version"] != event.data["object"]["version"]:
            yield f"I10 {event.type} shows version {event.data['object']['version']} as {event.version}"
    for change in step.changes():
        status, was = _status(change.after), None if change.before is None else _status(change.before)
        mine = [event for event in events if event.subject == change.after.id]
        yield from (f"I20 {e.type} follows {e.data['previous_status']}" for e in mine if e.data["previous_status"] != was)
        yield from (f"I20 {e.type} does not show {status}" for e in mine if _shown_status(e) not in (status, None))


def _status(aggregate: Any) -> str:
    return str(getattr(aggregate, "status", None) or aggregate.approval_status)


def _shown_status(event: Event) -> str | None:
    shown = event.data["object"]
    return shown.get("status") or shown.get("approval_status")


def _of_bodies(aggregate: Any) -> Iterator[str]:
    """What is stored and read again is the same, and no code is in what everybody sees."""
    body = orjson.loads(orjson.dumps(aggregate.to_body()))
    private = orjson.loads(orjson.dumps(aggregate.to_private())) if hasattr(aggregate, "to_private") else {}
    match aggregate:
        case Batch() | ResourceRequest():
            again: Any = type(aggregate).of_body(body, owner=aggregate.owner)
        case Delivery():
            again = Delivery.of_body(body, private)
        case _:
            again = type(aggregate).of_body(body, private, owner=aggregate.owner)
    if again != aggregate:
        yield f"{aggregate.id} does not survive being stored"
    text = orjson.dumps(body).decode()
    codes = [fact["code"] for fact in private.values() if isinstance(fact, dict) and "code" in fact]
    yield from (f"I15 {aggregate.id} shows its code" for code in codes if f'"{code}"' in text)


def _event_adds_up(event: Event) -> bool:
    body = event.data["object"]
    if not event.type.startswith("batch."):
        return True
    counters = ("available", "committed", "in_transit", "delivered", "lost")
    values = [body[f"quantity_{name}"] for name in counters]
    return sum(values) == body["quantity"] and min(values) >= 0
