"""The reader's fold finds what cannot be: an event twice, a gap, a broken invariant."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .findings import Findings
from .fold import Fold

BATCH = {
    "id": "bat_1",
    "description": "tag-of-the-batch",
    "quantity": 10,
    "quantity_available": 7,
    "quantity_committed": 3,
    "quantity_in_transit": 0,
    "quantity_delivered": 0,
    "quantity_lost": 0,
    "status": "ready",
    "ready_at": "2026-01-01T00:00:00.000Z",
    "expired_at": None,
    "cancel_reason": None,
}
DELIVERY = {
    "id": "del_1",
    "batch_id": "bat_1",
    "quantity": 3,
    "status": "reserved",
    "carrier_id": "ptn_2",
    "volunteer_ref": "bia",
    "resource_item_id": None,
    "notes": "",
    "dropoff": {"quantity_received": None},
}
ITEM = {"id": "itm_1", "quantity": 5, "quantity_reserved": 5, "quantity_delivered": 0}
REQUEST = {
    "id": "req_1",
    "notes": "",
    "items": [ITEM],
    "status": "reserved",
    "cancel_reason": None,
    "expired_at": None,
}
RESERVATION = {
    "id": "rsv_1",
    "volunteer_ref": "leo",
    "status": "reserved",
    "items": [{"item_id": "itm_1", "quantity": 5, "quantity_received": None}],
}


def event(number: int, kind: str, state: dict[str, Any], *, version: int = 1, sequence: int | None = None) -> bytes:
    body = {
        "id": f"evt_{number}",
        "type": f"org.vouajudar.{kind}.v1",
        "subject": state["id"],
        "sequence": f"{sequence or number:020d}",
        "actor": "ptn_1",
        "data": {"version": version, "object": {**state, "version": version}},
    }
    return json.dumps(body).encode()


GOOD = {
    "batch": event(1, "batch.created", BATCH),
    "delivery": event(2, "delivery.created", DELIVERY),
    "request": event(3, "resource_request.created", REQUEST),
    "reservation": event(4, "reservation.created", RESERVATION),
}


def found_in(events: list[bytes]) -> Findings:
    findings = Findings()
    fold = Fold(findings)
    for each in events:
        fold.take(each)
    fold.settle()
    return findings


def with_event(name: str, kind: str, change: dict[str, Any]) -> list[bytes]:
    """The good events, one of them with another state."""
    states: dict[str, dict[str, Any]] = {"batch": BATCH, "delivery": DELIVERY, "request": REQUEST, "reservation": RESERVATION}
    number = list(GOOD).index(name) + 1
    return list({**GOOD, name: event(number, kind, {**states[name], **change})}.values())


def test_a_feed_without_fault_leads_to_no_finding() -> None:
    assert str(found_in(list(GOOD.values()))) == "nothing"


@pytest.mark.parametrize(
    ("events", "check", "words"),
    [
        ([*GOOD.values(), GOOD["batch"]], "seen-twice", "evt_1"),
        ([*GOOD.values(), event(5, "batch.updated", BATCH, version=2, sequence=4)], "seen-twice", "at 0"),
        ([*GOOD.values(), event(5, "batch.updated", BATCH, version=3)], "version-gap", "2 was due"),
        ([*GOOD.values(), event(5, "batch.updated", BATCH)], "version-gap", "version 1"),
        (with_event("batch", "batch.created", {"quantity_lost": 1}), "invariant", "I1"),
        (with_event("batch", "batch.created", {"quantity_available": 11, "quantity_lost": -4}), "invariant", "I1"),
        (with_event("delivery", "delivery.created", {"quantity": 2}), "invariant", "I2"),
        (with_event("batch", "batch.created", {"status": "in_delivery"}), "invariant", "its counters say ready"),
        (with_event("reservation", "reservation.created", {"status": "cancelled"}), "invariant", "I6"),
        (with_event("request", "resource_request.created", {"items": [{**ITEM, "quantity": 4}]}), "invariant", "I6"),
        (with_event("request", "resource_request.created", {"status": "partially_reserved"}), "invariant", "I7"),
        (
            [
                *with_event("batch", "batch.created", {"quantity_available": 4, "quantity_committed": 6}),
                event(5, "delivery.created", {**DELIVERY, "id": "del_2"}),
            ],
            "invariant",
            "I8",
        ),
    ],
)
def test_what_cannot_be_is_found(events: list[bytes], check: str, words: str) -> None:
    found = found_in(events)
    assert check in found.by_check
    assert words in str(found)
