# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict

Address: TypeAlias = str


Allergen: TypeAlias = str


ApiKeyId: TypeAlias = str


ApiKeyName: TypeAlias = str


ApiKeyPrefix: TypeAlias = str


ApiKeySecret: TypeAlias = str


ApprovalStatus: TypeAlias = Literal["pending", "approved", "rejected"]


AttemptOutcome: TypeAlias = Literal["succeeded", "retrying", "exhausted"]


AutomaticDisableReason: TypeAlias = Literal["gone", "failing"]


BatchId: TypeAlias = str


BatchStatus: TypeAlias = Literal["producing", "ready", "in_delivery", "completed", "cancelled", "expired"]
"""
State of a batch, a pure function of its counters and marks.

- `producing`: announced, not yet to be taken; only its owner sees it.
- `ready`: units are available.
- `in_delivery`: no unit is available, some are committed or in transit.
- `completed`: every unit was delivered or lost; nothing is available, committed or in transit.
- `cancelled`: withdrawn by its owner.
- `expired`: its shelf life ended with nothing delivered and nothing under way.

`completed`, `cancelled` and `expired` are terminal.
"""


CancelReason: TypeAlias = Literal["provider_unavailable", "food_safety", "duplicate", "shelter_closed", "volunteer_unavailable", "other"]


CitySlug: TypeAlias = str


class ClockAdvance(TypedDict):
    """How far to move the clock."""

    advance_seconds: int
    """Seconds to move the clock forward, at most a week."""


ClockReason: TypeAlias = Literal["hold_expired", "shelf_life_ended", "request_expired", "reservation_expired", "timed_out"]


Cursor: TypeAlias = str


DeliveryId: TypeAlias = str


DeliveryStatus: TypeAlias = Literal["available", "pending_confirmation", "reserved", "picked_up", "in_transit", "delivered", "failed", "cancelled", "expired"]
"""
State of a delivery.

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


DietaryTag: TypeAlias = Literal["vegetarian", "vegan", "gluten_free", "lactose_free", "halal", "diabetic"]


DispatchMode: TypeAlias = Literal["open", "claimed"]


Disposition: TypeAlias = Literal["returned", "discarded"]


DistanceM: TypeAlias = int


ETagValue: TypeAlias = str


EndpointDisabledReason: TypeAlias = Literal["by_partner", "gone", "failing"]


EndpointStatus: TypeAlias = Literal["enabled", "disabled"]


EventActor: TypeAlias = str


EventCausationId: TypeAlias = str


EventDataSchema: TypeAlias = str


EventId: TypeAlias = str


EventPartitionKey: TypeAlias = str


EventSequence: TypeAlias = str


EventStream: TypeAlias = str
"""
Server-sent events in UTF-8. A frame has three lines and an empty one: `id:` with the cursor, `event:` with the full event type,
`data:` with the event as JSON in one line. A line that begins with a colon is a heartbeat.
"""


EventSubject: TypeAlias = str


EventType: TypeAlias = str


EventTypePattern: TypeAlias = str


ExternalId: TypeAlias = str


FailReason: TypeAlias = Literal["vehicle_breakdown", "road_blocked", "food_spoiled", "recipient_closed", "recipient_refused", "other"]


FailureReason: TypeAlias = Literal["vehicle_breakdown", "road_blocked", "food_spoiled", "recipient_closed", "recipient_refused", "other", "timed_out"]


FreeText: TypeAlias = str


class GeoPoint(TypedDict):
    """Point on the earth in WGS 84 degrees."""

    lat: float
    """Latitude, north positive."""

    lng: float
    """Longitude, east positive."""


GrantType: TypeAlias = Literal["client_credentials"]


HandoverCode: TypeAlias = str


HealthStatus: TypeAlias = Literal["ok"]


HttpsUrl: TypeAlias = str


ItemId: TypeAlias = str


ItemName: TypeAlias = str


ItemQuantity: TypeAlias = int


ItemUnit: TypeAlias = Literal["unit", "meal", "kg", "litre", "box", "package"]


LocationId: TypeAlias = str


LocationKind: TypeAlias = Literal["provider", "shelter", "distribution_center"]


LocationName: TypeAlias = str


NotificationChannel: TypeAlias = Literal["email", "push"]


NotificationChannelList: TypeAlias = list[NotificationChannel]
"""Channels that are used, each at most once."""


class NotificationChannels(TypedDict):
    """Channels for each group of events that concern the partner as an owner or a party; an empty list keeps the group silent."""

    batch: NotificationChannelList
    delivery: NotificationChannelList
    resource_request: NotificationChannelList
    reservation: NotificationChannelList
    location: NotificationChannelList


OAuthErrorCode: TypeAlias = Literal["invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope"]


OpeningHours: TypeAlias = str


OrganizationId: TypeAlias = str


class OrganizationRef(TypedDict):
    """The organisation that stands behind a partner or a resource."""

    id: OrganizationId
    name: str
    """Name of the organisation."""


PartnerId: TypeAlias = str


PartnerKind: TypeAlias = Literal["provider", "shelter", "dispatch", "observer"]


class PartnerLimits(TypedDict):
    """How much the partner may do and have."""

    reads_per_minute: int
    """Reads that one credential may make in 60 seconds."""

    writes_per_minute: int
    """Writes that one credential may make in 60 seconds."""

    api_keys: int
    """API keys that may be live at the same time."""

    webhook_endpoints: int
    """Webhook endpoints that there may be."""


PartnerMode: TypeAlias = Literal["live", "test"]


PhoneNumber: TypeAlias = str


class PickupCommand(TypedDict):
    """The pickup code as the provider showed it, and what proves the hand-over."""

    code: HandoverCode
    proof_photo_url: NotRequired[HttpsUrl]
    """Picture of the hand-over, kept by you."""

    position: NotRequired[GeoPoint]
    """Where the device was."""


class PlaceRef(TypedDict):
    """A location as it was when the delivery was created; later changes of the location do not touch it."""

    id: LocationId
    name: LocationName
    kind: LocationKind
    address: Address
    city_id: CitySlug
    position: GeoPoint


Priority: TypeAlias = Literal["urgent", "needed", "low"]


class ProblemError(TypedDict):
    """One place in the request that a problem is about, and what is wrong there."""

    pointer: str | None
    """JSON Pointer of the member of the body; `""` is the body as a whole. Null when it is no member of the body."""

    parameter: str | None
    """Name of the query parameter or header. Null when it is neither."""

    code: str
    """The rule that was broken: a keyword of JSON Schema in snake_case (`required`, `type`, `enum`, `pattern`, `maximum`, `max_length`, `additional_properties`, ...), `unknown_parameter`, `not_found` for an id that leads nowhere, or `malformed`. More may be added."""

    detail: str
    """What is wrong there, for people. Do not parse it."""


ProductTypeCode: TypeAlias = Literal["meal", "ingredient", "clothing", "medicine", "hygiene", "cleaning", "school_supplies", "baby_items", "pet_supplies", "generic"]


ProductUnit: TypeAlias = str


QuantityChange: TypeAlias = int


QuietHours: TypeAlias = str


class ReceiptItem(TypedDict):
    """What arrived of one promised item, from nothing to all of it."""

    item_id: ItemId
    quantity_received: int
    """What was taken, in the item's unit."""


class RedeliveryByIds(TypedDict):
    """Named events. One that is unknown, or that you may not read, refuses the whole call with 404."""

    event_ids: list[EventId]
    """Events to send again, whatever the endpoint's patterns."""


class RedeliveryResult(TypedDict):
    """How much a redelivery will send."""

    scheduled: int
    """Number of events that will be sent again."""


class ReleaseCommand(TypedDict):
    """A carrier's withdrawal before the pickup."""

    reason: CancelReason
    note: NotRequired[FreeText]
    """What else the parties should know; no names of people."""


RequestId: TypeAlias = str


ReservationId: TypeAlias = str


class ReservationItem(TypedDict):
    """A promised amount of one item of the request, and what arrived of it."""

    item_id: ItemId
    quantity: ItemQuantity
    quantity_received: int | None
    """What the requester took, 0 included; a shortfall reopens the item. Null before the receipt."""


class ReservationItemCreate(TypedDict):
    """Amount of one item of the request."""

    item_id: ItemId
    quantity: ItemQuantity


class ReservationItemProgress(TypedDict):
    """One item of a reservation, and what arrived of it."""

    item_id: ItemId
    quantity: ItemQuantity
    quantity_received: int | None
    """What the shelter received, 0 included; null before the receipt."""


ReservationStatus: TypeAlias = Literal["reserved", "delivered", "cancelled", "expired"]


ResourceId: TypeAlias = str


class ResourceItem(TypedDict):
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


class ResourceItemCreate(TypedDict):
    """One needed thing of a new request."""

    product_type: ProductTypeCode
    name: ItemName
    unit: ItemUnit
    quantity: ItemQuantity


class ResourceItemUpdate(TypedDict):
    """New quantity of an existing item, not below what is reserved and delivered."""

    item_id: ItemId
    quantity: ItemQuantity


ResourceRequestId: TypeAlias = str


ResourceRequestStatus: TypeAlias = Literal["requesting", "partially_reserved", "reserved", "fulfilled", "cancelled", "expired"]
"""
State of a resource request, a pure function of its items and marks.

- `requesting`: nothing is reserved or delivered yet.
- `partially_reserved`: at least one item is still short.
- `reserved`: every item is covered by what is reserved and delivered.
- `fulfilled`: everything has arrived.
- `cancelled`: withdrawn by its owner.
- `expired`: its time ended with nothing reserved.

`fulfilled`, `cancelled` and `expired` are terminal.
"""


ResourceStatus: TypeAlias = str


Scope: TypeAlias = Literal["keys:manage", "locations:read", "locations:write", "batches:read", "batches:write", "deliveries:read", "deliveries:write", "handover:read", "requests:read", "requests:write", "events:read", "webhooks:manage", "notifications:manage", "analytics:read", "sandbox"]


ScopeList: TypeAlias = str


SortKey: TypeAlias = Literal["distance"]


Storage: TypeAlias = Literal["hot", "chilled", "frozen", "ambient"]


