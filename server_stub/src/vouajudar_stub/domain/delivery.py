"""A delivery: some units of one batch on their way to one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from vouajudar_stub.domain.geography import GeoPoint
from vouajudar_stub.domain.handover import CodeGuard, Proof
from vouajudar_stub.domain.location import Place
from vouajudar_stub.domain.times import optional_time_text, parse_optional_time, parse_time, time_text

DeliveryStatus: TypeAlias = Literal[
    "available",
    "pending_confirmation",
    "reserved",
    "picked_up",
    "in_transit",
    "delivered",
    "failed",
    "cancelled",
    "expired",
]
DispatchMode: TypeAlias = Literal["open", "claimed"]
"""Open: offered to every dispatch partner. Claimed: made by the carrier for itself."""

HELD: tuple[DeliveryStatus, ...] = ("pending_confirmation", "reserved")
"""A carrier holds it, for a limited time."""
WAITING: tuple[DeliveryStatus, ...] = ("available", *HELD)
"""Its units count as committed."""
MOVING: tuple[DeliveryStatus, ...] = ("picked_up", "in_transit")
"""Its units count as in transit."""
BUSY: tuple[DeliveryStatus, ...] = (*HELD, *MOVING)
"""It keeps its volunteer busy; it has hand-over codes."""
OPEN: tuple[DeliveryStatus, ...] = (*WAITING, *MOVING)
TERMINAL: tuple[DeliveryStatus, ...] = ("delivered", "failed", "cancelled", "expired")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a delivery that had been picked up did not arrive."""

    reason: str
    """A reason of failDelivery, or `timed_out`."""
    disposition: Literal["returned", "discarded"]
    note: str

    def to_body(self) -> dict[str, Any]:
        return {"reason": self.reason, "disposition": self.disposition, "note": self.note}

    @staticmethod
    def of_body(body: Mapping[str, Any] | None) -> Failure | None:
        return None if body is None else Failure(body["reason"], body["disposition"], body["note"])


