"""Models: shared."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from typing import Literal, TypeAlias

from vouajudar._model import Instant, OpenModel


Address: TypeAlias = str
"""Street address, in one line."""


Allergen: TypeAlias = str
"""Allergen that the goods contain or may contain, in plain words."""


ApiKeyId: TypeAlias = str
"""Identifies an API key. It is not the key itself."""


ApiKeyName: TypeAlias = str
"""What the key is for, in your own words."""


ApiKeyPrefix: TypeAlias = str
"""The first characters of the key, enough to recognise it and useless to anybody who finds them."""


ApprovalStatus: TypeAlias = Literal["pending", "approved", "rejected"] | str
"""The platform's decision on a location. Only an `approved` one can be used for anything new."""


BatchId: TypeAlias = str
"""Identifies a batch."""


BatchStatus: TypeAlias = Literal["producing", "ready", "in_delivery", "completed", "cancelled", "expired"] | str
"""State of a batch, a pure function of its counters and marks.

- `producing`: announced, not yet to be taken; only its owner sees it.
- `ready`: units are available.
- `in_delivery`: no unit is available, some are committed or in transit.
- `completed`: every unit was delivered or lost; nothing is available, committed or in transit.
- `cancelled`: withdrawn by its owner.
- `expired`: its shelf life ended with nothing delivered and nothing under way.

`completed`, `cancelled` and `expired` are terminal.
"""


CancelReason: TypeAlias = Literal["provider_unavailable", "food_safety", "duplicate", "shelter_closed", "volunteer_unavailable", "other"] | str
"""Why something was cancelled or released."""


CitySlug: TypeAlias = str
"""City, as a slug of lower-case letters and digits joined by hyphens."""


Cursor: TypeAlias = str
"""Opaque place in a list or in the event feed. Store it and send it back as it is; its inside may change at any time."""


DeliveryId: TypeAlias = str
"""Identifies a delivery."""


DeliveryStatus: TypeAlias = Literal["available", "pending_confirmation", "reserved", "picked_up", "in_transit", "delivered", "failed", "cancelled", "expired"] | str
"""State of a delivery.

- `available`: open to every dispatch partner.
- `pending_confirmation`: a carrier has committed; the hold lasts 15 minutes.
- `reserved`: the carrier has confirmed; the reserved window lasts three hours.
- `picked_up`: the pickup code was verified.
- `in_transit`: a position has been reported since the pickup.
- `delivered`: the dropoff code was verified.
- `failed`: given up after the pickup.
- `cancelled`: given up before the pickup.
- `expired`: the hold, the reserved window or the shelf life ended first.

`delivered`, `failed`, `cancelled` and `expired` are terminal.
"""


DietaryTag: TypeAlias = Literal["vegetarian", "vegan", "gluten_free", "lactose_free", "halal", "diabetic"] | str
"""Diet that the goods suit."""


DispatchMode: TypeAlias = Literal["open", "claimed"] | str
"""How a delivery found its carrier: `open` was offered to every dispatch partner, `claimed` was taken by its carrier at creation."""


Disposition: TypeAlias = Literal["returned", "discarded"] | str
"""What became of the goods of a failed delivery: `returned` to the provider (available again, or lost if the shelf life has ended) or `discarded` (lost)."""


DistanceM: TypeAlias = int
"""Distance in whole metres, great circle on a sphere of radius 6,371,000 m, rounded to the nearest."""


ETagValue: TypeAlias = str
"""One strong entity tag, quotes included. For a versioned resource it is the version, for example `"3"`."""


EndpointDisabledReason: TypeAlias = Literal["by_partner", "gone", "failing"] | str
"""Why a webhook endpoint is disabled: `by_partner` by an update, `gone` after an answer of 410, `failing` after five days of failures only."""


EndpointStatus: TypeAlias = Literal["enabled", "disabled"] | str
"""Whether a webhook endpoint gets events. A disabled one drops its queue and gets no new ones."""


EventId: TypeAlias = str
"""Identifies an event. Together with `source` it is the key to tell a duplicate by."""


EventTypePattern: TypeAlias = str
"""Selects event types by their short name `<group>.<name>`: `*` for all, `batch.*` for a group, `batch.ready` for one. `delivery.position_updated` is matched by its exact name only, by no wildcard."""


ExternalId: TypeAlias = str
"""Your own id for the resource, unique for ever among your resources of the same type. A second create with it is refused with `duplicate-external-id`, which names the first one."""


FailReason: TypeAlias = Literal["vehicle_breakdown", "road_blocked", "food_spoiled", "recipient_closed", "recipient_refused", "other"] | str
"""Why a carrier gives a delivery up after the pickup."""


FailureReason: TypeAlias = Literal["vehicle_breakdown", "road_blocked", "food_spoiled", "recipient_closed", "recipient_refused", "other", "timed_out"] | str
"""Why a delivery failed: the carrier's own reason, or `timed_out` when nothing was verified within 24 hours after the pickup."""


FreeText: TypeAlias = str
"""Free text for people, at most 500 characters. No names, phone numbers or other personal data."""