class TestEventResult(TypedDict):
    """The test event that is on its way."""

    event_id: EventId


TimeseriesInterval: TypeAlias = Literal["day", "week", "month"]


Timestamp: TypeAlias = str


Timezone: TypeAlias = Literal["America/Araguaina", "America/Bahia", "America/Belem", "America/Boa_Vista", "America/Campo_Grande", "America/Cuiaba", "America/Eirunepe", "America/Fortaleza", "America/Maceio", "America/Manaus", "America/Noronha", "America/Porto_Velho", "America/Recife", "America/Rio_Branco", "America/Santarem", "America/Sao_Paulo"]


TokenType: TypeAlias = Literal["Bearer"]


TraceParent: TypeAlias = str


class UnitsByProductType(TypedDict):
    """Delivered units by product type, each in its own unit. All ten types are always there."""

    meal: int
    """Delivered meals."""

    ingredient: int
    """Delivered ingredient, in kilograms."""

    clothing: int
    """Delivered clothing, in units."""

    medicine: int
    """Delivered medicine, in boxes."""

    hygiene: int
    """Delivered hygiene, in units."""

    cleaning: int
    """Delivered cleaning, in units."""

    school_supplies: int
    """Delivered school supplies, in units."""

    baby_items: int
    """Delivered baby items, in units."""

    pet_supplies: int
    """Delivered pet supplies, in units."""

    generic: int
    """Delivered generic, in units."""


Version: TypeAlias = int


VolunteerRef: TypeAlias = str


WebhookAttemptId: TypeAlias = str


WebhookEndpointId: TypeAlias = str


WebhookSecret: TypeAlias = str


WebhookUrl: TypeAlias = str


class AccessToken(TypedDict):
    """A bearer token, as RFC 6749 answers it."""

    access_token: str
    """The token, a JWT. Send it as `Authorization` with the scheme `Bearer`."""

    token_type: TokenType
    expires_in: int
    """Seconds until the token stops working."""

    scope: ScopeList
    """The scopes that the token has, separated by spaces."""


class AccessTokenRequest(TypedDict):
    """The client credentials grant of RFC 6749, section 4.4, as a form."""

    grant_type: GrantType
    client_id: str
    """The client, as the platform issued it."""

    client_secret: str
    """The secret of the client."""

    scope: NotRequired[ScopeList]
    """The scopes that the token is to have, separated by spaces; all of the client's when absent."""


class ApiKey(TypedDict):
    """A key of the partner, without its secret. Revoked keys are not listed any more."""

    id: ApiKeyId
    name: ApiKeyName
    scopes: list[Scope]
    """What the key may do."""

    prefix: ApiKeyPrefix
    created_at: Timestamp
    """When the key was created."""

    expires_at: Timestamp | None
    """When the key stops working; null if it does not expire."""

    last_used_at: Timestamp | None
    """When the key was last used; null if it never was."""


class ApiKeyCreate(TypedDict):
    """A key to be created."""

    name: ApiKeyName
    scopes: list[Scope]
    """What the key may do; nothing that the credential of this request may not."""

    expires_in_days: NotRequired[int | None]
    """Days until the key stops working; it does not expire when null or absent."""


class ApiKeyCreated(ApiKey):
    """A new key with its secret, which is shown this once."""

    secret: ApiKeySecret


class ApiKeyEventObject(TypedDict):
    """What an event tells of an API key. The secret is never part of it, only its prefix; when the key was last used stands in `listApiKeys`."""

    id: ApiKeyId
    name: ApiKeyName
    scopes: list[Scope]
    """What the key may do."""

    prefix: ApiKeyPrefix
    created_at: Timestamp
    expires_at: Timestamp | None
    """When the key stops working; null when it does not."""


class ApiKeyPage(TypedDict):
    """One page of API keys, in the order of their creation."""

    items: list[ApiKey]
    """The keys of this page."""

    next_cursor: Cursor | None
    """Cursor of the next page; null on the last."""


class Batch(TypedDict):
    """Goods of one product type that a provider gives away, counted in the unit of that type. At every moment `quantity_available` + `quantity_committed` + `quantity_in_transit` + `quantity_delivered` + `quantity_lost` = `quantity`."""

    id: BatchId
    version: Version
    created_at: Timestamp
    """When the batch was created."""

    updated_at: Timestamp
    """When the last event of the batch happened."""

    organization: OrganizationRef
    """The organisation that gives the batch."""

    provider_location_id: LocationId
    """The location where the batch is picked up."""

    product_type: ProductTypeCode
    description: FreeText
    """What the batch consists of."""

    quantity: int
    """Units in the batch, all told."""

    quantity_available: int
    """Units that may still be taken."""

    quantity_committed: int
    """Units in deliveries that have not been picked up."""

    quantity_in_transit: int
    """Units that were picked up and have not arrived."""

    quantity_delivered: int
    """Units that arrived, as the receiving side counted them."""

    quantity_lost: int
    """Units that nobody will get; expired, discarded, missing on arrival, or withdrawn with the batch."""

    shelf_life_minutes: int
    """Minutes from `ready_at` to `expires_at`."""

    ready_at: Timestamp | None
    """When the batch was made ready; null while it is being produced."""

    expires_at: Timestamp | None
    """When the shelf life ends, `ready_at` + `shelf_life_minutes`; null while the batch is being produced."""

    expired_at: Timestamp | None
    """When the shelf life ended with the batch still open; null if that has not happened."""

    pickup_instructions: FreeText
    """What the carrier needs to know at the pickup."""

    dietary_tags: list[DietaryTag]
    """Diets that the goods suit."""

    allergens: list[Allergen]
    """Allergens that the goods contain or may contain."""

    storage: Storage
    donated_ingredients: bool
    """Whether the goods were made from donated ingredients."""

    city_id: CitySlug
    """City of the providing location, as it was when the batch was created."""

    position: GeoPoint
    """Position of the providing location, as it was when the batch was created."""

    status: BatchStatus
    cancel_reason: CancelReason | None
    """Why the batch was cancelled; null if it was not."""

    external_id: ExternalId | None
    """Your own id for the batch, if you gave one."""


class BatchCancelledData(TypedDict):
    """The withdrawn batch."""

    object: Batch
    previous_status: BatchStatus | None
    """`producing` or `ready`; a batch with open deliveries cannot be cancelled."""

    version: Version
    reason: CancelReason
    """Why the provider withdrew it."""

    note: FreeText
    """What the provider said beside the reason; may be empty."""


class BatchCreate(TypedDict):
    """A batch to be announced."""

    provider_location_id: LocationId
    """The location where the batch can be picked up; a provider or a distribution center, approved and active."""

    product_type: ProductTypeCode
    quantity: int
    """Units in the batch, in the unit of the product type."""

    description: NotRequired[FreeText]
    """What the batch consists of; empty when absent."""

    shelf_life_minutes: NotRequired[int]
    """Minutes from `ready_at` until the goods must not be handed out any more. When absent, the default of the product type: 240 for meals, 2880 for ingredients, 4320 otherwise. Hot meals should not exceed 360."""

    pickup_instructions: NotRequired[FreeText]
    """What the carrier needs to know at the pickup; empty when absent."""

    dietary_tags: NotRequired[list[DietaryTag]]
    """Diets that the goods suit; none when absent."""

    allergens: NotRequired[list[Allergen]]
    """Allergens that the goods contain or may contain; none when absent."""

    storage: NotRequired[Storage]
    """How the goods have to be kept; `ambient` when absent."""

    donated_ingredients: NotRequired[bool]
    """Whether the goods were made from donated ingredients."""

    external_id: NotRequired[ExternalId | None]
    """Your own id for the batch, unique for ever among your batches; null when absent."""


class BatchInDeliveryData(TypedDict):
    """The batch with no unit left to claim."""

    object: Batch
    previous_status: BatchStatus | None
    """Always `ready`."""

    version: Version
    reason: ClockReason | None
    """Null when the last unit was claimed; `shelf_life_ended` when clock rule C3 took what was left."""


class BatchListItem(Batch):
    """A batch in a list, with its distance from `near` if that was given."""

    distance_m: NotRequired[DistanceM]
    """Distance from `near` in metres, rounded to the nearest; only in a search with `near`."""


class BatchPage(TypedDict):
    """One page of batches, in the order of their last change, oldest first, unless sorted by distance."""

    items: list[BatchListItem]
    """The batches of this page."""

    next_cursor: Cursor | None
    """Cursor of the next page; null on the last."""


class BatchUpdate(TypedDict):
    """The members of a batch that are to change; the others stay. While the batch is `producing` all of these may change; while it is `ready` or `in_delivery` only `description`, `pickup_instructions`, `dietary_tags` and `allergens`."""

    description: NotRequired[FreeText]
    """What the batch consists of."""

    quantity: NotRequired[int]
    """Units in the batch, all of which are available while it is being produced."""

    shelf_life_minutes: NotRequired[int]
    """Minutes from `ready_at` until the goods must not be handed out any more."""

    pickup_instructions: NotRequired[FreeText]
    """What the carrier needs to know at the pickup."""

    dietary_tags: NotRequired[list[DietaryTag]]
    """Diets that the goods suit; replaces the list."""

    allergens: NotRequired[list[Allergen]]
    """Allergens that the goods contain or may contain; replaces the list."""

    storage: NotRequired[Storage]
    donated_ingredients: NotRequired[bool]
    """Whether the goods were made from donated ingredients."""


class BatchUpdatedData(TypedDict):
    """The batch with its changed members."""

    object: Batch
    previous_status: BatchStatus | None
    """The status, which did not change."""

    version: Version
    reason: ClockReason | None
    """Null after a change by the provider; `shelf_life_ended` when clock rule C3 set `expired_at`."""


class CancelCommand(TypedDict):
    """Why something is cancelled."""

    reason: CancelReason
    note: NotRequired[FreeText]
    """More about the reason, for the other parties. It travels with the events, not with the resource."""


class ClockState(TypedDict):
    """The sandbox's clock after it was moved."""

    now: Timestamp
    """The time that it shows now."""

    advanced_seconds: int
    """Seconds by which this call moved it."""

    events_emitted: int
    """Events of everything that fell due on the way."""


