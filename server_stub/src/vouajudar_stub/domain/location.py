"""A place of a partner: where goods are prepared, handed over or needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from vouajudar_stub.domain.geography import GeoPoint
from vouajudar_stub.domain.times import parse_time, time_text

LocationKind: TypeAlias = Literal["provider", "shelter", "distribution_center"]
ApprovalStatus: TypeAlias = Literal["pending", "approved", "rejected"]

PROVIDING: tuple[LocationKind, ...] = ("provider", "distribution_center")
"""Kinds that goods may leave from."""
RECEIVING: tuple[LocationKind, ...] = ("shelter", "distribution_center")
"""Kinds that may ask for goods and receive them."""


@dataclass(frozen=True, slots=True)
class Organization:
    """The organisation that a partner record acts for, as other resources show it."""

    id: str
    name: str

    def to_body(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name}

    @staticmethod
    def of_body(body: Mapping[str, Any]) -> Organization:
        return Organization(body["id"], body["name"])


@dataclass(frozen=True, slots=True)
class Place:
    """What a delivery keeps of a location: its state when the delivery was created, whatever happens to it later."""

    id: str
    name: str
    kind: LocationKind
    address: str
    city_id: str
    position: GeoPoint

    def to_body(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "address": self.address,
            "city_id": self.city_id,
            "position": self.position.to_body(),
        }

    @staticmethod
    def of_body(body: Mapping[str, Any]) -> Place:
        return Place(
            id=body["id"],
            name=body["name"],
            kind=body["kind"],
            address=body["address"],
            city_id=body["city_id"],
            position=GeoPoint.of_body(body["position"]),
        )


@dataclass(frozen=True, slots=True)
class Location:
    """A location with what its readers see, and the phone number that only hand-overs show."""

    id: str
    version: int
    created_at: datetime
    updated_at: datetime
    owner: str
    """`ptn_` id; stands in no body."""
    organization: Organization
    kind: LocationKind
    name: str
    address: str
    city_id: str
    position: GeoPoint
    capacity: int | None
    occupancy: int | None
    daily_need: int | None
    opening_hours: str | None
    accepts: tuple[str, ...]
    pet_friendly: bool
    active: bool
    approval_status: ApprovalStatus
    external_id: str | None
    contact_phone: str | None
    """E.164; private: readers learn only whether there is one."""

    @property
    def usable(self) -> bool:
        """May anything new name it?"""
        return self.active and self.approval_status == "approved"

    def place(self) -> Place:
        return Place(self.id, self.name, self.kind, self.address, self.city_id, self.position)

    def to_body(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "version": self.version,
            "created_at": time_text(self.created_at),
            "updated_at": time_text(self.updated_at),
            "organization": self.organization.to_body(),
            "kind": self.kind,
            "name": self.name,
            "address": self.address,
            "city_id": self.city_id,
            "position": self.position.to_body(),
            "capacity": self.capacity,
            "occupancy": self.occupancy,
            "daily_need": self.daily_need,
            "opening_hours": self.opening_hours,
            "accepts": list(self.accepts),
            "pet_friendly": self.pet_friendly,
            "has_contact_phone": self.contact_phone is not None,
            "active": self.active,
            "approval_status": self.approval_status,
            "external_id": self.external_id,
        }

    def to_private(self) -> dict[str, Any]:
        return {"contact_phone": self.contact_phone}

    @staticmethod
    def of_body(body: Mapping[str, Any], private: Mapping[str, Any], *, owner: str) -> Location:
        return Location(
            id=body["id"],
            version=body["version"],
            created_at=parse_time(body["created_at"]),
            updated_at=parse_time(body["updated_at"]),
            owner=owner,
            organization=Organization.of_body(body["organization"]),
            kind=body["kind"],
            name=body["name"],
            address=body["address"],
            city_id=body["city_id"],
            position=GeoPoint.of_body(body["position"]),
            capacity=body["capacity"],
            occupancy=body["occupancy"],
            daily_need=body["daily_need"],
            opening_hours=body["opening_hours"],
            accepts=tuple(body["accepts"]),
            pet_friendly=body["pet_friendly"],
            active=body["active"],
            approval_status=body["approval_status"],
            external_id=body["external_id"],
            contact_phone=private.get("contact_phone"),
        )
