"""The log as its readers saw it: transactions, and the state that they come to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeAlias

Event: TypeAlias = dict[str, Any]
Body: TypeAlias = dict[str, Any]

GROUPS = ("reservation", "delivery", "batch", "resource_request", "location")
"""Of the resources that events carry whole, in the order in which a transaction names them."""

TERMINAL = {
    "batch": {"completed", "cancelled", "expired"},
    "delivery": {"delivered", "cancelled", "expired", "failed"},
    "resource_request": {"fulfilled", "cancelled", "expired"},
    "reservation": {"delivered", "cancelled", "expired"},
    "location": set[str](),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What the events say of a resource."""

    group: str
    body: Body
    creator: str
    """`ptn_` id of the partner that created it: the owner of a batch, location or request, the reserver of a reservation."""

    @property
    def status(self) -> str:
        return status_of(self.body)


State: TypeAlias = dict[str, Known]
"""Id -> what is known of it."""


def name_of(event: Event) -> str:
    """`org.vouajudar.batch.ready.v1` -> `batch.ready`."""
    return str(event["type"]).removeprefix("org.vouajudar.").removesuffix(".v1")


def group_of(event: Event) -> str:
    return name_of(event).partition(".")[0]


def status_of(body: Body) -> str:
    return str(body["status"] if "status" in body else body["approval_status"])


def transactions(events: Iterable[Event]) -> list[list[Event]]:
    """A run of events cut into transactions: each is one command or one clock rule, and says so."""
    return [list(run) for _, run in groupby(events, key=lambda event: (event["causationid"], event["traceparent"]))]


def folded(before: State, transaction: Iterable[Event]) -> State:
    """The state after a transaction."""
    after = dict(before)
    for event in transaction:
        if group_of(event) in GROUPS:
            known = after.get(event["subject"])
            creator = event["actor"] if known is None else known.creator
            after[event["subject"]] = Known(group_of(event), event["data"]["object"], creator)
    return after
