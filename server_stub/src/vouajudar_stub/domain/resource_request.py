"""What a shelter asks for, item by item, and how much of it is promised and has arrived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, TypeAlias

from vouajudar_stub.domain.geography import GeoPoint
from vouajudar_stub.domain.location import Organization
from vouajudar_stub.domain.times import optional_time_text, parse_optional_time, parse_time, time_text

ResourceRequestStatus: TypeAlias = Literal["requesting", "partially_reserved", "reserved", "fulfilled", "cancelled", "expired"]
Priority: TypeAlias = Literal["urgent", "needed", "low"]

OPEN: tuple[ResourceRequestStatus, ...] = ("requesting", "partially_reserved", "reserved")
TERMINAL: tuple[ResourceRequestStatus, ...] = ("fulfilled", "cancelled", "expired")


@dataclass(frozen=True, slots=True)
class RequestItem:
    """One thing asked for. Reserved and delivered together never exceed the quantity."""

    id: str
    product_type: str
    name: str
    unit: str
    quantity: int
    reserved: int = 0
    """Held by open reservations and open linked deliveries."""
    delivered: int = 0
    """Arrived by either."""

    @property
    def short(self) -> int:
        """What nobody has promised yet."""
        return self.quantity - self.reserved - self.delivered

    def sums(self) -> dict[str, Any]:
        """The figures that `resource_request.progressed` carries."""
        return {
            "item_id": self.id,
            "quantity": self.quantity,
            "quantity_reserved": self.reserved,
            "quantity_delivered": self.delivered,
        }

    def to_body(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "product_type": self.product_type,
            "name": self.name,
            "unit": self.unit,
            "quantity": self.quantity,
            "quantity_reserved": self.reserved,
            "quantity_delivered": self.delivered,
        }

    @staticmethod
    def of_body(body: Mapping[str, Any]) -> RequestItem:
        return RequestItem(
            id=body["id"],
            product_type=body["product_type"],
            name=body["name"],
            unit=body["unit"],
            quantity=body["quantity"],
            reserved=body["quantity_reserved"],
            delivered=body["quantity_delivered"],
        )


@dataclass(frozen=True, slots=True)
class ResourceRequest:
    """A request. Its status is computed from its items' sums and its marks, never set."""

    id: str
    version: int
    created_at: datetime
    updated_at: datetime
    owner: str
    """`ptn_` id of the requester; stands in no body."""
    location_id: str
    priority: Priority
    needed_by: datetime | None
    items: tuple[RequestItem, ...]
    expires_at: datetime
    expired_at: datetime | None
    """From then on nothing new is taken; what is promised may still arrive."""
    cancel_reason: str | None
    """The mark of a cancelled request."""
    notes: str
    organization: Organization
    city_id: str
    position: GeoPoint
    external_id: str | None

    @property
    def reserved(self) -> int:
        return sum(item.reserved for item in self.items)

    @property
    def delivered(self) -> int:
        return sum(item.delivered for item in self.items)

    @property
    def status(self) -> ResourceRequestStatus:
        """The first of these that holds."""
        if self.cancel_reason is not None:
            return "cancelled"
        if all(item.delivered == item.quantity for item in self.items):
            return "fulfilled"
        if self.expired_at is not None and self.reserved == 0:
            return "expired"
        if self.reserved + self.delivered == 0:
            return "requesting"
        return "partially_reserved" if any(item.short > 0 for item in self.items) else "reserved"

    @property
    def takes_new(self) -> bool:
        """May anything new be promised to it?"""
        return self.expired_at is None and self.status not in TERMINAL

    def item(self, item_id: str) -> RequestItem | None:
        return next((item for item in self.items if item.id == item_id), None)

    def moving(self, item_id: str, *, reserved: int = 0, delivered: int = 0) -> ResourceRequest:
        """The request after one item's sums changed by these amounts.

        Raises ValueError when a sum would fall below zero or beyond the quantity: a fault of the caller, not of a partner.
        """
        items = tuple(
            replace(item, reserved=item.reserved + reserved, delivered=item.delivered + delivered) if item.id == item_id else item
            for item in self.items
        )
        moved = next(item for item in items if item.id == item_id)
        if moved.reserved < 0 or moved.delivered < 0 or moved.short < 0:
            msg = f"item {item_id} of {self.id} cannot hold {moved.reserved} reserved and {moved.delivered} delivered"
            raise ValueError(msg)
        return replace(self, items=items)

    def to_body(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "version": self.version,
            "created_at": time_text(self.created_at),
            "updated_at": time_text(self.updated_at),
            "location_id": self.location_id,
            "priority": self.priority,
            "needed_by": optional_time_text(self.needed_by),
            "items": [item.to_body() for item in self.items],
            "status": self.status,
            "expires_at": time_text(self.expires_at),
            "expired_at": optional_time_text(self.expired_at),
            "cancel_reason": self.cancel_reason,
            "notes": self.notes,
            "organization": self.organization.to_body(),
            "city_id": self.city_id,
            "position": self.position.to_body(),
            "external_id": self.external_id,
        }

    @staticmethod
    def of_body(body: Mapping[str, Any], *, owner: str) -> ResourceRequest:
        return ResourceRequest(
            id=body["id"],
            version=body["version"],
            created_at=parse_time(body["created_at"]),
            updated_at=parse_time(body["updated_at"]),
            owner=owner,
            location_id=body["location_id"],
            priority=body["priority"],
            needed_by=parse_optional_time(body["needed_by"]),
            items=tuple(RequestItem.of_body(item) for item in body["items"]),
            expires_at=parse_time(body["expires_at"]),
            expired_at=parse_optional_time(body["expired_at"]),
            cancel_reason=body["cancel_reason"],
            notes=body["notes"],
            organization=Organization.of_body(body["organization"]),
            city_id=body["city_id"],
            position=GeoPoint.of_body(body["position"]),
            external_id=body["external_id"],
        )
