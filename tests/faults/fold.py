"""The feed, folded by a reader: what it believes the world to be, and whether that can be."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson

from .findings import Findings
from .journeys import MARKED

COUNTERS = ("quantity_available", "quantity_committed", "quantity_in_transit", "quantity_delivered", "quantity_lost")
HELD = ("available", "pending_confirmation", "reserved")
MOVING = ("picked_up", "in_transit")
BUSY = ("pending_confirmation", "reserved", *MOVING)
VERSIONED = ("batch", "delivery", "resource_request", "reservation", "location")

TAG = {
    "batch": "description",
    "delivery": "notes",
    "resource_request": "notes",
    "reservation": "volunteer_ref",
    "location": "name",
}
"""The member that clients write a tag of their own into."""


def short(event_type: str) -> str:
    """`org.vouajudar.batch.ready.v1` -> `batch.ready`."""
    return event_type.removeprefix("org.vouajudar.").removesuffix(".v1")


@dataclass
class Fold:
    """Events in the order of the feed; `findings` gets what cannot be."""

    findings: Findings
    events: dict[str, bytes] = field(default_factory=dict[str, bytes])
    """The bytes of each event by its id, in feed order."""
    types: dict[str, str] = field(default_factory=dict[str, str])
    """The short type of each event by its id."""
    objects: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    groups: dict[str, str] = field(default_factory=dict[str, str])
    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict[str, Counter[str]](Counter))
    """Events by subject and type; what was written into the shared location counts as a type of its own."""
    by_clock: set[str] = field(default_factory=set[str])
    """Subjects that the clock has touched."""
    tagged: dict[str, list[str]] = field(default_factory=lambda: defaultdict[str, list[str]](list))
    """Subjects by the tag that they were created with."""
    touched: set[str] = field(default_factory=set[str])
    """Subjects with events since the last `settle`."""
    deliveries: dict[str, set[str]] = field(default_factory=lambda: defaultdict[str, set[str]](set))
    """By batch."""
    claims: dict[str, set[str]] = field(default_factory=lambda: defaultdict[str, set[str]](set))
    """Reservations and linked deliveries by the item that they are for."""
    last_sequence: str = ""

    def take(self, data: bytes) -> None:
        """The next event, as its bytes."""
        event = orjson.loads(data)
        id_, subject, kind = event["id"], event["subject"], short(event["type"])
        if id_ in self.events:
            self.findings.add("seen-twice", f"{kind} {id_}")
            return
        if event["sequence"] <= self.last_sequence:
            self.findings.add("seen-twice", f"{kind} {id_} at {event['sequence']} after {self.last_sequence}")
        self.last_sequence = event["sequence"]
        self.events[id_] = data
        self.types[id_] = kind
        group = kind.partition(".")[0]
        if group in VERSIONED:
            self._take_version(event, subject, kind, group)
        elif group == "api_key":
            self.counts[subject][kind] += 1
            if kind == "api_key.created":
                self.tagged[event["data"]["object"]["name"]].append(subject)

    def _take_version(self, event: dict[str, Any], subject: str, kind: str, group: str) -> None:
        version, state = event["data"]["version"], event["data"]["object"]
        before = self.objects.get(subject)
        due = before["version"] + 1 if before else 1
        if version != due:
            self.findings.add("version-gap", f"{kind} of {subject} has version {version}, {due} was due")
        self.counts[subject][kind] += 1
        if event["actor"] == "system.clock":
            self.by_clock.add(subject)
        self.touched.add(subject)
        self.objects[subject], self.groups[subject] = state, group
        if before is None:
            self._index(subject, group, state)
        if group == "batch" and (sum(state[c] for c in COUNTERS) != state["quantity"] or min(state[c] for c in COUNTERS) < 0):
            self.findings.add("invariant", f"I1: {kind} of {subject}: {[state[c] for c in COUNTERS]} of {state['quantity']}")
        if kind == "location.updated" and state["opening_hours"]:
            self.counts[subject][f"{MARKED}{state['opening_hours']}"] += 1

    def _index(self, subject: str, group: str, state: dict[str, Any]) -> None:
        tag = TAG[group]
        if state[tag] and not state.get("parent_delivery_id"):
            self.tagged[state[tag]].append(subject)
        if group == "delivery":
            self.deliveries[state["batch_id"]].add(subject)
            if state["resource_item_id"]:
                self.claims[state["resource_item_id"]].add(subject)
        if group == "reservation":
            for item in state["items"]:
                self.claims[item["item_id"]].add(subject)

    def settle(self) -> None:
        """Judge what has changed, at a moment when no transaction is half read."""
        for subject in self.touched:
            group, state = self.groups[subject], self.objects[subject]
            if group == "delivery":
                self._judge_batch(state["batch_id"])
            elif group == "batch":
                self._judge_batch(subject)
            elif group == "resource_request":
                self._judge_request(subject, state)
        self.touched.clear()
        busy = Counter(
            (state["carrier_id"], state["volunteer_ref"])
            for subject, state in self.objects.items()
            if self.groups[subject] == "delivery" and state["status"] in BUSY
        )
        for (carrier, volunteer), count in busy.items():
            if count > 1:
                self.findings.add("invariant", f"I8: {volunteer} of {carrier} has {count} deliveries under way")

    def _judge_batch(self, batch_id: str) -> None:
        batch = self.objects[batch_id]
        own = [self.objects[id_] for id_ in self.deliveries[batch_id]]
        sums = {
            "quantity_committed": sum(d["quantity"] for d in own if d["status"] in HELD),
            "quantity_in_transit": sum(d["quantity"] for d in own if d["status"] in MOVING),
            "quantity_delivered": sum(d["dropoff"]["quantity_received"] for d in own if d["status"] == "delivered"),
        }
        for counter, due in sums.items():
            if batch[counter] != due:
                self.findings.add("invariant", f"I2: {batch_id} has {counter} {batch[counter]}, its deliveries say {due}")
        if batch["status"] != batch_status(batch):
            self.findings.add("invariant", f"{batch_id} is {batch['status']}, its counters say {batch_status(batch)}")

    def _judge_request(self, request_id: str, request: dict[str, Any]) -> None:
        for item in request["items"]:
            claims = [self.objects[id_] for id_ in self.claims[item["id"]]]
            reserved, delivered = _sums(item["id"], claims)
            if (item["quantity_reserved"], item["quantity_delivered"]) != (reserved, delivered):
                said = f"{item['quantity_reserved']} reserved and {item['quantity_delivered']} delivered"
                self.findings.add(
                    "invariant", f"I6: an item of {request_id} says {said}, the sums are {reserved} and {delivered}"
                )
            if reserved + delivered > item["quantity"]:
                self.findings.add("invariant", f"I6: an item of {request_id} is promised more than it asks for")
        if request["status"] != request_status(request):
            self.findings.add("invariant", f"I7: {request_id} is {request['status']}, its items say {request_status(request)}")


def _sums(item_id: str, claims: Iterable[dict[str, Any]]) -> tuple[int, int]:
    """Reserved and delivered units of an item."""
    reserved = delivered = 0
    for claim in claims:
        if "items" in claim:  # a reservation
            own = [item for item in claim["items"] if item["item_id"] == item_id]
            reserved += sum(item["quantity"] for item in own) if claim["status"] == "reserved" else 0
            delivered += sum(item["quantity_received"] for item in own) if claim["status"] == "delivered" else 0
        else:
            reserved += claim["quantity"] if claim["status"] in (*HELD, *MOVING) else 0
            delivered += claim["dropoff"]["quantity_received"] if claim["status"] == "delivered" else 0
    return reserved, delivered


def batch_status(batch: dict[str, Any]) -> str:
    """What the counters and marks of a batch make of it."""
    under_way = batch["quantity_committed"] + batch["quantity_in_transit"]
    if batch["cancel_reason"] is not None:
        return "cancelled"
    if batch["ready_at"] is None:
        return "producing"
    if batch["expired_at"] is not None:
        return "in_delivery" if batch["quantity_in_transit"] else "completed" if batch["quantity_delivered"] else "expired"
    if batch["quantity_available"]:
        return "ready"
    return "in_delivery" if under_way else "completed"


def request_status(request: dict[str, Any]) -> str:
    """What the items and marks of a request make of it."""
    items = request["items"]
    reserved = sum(item["quantity_reserved"] for item in items)
    if request["cancel_reason"] is not None:
        return "cancelled"
    if all(item["quantity_delivered"] == item["quantity"] for item in items):
        return "fulfilled"
    if request["expired_at"] is not None and not reserved:
        return "expired"
    if not reserved and not any(item["quantity_delivered"] for item in items):
        return "requesting"
    if any(item["quantity_reserved"] + item["quantity_delivered"] < item["quantity"] for item in items):
        return "partially_reserved"
    return "reserved"
