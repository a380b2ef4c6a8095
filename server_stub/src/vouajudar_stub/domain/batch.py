"""A batch of goods that a provider offers, its units and its status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, TypeAlias

from vouajudar_stub.domain.geography import GeoPoint
from vouajudar_stub.domain.location import Organization
from vouajudar_stub.domain.times import optional_time_text, parse_optional_time, parse_time, time_text

BatchStatus: TypeAlias = Literal["producing", "ready", "in_delivery", "completed", "cancelled", "expired"]

TERMINAL: tuple[BatchStatus, ...] = ("completed", "cancelled", "expired")


@dataclass(frozen=True, slots=True)
class Units:
    """Where the units of a batch are. Their sum is the batch's quantity, and none is ever negative."""

    available: int = 0
    committed: int = 0
    """Held by deliveries not yet picked up."""
    in_transit: int = 0
    delivered: int = 0
    lost: int = 0
    """Expired, discarded, missing on arrival, or withdrawn with the batch."""

    def __add__(self, other: Units) -> Units:
        return Units(
            self.available + other.available,
            self.committed + other.committed,
            self.in_transit + other.in_transit,
            self.delivered + other.delivered,
            self.lost + other.lost,
        )

    def __sub__(self, other: Units) -> Units:
        return Units(
            self.available - other.available,
            self.committed - other.committed,
            self.in_transit - other.in_transit,
            self.delivered - other.delivered,
            self.lost - other.lost,
        )

    @property
    def total(self) -> int:
        return self.available + self.committed + self.in_transit + self.delivered + self.lost

    @property
    def least(self) -> int:
        return min(self.available, self.committed, self.in_transit, self.delivered, self.lost)

    def to_body(self) -> dict[str, Any]:
        return {
            "available": self.available,
            "committed": self.committed,
            "in_transit": self.in_transit,
            "delivered": self.delivered,
            "lost": self.lost,
        }


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch. Its status is computed from its units and marks, never set."""

    id: str
    version: int
    created_at: datetime
    updated_at: datetime
    owner: str
    """`ptn_` id of the provider; stands in no body."""
    provider_location_id: str
    product_type: str
    description: str
    quantity: int
    """In the product type's unit."""
    units: Units
    shelf_life_minutes: int
    ready_at: datetime | None
    expires_at: datetime | None
    """`ready_at` + shelf life; never moves once set."""
    expired_at: datetime | None
    """Set when the shelf life ended before the batch had."""
    pickup_instructions: str
    dietary_tags: tuple[str, ...]
    allergens: tuple[str, ...]
    storage: str
    donated_ingredients: bool
    organization: Organization
    city_id: str
    position: GeoPoint
    """Organisation, city and position are those of the location when the batch was created."""
    cancel_reason: str | None
    """The mark of a cancelled batch."""
    external_id: str | None

    @property
    def status(self) -> BatchStatus:
        """The first of these that holds."""
        units = self.units
        if self.cancel_reason is not None:
            return "cancelled"
        if self.ready_at is None:
            return "producing"
        if self.expired_at is not None:
            if units.in_transit > 0:
                return "in_delivery"
            return "completed" if units.delivered > 0 else "expired"
        if units.available > 0:
            return "ready"
        return "in_delivery" if units.committed + units.in_transit > 0 else "completed"

    def moving(self, delta: Units) -> Batch:
        """The batch after units went from some counters to others.

        Raises ValueError when the move would make up, drop or overdraw units: a fault of the caller, not of a partner.
        """
        units = self.units + delta
        if delta.total != 0 or units.least < 0:
            msg = f"units of {self.id} cannot move by {delta} from {self.units}"
            raise ValueError(msg)
        return replace(self, units=units)

    def to_body(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "version": self.version,
            "created_at": time_text(self.created_at),
            "updated_at": time_text(self.updated_at),
            "provider_location_id": self.provider_location_id,
            "product_type": self.product_type,
            "description": self.description,
            "quantity": self.quantity,
            "quantity_available": self.units.available,
            "quantity_committed": self.units.committed,
            "quantity_in_transit": self.units.in_transit,
            "quantity_delivered": self.units.delivered,
            "quantity_lost": self.units.lost,
            "shelf_life_minutes": self.shelf_life_minutes,
            "ready_at": optional_time_text(self.ready_at),
            "expires_at": optional_time_text(self.expires_at),
            "expired_at": optional_time_text(self.expired_at),
            "pickup_instructions": self.pickup_instructions,
            "dietary_tags": list(self.dietary_tags),
            "allergens": list(self.allergens),
            "storage": self.storage,
            "donated_ingredients": self.donated_ingredients,
            "organization": self.organization.to_body(),
            "city_id": self.city_id,
            "position": self.position.to_body(),
            "status": self.status,
            "cancel_reason": self.cancel_reason,
            "external_id": self.external_id,
        }

    @staticmethod
    def of_body(body: Mapping[str, Any], *, owner: str) -> Batch:
        return Batch(
            id=body["id"],
            version=body["version"],
            created_at=parse_time(body["created_at"]),
            updated_at=parse_time(body["updated_at"]),
            owner=owner,
            provider_location_id=body["provider_location_id"],
            product_type=body["product_type"],
            description=body["description"],
            quantity=body["quantity"],
            units=Units(
                available=body["quantity_available"],
                committed=body["quantity_committed"],
                in_transit=body["quantity_in_transit"],
                delivered=body["quantity_delivered"],
                lost=body["quantity_lost"],
            ),
            shelf_life_minutes=body["shelf_life_minutes"],
            ready_at=parse_optional_time(body["ready_at"]),
            expires_at=parse_optional_time(body["expires_at"]),
            expired_at=parse_optional_time(body["expired_at"]),
            pickup_instructions=body["pickup_instructions"],
            dietary_tags=tuple(body["dietary_tags"]),
            allergens=tuple(body["allergens"]),
            storage=body["storage"],
            donated_ingredients=body["donated_ingredients"],
            organization=Organization.of_body(body["organization"]),
            city_id=body["city_id"],
            position=GeoPoint.of_body(body["position"]),
            cancel_reason=body["cancel_reason"],
            external_id=body["external_id"],
        )
