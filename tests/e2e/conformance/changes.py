"""Invariants of one transaction: what it may change, and the events that a change has (I3, I4, I5, I9, I10, I18, I20)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .balance import COUNTERS
from .history import GROUPS, TERMINAL, Body, Event, Known, State, group_of, name_of

REASONS = {
    "system.clock/C1": "hold_expired",
    "system.clock/C2": "hold_expired",
    "system.clock/C3": "shelf_life_ended",
    "system.clock/C4": "request_expired",
    "system.clock/C5": "reservation_expired",
    "system.clock/C6": "timed_out",
}

OPEN_REQUEST = {"requesting", "partially_reserved", "reserved"}


def broken(before: State, after: State, transaction: Sequence[Event]) -> list[str]:
    """Every invariant that this transaction breaks, in words."""
    subjects: dict[str, list[Event]] = {}
    for event in transaction:
        if group_of(event) in GROUPS:
            subjects.setdefault(event["subject"], []).append(event)
    found = list(_as_a_whole(transaction))
    for subject, events in subjects.items():
        old, new = before.get(subject), after[subject]
        found += _versions(old, events)
        found += _names(old, new, events)
        found += _snapshots(old, new, events)
        found += _kept(old, new)
        found += [text for event in events for text in _own_members(before, after, event)]
    return found


def _as_a_whole(transaction: Sequence[Event]) -> Iterator[str]:
    names = [name_of(event) for event in transaction]
    order = [GROUPS.index(group_of(event)) for event in transaction if group_of(event) in GROUPS]
    if order != sorted(order):
        yield f"I20 {names} are out of order"
    if len({(event["time"], event["data"]["reason"], event["actor"]) for event in transaction}) > 1 and not _registered(names):
        yield f"I20 {names} differ in time, reason or actor"
    cause, actor = transaction[0]["causationid"], transaction[0]["actor"]
    if cause.startswith("system.clock"):
        if actor != "system.clock" or transaction[0]["data"]["reason"] != REASONS[cause]:
            yield f"I20 {names} of {cause} have the actor {actor} and the reason {transaction[0]['data']['reason']}"
    elif actor == "system.clock":
        yield f"I20 {names} are the clock's, and caused by {cause}"


def _registered(names: Sequence[str]) -> bool:
    """A location in the sandbox is judged at once, by the platform."""
    return names in (["location.created", "location.approved"], ["location.created", "location.rejected"])


def _versions(old: Known | None, events: Sequence[Event]) -> Iterator[str]:
    first = 1 if old is None else old.body["version"] + 1
    versions = [event["data"]["version"] for event in events]
    if versions != list(range(first, first + len(events))):
        yield f"I10 {events[0]['subject']}: versions {versions}, {first} was next"
    for event in events:
        if event["data"]["object"]["version"] != event["data"]["version"]:
            yield f"I10 {name_of(event)} {event['data']['version']} shows version {event['data']['object']['version']}"
        if event["data"]["object"]["updated_at"] != event["time"]:
            yield f"I10 {name_of(event)} at {event['time']} shows {event['data']['object']['updated_at']}"


def _names(old: Known | None, new: Known, events: Sequence[Event]) -> Iterator[str]:
    names = [name_of(event) for event in events]
    expected = [f"{new.group}.{name}" for name in expected_names(old, new)]
    if names != expected:
        was = None if old is None else old.status
        yield f"I20 {events[0]['subject']}, {was} -> {new.status}: {names}, not {expected}"


def expected_names(old: Known | None, new: Known) -> list[str]:
    """What a change of a resource emits: it follows from the resource before and after, and from nothing else."""
    expected = {
        "location": _of_location,
        "batch": _of_batch,
        "delivery": _of_delivery,
        "resource_request": _of_request,
        "reservation": _of_reservation,
    }[new.group]
    return list(expected(None if old is None else old.body, new.body))


def _of_location(old: Body | None, new: Body) -> Iterator[str]:
    verdict = new["approval_status"]
    if old is None:
        yield "created"
        if verdict != "pending":
            yield verdict
    else:
        yield verdict if old["approval_status"] != verdict else "updated"


def _of_batch(old: Body | None, new: Body) -> Iterator[str]:
    if old is None:
        yield "created"
        return
    counted, reached = any(old[name] != new[name] for name in COUNTERS), old["status"] != new["status"]
    if counted:
        yield "quantities_changed"
    if reached:
        yield new["status"]
    if not counted and not reached:
        yield "updated"


def _of_delivery(old: Body | None, new: Body) -> Iterator[str]:
    if old is None:
        yield "created"
        if new["status"] == "pending_confirmation":
            yield "committed"
    elif old["quantity"] != new["quantity"]:
        yield "split"
    else:
        yield {"pending_confirmation": "committed", "available": "released"}.get(new["status"], new["status"])


def _of_request(old: Body | None, new: Body) -> Iterator[str]:
    if old is None:
        yield "created"
        return
    summed = [i | {"id": ""} for i in old["items"]] != [i | {"id": ""} for i in new["items"]]
    was, now = old["status"], new["status"]
    patched = any(old[name] != new[name] for name in ("priority", "needed_by", "notes"))
    progressed = summed or (was != now and now in OPEN_REQUEST)
    if patched or (was == now and not summed):
        yield "updated"
    if progressed:
        yield "progressed"
    if was != now and now not in OPEN_REQUEST:
        yield now


def _of_reservation(old: Body | None, new: Body) -> Iterator[str]:
    yield "created" if old is None else new["status"]


def _snapshots(old: Known | None, new: Known, events: Sequence[Event]) -> Iterator[str]:
    """Every event shows the resource as the whole command leaves it, and the status that it had before."""
    was = None if old is None else old.status
    for event in events:
        if {**event["data"]["object"], "version": 0} != {**new.body, "version": 0}:
            yield f"I20 {name_of(event)} does not show {event['subject']} as it is after the command"
        if event["data"]["previous_status"] != was:
            yield f"I20 {name_of(event)} follows {event['data']['previous_status']}, not {was}"
        if event["partitionkey"] != _partition(new):
            yield f"I20 {name_of(event)} is in the partition {event['partitionkey']}"


def _partition(known: Known) -> str:
    key = {"delivery": "batch_id", "reservation": "resource_request_id"}.get(known.group, "id")
    return str(known.body[key])


def _kept(old: Known | None, new: Known) -> Iterator[str]:
    if old is None:
        return
    before, after = old.body, new.body
    if old.status in TERMINAL[new.group] and new.status != old.status:
        yield f"I4 {after['id']} left {old.status} for {new.status}"
    if before.get("expires_at") is not None and after["expires_at"] != before["expires_at"]:
        yield f"I18 {after['id']} expires at {after['expires_at']}, not at {before['expires_at']}"
    if after["updated_at"] < before["updated_at"]:
        yield f"I10 {after['id']} was changed before its last change"
    for item in after["items"] if new.group == "resource_request" else ():
        earlier = next(each for each in before["items"] if each["id"] == item["id"])
        if item["quantity_delivered"] < earlier["quantity_delivered"]:
            yield f"I9 {item['id']} had {earlier['quantity_delivered']} delivered, now {item['quantity_delivered']}"
    if new.group == "batch" and after["quantity_delivered"] < before["quantity_delivered"]:
        yield f"I9 {after['id']} had {before['quantity_delivered']} delivered, now {after['quantity_delivered']}"


def _own_members(before: State, after: State, event: Event) -> Iterator[str]:
    name, data, subject = name_of(event), event["data"], event["subject"]
    body: Any = data["object"]
    if subject not in before:
        return
    match name:
        case "batch.quantities_changed":
            old = before[subject].body
            delta = {counter.removeprefix("quantity_"): body[counter] - old[counter] for counter in COUNTERS}
            if data["delta"] != delta:
                yield f"I20 {subject} changed by {delta}, its event says {data['delta']}"
        case "delivery.split":
            child = after[data["child_delivery_id"]].body
            if data["moved_quantity"] != child["quantity"] or child["parent_delivery_id"] != subject:
                yield f"I3 {subject} was split off {data['moved_quantity']}, its child has {child['quantity']}"
            if before[subject].body["quantity"] != body["quantity"] + child["quantity"]:
                yield f"I3 {subject} had {before[subject].body['quantity']}, now {body['quantity']} and {child['quantity']}"
        case "delivery.delivered":
            yield from _arrived(before, event)
        case "resource_request.progressed":
            sums = [{"item_id": i["id"], **{k: i[k] for k in _SUMS}} for i in body["items"]]
            if data["items"] != sums:
                yield f"I20 {subject} has the sums {sums}, its event says {data['items']}"


_SUMS = ("quantity", "quantity_reserved", "quantity_delivered")


def _arrived(before: State, event: Event) -> Iterator[str]:
    body, data = event["data"]["object"], event["data"]
    if before[event["subject"]].status not in ("picked_up", "in_transit"):
        yield f"I5 {event['subject']} was delivered from {before[event['subject']].status}"
    pickup, dropoff = body["pickup"]["proof"], body["dropoff"]["proof"]
    if pickup is None or dropoff is None or pickup["verified_at"] > dropoff["verified_at"]:
        yield f"I5 {event['subject']} was delivered without a verified pickup before its dropoff"
    received = body["dropoff"]["quantity_received"]
    if (data["quantity_received"], data["shortfall"]) != (received, body["quantity"] - received):
        yield f"I20 {event['subject']} received {received} of {body['quantity']}, its event says otherwise"


def misfits(events: Iterable[Event], emits: Iterable[str]) -> list[str]:
    """Types of these events that an operation does not declare to emit."""
    declared = set(emits)
    return sorted({name_of(event) for event in events} - declared)