class CloudEvent(TypedDict):
    """The envelope of every event: CloudEvents 1.0 in JSON (`application/cloudevents+json`). Each event type adds its own `type` and `data`. An event is stored once, and its feed entry, server-sent event and webhook body are the same bytes. Deliveries of one event may repeat: `source` and `id` together tell a repeat. The attributes after `dataschema` are CloudEvents extensions."""

    specversion: Literal["1.0"]
    """Version of the CloudEvents specification."""

    id: EventId
    source: Literal["/vouajudar/v1"]
    """The same for every event of this API; `sequence` is scoped to it."""

    subject: EventSubject
    time: Timestamp
    dataschema: EventDataSchema
    partitionkey: EventPartitionKey
    sequence: EventSequence
    traceparent: TraceParent
    causationid: EventCausationId
    actor: EventActor


class CommitCommand(TypedDict):
    """A volunteer app's commitment to an open delivery."""

    volunteer_ref: VolunteerRef
    quantity: NotRequired[int]
    """Units to carry. Absent or all of them takes the whole delivery; fewer splits it."""


class DeliveryCreate(TypedDict):
    """
    A new delivery of a batch's units. With `volunteer_ref` the calling volunteer app claims the units; without it the provider
    offers them to every volunteer app.
    """

    batch_id: BatchId
    dropoff_location_id: LocationId
    quantity: int
    """Units to take, in the product type's unit."""

    volunteer_ref: NotRequired[VolunteerRef]
    """Volunteer of a claim by a volunteer app. Absent in an open offer by the provider; null is refused."""

    allow_partial: NotRequired[bool]
    """
    True takes as much as there is, at least 1, when the batch or the request item has less than `quantity` left. False refuses
    with `insufficient-quantity`.
    """

    resource_item_id: NotRequired[ItemId | None]
    """
    Item of a resource request to fill. The dropoff location has to be the request's, product type and unit the item's; the
    delivery then holds its quantity of the item until it ends.
    """

    external_id: NotRequired[ExternalId | None]
    """Your own id, unique per partner and resource type, for ever."""

    notes: NotRequired[FreeText]
    """Free text for whoever carries and receives; no names of people."""


class DeliveryFailure(TypedDict):
    """Why a delivery ended after its pickup without a hand-over, and what became of the units."""

    reason: FailureReason
    disposition: Disposition
    note: FreeText
    """The carrier's note; empty when none was given and for `timed_out`."""


class DeliveryPosition(TypedDict):
    """The last known place of a delivery on the road. Only the latest is kept."""

    delivery_id: DeliveryId
    position: GeoPoint
    recorded_at: Timestamp
    """When the carrier's device took the position."""

    accuracy_m: int | None
    """Radius of 68 % confidence in whole metres; null when the device did not say."""

    eta: Timestamp | None
    """The carrier's estimate of the arrival at the dropoff; null when there is none."""


class DropoffCommand(TypedDict):
    """The dropoff code as the shelter showed it, how much arrived, and what proves the hand-over."""

    code: HandoverCode
    quantity_received: NotRequired[int]
    """Units that the shelter took; absent means all. The rest is lost."""

    proof_photo_url: NotRequired[HttpsUrl]
    """Picture of the hand-over, kept by you."""

    position: NotRequired[GeoPoint]
    """Where the device was."""


EventReason: TypeAlias = CancelReason | FailReason | ClockReason


class FailCommand(TypedDict):
    """Why a delivery cannot be handed over, and what becomes of its units."""

    reason: FailReason
    disposition: Disposition
    note: NotRequired[FreeText]
    """What else the parties should know; no names of people."""


class HandoverCodes(TypedDict):
    """
    What the parties need at the hand-overs. A caller sees what its roles in the delivery let it see: the provider the pickup code,
    the destination the dropoff code, the carrier neither, a partner in several roles what each of them sees; all three see the phones.
    """

    delivery_id: DeliveryId
    pickup_code: HandoverCode | None
    """The provider shows it to the carrier; null for everyone else and after the pickup."""

    dropoff_code: HandoverCode | None
    """The destination shows it to the carrier; null for everyone else."""

    attempts_remaining: int
    """Wrong tries left for the next code (pickup before `picked_up`, dropoff after). At 0 that code is locked."""

    locked_until: Timestamp | None
    """End of the 15 minute lock of the next code; null when it is not locked."""

    pickup_contact_phone: PhoneNumber | None
    """Contact at the pickup location; null when it gave none."""

    dropoff_contact_phone: PhoneNumber | None
    """Contact at the dropoff location; null when it gave none."""


class Health(TypedDict):
    """That the service answers, and what version of this specification it speaks."""

    status: HealthStatus
    version: str
    """Version of this specification that the service implements."""


class ImpactPoint(TypedDict):
    """What came of the deliveries of one interval."""

    start: Timestamp
    """Start of the interval, inclusive."""

    meals_delivered: int
    """Meals received at dropoffs."""

    units_delivered: UnitsByProductType
    deliveries_completed: int
    """Deliveries that reached `delivered`."""

    units_lost: int
    """Units of the partner's own batches that were lost."""


ImpactSummary = TypedDict(
    "ImpactSummary",
    {
        "from": Timestamp,
        "to": Timestamp,
        "meals_delivered": int,
        "units_delivered": UnitsByProductType,
        "deliveries_completed": int,
        "deliveries_failed": int,
        "units_lost": int,
        "waste_rate": float,
        "median_minutes_ready_to_delivered": float | None,
        "active_locations": int,
    },
)


class ImpactTimeseries(TypedDict):
    """The window cut into intervals, empty ones included."""

    interval: TimeseriesInterval
    points: list[ImpactPoint]
    """One point an interval, oldest first. Intervals start on UTC days, ISO weeks or months; the first and the last are cut to the window."""


class ItemProgress(TypedDict):
    """The sums of one item of a resource request, as absolute figures."""

    item_id: ItemId
    quantity: ItemQuantity
    quantity_reserved: int
    """Held by open reservations and open linked deliveries."""

    quantity_delivered: int
    """What arrived by both. It never falls."""


class Location(TypedDict):
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


class LocationApprovedData(TypedDict):
    """The approved place."""

    object: Location
    previous_status: ApprovalStatus | None
    """`pending` or `rejected`; null in the sandbox, where the command that created the place approved it too."""

    version: Version
    reason: EventReason | None
    """Always null, an approval gives no reason."""


class LocationApprovedEvent(CloudEvent):
    """VouAjudar has approved a place: every partner can read it and use it."""

    type: Literal["org.vouajudar.location.approved.v1"]
    """Kind of event and its major version."""

    data: LocationApprovedData


class LocationCreate(TypedDict):
    """A location to be registered."""

    kind: LocationKind
    name: LocationName
    address: Address
    city_id: CitySlug
    position: GeoPoint
    capacity: NotRequired[int | None]
    """People that the place can hold; null when absent."""

    occupancy: NotRequired[int | None]
    """People that are there now; null when absent."""

    daily_need: NotRequired[int | None]
    """Meals that are needed each day; null when absent."""

    opening_hours: NotRequired[OpeningHours | None]
    """When somebody is there, in words; null when absent."""

    accepts: NotRequired[list[ProductTypeCode]]
    """Product types that the place takes; empty when absent."""

    pet_friendly: NotRequired[bool]
    """Whether people may bring their animals."""

    contact_phone: NotRequired[PhoneNumber | None]
    """Telephone at the place, for the parties of a delivery only. It is never answered with the location; null when absent."""

    active: NotRequired[bool]
    """Whether the location is in use."""

    external_id: NotRequired[ExternalId | None]
    """Your own id for the location, unique for ever among your locations; null when absent."""


class LocationCreatedData(TypedDict):
    """The place as its owner registered it."""

    object: Location
    previous_status: ApprovalStatus | None
    """Always null, a new location had no approval status before."""

    version: Version
    reason: EventReason | None
    """Always null, registering a place gives no reason."""


class LocationCreatedEvent(CloudEvent):
    """A partner has registered a kitchen, a shelter or a distribution center."""

    type: Literal["org.vouajudar.location.created.v1"]
    """Kind of event and its major version."""

    data: LocationCreatedData


class LocationListItem(Location):
    """A location in a list, with its distance from `near` if that was given."""

    distance_m: NotRequired[DistanceM]
    """Distance from `near` in metres, rounded to the nearest; only in a search with `near`."""


class LocationPage(TypedDict):
    """One page of locations, in the order of their last change, oldest first, unless sorted by distance."""

    items: list[LocationListItem]
    """The locations of this page."""

    next_cursor: Cursor | None
    """Cursor of the next page; null on the last."""


class LocationRejectedData(TypedDict):
    """The refused place."""

    object: Location
    previous_status: ApprovalStatus | None
    """`pending` or `approved`; null in the sandbox, where the command that created the place refused it too."""

    version: Version
    reason: EventReason | None
    """Always null, the platform tells its reasons elsewhere."""


class LocationRejectedEvent(CloudEvent):
    """VouAjudar has refused a place: nothing new can be planned with it."""

    type: Literal["org.vouajudar.location.rejected.v1"]
    """Kind of event and its major version."""

    data: LocationRejectedData


class LocationUpdate(TypedDict):
    """The members of a location that are to change; the others stay. Null clears a member that may be null."""

    name: NotRequired[LocationName]
    address: NotRequired[Address]
    city_id: NotRequired[CitySlug]
    position: NotRequired[GeoPoint]
    """New position, both coordinates."""

    capacity: NotRequired[int | None]
    """People that the place can hold."""

    occupancy: NotRequired[int | None]
    """People that are there now."""

    daily_need: NotRequired[int | None]
    """Meals that are needed each day."""

    opening_hours: NotRequired[OpeningHours | None]
    """When somebody is there, in words."""

    accepts: NotRequired[list[ProductTypeCode]]
    """Product types that the place takes; replaces the list."""

    pet_friendly: NotRequired[bool]
    """Whether people may bring their animals."""

    contact_phone: NotRequired[PhoneNumber | None]
    """Telephone at the place, for the parties of a delivery only."""

    active: NotRequired[bool]
    """Whether the location is in use."""


