"""Invariants of the state: I1, I2 and I4 of batches, I6 and I7 of requests, I8 of volunteers, I18 of holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from .history import TERMINAL, Known, State

COUNTERS = ("quantity_available", "quantity_committed", "quantity_in_transit", "quantity_delivered", "quantity_lost")
WAITING = {"available", "pending_confirmation", "reserved"}
HELD = {"pending_confirmation", "reserved"}
MOVING = {"picked_up", "in_transit"}
BUSY = HELD | MOVING


def unbalanced(state: State) -> list[str]:
    """Every invariant that this state breaks, in words."""
    rules = {"batch": _batch, "delivery": _delivery, "resource_request": _request}
    found = [text for known in state.values() if known.group in rules for text in rules[known.group](state, known)]
    return [*found, *_volunteers(state)]


def _batch(state: State, known: Known) -> Iterator[str]:
    batch = known.body
    counts = [batch[name] for name in COUNTERS]
    available, committed, in_transit, delivered, _ = counts
    if sum(counts) != batch["quantity"] or min(counts) < 0:
        yield f"I1 {batch['id']}: {counts} of {batch['quantity']}"
    own = [k.body for k in state.values() if k.group == "delivery" and k.body["batch_id"] == batch["id"]]
    sums = (
        sum(d["quantity"] for d in own if d["status"] in WAITING),
        sum(d["quantity"] for d in own if d["status"] in MOVING),
        sum(d["dropoff"]["quantity_received"] or 0 for d in own if d["status"] == "delivered"),
    )
    if (committed, in_transit, delivered) != sums:
        yield f"I2 {batch['id']}: {(committed, in_transit, delivered)}, its deliveries say {sums}"
    if batch["status"] in TERMINAL["batch"] and available + committed + in_transit:
        yield f"I4 {batch['id']} is {batch['status']} with live units"
    if batch["status"] != _batch_status(known):
        yield f"I4 {batch['id']} is {batch['status']}, its counters say {_batch_status(known)}"


def _batch_status(known: Known) -> str:
    """The contract's function of counters and marks."""
    batch = known.body
    on_the_way = batch["quantity_committed"] + batch["quantity_in_transit"] > 0
    expired = "completed" if batch["quantity_delivered"] else "expired"
    table = (
        (batch["cancel_reason"] is not None, "cancelled"),
        (batch["ready_at"] is None, "producing"),
        (batch["expired_at"] is not None, "in_delivery" if batch["quantity_in_transit"] else expired),
        (batch["quantity_available"] > 0, "ready"),
        (on_the_way, "in_delivery"),
    )
    return next((status for holds, status in table if holds), "completed")


def _delivery(state: State, known: Known) -> Iterator[str]:
    delivery = known.body
    if delivery["quantity"] < 1:
        yield f"I3 {delivery['id']} has {delivery['quantity']} units"
    batch = state.get(delivery["batch_id"])
    if batch is not None and delivery["expires_at"] != batch.body["expires_at"]:
        yield f"I18 {delivery['id']} expires at {delivery['expires_at']}, its batch at {batch.body['expires_at']}"
    hold = delivery["hold_expires_at"]
    if (hold is not None) != (delivery["status"] in HELD):
        yield f"I18 {delivery['id']} is {delivery['status']} with hold {hold}"
    if hold is not None and hold > delivery["expires_at"]:
        yield f"I18 {delivery['id']} is held until {hold}, beyond its batch"


def _request(state: State, known: Known) -> Iterator[str]:
    request = known.body
    others = [k for k in state.values() if k.group in ("reservation", "delivery")]
    for item in request["items"]:
        reserved = delivered = 0
        for other in others:
            open_, arrived = _of_item(other, item["id"])
            reserved, delivered = reserved + open_, delivered + arrived
        if (item["quantity_reserved"], item["quantity_delivered"]) != (reserved, delivered):
            shown = (item["quantity_reserved"], item["quantity_delivered"])
            yield f"I6 {item['id']}: {shown}, reservations and deliveries say {(reserved, delivered)}"
        if reserved + delivered > item["quantity"]:
            yield f"I6 {item['id']} has {reserved + delivered} of {item['quantity']}"
    if request["status"] != _request_status(known):
        yield f"I7 {request['id']} is {request['status']}, its items say {_request_status(known)}"


def _of_item(known: Known, item_id: str) -> tuple[int, int]:
    """What a reservation or linked delivery holds of an item, and what of it has arrived."""
    body = known.body
    if known.group == "reservation":
        mine = [item for item in body["items"] if item["item_id"] == item_id]
        held = sum(item["quantity"] for item in mine) if body["status"] == "reserved" else 0
        return held, sum(item["quantity_received"] or 0 for item in mine) if body["status"] == "delivered" else 0
    if body["resource_item_id"] != item_id:
        return 0, 0
    held = 0 if body["status"] in TERMINAL["delivery"] else body["quantity"]
    return held, body["dropoff"]["quantity_received"] if body["status"] == "delivered" else 0


def _request_status(known: Known) -> str:
    """The contract's function of sums and marks."""
    request = known.body
    items = request["items"]
    reserved = sum(item["quantity_reserved"] for item in items)
    delivered = sum(item["quantity_delivered"] for item in items)
    short = any(item["quantity_reserved"] + item["quantity_delivered"] < item["quantity"] for item in items)
    table = (
        (request["cancel_reason"] is not None, "cancelled"),
        (all(item["quantity_delivered"] == item["quantity"] for item in items), "fulfilled"),
        (request["expired_at"] is not None and reserved == 0, "expired"),
        (reserved + delivered == 0, "requesting"),
        (short, "partially_reserved"),
    )
    return next((status for holds, status in table if holds), "reserved")


def _volunteers(state: State) -> Iterator[str]:
    deliveries = [known.body for known in state.values() if known.group == "delivery"]
    busy = Counter((d["carrier_id"], d["volunteer_ref"]) for d in deliveries if d["status"] in BUSY)
    yield from (f"I8 {who} has {count} deliveries under way" for who, count in busy.items() if count > 1)
