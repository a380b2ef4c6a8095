"""Models: resource requests."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from vouajudar._model import OpenModel
from vouajudar.models.batches import Batch
from vouajudar.models.shared import (
    CancelReason,
    CitySlug,
    Cursor,
    DistanceM,
    ExternalId,
    FreeText,
    GeoPoint,
    ItemId,
    ItemName,
    ItemQuantity,
    ItemUnit,
    LocationId,
    OrganizationRef,
    Priority,
    ProductTypeCode,
    ResourceRequestId,
    ResourceRequestStatus,
    Timestamp,
    Version,
)


class ResourceItem(OpenModel):
    """One needed thing. Reserved and delivered together never exceed its quantity."""

    id: ItemId
    product_type: ProductTypeCode
    name: ItemName
    """What it is, in the shelter's words."""
    unit: ItemUnit
    quantity: ItemQuantity
    """How much is needed, in `unit`."""
    quantity_reserved: int
    """Held by open reservations and open linked deliveries."""
    quantity_delivered: int
    """What arrived by both. It never falls."""


class ResourceItemCreate(OpenModel):
    """One needed thing of a new request."""

    product_type: ProductTypeCode
    name: ItemName
    unit: ItemUnit
    quantity: ItemQuantity


class ResourceItemUpdate(OpenModel):
    """New quantity of an existing item, not below what is reserved and delivered."""

    item_id: ItemId
    quantity: ItemQuantity


class RequestMatch(OpenModel):
    """A ready batch that could fill a short item of the request."""

    batch: Batch
    item_id: ItemId
    score: int
    """How well it fits, rounded to a whole number: 40 for the product type and unit, up to 30 for the part of what is missing that
    the batch covers, up to 20 for nearness within the radius, up to 10 for remaining shelf life (full from 120 minutes on).
    """
    distance_m: DistanceM


class RequestMatchPage(OpenModel):
    """One page of matches, best score first."""

    items: list[RequestMatch]
    """At most `limit` matches; empty when nothing fits or the request takes nothing new."""
    next_cursor: Cursor | None
    """Cursor of the next page; null on the last one."""


class ResourceRequest(OpenModel):
    """What a shelter or distribution center needs, item by item. Partners reserve parts of it (reservations) or send deliveries that
    are linked to an item; the status follows from the sums of both.
    """

    id: ResourceRequestId
    version: Version
    created_at: Timestamp
    updated_at: Timestamp
    location_id: LocationId
    """Where everything is to be brought."""
    priority: Priority
    needed_by: Timestamp | None
    """When it has to be there; null when that was left open. It informs; nothing lapses at it."""
    items: list[ResourceItem]
    """What is needed, in the order given at creation."""
    status: ResourceRequestStatus
    expires_at: Timestamp
    """From then on nothing new can be reserved. It never moves."""
    expired_at: Timestamp | None
    """When its time was up with something still missing. Open reservations and deliveries may still arrive; null before."""
    cancel_reason: CancelReason | None
    """Reason given to cancelResourceRequest; null unless it was cancelled."""
    notes: FreeText
    organization: OrganizationRef
    city_id: CitySlug
    """City of the location when the request was created."""
    position: GeoPoint
    """Place of the location when the request was created."""
    external_id: ExternalId | None
    """The creator's own id; null when none was given."""


class ResourceRequestCreate(OpenModel):
    """A new request for one of your locations."""

    location_id: LocationId
    priority: Priority | None = None
    """How urgent it is; `needed` when absent."""
    needed_by: Timestamp | None = None
    """When it has to be there."""
    items: list[ResourceItemCreate]
    """What is needed."""
    ttl_minutes: int | None = None
    """For how long the request takes reservations, in minutes."""
    notes: FreeText | None = None
    """What else helpers should know; no names of people."""
    external_id: ExternalId | None = None
    """Your own id, unique per partner and resource type, for ever."""


class ResourceRequestListItem(ResourceRequest):
    """A request as it stands in a list; with `near` it also has its distance."""

    distance_m: DistanceM | None = None


class ResourceRequestPage(OpenModel):
    """One page of resource requests, last changed last."""

    items: list[ResourceRequestListItem]
    """At most `limit` requests; empty when nothing matches."""
    next_cursor: Cursor | None
    """Cursor of the next page; null on the last one."""


class ResourceRequestUpdate(OpenModel):
    """Members to change, by the rules of JSON merge patch; items are addressed by id and the others stay."""

    priority: Priority | None = None
    needed_by: Timestamp | None = None
    """When it has to be there; null clears it."""
    notes: FreeText | None = None
    items: list[ResourceItemUpdate] | None = None
    """New quantities of existing items. Of the same item twice the last counts."""