class LocationUpdatedData(TypedDict):
    """The place with its changed members."""

    object: Location
    previous_status: ApprovalStatus | None
    """The approval status, which an owner cannot change."""

    version: Version
    reason: EventReason | None
    """Always null, a change by the owner gives no reason."""


class LocationUpdatedEvent(CloudEvent):
    """The owner has changed a place: its occupancy, its needs, its address, whether it is active, or its contact phone, which stands in no event."""

    type: Literal["org.vouajudar.location.updated.v1"]
    """Kind of event and its major version."""

    data: LocationUpdatedData


class NotificationPreferences(TypedDict):
    """How and when the platform notifies the partner's people, beside events and webhooks."""

    version: Version
    updated_at: Timestamp
    channels: NotificationChannels
    quiet_hours: QuietHours | None
    """Span of the day in which nothing is sent; null when there is none."""

    timezone: Timezone


class NotificationPreferencesReplace(TypedDict):
    """The whole of the preferences; nothing is kept of the old ones."""

    channels: NotificationChannels
    quiet_hours: QuietHours | None
    """Span of the day in which nothing is sent; null for none."""

    timezone: Timezone


class OAuthError(TypedDict):
    """Why no token is given, in the form of RFC 6749, section 5.2. It is not a problem of the catalogue."""

    error: OAuthErrorCode
    error_description: str
    """What is wrong, for people. Do not parse it."""


class Partner(TypedDict):
    """The partner whose credential was used, and what that credential may do."""

    id: PartnerId
    name: str
    """Name of the integration."""

    kinds: list[PartnerKind]
    """The roles that the partner may act in."""

    mode: PartnerMode
    organization: OrganizationRef
    """The organisation that the partner acts for."""

    scopes: list[Scope]
    """The scopes of the credential that was used."""

    limits: PartnerLimits


class PositionReport(TypedDict):
    """A position taken by the carrier's device."""

    position: GeoPoint
    recorded_at: Timestamp
    """When the device took it. A report not later than the stored one changes nothing."""

    accuracy_m: NotRequired[int]
    """Radius of 68 % confidence in whole metres."""

    eta: NotRequired[Timestamp]
    """Estimated arrival at the dropoff."""


class ProblemBase(TypedDict):
    """What every problem says, after RFC 9457. Each problem adds its `type`, its `status` and members of its own."""

    title: str
    """Short name of the problem, the same for every occurrence."""

    detail: str
    """What happened this time, for people. Do not parse it."""

    instance: str
    """Path of the request that met the problem."""

    request_id: RequestId
    errors: list[ProblemError]
    """The places in the request that the problem is about; empty where there are none."""


class ProductType(TypedDict):
    """A kind of goods, with the unit that its quantities are counted in."""

    code: ProductTypeCode
    name_pt: str
    """Name for people, in Brazilian Portuguese."""

    name_en: str
    """Name for people, in English."""

    unit: ProductUnit
    default_shelf_life_minutes: int
    """Shelf life of a batch that does not give its own."""


class ProductTypeList(TypedDict):
    """All product types. They are few, so they come in one answer without pages."""

    items: list[ProductType]
    """The product types, in a fixed order."""


class Proof(TypedDict):
    """Proof of a verified hand-over, the same object for pickup and dropoff."""

    verified_at: Timestamp
    """When the code was accepted."""

    position: GeoPoint | None
    """Where the carrier's device was; null when it did not say."""

    photo_url: HttpsUrl | None
    """Picture of the hand-over, kept by the carrier; null when there is none."""


class QuantitiesDelta(TypedDict):
    """By how much each counter of a batch has changed, all five always there. They add up to 0, unless the provider has changed the batch's quantity: then to the difference."""

    available: QuantityChange
    committed: QuantityChange
    in_transit: QuantityChange
    delivered: QuantityChange
    lost: QuantityChange


class QuantityExceedsDeliveryProblem(ProblemBase):
    """More cannot arrive than was picked up."""

    type: Literal["https://vouajudar.org/problems/quantity-exceeds-delivery"]
    """Names this problem, and leads to its description."""

    status: Literal[409]
    """The HTTP status, once more."""

    quantity: int
    """Quantity of the delivery."""


class QuantityExceedsReservationProblem(ProblemBase):
    """More cannot be received than was reserved."""

    type: Literal["https://vouajudar.org/problems/quantity-exceeds-reservation"]
    """Names this problem, and leads to its description."""

    status: Literal[409]
    """The HTTP status, once more."""

    item_id: ItemId
    quantity: int
    """Reserved quantity of the item; 0 when the reservation does not hold it."""


class RateLimitedProblem(ProblemBase):
    """The quota of this key or address is used up for now."""

    type: Literal["https://vouajudar.org/problems/rate-limited"]
    """Names this problem, and leads to its description."""

    status: Literal[429]
    """The HTTP status, once more."""


class ReceiptCommand(TypedDict):
    """The reserver's confirmation code and what arrived."""

    code: HandoverCode
    """Confirmation code that the reserver showed."""

    items: NotRequired[list[ReceiptItem]]
    """Items of which something else than the promised amount arrived. Those not named arrived in full; the same item twice is summed."""


class RedeliverySince(TypedDict):
    """All retained events from a moment on that the endpoint's patterns and your sight cover."""

    since: Timestamp
    """First moment, inclusive."""


class RequestHasActiveReservationsProblem(ProblemBase):
    """The request cannot be cancelled while somebody is bringing something for it."""

    type: Literal["https://vouajudar.org/problems/request-has-active-reservations"]
    """Names this problem, and leads to its description."""

    status: Literal[409]
    """The HTTP status, once more."""

    reservation_ids: list[ReservationId]
    """The reservations that are open."""

    delivery_ids: list[DeliveryId]
    """The linked deliveries that are open or under way."""


class RequestItemMismatchProblem(ProblemBase):
    """The delivery cannot be linked to this item of a resource request."""

    type: Literal["https://vouajudar.org/problems/request-item-mismatch"]
    """Names this problem, and leads to its description."""

    status: Literal[409]
    """The HTTP status, once more."""


class RequestMatch(TypedDict):
    """A ready batch that could fill a short item of the request."""

    batch: Batch
    item_id: ItemId
    score: int
    """
    How well it fits, rounded to a whole number: 40 for the product type and unit, up to 30 for the part of what is missing that
    the batch covers, up to 20 for nearness within the radius, up to 10 for remaining shelf life (full from 120 minutes on).
    """

    distance_m: DistanceM


class RequestMatchPage(TypedDict):
    """One page of matches, best score first."""

    items: list[RequestMatch]
    """At most `limit` matches; empty when nothing fits or the request takes nothing new."""

    next_cursor: Cursor | None
    """Cursor of the next page; null on the last one."""


class Reservation(TypedDict):
    """A promise to bring some items of a request within 24 hours. The requester closes it with the reserver's confirmation code."""

    id: ReservationId
    version: Version
    created_at: Timestamp
    updated_at: Timestamp
    resource_request_id: ResourceRequestId
    volunteer_ref: VolunteerRef
    items: list[ReservationItem]
    """What is promised, each item of the request once."""

    eta: Timestamp | None
    """Announced arrival; null when none was given."""

    status: ReservationStatus
    expires_at: Timestamp
    """24 hours after creation; an open reservation then lapses and frees its items."""

    cancel_reason: CancelReason | None
    """Reason given to cancelReservation; null unless it was cancelled."""


class ReservationCancelledData(TypedDict):
    """The reservation that was called off, and its items."""

    object: Reservation
    previous_status: ReservationStatus | None
    """Always `reserved`."""

    version: Version
    reason: CancelReason
    """Why it was called off."""

    note: FreeText
    """What the caller said beside the reason; may be empty."""

    items: list[ReservationItemProgress]
    """The items of the reservation; what was received of each stands there after the receipt."""


class ReservationCancelledEvent(CloudEvent):
    """The reserver or the shelter has called a reservation off; its items are free again. The status is final."""

    type: Literal["org.vouajudar.reservation.cancelled.v1"]
    """Kind of event and its major version."""

    data: ReservationCancelledData


class ReservationCreate(TypedDict):
    """Items of a request that you will bring."""

    volunteer_ref: VolunteerRef
    items: list[ReservationItemCreate]
    """What you will bring. The same item twice is summed."""

    eta: NotRequired[Timestamp | None]
    """When it will arrive."""


class ReservationCreated(Reservation):
    """The new reservation with its confirmation code, which is shown here and nowhere else."""

    confirmation_code: HandoverCode
    """Hand it to the requester on arrival, who submits it in the receipt."""


class ReservationCreatedData(TypedDict):
    """The reservation and its items."""

    object: Reservation
    previous_status: ReservationStatus | None
    """Always null, a new reservation had no status before."""

    version: Version
    reason: EventReason | None
    """Always null, a promise gives no reason."""

    items: list[ReservationItemProgress]
    """The items of the reservation; what was received of each stands there after the receipt."""


class ReservationCreatedEvent(CloudEvent):
    """A partner has promised to bring items of a request. The shelter's items are held for 24 hours."""

    type: Literal["org.vouajudar.reservation.created.v1"]
    """Kind of event and its major version."""

    data: ReservationCreatedData


class ReservationDeliveredData(TypedDict):
    """The reservation, and what was received of each item."""

    object: Reservation
    previous_status: ReservationStatus | None
    """Always `reserved`."""

    version: Version
    reason: EventReason | None
    """Always null, a receipt gives no reason."""

    items: list[ReservationItemProgress]
    """The items of the reservation; what was received of each stands there after the receipt."""


class ReservationDeliveredEvent(CloudEvent):
    """The shelter has confirmed what arrived. What is missing can be reserved again. The status is final."""

    type: Literal["org.vouajudar.reservation.delivered.v1"]
    """Kind of event and its major version."""

    data: ReservationDeliveredData


