"""What one command or clock rule did: every subject it touched, before and after."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from vouajudar_stub.domain.batch import Batch
from vouajudar_stub.domain.delivery import Delivery
from vouajudar_stub.domain.location import Location
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.domain.reservation import Reservation
from vouajudar_stub.domain.resource_request import ResourceRequest

Rule: TypeAlias = Literal["C1", "C2", "C3", "C4", "C5", "C6"]
"""C1 a hold not confirmed, C2 a reservation of a delivery not picked up, C3 a batch's shelf life, C4 a request's life,
C5 a reservation's life, C6 a delivery a day after its pickup."""

Aggregate: TypeAlias = Batch | Delivery | ResourceRequest | Reservation | Location

A = TypeVar("A", Batch, Delivery, ResourceRequest, Reservation, Location)


@dataclass(frozen=True, slots=True)
class Change(Generic[A]):
    """One subject before (None: it is new) and after."""

    before: A | None
    after: A

    def then(self, after: A) -> Change[A]:
        return replace(self, after=after)


@dataclass(frozen=True, slots=True)
class Step:
    """The whole effect of one command or clock rule, from which its events follow."""

    at: datetime
    """When it happened; a clock rule's due time, however late it is applied."""
    reservations: tuple[Change[Reservation], ...] = ()
    deliveries: tuple[Change[Delivery], ...] = ()
    batches: tuple[Change[Batch], ...] = ()
    requests: tuple[Change[ResourceRequest], ...] = ()
    locations: tuple[Change[Location], ...] = ()
    reason: str | None = None
    """Stands on every event of the step."""
    note: str | None = None
    rule: Rule | None = None
    position_reported: bool = False
    """A carrier said where it is: the one delivery of the step has a new position."""

    def changes(self) -> tuple[Change[Any], ...]:
        return (*self.reservations, *self.deliveries, *self.batches, *self.requests, *self.locations)


@dataclass(frozen=True, slots=True)
class Denied:
    """A wrong hand-over code: the command is refused, and yet the try must be kept."""

    counted: Delivery | Reservation
    """With the try counted; nothing that a reader sees has changed."""
    refusal: Refusal
