"""Models: events."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from vouajudar._model import OpenModel
from vouajudar.models.batches import Batch
from vouajudar.models.deliveries import Delivery, DeliveryPosition
from vouajudar.models.locations import Location
from vouajudar.models.reservations import Reservation
from vouajudar.models.resource_requests import ResourceRequest
from vouajudar.models.shared import (
    ApiKeyId,
    ApiKeyName,
    ApiKeyPrefix,
    ApprovalStatus,
    BatchStatus,
    CancelReason,
    Cursor,
    DeliveryId,
    DeliveryStatus,
    Disposition,
    EndpointDisabledReason,
    EndpointStatus,
    EventId,
    EventTypePattern,
    FailReason,
    FailureReason,
    FreeText,
    ItemId,
    ItemQuantity,
    ReservationStatus,
    ResourceRequestStatus,
    Scope,
    Timestamp,
    Version,
    WebhookEndpointId,
    WebhookUrl,
)


AutomaticDisableReason: TypeAlias = Literal["gone", "failing"] | str
"""Why VouAjudar itself disabled a webhook endpoint. `gone`: the endpoint answered 410. `failing`: every attempt of the last five days failed."""


ClockReason: TypeAlias = Literal["hold_expired", "shelf_life_ended", "request_expired", "reservation_expired", "timed_out"] | str
"""Why a clock rule acted. `hold_expired`: a carrier's hold lapsed unused (C1, C2), the units come back. `shelf_life_ended`: the batch expired (C3), units not yet picked up are lost. `request_expired` (C4) and `reservation_expired` (C5): nobody came in time. `timed_out`: picked up 24 hours ago and never dropped off (C6)."""


EventActor: TypeAlias = str
"""Who caused the event: the partner that sent the command; `system.clock` for a clock rule; `platform` where VouAjudar itself decides (`location.approved`, `location.rejected`, `webhook_endpoint.disabled`)."""


EventCausationId: TypeAlias = str
"""What caused the event, the same on every event of one command: the `X-Request-Id` of the request; `system.clock/C1` to `system.clock/C6` for a clock rule (C1 hold lapsed, C2 reserved window lapsed, C3 batch expired, C4 request expired, C5 reservation expired, C6 delivery timed out); for `webhook_endpoint.disabled` the id of the event whose failed attempt decided it."""


EventDataSchema: TypeAlias = str
"""Names the schema of `data`. It ends in the schema's name in this contract, and changes whenever that schema changes incompatibly."""


EventPartitionKey: TypeAlias = str
"""What keeps its order: events with one key are seen in the order of their `sequence`, events with different keys in any order. The batch id for `batch.*` and `delivery.*`, the request id for `resource_request.*` and `reservation.*`, otherwise the subject's own id."""


EventSequence: TypeAlias = str
"""Global position of the event: 20 digits with leading zeros, so that it sorts as text. It rises with every event; one partner sees gaps, because it does not see everybody's events. An event shows up only when every smaller sequence has shown up or never will."""


EventStream: TypeAlias = str
"""Server-sent events in UTF-8. A frame has three lines and an empty one: `id:` with the cursor, `event:` with the full event type,
`data:` with the event as JSON in one line. A line that begins with a colon is a heartbeat.
"""


EventSubject: TypeAlias = str
"""Id of the resource that the event is about. For `delivery.position_updated` it is the delivery."""


QuantityChange: TypeAlias = int
"""Units added to a counter, in the product type's unit; negative when units were taken from it."""


class ReservationItemProgress(OpenModel):
    """One item of a reservation, and what arrived of it."""

    item_id: ItemId
    quantity: ItemQuantity
    quantity_received: int | None
    """What the shelter received, 0 included; null before the receipt."""


TraceParent: TypeAlias = str
"""W3C Trace Context of the request that caused the event, or a new one when the request had none or a clock rule was the cause."""


class ApiKeyEventObject(OpenModel):
    """What an event tells of an API key. The secret is never part of it, only its prefix; when the key was last used stands in `listApiKeys`."""

    id: ApiKeyId
    name: ApiKeyName
    scopes: list[Scope]
    """What the key may do."""
    prefix: ApiKeyPrefix
    created_at: Timestamp
    expires_at: Timestamp | None
    """When the key stops working; null when it does not."""


class BatchCancelledData(OpenModel):
    """The withdrawn batch."""

    object: Batch
    previous_status: BatchStatus | None
    """`producing` or `ready`; a batch with open deliveries cannot be cancelled."""
    version: Version
    reason: CancelReason
    """Why the provider withdrew it."""
    note: FreeText
    """What the provider said beside the reason; may be empty."""


class BatchInDeliveryData(OpenModel):
    """The batch with no unit left to claim."""

    object: Batch
    previous_status: BatchStatus | None
    """Always `ready`."""
    version: Version
    reason: ClockReason | None
    """Null when the last unit was claimed; `shelf_life_ended` when clock rule C3 took what was left."""


class BatchUpdatedData(OpenModel):
    """The batch with its changed members."""

    object: Batch
    previous_status: BatchStatus | None
    """The status, which did not change."""
    version: Version
    reason: ClockReason | None
    """Null after a change by the provider; `shelf_life_ended` when clock rule C3 set `expired_at`."""