class ReservationExpiredData(TypedDict):
    """The reservation that ran out of time, and its items."""

    object: Reservation
    previous_status: ReservationStatus | None
    """Always `reserved`."""

    version: Version
    reason: ClockReason
    """Always `reservation_expired`."""

    items: list[ReservationItemProgress]
    """The items of the reservation; what was received of each stands there after the receipt."""


class ReservationExpiredEvent(CloudEvent):
    """Nobody brought the items within 24 hours; they are free again. The status is final."""

    type: Literal["org.vouajudar.reservation.expired.v1"]
    """Kind of event and its major version."""

    data: ReservationExpiredData


class ReservationPage(TypedDict):
    """One page of reservations, last changed last."""

    items: list[Reservation]
    """At most `limit` reservations; empty when nothing matches."""

    next_cursor: Cursor | None
    """Cursor of the next page; null on the last one."""


class ResourceRequest(TypedDict):
    """
    What a shelter or distribution center needs, item by item. Partners reserve parts of it (reservations) or send deliveries that
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


class ResourceRequestCancelledData(TypedDict):
    """The withdrawn request."""

    object: ResourceRequest
    previous_status: ResourceRequestStatus | None
    """`requesting` or `partially_reserved`."""

    version: Version
    reason: CancelReason
    """Why the shelter withdrew it."""

    note: FreeText
    """What the shelter said beside the reason; may be empty."""


class ResourceRequestCancelledEvent(CloudEvent):
    """A shelter has withdrawn a request. The status is final."""

    type: Literal["org.vouajudar.resource_request.cancelled.v1"]
    """Kind of event and its major version."""

    data: ResourceRequestCancelledData


class ResourceRequestCreate(TypedDict):
    """A new request for one of your locations."""

    location_id: LocationId
    priority: NotRequired[Priority]
    """How urgent it is; `needed` when absent."""

    needed_by: NotRequired[Timestamp | None]
    """When it has to be there."""

    items: list[ResourceItemCreate]
    """What is needed."""

    ttl_minutes: NotRequired[int]
    """For how long the request takes reservations, in minutes."""

    notes: NotRequired[FreeText]
    """What else helpers should know; no names of people."""

    external_id: NotRequired[ExternalId | None]
    """Your own id, unique per partner and resource type, for ever."""


class ResourceRequestCreatedData(TypedDict):
    """The request as the shelter made it."""

    object: ResourceRequest
    previous_status: ResourceRequestStatus | None
    """Always null, a new request had no status before."""

    version: Version
    reason: EventReason | None
    """Always null, making a request gives no reason."""


class ResourceRequestCreatedEvent(CloudEvent):
    """A shelter has said what it needs."""

    type: Literal["org.vouajudar.resource_request.created.v1"]
    """Kind of event and its major version."""

    data: ResourceRequestCreatedData


class ResourceRequestExpiredData(TypedDict):
    """The request that ran out of time."""

    object: ResourceRequest
    previous_status: ResourceRequestStatus | None
    """`requesting`, `partially_reserved` or `reserved`."""

    version: Version
    reason: EventReason | None
    """The reason of what ended it; null when a receipt or a dropoff with something missing did."""

    note: FreeText
    """What the body said beside its reason; empty otherwise."""


class ResourceRequestExpiredEvent(CloudEvent):
    """A request has run out of time with something missing and nothing on its way. The status is final."""

    type: Literal["org.vouajudar.resource_request.expired.v1"]
    """Kind of event and its major version."""

    data: ResourceRequestExpiredData


class ResourceRequestFulfilledData(TypedDict):
    """The fulfilled request."""

    object: ResourceRequest
    previous_status: ResourceRequestStatus | None
    """`partially_reserved` or `reserved`."""

    version: Version
    reason: EventReason | None
    """Always null, an arrival gives no reason."""


class ResourceRequestFulfilledEvent(CloudEvent):
    """Everything that a request asked for has arrived. The status is final."""

    type: Literal["org.vouajudar.resource_request.fulfilled.v1"]
    """Kind of event and its major version."""

    data: ResourceRequestFulfilledData


class ResourceRequestListItem(ResourceRequest):
    """A request as it stands in a list; with `near` it also has its distance."""

    distance_m: NotRequired[DistanceM]


class ResourceRequestPage(TypedDict):
    """One page of resource requests, last changed last."""

    items: list[ResourceRequestListItem]
    """At most `limit` requests; empty when nothing matches."""

    next_cursor: Cursor | None
    """Cursor of the next page; null on the last one."""


class ResourceRequestProgressedData(TypedDict):
    """The request with its new sums, and the sums of every item."""

    object: ResourceRequest
    previous_status: ResourceRequestStatus | None
    """The status before the command; the snapshot has the one after it."""

    version: Version
    reason: EventReason | None
    """Why units are free again; null when the request moved forward or the shelter changed it."""

    note: FreeText
    """What the body said beside its reason; empty otherwise."""

    items: list[ItemProgress]
    """The sums of all items of the request, changed or not."""


class ResourceRequestProgressedEvent(CloudEvent):
    """A sum of one of the request's items has changed, or the request has moved between `requesting`, `partially_reserved` and `reserved`."""

    type: Literal["org.vouajudar.resource_request.progressed.v1"]
    """Kind of event and its major version."""

    data: ResourceRequestProgressedData


class ResourceRequestUpdate(TypedDict):
    """Members to change, by the rules of JSON merge patch; items are addressed by id and the others stay."""

    priority: NotRequired[Priority]
    needed_by: NotRequired[Timestamp | None]
    """When it has to be there; null clears it."""

    notes: NotRequired[FreeText]
    items: NotRequired[list[ResourceItemUpdate]]
    """New quantities of existing items. Of the same item twice the last counts."""


class ResourceRequestUpdatedData(TypedDict):
    """The request with its changed members."""

    object: ResourceRequest
    previous_status: ResourceRequestStatus | None
    """The status before the command."""

    version: Version
    reason: ClockReason | None
    """Null after a change by the shelter; `request_expired` when clock rule C4 set `expired_at`."""


class ResourceRequestUpdatedEvent(CloudEvent):
    """Members of a request have changed; its sums and its status have not."""

    type: Literal["org.vouajudar.resource_request.updated.v1"]
    """Kind of event and its major version."""

    data: ResourceRequestUpdatedData


class ServiceUnavailableProblem(ProblemBase):
    """The server cannot answer for the moment."""

    type: Literal["https://vouajudar.org/problems/service-unavailable"]
    """Names this problem, and leads to its description."""

    status: Literal[503]
    """The HTTP status, once more."""


class TokenExpiredProblem(ProblemBase):
    """The credential is known, but its time is over."""

    type: Literal["https://vouajudar.org/problems/token-expired"]
    """Names this problem, and leads to its description."""

    status: Literal[401]
    """The HTTP status, once more."""


class UnauthenticatedProblem(ProblemBase):
    """The server does not know who is calling."""

    type: Literal["https://vouajudar.org/problems/unauthenticated"]
    """Names this problem, and leads to its description."""

    status: Literal[401]
    """The HTTP status, once more."""


class UnsupportedMediaTypeProblem(ProblemBase):
    """The operation does not read bodies of this media type."""

    type: Literal["https://vouajudar.org/problems/unsupported-media-type"]
    """Names this problem, and leads to its description."""

    status: Literal[415]
    """The HTTP status, once more."""


class ValidationErrorProblem(ProblemBase):
    """The request can be read, but does not match this specification."""

    type: Literal["https://vouajudar.org/problems/validation-error"]
    """Names this problem, and leads to its description."""

    status: Literal[422]
    """The HTTP status, once more."""


class VolunteerBusyProblem(ProblemBase):
    """The volunteer already carries something."""

    type: Literal["https://vouajudar.org/problems/volunteer-busy"]
    """Names this problem, and leads to its description."""

    status: Literal[409]
    """The HTTP status, once more."""

    active_delivery_id: DeliveryId


class WebhookAttempt(TypedDict):
    """One try to send one event to one endpoint."""

    id: WebhookAttemptId
    event_id: EventId
    event_type: EventType
    attempt: int
    """Number of the try. A redelivery starts again at 1."""

    sent_at: Timestamp
    response_status: int | None
    """HTTP status that the endpoint answered; null when no answer came within 15 seconds."""

    latency_ms: int | None
    """Time to the answer in milliseconds; null when there was none."""

    outcome: AttemptOutcome
    next_attempt_at: Timestamp | None
    """When the next try is due; null after success and after the last one."""


class WebhookAttemptPage(TypedDict):
    """One page of attempts, oldest first."""

    items: list[WebhookAttempt]
    """At most `limit` attempts; empty when nothing matches."""

    next_cursor: Cursor | None
    """Cursor of the next page; null on the last one."""


class WebhookDisabledProblem(ProblemBase):
    """Nothing is sent to a disabled endpoint."""

    type: Literal["https://vouajudar.org/problems/webhook-disabled"]
    """Names this problem, and leads to its description."""

    status: Literal[409]
    """The HTTP status, once more."""


class WebhookEndpoint(TypedDict):
    """An address of yours that events are sent to, signed by the Standard Webhooks scheme."""

    id: WebhookEndpointId
    version: Version
    created_at: Timestamp
    updated_at: Timestamp
    url: WebhookUrl
    event_types: list[EventTypePattern]
    """Patterns of the events that are sent; an event is sent once, however many match."""

    description: FreeText
    """Your own note; empty when none was given."""

    status: EndpointStatus
    disabled_reason: EndpointDisabledReason | None
    """Why nothing is sent; null while enabled."""


class WebhookEndpointCreate(TypedDict):
    """A new webhook endpoint; it is enabled at once."""

    url: WebhookUrl
    event_types: list[EventTypePattern]
    """Patterns of the events to send."""

    description: NotRequired[FreeText]
    """Your own note."""


class WebhookEndpointCreated(WebhookEndpoint):
    """The endpoint with its newest signing secret, which is shown here and nowhere else."""

    secret: WebhookSecret


class WebhookEndpointEventObject(TypedDict):
    """What an event tells of a webhook endpoint. Its signing secrets are never part of it."""

    id: WebhookEndpointId
    version: Version
    created_at: Timestamp
    updated_at: Timestamp
    url: WebhookUrl
    event_types: list[EventTypePattern]
    """Patterns of the events that are sent."""

    description: FreeText
    """The partner's own note; empty when none was given."""

    status: EndpointStatus
    disabled_reason: EndpointDisabledReason | None
    """Why nothing is sent; null while enabled."""