class GeoPoint(OpenModel):
    """Point on the earth in WGS 84 degrees."""

    lat: float
    """Latitude, north positive."""
    lng: float
    """Longitude, east positive."""


HandoverCode: TypeAlias = str
"""Six digits that one side shows and the other side submits, as proof that both stood at the same place. Five wrong tries lock the code for 15 minutes."""


HttpsUrl: TypeAlias = str
"""Absolute https address, without user information."""


ItemId: TypeAlias = str
"""Identifies one item of a resource request."""


ItemName: TypeAlias = str
"""Name of a needed thing."""


ItemQuantity: TypeAlias = int
"""Amount of a needed thing, a whole number of its unit."""


ItemUnit: TypeAlias = Literal["unit", "meal", "kg", "litre", "box", "package"] | str
"""Unit in which a requested item is counted."""


LocationId: TypeAlias = str
"""Identifies a location: a kitchen, a shelter or a distribution center."""


LocationKind: TypeAlias = Literal["provider", "shelter", "distribution_center"] | str
"""What a location does: a `provider` gives, a `shelter` receives and requests, a `distribution_center` does both."""


LocationName: TypeAlias = str
"""Name of a location, as people on the road know it. Not the name of a person."""


OpeningHours: TypeAlias = str
"""When somebody is there, in words."""


OrganizationId: TypeAlias = str
"""Identifies the organisation that a partner acts for."""


class OrganizationRef(OpenModel):
    """The organisation that stands behind a partner or a resource."""

    id: OrganizationId
    name: str
    """Name of the organisation."""


PartnerId: TypeAlias = str
"""Identifies a partner: the organisation's integration that holds keys and calls this API."""


PartnerKind: TypeAlias = Literal["provider", "shelter", "dispatch", "observer"] | str
"""Role that a partner may act in: `provider` gives batches, `shelter` receives and requests, `dispatch` carries with its volunteers, `observer` only reads."""


PhoneNumber: TypeAlias = str
"""Telephone number in E.164 form, with `+` and country code."""


Priority: TypeAlias = Literal["urgent", "needed", "low"] | str
"""How pressing a resource request is."""


ProductTypeCode: TypeAlias = Literal["meal", "ingredient", "clothing", "medicine", "hygiene", "cleaning", "school_supplies", "baby_items", "pet_supplies", "generic"] | str
"""Kind of goods. It decides the unit in which quantities are counted and the default shelf life; listProductTypes gives both."""


ReservationId: TypeAlias = str
"""Identifies a reservation."""


ReservationStatus: TypeAlias = Literal["reserved", "delivered", "cancelled", "expired"] | str
"""State of a reservation: `reserved` for at most 24 hours, then `delivered` (receipt confirmed), `cancelled` or `expired`, which are terminal."""


ResourceRequestId: TypeAlias = str
"""Identifies a resource request."""


ResourceRequestStatus: TypeAlias = Literal["requesting", "partially_reserved", "reserved", "fulfilled", "cancelled", "expired"] | str
"""State of a resource request, a pure function of its items and marks.

- `requesting`: nothing is reserved or delivered yet.
- `partially_reserved`: at least one item is still short.
- `reserved`: every item is covered by what is reserved and delivered.
- `fulfilled`: everything has arrived.
- `cancelled`: withdrawn by its owner.
- `expired`: its time ended with nothing reserved.

`fulfilled`, `cancelled` and `expired` are terminal.
"""


Scope: TypeAlias = Literal["keys:manage", "locations:read", "locations:write", "batches:read", "batches:write", "deliveries:read", "deliveries:write", "handover:read", "requests:read", "requests:write", "events:read", "webhooks:manage", "notifications:manage", "analytics:read", "sandbox"] | str
"""One permission of a key or a token."""


SortKey: TypeAlias = Literal["distance"] | str
"""Order of a list, where it is not the order of last change."""


Storage: TypeAlias = Literal["hot", "chilled", "frozen", "ambient"] | str
"""How the goods have to be kept."""


Timestamp: TypeAlias = Instant
"""Point in time as RFC 3339 writes it: date, `T`, time with up to six fractional digits, `Z` or an offset; no leap second. Answers are always in UTC with `Z` and milliseconds."""


Version: TypeAlias = int
"""Version of the resource, 1 at its creation. Every event of a location, batch, delivery, resource request or reservation raises it by one, and nothing else does. The `ETag` is the version in quotes."""


VolunteerRef: TypeAlias = str
"""The carrier partner's own pseudonym for the volunteer who carries. Never a name, a phone number or an e-mail address: everybody who may read the delivery may read it."""


WebhookEndpointId: TypeAlias = str
"""Identifies a webhook endpoint."""


WebhookUrl: TypeAlias = str
"""Address that receives events. https is required; http, private, loopback and link-local addresses are refused with `webhook-url-rejected` (the sandbox allows loopback)."""


class CancelCommand(OpenModel):
    """Why something is cancelled."""

    reason: CancelReason
    note: FreeText | None = None
    """More about the reason, for the other parties. It travels with the events, not with the resource."""