@dataclass(frozen=True, slots=True)
class ReportedPosition:
    """Where the carrier last said it was."""

    position: GeoPoint
    recorded_at: datetime
    accuracy_m: int | None
    eta: datetime | None

    def to_body(self, delivery_id: str) -> dict[str, Any]:
        """A DeliveryPosition."""
        return {
            "delivery_id": delivery_id,
            "position": self.position.to_body(),
            "recorded_at": time_text(self.recorded_at),
            "accuracy_m": self.accuracy_m,
            "eta": optional_time_text(self.eta),
        }

    @staticmethod
    def of_body(body: Mapping[str, Any] | None) -> ReportedPosition | None:
        return None if body is None else ReportedPosition.of_report(body)

    @staticmethod
    def of_report(body: Mapping[str, Any]) -> ReportedPosition:
        """From a PositionReport or a DeliveryPosition."""
        return ReportedPosition(
            position=GeoPoint.of_body(body["position"]),
            recorded_at=parse_time(body["recorded_at"]),
            accuracy_m=body.get("accuracy_m"),
            eta=parse_optional_time(body.get("eta")),
        )


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery with what its readers see, and the private facts below the line."""

    id: str
    version: int
    created_at: datetime
    updated_at: datetime
    batch_id: str
    quantity: int
    product_type: str
    resource_item_id: str | None
    dispatch_mode: DispatchMode
    volunteer_ref: str | None
    provider_id: str
    """`ptn_` id of the batch's owner."""
    destination_id: str
    """`ptn_` id of the dropoff location's owner."""
    carrier_id: str | None
    """`ptn_` id of the partner that committed."""
    parent_delivery_id: str | None
    status: DeliveryStatus
    pickup_place: Place
    pickup_proof: Proof | None
    dropoff_place: Place
    dropoff_proof: Proof | None
    quantity_received: int | None
    hold_expires_at: datetime | None
    """End of the time to confirm (pending_confirmation) or to pick up (reserved); None in every other status."""
    expires_at: datetime
    """The batch's."""
    failure: Failure | None
    cancel_reason: str | None
    committed_at: datetime | None
    reserved_at: datetime | None
    picked_up_at: datetime | None
    in_transit_at: datetime | None
    delivered_at: datetime | None
    failed_at: datetime | None
    cancelled_at: datetime | None
    expired_at: datetime | None
    notes: str
    external_id: str | None
    # -- private: in no body and no event
    created_by: str
    """`ptn_` id of the partner whose `external_id` it is."""
    resource_request_id: str | None
    """The request of `resource_item_id`."""
    pickup_code: CodeGuard | None
    dropoff_code: CodeGuard | None
    position: ReportedPosition | None

    def to_body(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "version": self.version,
            "created_at": time_text(self.created_at),
            "updated_at": time_text(self.updated_at),
            "batch_id": self.batch_id,
            "dropoff_location_id": self.dropoff_place.id,
            "quantity": self.quantity,
            "product_type": self.product_type,
            "resource_item_id": self.resource_item_id,
            "dispatch_mode": self.dispatch_mode,
            "volunteer_ref": self.volunteer_ref,
            "provider_id": self.provider_id,
            "destination_id": self.destination_id,
            "carrier_id": self.carrier_id,
            "parent_delivery_id": self.parent_delivery_id,
            "status": self.status,
            "pickup": {
                "location": self.pickup_place.to_body(),
                "proof": None if self.pickup_proof is None else self.pickup_proof.to_body(),
            },
            "dropoff": {
                "location": self.dropoff_place.to_body(),
                "proof": None if self.dropoff_proof is None else self.dropoff_proof.to_body(),
                "quantity_received": self.quantity_received,
            },
            "hold_expires_at": optional_time_text(self.hold_expires_at),
            "expires_at": time_text(self.expires_at),
            "failure": None if self.failure is None else self.failure.to_body(),
            "cancel_reason": self.cancel_reason,
            "committed_at": optional_time_text(self.committed_at),
            "reserved_at": optional_time_text(self.reserved_at),
            "picked_up_at": optional_time_text(self.picked_up_at),
            "in_transit_at": optional_time_text(self.in_transit_at),
            "delivered_at": optional_time_text(self.delivered_at),
            "failed_at": optional_time_text(self.failed_at),
            "cancelled_at": optional_time_text(self.cancelled_at),
            "expired_at": optional_time_text(self.expired_at),
            "notes": self.notes,
            "external_id": self.external_id,
        }

    def to_private(self) -> dict[str, Any]:
        return {
            "created_by": self.created_by,
            "resource_request_id": self.resource_request_id,
            "pickup_code": None if self.pickup_code is None else self.pickup_code.to_private(),
            "dropoff_code": None if self.dropoff_code is None else self.dropoff_code.to_private(),
            "position": None if self.position is None else self.position.to_body(self.id),
        }

    @staticmethod
    def of_body(body: Mapping[str, Any], private: Mapping[str, Any]) -> Delivery:
        pickup, dropoff = body["pickup"], body["dropoff"]
        return Delivery(
            id=body["id"],
            version=body["version"],
            created_at=parse_time(body["created_at"]),
            updated_at=parse_time(body["updated_at"]),
            batch_id=body["batch_id"],
            quantity=body["quantity"],
            product_type=body["product_type"],
            resource_item_id=body["resource_item_id"],
            dispatch_mode=body["dispatch_mode"],
            volunteer_ref=body["volunteer_ref"],
            provider_id=body["provider_id"],
            destination_id=body["destination_id"],
            carrier_id=body["carrier_id"],
            parent_delivery_id=body["parent_delivery_id"],
            status=body["status"],
            pickup_place=Place.of_body(pickup["location"]),
            pickup_proof=Proof.of_body(pickup["proof"]),
            dropoff_place=Place.of_body(dropoff["location"]),
            dropoff_proof=Proof.of_body(dropoff["proof"]),
            quantity_received=dropoff["quantity_received"],
            hold_expires_at=parse_optional_time(body["hold_expires_at"]),
            expires_at=parse_time(body["expires_at"]),
            failure=Failure.of_body(body["failure"]),
            cancel_reason=body["cancel_reason"],
            committed_at=parse_optional_time(body["committed_at"]),
            reserved_at=parse_optional_time(body["reserved_at"]),
            picked_up_at=parse_optional_time(body["picked_up_at"]),
            in_transit_at=parse_optional_time(body["in_transit_at"]),
            delivered_at=parse_optional_time(body["delivered_at"]),
            failed_at=parse_optional_time(body["failed_at"]),
            cancelled_at=parse_optional_time(body["cancelled_at"]),
            expired_at=parse_optional_time(body["expired_at"]),
            notes=body["notes"],
            external_id=body["external_id"],
            created_by=private["created_by"],
            resource_request_id=private.get("resource_request_id"),
            pickup_code=CodeGuard.of_private(private.get("pickup_code")),
            dropoff_code=CodeGuard.of_private(private.get("dropoff_code")),
            position=ReportedPosition.of_body(private.get("position")),
        )