class WebhookEndpointPage(TypedDict):
    """One page of webhook endpoints, oldest first."""

    items: list[WebhookEndpoint]
    """At most `limit` endpoints."""

    next_cursor: Cursor | None
    """Cursor of the next page; null on the last one."""


class WebhookEndpointTestData(TypedDict):
    """The endpoint that is tried."""

    object: WebhookEndpointEventObject
    previous_status: EndpointStatus | None
    """The endpoint's status, which a test does not change."""

    version: Version
    reason: EventReason | None
    """Always null, a test gives no reason."""


class WebhookEndpointTestEvent(CloudEvent):
    """A partner tries one of its webhook endpoints."""

    type: Literal["org.vouajudar.webhook_endpoint.test.v1"]
    """Kind of event and its major version."""

    data: WebhookEndpointTestData


class WebhookEndpointUpdate(TypedDict):
    """Members to change, by the rules of JSON merge patch."""

    url: NotRequired[WebhookUrl]
    event_types: NotRequired[list[EventTypePattern]]
    """Patterns of the events to send; they replace the old ones."""

    description: NotRequired[FreeText]
    """Your own note."""

    status: NotRequired[EndpointStatus]
    """`disabled` stops sending and drops the queue, `enabled` starts again with new events."""


class WebhookUrlRejectedProblem(ProblemBase):
    """Events are not sent to this address."""

    type: Literal["https://vouajudar.org/problems/webhook-url-rejected"]
    """Names this problem, and leads to its description."""

    status: Literal[409]
    """The HTTP status, once more."""


class ApiKeyCreatedData(TypedDict):
    """The new key, without its secret."""

    object: ApiKeyEventObject
    previous_status: None
    """Always null, an API key has no status."""

    version: Version
    reason: EventReason | None
    """Always null, creating a key gives no reason."""


class ApiKeyCreatedEvent(CloudEvent):
    """A partner has created an API key. Only the prefix of its secret stands here."""

    type: Literal["org.vouajudar.api_key.created.v1"]
    """Kind of event and its major version."""

    data: ApiKeyCreatedData


class ApiKeyRevokedData(TypedDict):
    """The revoked key, without its secret."""

    object: ApiKeyEventObject
    previous_status: None
    """Always null, an API key has no status."""

    version: Version
    reason: EventReason | None
    """Always null, revoking a key gives no reason."""


class ApiKeyRevokedEvent(CloudEvent):
    """A partner has revoked an API key. Calls with it are answered 401 from now on, and its open event streams end."""

    type: Literal["org.vouajudar.api_key.revoked.v1"]
    """Kind of event and its major version."""

    data: ApiKeyRevokedData


class BatchCancelledEvent(CloudEvent):
    """A provider has withdrawn a batch. Its available units count as lost, and the status is final."""

    type: Literal["org.vouajudar.batch.cancelled.v1"]
    """Kind of event and its major version."""

    data: BatchCancelledData


class BatchCompletedData(TypedDict):
    """The batch with every unit delivered or lost."""

    object: Batch
    previous_status: BatchStatus | None
    """`in_delivery`; `ready` when clock rule C3 took the units that were left."""

    version: Version
    reason: EventReason | None
    """Null after a dropoff; otherwise why the last units were lost."""

    note: FreeText
    """The carrier's note when the last delivery failed; empty otherwise."""


class BatchCompletedEvent(CloudEvent):
    """No unit of a batch is available, committed or in transit any more. The status is final."""

    type: Literal["org.vouajudar.batch.completed.v1"]
    """Kind of event and its major version."""

    data: BatchCompletedData


class BatchCreatedData(TypedDict):
    """The batch as its provider announced it."""

    object: Batch
    previous_status: BatchStatus | None
    """Always null, a new batch had no status before."""

    version: Version
    reason: EventReason | None
    """Always null, announcing a batch gives no reason."""


class BatchCreatedEvent(CloudEvent):
    """A provider has announced units that it is still preparing."""

    type: Literal["org.vouajudar.batch.created.v1"]
    """Kind of event and its major version."""

    data: BatchCreatedData


class BatchExpiredData(TypedDict):
    """The batch with every unit lost."""

    object: Batch
    previous_status: BatchStatus | None
    """`ready` or `in_delivery`."""

    version: Version
    reason: EventReason
    """`shelf_life_ended` by clock rule C3; the reason of the failure when the last unit was lost on the road."""

    note: FreeText
    """The carrier's note when the last delivery failed; empty otherwise."""


class BatchExpiredEvent(CloudEvent):
    """The shelf life of a batch has ended, nothing of it was delivered and nothing is on the road. The status is final."""

    type: Literal["org.vouajudar.batch.expired.v1"]
    """Kind of event and its major version."""

    data: BatchExpiredData


class BatchExpiredProblem(ProblemBase):
    """The shelf life of the batch has ended; nothing new can be taken from it."""

    type: Literal["https://vouajudar.org/problems/batch-expired"]
    """Names this problem, and leads to its description."""

    status: Literal[409]
    """The HTTP status, once more."""


class BatchHasActiveDeliveriesProblem(ProblemBase):
    """The batch cannot be cancelled while somebody counts on it."""

    type: Literal["https://vouajudar.org/problems/batch-has-active-deliveries"]
    """Names this problem, and leads to its description."""

    status: Literal[409]
    """The HTTP status, once more."""

    delivery_ids: list[DeliveryId]
    """The deliveries that are open or under way."""


class BatchInDeliveryEvent(CloudEvent):
    """No unit of a batch is left to claim, and some are still on their way. The batch leaves the list of what is `ready`."""

    type: Literal["org.vouajudar.batch.in_delivery.v1"]
    """Kind of event and its major version."""

    data: BatchInDeliveryData


class BatchNotReadyProblem(ProblemBase):
    """Nothing can be taken from the batch."""

    type: Literal["https://vouajudar.org/problems/batch-not-ready"]
    """Names this problem, and leads to its description."""

    status: Literal[409]
    """The HTTP status, once more."""

    current_status: BatchStatus


class BatchQuantitiesChangedData(TypedDict):
    """The batch with its new counters, and by how much each has changed."""

    object: Batch
    previous_status: BatchStatus | None
    """The status before the command; the snapshot has the one after it."""

    version: Version
    reason: EventReason | None
    """Why units came back or were lost; null when they moved forward or the provider changed the quantity."""

    note: FreeText
    """What the body said beside its reason; empty otherwise."""

    delta: QuantitiesDelta
    cause_delivery_id: DeliveryId | None
    """The delivery whose change moved the units; null when there was not exactly one, as when the batch is cancelled or expires or its quantity is changed."""


class BatchQuantitiesChangedEvent(CloudEvent):
    """Units of a batch have moved between available, committed, in transit, delivered and lost, or the provider has changed how many there are."""

    type: Literal["org.vouajudar.batch.quantities_changed.v1"]
    """Kind of event and its major version."""

    data: BatchQuantitiesChangedData


class BatchReadyData(TypedDict):
    """The batch at the moment its units can be claimed."""

    object: Batch
    previous_status: BatchStatus | None
    """`producing` when the provider marked the batch ready, `in_delivery` when units came back."""

    version: Version
    reason: EventReason | None
    """Null when the provider marked the batch ready; otherwise why units came back."""

    note: FreeText
    """What the body that brought units back said beside its reason; empty otherwise."""


class BatchReadyEvent(CloudEvent):
    """A batch has units that can be claimed. From the first time on, every partner can read the batch."""

    type: Literal["org.vouajudar.batch.ready.v1"]
    """Kind of event and its major version."""

    data: BatchReadyData


class BatchUpdatedEvent(CloudEvent):
    """Members of a batch have changed; its units and its status have not."""

    type: Literal["org.vouajudar.batch.updated.v1"]
    """Kind of event and its major version."""

    data: BatchUpdatedData


class BelowReservedQuantityProblem(ProblemBase):
    """An item cannot shrink below what others are bringing or have brought."""

    type: Literal["https://vouajudar.org/problems/below-reserved-quantity"]
    """Names this problem, and leads to its description."""

    status: Literal[409]
    """The HTTP status, once more."""

    item_id: ItemId
    reserved: int
    """Reserved and delivered quantity of the item, the least that it can be set to."""


class CursorExpiredProblem(ProblemBase):
    """The feed no longer holds what came after this cursor."""

    type: Literal["https://vouajudar.org/problems/cursor-expired"]
    """Names this problem, and leads to its description."""

    status: Literal[410]
    """The HTTP status, once more."""

    earliest_cursor: Cursor


class DeliveryDropoff(TypedDict):
    """Where the units are handed over, the proof that they were, and how many arrived."""

    location: PlaceRef
    proof: Proof | None
    """Proof of the verified dropoff; null before it."""

    quantity_received: int | None
    """Units that the shelter took, at most the delivery's quantity; the rest is lost. Null before the dropoff."""


class DeliveryPickup(TypedDict):
    """Where the units are collected and the proof that they were."""

    location: PlaceRef
    proof: Proof | None
    """Proof of the verified pickup; null before it."""


class DeliveryPositionUpdatedData(TypedDict):
    """The newest position of the delivery."""

    object: DeliveryPosition
    previous_status: DeliveryStatus | None
    """Status of the delivery before the report: `picked_up` for the first one, `in_transit` after."""

    version: Version
    reason: EventReason | None
    """Always null, a position gives no reason."""


class DeliveryPositionUpdatedEvent(CloudEvent):
    """A delivery on the road has reported a newer position. The snapshot is the position, not the delivery."""

    type: Literal["org.vouajudar.delivery.position_updated.v1"]
    """Kind of event and its major version."""

    data: DeliveryPositionUpdatedData


class DuplicateExternalIdProblem(ProblemBase):
    """You have a resource of this type with this external id."""

    type: Literal["https://vouajudar.org/problems/duplicate-external-id"]
    """Names this problem, and leads to its description."""

    status: Literal[409]
    """The HTTP status, once more."""

    existing_id: ResourceId