class CloudEvent(OpenModel):
    """The envelope of every event: CloudEvents 1.0 in JSON (`application/cloudevents+json`). Each event type adds its own `type` and `data`. An event is stored once, and its feed entry, server-sent event and webhook body are the same bytes. Deliveries of one event may repeat: `source` and `id` together tell a repeat. The attributes after `dataschema` are CloudEvents extensions."""

    specversion: str
    """Version of the CloudEvents specification."""
    id: EventId
    source: str
    """The same for every event of this API; `sequence` is scoped to it."""
    subject: EventSubject
    time: Timestamp
    dataschema: EventDataSchema
    partitionkey: EventPartitionKey
    sequence: EventSequence
    traceparent: TraceParent
    causationid: EventCausationId
    actor: EventActor


EventReason: TypeAlias = CancelReason | FailReason | ClockReason
"""Why it happened. The same on every event of one transaction: the reason in the body of a cancel, release or fail command, or the reason of the clock rule."""


class ItemProgress(OpenModel):
    """The sums of one item of a resource request, as absolute figures."""

    item_id: ItemId
    quantity: ItemQuantity
    quantity_reserved: int
    """Held by open reservations and open linked deliveries."""
    quantity_delivered: int
    """What arrived by both. It never falls."""


class LocationApprovedData(OpenModel):
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


class LocationCreatedData(OpenModel):
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


class LocationRejectedData(OpenModel):
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


class LocationUpdatedData(OpenModel):
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


class QuantitiesDelta(OpenModel):
    """By how much each counter of a batch has changed, all five always there. They add up to 0, unless the provider has changed the batch's quantity: then to the difference."""

    available: QuantityChange
    committed: QuantityChange
    in_transit: QuantityChange
    delivered: QuantityChange
    lost: QuantityChange


class ReservationCancelledData(OpenModel):
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


class ReservationCreatedData(OpenModel):
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


class ReservationDeliveredData(OpenModel):
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


class ReservationExpiredData(OpenModel):
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


class ResourceRequestCancelledData(OpenModel):
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


class ResourceRequestCreatedData(OpenModel):
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


class ResourceRequestExpiredData(OpenModel):
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


class ResourceRequestFulfilledData(OpenModel):
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


class ResourceRequestProgressedData(OpenModel):
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


class ResourceRequestUpdatedData(OpenModel):
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


class WebhookEndpointEventObject(OpenModel):
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


class WebhookEndpointTestData(OpenModel):
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


class UnknownEvent(CloudEvent):
    """A Event that this release does not know: its members are kept."""

    type: str
    data: Any | None = None


class ApiKeyCreatedData(OpenModel):
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


class ApiKeyRevokedData(OpenModel):
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


class BatchCompletedData(OpenModel):
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


class BatchCreatedData(OpenModel):
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


class BatchExpiredData(OpenModel):
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


class BatchInDeliveryEvent(CloudEvent):
    """No unit of a batch is left to claim, and some are still on their way. The batch leaves the list of what is `ready`."""

    type: Literal["org.vouajudar.batch.in_delivery.v1"]
    """Kind of event and its major version."""
    data: BatchInDeliveryData


class BatchQuantitiesChangedData(OpenModel):
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


class BatchReadyData(OpenModel):
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


class DeliveryPositionUpdatedData(OpenModel):
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


class WebhookEndpointDisabledData(OpenModel):
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


class DeliveryCancelledData(OpenModel):
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


class DeliveryCommittedData(OpenModel):
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


class DeliveryCreatedData(OpenModel):
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


class DeliveryDeliveredData(OpenModel):
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


class DeliveryExpiredData(OpenModel):
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


class DeliveryFailedData(OpenModel):
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


class DeliveryInTransitData(OpenModel):
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


class DeliveryPickedUpData(OpenModel):
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


class DeliveryReleasedData(OpenModel):
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


class DeliveryReservedData(OpenModel):
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


class DeliverySplitData(OpenModel):
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


KnownEvent: TypeAlias = Annotated[ BatchCreatedEvent | BatchUpdatedEvent | BatchReadyEvent | BatchQuantitiesChangedEvent | BatchInDeliveryEvent | BatchCompletedEvent | BatchCancelledEvent | BatchExpiredEvent | DeliveryCreatedEvent | DeliverySplitEvent | DeliveryCommittedEvent | DeliveryReservedEvent | DeliveryReleasedEvent | DeliveryPickedUpEvent | DeliveryInTransitEvent | DeliveryPositionUpdatedEvent | DeliveryDeliveredEvent | DeliveryCancelledEvent | DeliveryExpiredEvent | DeliveryFailedEvent | ResourceRequestCreatedEvent | ResourceRequestUpdatedEvent | ResourceRequestProgressedEvent | ResourceRequestFulfilledEvent | ResourceRequestCancelledEvent | ResourceRequestExpiredEvent | ReservationCreatedEvent | ReservationCancelledEvent | ReservationDeliveredEvent | ReservationExpiredEvent | LocationCreatedEvent | LocationUpdatedEvent | LocationApprovedEvent | LocationRejectedEvent | ApiKeyCreatedEvent | ApiKeyRevokedEvent | WebhookEndpointTestEvent | WebhookEndpointDisabledEvent, Field(discriminator="type"), ]


Event: TypeAlias = KnownEvent | UnknownEvent
"""Any event of the catalogue, told apart by `type`. New types may appear at any time: ignore what you do not know."""


class EventPage(OpenModel):
    """One page of the event feed, in the order in which things happened."""

    items: list[Event]
    """At most `limit` events, verbatim as they were stored; empty when nothing happened."""
    next_cursor: Cursor
    """Pass it as `after` in the next call. It is always there; after an empty page it stands at the head of the feed."""
