"""The events of a step, derived from what changed: no command says what it emits.

Order: reservation, delivery, batch, resource_request, location; within each the order in which the step names its subjects.
Every event takes the next version of its subject and carries the subject as it is after the whole step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeAlias

from vouajudar_stub.domain.batch import Batch
from vouajudar_stub.domain.delivery import Delivery
from vouajudar_stub.domain.location import Location
from vouajudar_stub.domain.reservation import Reservation
from vouajudar_stub.domain.resource_request import OPEN as REQUEST_OPEN
from vouajudar_stub.domain.resource_request import ResourceRequest
from vouajudar_stub.domain.step import A, Aggregate, Change, Step

WITH_NOTE = frozenset(
    {
        "reservation.cancelled",
        "delivery.released",
        "delivery.cancelled",
        "delivery.failed",
        "batch.quantities_changed",
        "batch.ready",
        "batch.completed",
        "batch.cancelled",
        "batch.expired",
        "resource_request.progressed",
        "resource_request.cancelled",
        "resource_request.expired",
    }
)
"""Types that a command with a reason and a note can cause; they always carry `note`."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a step; who caused it, its id and its place in the log come later."""

    type: str
    """Short form, for example `batch.ready`."""
    subject: str
    partition_key: str
    version: int
    time: datetime
    data: Mapping[str, Any]
    """`object`, `previous_status`, `version`, `reason` and the type's own members."""
    retained: bool = True


@dataclass(frozen=True, slots=True)
class Emission:
    """What a step comes to: its events, and each subject at its new version."""

    events: tuple[Event, ...]
    step: Step
    """The same step with versions and `updated_at` of every subject set."""
    bodies: Mapping[str, dict[str, Any]]
    """What GET answers from now on of each subject that has an event, by its id."""


Extra: TypeAlias = Mapping[str, Any]
Named: TypeAlias = tuple[str, Extra]
"""Name of an event within its group, and its own data members."""

_NOTHING: Extra = {}


@dataclass(slots=True)
class _Composer:
    """Collects the events of one step."""

    step: Step
    events: list[Event] = field(default_factory=list[Event])
    bodies: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])

    def settle(
        self, changes: tuple[Change[A], ...], group: str, name: Callable[[Change[A]], Iterable[Named]]
    ) -> tuple[Change[A], ...]:
        return tuple(self._settled(change, group, tuple(name(change))) for change in changes)

    def _settled(self, change: Change[A], group: str, named: Sequence[Named]) -> Change[A]:
        if not named:
            return change
        first = 1 if change.before is None else change.before.version + 1
        after: A = replace(change.after, version=first + len(named) - 1, updated_at=self.step.at)
        body = self.bodies[after.id] = after.to_body()
        for version, (name, extra) in enumerate(named, first):
            snapshot = body if version == after.version else {**body, "version": version}
            self._emit(f"{group}.{name}", after, snapshot, version=version, was=_status_before(change), extra=extra)
        return Change(change.before, after)

    def report_position(self, change: Change[Delivery]) -> None:
        """Not an event of the delivery's state: it carries the current version and is not retained."""
        delivery = change.after
        if delivery.position is not None:
            body = delivery.position.to_body(delivery.id)
            version = delivery.version
            self._emit("delivery.position_updated", delivery, body, version=version, was=_status_before(change), retained=False)

    def _emit(
        self,
        type_: str,
        subject: Aggregate,
        body: Mapping[str, Any],
        *,
        version: int,
        was: str | None,
        extra: Extra = _NOTHING,
        retained: bool = True,
    ) -> None:
        data: dict[str, Any] = {
            "object": body,
            "previous_status": was,
            "version": version,
            "reason": self.step.reason,
        }
        if type_ in WITH_NOTE:
            data["note"] = self.step.note or ""
        data.update(extra)
        self.events.append(Event(type_, subject.id, _partition_key(subject), version, self.step.at, data, retained))


