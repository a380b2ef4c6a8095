"""A promise to bring some items of a request, without a batch: a direct donation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from vouajudar_stub.domain.handover import CodeGuard
from vouajudar_stub.domain.times import optional_time_text, parse_optional_time, parse_time, time_text

ReservationStatus: TypeAlias = Literal["reserved", "delivered", "cancelled", "expired"]

TERMINAL: tuple[ReservationStatus, ...] = ("delivered", "cancelled", "expired")


@dataclass(frozen=True, slots=True)
class ReservedItem:
    """How much of one item is promised, and how much of that arrived."""

    item_id: str
    quantity: int
    quantity_received: int | None = None
    """None until the receipt."""

    def to_body(self) -> dict[str, Any]:
        return {"item_id": self.item_id, "quantity": self.quantity, "quantity_received": self.quantity_received}

    @staticmethod
    def of_body(body: Mapping[str, Any]) -> ReservedItem:
        return ReservedItem(body["item_id"], body["quantity"], body["quantity_received"])


@dataclass(frozen=True, slots=True)
class Reservation:
    """A reservation with what its readers see, and the private facts below the line."""

    id: str
    version: int
    created_at: datetime
    updated_at: datetime
    resource_request_id: str
    volunteer_ref: str
    items: tuple[ReservedItem, ...]
    eta: datetime | None
    status: ReservationStatus
    expires_at: datetime
    cancel_reason: str | None
    # -- private: in no body and no event
    owner: str
    """`ptn_` id of the reserver."""
    requester: str
    """`ptn_` id of the request's owner, who gives the receipt."""
    confirmation_code: CodeGuard | None

    def to_body(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "version": self.version,
            "created_at": time_text(self.created_at),
            "updated_at": time_text(self.updated_at),
            "resource_request_id": self.resource_request_id,
            "volunteer_ref": self.volunteer_ref,
            "items": [item.to_body() for item in self.items],
            "eta": optional_time_text(self.eta),
            "status": self.status,
            "expires_at": time_text(self.expires_at),
            "cancel_reason": self.cancel_reason,
        }

    def to_private(self) -> dict[str, Any]:
        return {
            "requester": self.requester,
            "confirmation_code": None if self.confirmation_code is None else self.confirmation_code.to_private(),
        }

    @staticmethod
    def of_body(body: Mapping[str, Any], private: Mapping[str, Any], *, owner: str) -> Reservation:
        return Reservation(
            id=body["id"],
            version=body["version"],
            created_at=parse_time(body["created_at"]),
            updated_at=parse_time(body["updated_at"]),
            resource_request_id=body["resource_request_id"],
            volunteer_ref=body["volunteer_ref"],
            items=tuple(ReservedItem.of_body(item) for item in body["items"]),
            eta=parse_optional_time(body["eta"]),
            status=body["status"],
            expires_at=parse_time(body["expires_at"]),
            cancel_reason=body["cancel_reason"],
            owner=owner,
            requester=private["requester"],
            confirmation_code=CodeGuard.of_private(private.get("confirmation_code")),
        )
