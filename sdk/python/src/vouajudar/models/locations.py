"""Models: locations."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from vouajudar._model import OpenModel
from vouajudar.models.shared import (
    Address,
    ApprovalStatus,
    CitySlug,
    Cursor,
    DistanceM,
    ExternalId,
    GeoPoint,
    LocationId,
    LocationKind,
    LocationName,
    OpeningHours,
    OrganizationRef,
    PhoneNumber,
    ProductTypeCode,
    Timestamp,
    Version,
)


class Location(OpenModel):
    """A place that gives, receives or does both. Its contact phone is not part of it: getHandoverCodes shows the phone to the parties of a delivery."""

    id: LocationId
    version: Version
    created_at: Timestamp
    """When the location was created."""
    updated_at: Timestamp
    """When the last event of the location happened."""
    organization: OrganizationRef
    """The organisation that runs the location."""
    kind: LocationKind
    name: LocationName
    address: Address
    city_id: CitySlug
    position: GeoPoint
    capacity: int | None
    """People that the place can hold; null when unknown or not applicable."""
    occupancy: int | None
    """People that are there now; null when unknown or not applicable."""
    daily_need: int | None
    """Meals that are needed each day; null when unknown or not applicable."""
    opening_hours: OpeningHours | None
    """When somebody is there, in words; null when unknown."""
    accepts: list[ProductTypeCode]
    """Product types that the place takes; empty when it has not said."""
    pet_friendly: bool
    """Whether people may bring their animals."""
    has_contact_phone: bool
    """Whether a contact phone is on record."""
    active: bool
    """Whether the owner has the location in use. An inactive one can be used for nothing new."""
    approval_status: ApprovalStatus
    external_id: ExternalId | None
    """Your own id for the location, if you gave one."""


class LocationCreate(OpenModel):
    """A location to be registered."""

    kind: LocationKind
    name: LocationName
    address: Address
    city_id: CitySlug
    position: GeoPoint
    capacity: int | None = None
    """People that the place can hold; null when absent."""
    occupancy: int | None = None
    """People that are there now; null when absent."""
    daily_need: int | None = None
    """Meals that are needed each day; null when absent."""
    opening_hours: OpeningHours | None = None
    """When somebody is there, in words; null when absent."""
    accepts: list[ProductTypeCode] | None = None
    """Product types that the place takes; empty when absent."""
    pet_friendly: bool | None = None
    """Whether people may bring their animals."""
    contact_phone: PhoneNumber | None = None
    """Telephone at the place, for the parties of a delivery only. It is never answered with the location; null when absent."""
    active: bool | None = None
    """Whether the location is in use."""
    external_id: ExternalId | None = None
    """Your own id for the location, unique for ever among your locations; null when absent."""


class LocationListItem(Location):
    """A location in a list, with its distance from `near` if that was given."""

    distance_m: DistanceM | None = None
    """Distance from `near` in metres, rounded to the nearest; only in a search with `near`."""


class LocationPage(OpenModel):
    """One page of locations, in the order of their last change, oldest first, unless sorted by distance."""

    items: list[LocationListItem]
    """The locations of this page."""
    next_cursor: Cursor | None
    """Cursor of the next page; null on the last."""


class LocationUpdate(OpenModel):
    """The members of a location that are to change; the others stay. Null clears a member that may be null."""

    name: LocationName | None = None
    address: Address | None = None
    city_id: CitySlug | None = None
    position: GeoPoint | None = None
    """New position, both coordinates."""
    capacity: int | None = None
    """People that the place can hold."""
    occupancy: int | None = None
    """People that are there now."""
    daily_need: int | None = None
    """Meals that are needed each day."""
    opening_hours: OpeningHours | None = None
    """When somebody is there, in words."""
    accepts: list[ProductTypeCode] | None = None
    """Product types that the place takes; replaces the list."""
    pet_friendly: bool | None = None
    """Whether people may bring their animals."""
    contact_phone: PhoneNumber | None = None
    """Telephone at the place, for the parties of a delivery only."""
    active: bool | None = None
    """Whether the location is in use."""