def emit(step: Step) -> Emission:
    """The events of a step, in order, and the step with its subjects at their new versions."""
    composer = _Composer(step)
    reservations = composer.settle(step.reservations, "reservation", _of_reservation)
    deliveries = composer.settle(step.deliveries, "delivery", lambda change: _of_delivery(change, step.deliveries))
    if step.position_reported:
        for change in deliveries:
            composer.report_position(change)
    batches = composer.settle(step.batches, "batch", lambda change: _of_batch(change, _cause(step)))
    requests = composer.settle(step.requests, "resource_request", _of_request)
    locations = composer.settle(step.locations, "location", _of_location)
    settled = Step(
        step.at,
        reservations,
        deliveries,
        batches,
        requests,
        locations,
        step.reason,
        step.note,
        step.rule,
        step.position_reported,
    )
    return Emission(tuple(composer.events), settled, composer.bodies)


def _of_reservation(change: Change[Reservation]) -> Iterable[Named]:
    items = {"items": [item.to_body() for item in change.after.items]}
    if change.before is None:
        yield "created", items
    elif change.before.status != change.after.status:
        yield change.after.status, items


def _of_delivery(change: Change[Delivery], together: tuple[Change[Delivery], ...]) -> Iterable[Named]:
    before, after = change.before, change.after
    if before is None:
        yield "created", _NOTHING
        if after.status == "pending_confirmation":
            yield "committed", _NOTHING
    elif before.quantity != after.quantity:
        child = next(other.after for other in together if other.after.parent_delivery_id == after.id and not other.before)
        yield "split", {"child_delivery_id": child.id, "moved_quantity": child.quantity}
    elif before.status != after.status:
        yield _DELIVERY_NAMES.get(after.status, after.status), _delivery_extra(after)


_DELIVERY_NAMES = {"pending_confirmation": "committed", "available": "released"}
"""Where the event is not called like the status reached."""


def _delivery_extra(after: Delivery) -> Extra:
    if after.status == "delivered" and after.quantity_received is not None:
        return {
            "quantity_received": after.quantity_received,
            "shortfall": after.quantity - after.quantity_received,
        }
    if after.status == "failed" and after.failure is not None:
        return {"disposition": after.failure.disposition}
    return _NOTHING


def _of_batch(change: Change[Batch], cause_delivery_id: str | None) -> Iterable[Named]:
    before, after = change.before, change.after
    if before is None:
        yield "created", _NOTHING
        return
    counted = before.units != after.units
    if counted:
        delta = after.units - before.units
        yield "quantities_changed", {"delta": delta.to_body(), "cause_delivery_id": cause_delivery_id}
    if before.status != after.status:
        yield after.status, _NOTHING
    elif not counted and before != after:
        yield "updated", _NOTHING


def _cause(step: Step) -> str | None:
    """The one delivery that moved the units; None when it was the batch itself, or its shelf life."""
    if step.rule == "C3" or len(step.deliveries) != 1:
        return None
    return step.deliveries[0].after.id


def _of_request(change: Change[ResourceRequest]) -> Iterable[Named]:
    before, after = change.before, change.after
    if before is None:
        yield "created", _NOTHING
        return
    was, now = before.status, after.status
    if _patched(before, after) or (was == now and before.expired_at != after.expired_at):
        yield "updated", _NOTHING
    summed = before.items != after.items
    if summed or (was != now and was in REQUEST_OPEN and now in REQUEST_OPEN):
        yield "progressed", {"items": [item.sums() for item in after.items]}
    if was != now and now not in REQUEST_OPEN:
        yield now, _NOTHING


def _patched(before: ResourceRequest, after: ResourceRequest) -> bool:
    return (before.priority, before.needed_by, before.notes) != (after.priority, after.needed_by, after.notes)


def _of_location(change: Change[Location]) -> Iterable[Named]:
    before, after = change.before, change.after
    if before is None:
        yield "created", _NOTHING
        if after.approval_status != "pending":
            yield after.approval_status, _NOTHING
    elif before.approval_status != after.approval_status:
        yield after.approval_status, _NOTHING
    elif before != after:
        yield "updated", _NOTHING


def _status_before(change: Change[A]) -> str | None:
    before: Aggregate | None = change.before
    if before is None:
        return None
    return before.approval_status if isinstance(before, Location) else before.status


def _partition_key(subject: Aggregate) -> str:
    if isinstance(subject, Delivery):
        return subject.batch_id
    if isinstance(subject, Reservation):
        return subject.resource_request_id
    return subject.id