class ForbiddenForPartnerKindProblem(ProblemBase):
    """The partner is not of a kind that may do this at all."""

    type: Literal["https://vouajudar.org/problems/forbidden-for-partner-kind"]
    """Names this problem, and leads to its description."""

    status: Literal[403]
    """The HTTP status, once more."""

    required: list[PartnerKind]
    """The kinds of which one is needed."""


class ForbiddenForRoleProblem(ProblemBase):
    """You may see the resource, but not do this to it."""

    type: Literal["https://vouajudar.org/problems/forbidden-for-role"]
    """Names this problem, and leads to its description."""

    status: Literal[403]
    """The HTTP status, once more."""


class HandoverCodeMismatchProblem(ProblemBase):
    """The code is not the one that the other side shows."""

    type: Literal["https://vouajudar.org/problems/handover-code-mismatch"]
    """Names this problem, and leads to its description."""

    status: Literal[409]
    """The HTTP status, once more."""

    attempts_remaining: int
    """Tries left before the code is locked."""


class HandoverLockedProblem(ProblemBase):
    """The code is locked; even the right one is refused."""

    type: Literal["https://vouajudar.org/problems/handover-locked"]
    """Names this problem, and leads to its description."""

    status: Literal[429]
    """The HTTP status, once more."""


class IdempotencyInProgressProblem(ProblemBase):
    """The first request with this Idempotency-Key has not been answered yet."""

    type: Literal["https://vouajudar.org/problems/idempotency-in-progress"]
    """Names this problem, and leads to its description."""

    status: Literal[409]
    """The HTTP status, once more."""


class IdempotencyKeyRequiredProblem(ProblemBase):
    """The operation is only carried out with an Idempotency-Key."""

    type: Literal["https://vouajudar.org/problems/idempotency-key-required"]
    """Names this problem, and leads to its description."""

    status: Literal[400]
    """The HTTP status, once more."""


class IdempotencyKeyReusedProblem(ProblemBase):
    """The Idempotency-Key belongs to another request."""

    type: Literal["https://vouajudar.org/problems/idempotency-key-reused"]
    """Names this problem, and leads to its description."""

    status: Literal[422]
    """The HTTP status, once more."""


class InsufficientQuantityProblem(ProblemBase):
    """Less is left than was asked for."""

    type: Literal["https://vouajudar.org/problems/insufficient-quantity"]
    """Names this problem, and leads to its description."""

    status: Literal[409]
    """The HTTP status, once more."""

    requested: int
    """The quantity that was asked for."""

    available: int
    """The most that this call could have got."""

    item_id: ItemId | None
    """The item of the resource request that ran short, if it was one."""


class InsufficientScopeProblem(ProblemBase):
    """The credential lacks a scope."""

    type: Literal["https://vouajudar.org/problems/insufficient-scope"]
    """Names this problem, and leads to its description."""

    status: Literal[403]
    """The HTTP status, once more."""

    required: list[Scope]
    """The scopes that are needed, all of them."""


class InternalErrorProblem(ProblemBase):
    """The server failed."""

    type: Literal["https://vouajudar.org/problems/internal-error"]
    """Names this problem, and leads to its description."""

    status: Literal[500]
    """The HTTP status, once more."""


class InvalidCursorProblem(ProblemBase):
    """The cursor does not belong to this list or feed."""

    type: Literal["https://vouajudar.org/problems/invalid-cursor"]
    """Names this problem, and leads to its description."""

    status: Literal[400]
    """The HTTP status, once more."""


class InvalidStateProblem(ProblemBase):
    """The resource has moved on, or is not there yet."""

    type: Literal["https://vouajudar.org/problems/invalid-state"]
    """Names this problem, and leads to its description."""

    status: Literal[409]
    """The HTTP status, once more."""

    current_status: ResourceStatus
    allowed_from: list[ResourceStatus]
    """The statuses from which the step is possible."""

    expired_at: Timestamp | None
    """When the resource expired, where that is what stands in the way."""


class LimitReachedProblem(ProblemBase):
    """You already have as many as a partner may have."""

    type: Literal["https://vouajudar.org/problems/limit-reached"]
    """Names this problem, and leads to its description."""

    status: Literal[409]
    """The HTTP status, once more."""

    limit: int
    """How many there may be."""


class LiveModeProblem(ProblemBase):
    """The operation exists for test partners only."""

    type: Literal["https://vouajudar.org/problems/live-mode"]
    """Names this problem, and leads to its description."""

    status: Literal[403]
    """The HTTP status, once more."""


class LocationKindMismatchProblem(ProblemBase):
    """A location of this kind cannot play this part."""

    type: Literal["https://vouajudar.org/problems/location-kind-mismatch"]
    """Names this problem, and leads to its description."""

    status: Literal[409]
    """The HTTP status, once more."""


class LocationUnavailableProblem(ProblemBase):
    """The location cannot be used for anything new."""

    type: Literal["https://vouajudar.org/problems/location-unavailable"]
    """Names this problem, and leads to its description."""

    status: Literal[409]
    """The HTTP status, once more."""

    approval_status: ApprovalStatus
    active: bool
    """Whether the owner has the location in use."""


class MalformedRequestProblem(ProblemBase):
    """The body cannot be read as what its media type says."""

    type: Literal["https://vouajudar.org/problems/malformed-request"]
    """Names this problem, and leads to its description."""

    status: Literal[400]
    """The HTTP status, once more."""


class MethodNotAllowedProblem(ProblemBase):
    """The path exists, but not with this method."""

    type: Literal["https://vouajudar.org/problems/method-not-allowed"]
    """Names this problem, and leads to its description."""

    status: Literal[405]
    """The HTTP status, once more."""


class NotAcceptableProblem(ProblemBase):
    """The operation cannot answer in a media type that you accept."""

    type: Literal["https://vouajudar.org/problems/not-acceptable"]
    """Names this problem, and leads to its description."""

    status: Literal[406]
    """The HTTP status, once more."""


class NotFoundProblem(ProblemBase):
    """There is nothing here that you may see."""

    type: Literal["https://vouajudar.org/problems/not-found"]
    """Names this problem, and leads to its description."""

    status: Literal[404]
    """The HTTP status, once more."""


class PartnerSuspendedProblem(ProblemBase):
    """The partner may not call this API for the time being."""

    type: Literal["https://vouajudar.org/problems/partner-suspended"]
    """Names this problem, and leads to its description."""

    status: Literal[403]
    """The HTTP status, once more."""


class PayloadTooLargeProblem(ProblemBase):
    """The body is larger than the server reads."""

    type: Literal["https://vouajudar.org/problems/payload-too-large"]
    """Names this problem, and leads to its description."""

    status: Literal[413]
    """The HTTP status, once more."""

    limit_bytes: int
    """The largest body that is read."""


class PreconditionFailedProblem(ProblemBase):
    """The resource is not at the version that If-Match names."""

    type: Literal["https://vouajudar.org/problems/precondition-failed"]
    """Names this problem, and leads to its description."""

    status: Literal[412]
    """The HTTP status, once more."""

    current_etag: ETagValue


class PreconditionRequiredProblem(ProblemBase):
    """The operation changes a resource only at a version that you have seen."""

    type: Literal["https://vouajudar.org/problems/precondition-required"]
    """Names this problem, and leads to its description."""

    status: Literal[428]
    """The HTTP status, once more."""


class Problem(ProblemBase):
    """A problem that this version of the specification does not know. Judge it by its `status`; more problem types may be added."""

    type: str
    """Names the problem, and leads to its description."""

    status: int
    """The HTTP status, once more."""


RedeliveryCommand: TypeAlias = RedeliveryByIds | RedeliverySince


class WebhookEndpointDisabledData(TypedDict):
    """The disabled endpoint."""

    object: WebhookEndpointEventObject
    previous_status: EndpointStatus | None
    """Always `enabled`."""

    version: Version
    reason: AutomaticDisableReason
    """What made VouAjudar stop."""


class WebhookEndpointDisabledEvent(CloudEvent):
    """VouAjudar has stopped sending to a webhook endpoint; what was queued for it is dropped. Enable it again with `updateWebhookEndpoint`, and fetch what was missed with `redeliverEvents`."""

    type: Literal["org.vouajudar.webhook_endpoint.disabled.v1"]
    """Kind of event and its major version."""

    data: WebhookEndpointDisabledData


class Delivery(TypedDict):
    """
    Units of one batch on their way to one shelter.

    A delivery is `open` (the provider offers it and any volunteer app may commit to it) or `claimed` (a volunteer app takes the
    units for its own volunteer from the start). Committing states an intent and holds the units for 15 minutes; confirming turns
    that into a hold of 3 hours; the pickup code moves them on the road, the dropoff code hands them over. Every reader sees the
    same body: hand-over codes, contact phones and the last position have operations of their own.
    """

    id: DeliveryId
    version: Version
    created_at: Timestamp
    updated_at: Timestamp
    batch_id: BatchId
    dropoff_location_id: LocationId
    quantity: int
    """Units carried, in the product type's unit. A split lowers it; it is never below 1."""

    product_type: ProductTypeCode
    resource_item_id: ItemId | None
    """Item of a resource request that this delivery fills; null when it fills none."""

    dispatch_mode: DispatchMode
    volunteer_ref: VolunteerRef | None
    """The carrier's own pseudonym of the volunteer; null while nobody has committed."""

    provider_id: PartnerId
    """Partner that owns the batch and the pickup location."""

    destination_id: PartnerId
    """Partner that owns the dropoff location."""

    carrier_id: PartnerId | None
    """Partner that committed; null while nobody has."""

    parent_delivery_id: DeliveryId | None
    """Open delivery that this one was split from by a partial commitment; null when it was not split off."""

    status: DeliveryStatus
    pickup: DeliveryPickup
    dropoff: DeliveryDropoff
    hold_expires_at: Timestamp | None
    """
    End of the hold, never later than `expires_at`: 15 minutes from the commitment in `pending_confirmation`, 3 hours from the
    confirmation in `reserved`. Null in every other status.
    """

    expires_at: Timestamp
    """When the batch's shelf life ends."""

    failure: DeliveryFailure | None
    """Why the delivery failed; null unless it did."""

    cancel_reason: CancelReason | None
    """Reason given to cancelDelivery or, for a claimed delivery, to releaseDelivery; null unless it was cancelled."""

    committed_at: Timestamp | None
    """Last commitment; null while nobody has committed."""

    reserved_at: Timestamp | None
    """When the carrier confirmed; null when it has not, which is allowed up to the pickup."""

    picked_up_at: Timestamp | None
    """When the pickup code was accepted; null before."""

    in_transit_at: Timestamp | None
    """When the first position arrived; null before."""

    delivered_at: Timestamp | None
    """When the dropoff code was accepted; null before."""

    failed_at: Timestamp | None
    """When it failed; null unless it did."""

    cancelled_at: Timestamp | None
    """When it was cancelled; null unless it was."""

    expired_at: Timestamp | None
    """When its hold or its batch lapsed for good; null unless it expired."""

    notes: FreeText
    """Free text given at creation; empty when none was."""

    external_id: ExternalId | None
    """The creator's own id, unique per partner and resource type; null when none was given and in a split child."""


class DeliveryCancelledData(TypedDict):
    """The delivery that was called off."""

    object: Delivery
    previous_status: DeliveryStatus | None
    """`available`, `pending_confirmation` or `reserved`."""

    version: Version
    reason: CancelReason
    """Why it was called off."""

    note: FreeText
    """What the caller said beside the reason; may be empty."""


class DeliveryCancelledEvent(CloudEvent):
    """A delivery was called off before its pickup, and its units can be claimed again. The status is final."""

    type: Literal["org.vouajudar.delivery.cancelled.v1"]
    """Kind of event and its major version."""

    data: DeliveryCancelledData


class DeliveryCommittedData(TypedDict):
    """The delivery, held for its carrier."""

    object: Delivery
    previous_status: DeliveryStatus | None
    """`available` when an open delivery was taken whole; null when this command created the delivery."""

    version: Version
    reason: EventReason | None
    """Always null, a commitment gives no reason."""


class DeliveryCommittedEvent(CloudEvent):
    """A carrier has committed to a delivery. It now has 15 minutes to confirm or to pick up, and the hand-over codes exist."""

    type: Literal["org.vouajudar.delivery.committed.v1"]
    """Kind of event and its major version."""

    data: DeliveryCommittedData


class DeliveryCreatedData(TypedDict):
    """The new delivery as it stands after the whole command."""

    object: Delivery
    previous_status: DeliveryStatus | None
    """Always null, a new delivery had no status before."""

    version: Version
    reason: EventReason | None
    """Always null, creating a delivery gives no reason."""


class DeliveryCreatedEvent(CloudEvent):
    """Units of a batch are set aside for one shelter."""

    type: Literal["org.vouajudar.delivery.created.v1"]
    """Kind of event and its major version."""

    data: DeliveryCreatedData


class DeliveryDeliveredData(TypedDict):
    """The delivery with its proof of dropoff, and how many units arrived."""

    object: Delivery
    previous_status: DeliveryStatus | None
    """`in_transit`, or `picked_up` when no position was reported."""

    version: Version
    reason: EventReason | None
    """Always null, a dropoff gives no reason."""

    quantity_received: int
    """Units that the shelter took."""

    shortfall: int
    """Units that were picked up and did not arrive; they count as lost."""


class DeliveryDeliveredEvent(CloudEvent):
    """The carrier has shown the right dropoff code: the shelter has the units. The status is final."""

    type: Literal["org.vouajudar.delivery.delivered.v1"]
    """Kind of event and its major version."""

    data: DeliveryDeliveredData


class DeliveryExpiredData(TypedDict):
    """The delivery that ran out of time."""

    object: Delivery
    previous_status: DeliveryStatus | None
    """`available`, `pending_confirmation` or `reserved`."""

    version: Version
    reason: ClockReason
    """`hold_expired` or `shelf_life_ended`."""


class DeliveryExpiredEvent(CloudEvent):
    """Nobody picked the units up in time. The status is final."""

    type: Literal["org.vouajudar.delivery.expired.v1"]
    """Kind of event and its major version."""

    data: DeliveryExpiredData


class DeliveryFailedData(TypedDict):
    """The delivery with its failure, and what became of the units."""

    object: Delivery
    previous_status: DeliveryStatus | None
    """`picked_up` or `in_transit`."""

    version: Version
    reason: FailureReason
    """Why it could not be handed over."""

    note: FreeText
    """The carrier's note; empty when there is none or clock rule C6 acted."""

    disposition: Disposition


class DeliveryFailedEvent(CloudEvent):
    """A picked-up delivery was not handed over. The status is final."""

    type: Literal["org.vouajudar.delivery.failed.v1"]
    """Kind of event and its major version."""

    data: DeliveryFailedData


class DeliveryInTransitData(TypedDict):
    """The delivery on the road."""

    object: Delivery
    previous_status: DeliveryStatus | None
    """Always `picked_up`."""

    version: Version
    reason: EventReason | None
    """Always null, a position gives no reason."""


class DeliveryInTransitEvent(CloudEvent):
    """A picked-up delivery has reported where it is for the first time."""

    type: Literal["org.vouajudar.delivery.in_transit.v1"]
    """Kind of event and its major version."""

    data: DeliveryInTransitData


class DeliveryListItem(Delivery):
    """A delivery as it stands in a list; with `near` it also has the distance of its pickup point."""

    distance_m: NotRequired[DistanceM]


class DeliveryPage(TypedDict):
    """One page of deliveries, last changed last."""

    items: list[DeliveryListItem]
    """At most `limit` deliveries; empty when nothing matches."""

    next_cursor: Cursor | None
    """Cursor of the next page; null on the last one."""


class DeliveryPickedUpData(TypedDict):
    """The delivery with its proof of pickup."""

    object: Delivery
    previous_status: DeliveryStatus | None
    """`reserved`, or `pending_confirmation` when the carrier did not confirm first."""

    version: Version
    reason: EventReason | None
    """Always null, a pickup gives no reason."""


class DeliveryPickedUpEvent(CloudEvent):
    """The carrier has shown the right pickup code: the units have left the provider."""

    type: Literal["org.vouajudar.delivery.picked_up.v1"]
    """Kind of event and its major version."""

    data: DeliveryPickedUpData


class DeliveryReleasedData(TypedDict):
    """The open delivery without its carrier."""

    object: Delivery
    previous_status: DeliveryStatus | None
    """`pending_confirmation` or `reserved`."""

    version: Version
    reason: EventReason
    """The carrier's reason, or `hold_expired`."""

    note: FreeText
    """What the carrier said beside its reason; empty when the hold lapsed."""


class DeliveryReleasedEvent(CloudEvent):
    """The carrier of an open delivery has given it back or let its hold lapse. It is `available` again, with neither carrier nor volunteer, and its codes are void."""

    type: Literal["org.vouajudar.delivery.released.v1"]
    """Kind of event and its major version."""

    data: DeliveryReleasedData


class DeliveryReservedData(TypedDict):
    """The delivery with its longer hold."""

    object: Delivery
    previous_status: DeliveryStatus | None
    """Always `pending_confirmation`."""

    version: Version
    reason: EventReason | None
    """Always null, a confirmation gives no reason."""


class DeliveryReservedEvent(CloudEvent):
    """A carrier has confirmed that it comes. The hold is now three hours from the confirmation, or the batch's shelf life if that ends earlier."""

    type: Literal["org.vouajudar.delivery.reserved.v1"]
    """Kind of event and its major version."""

    data: DeliveryReservedData


class DeliverySplitData(TypedDict):
    """The open delivery with the units that are left."""

    object: Delivery
    previous_status: DeliveryStatus | None
    """Always `available`."""

    version: Version
    reason: EventReason | None
    """Always null, a commitment gives no reason."""

    child_delivery_id: DeliveryId
    moved_quantity: int
    """Units that went to the new delivery."""


class DeliverySplitEvent(CloudEvent):
    """A carrier has committed to a part of an open delivery. That part is a delivery of its own now; this one keeps the rest and stays `available`."""

    type: Literal["org.vouajudar.delivery.split.v1"]
    """Kind of event and its major version."""

    data: DeliverySplitData


Event: TypeAlias = BatchCreatedEvent | BatchUpdatedEvent | BatchReadyEvent | BatchQuantitiesChangedEvent | BatchInDeliveryEvent | BatchCompletedEvent | BatchCancelledEvent | BatchExpiredEvent | DeliveryCreatedEvent | DeliverySplitEvent | DeliveryCommittedEvent | DeliveryReservedEvent | DeliveryReleasedEvent | DeliveryPickedUpEvent | DeliveryInTransitEvent | DeliveryPositionUpdatedEvent | DeliveryDeliveredEvent | DeliveryCancelledEvent | DeliveryExpiredEvent | DeliveryFailedEvent | ResourceRequestCreatedEvent | ResourceRequestUpdatedEvent | ResourceRequestProgressedEvent | ResourceRequestFulfilledEvent | ResourceRequestCancelledEvent | ResourceRequestExpiredEvent | ReservationCreatedEvent | ReservationCancelledEvent | ReservationDeliveredEvent | ReservationExpiredEvent | LocationCreatedEvent | LocationUpdatedEvent | LocationApprovedEvent | LocationRejectedEvent | ApiKeyCreatedEvent | ApiKeyRevokedEvent | WebhookEndpointTestEvent | WebhookEndpointDisabledEvent


class EventPage(TypedDict):
    """One page of the event feed, in the order in which things happened."""

    items: list[Event]
    """At most `limit` events, verbatim as they were stored; empty when nothing happened."""

    next_cursor: Cursor
    """Pass it as `after` in the next call. It is always there; after an empty page it stands at the head of the feed."""


class CommitResult(TypedDict):
    """The delivery that the caller now carries and, after a split, what is still open."""

    delivery: Delivery
    remainder: Delivery | None
    """The open delivery with the rest of the units; null when the commitment took all."""