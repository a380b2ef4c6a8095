"""Models: deliveries."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from vouajudar._model import OpenModel
from vouajudar.models.shared import (
    Address,
    BatchId,
    CancelReason,
    CitySlug,
    Cursor,
    DeliveryId,
    DeliveryStatus,
    DispatchMode,
    Disposition,
    DistanceM,
    ExternalId,
    FailReason,
    FailureReason,
    FreeText,
    GeoPoint,
    HandoverCode,
    HttpsUrl,
    ItemId,
    LocationId,
    LocationKind,
    LocationName,
    PartnerId,
    PhoneNumber,
    ProductTypeCode,
    Timestamp,
    Version,
    VolunteerRef,
)


class PickupCommand(OpenModel):
    """The pickup code as the provider showed it, and what proves the hand-over."""

    code: HandoverCode
    proof_photo_url: HttpsUrl | None = None
    """Picture of the hand-over, kept by you."""
    position: GeoPoint | None = None
    """Where the device was."""


class PlaceRef(OpenModel):
    """A location as it was when the delivery was created; later changes of the location do not touch it."""

    id: LocationId
    name: LocationName
    kind: LocationKind
    address: Address
    city_id: CitySlug
    position: GeoPoint


class ReleaseCommand(OpenModel):
    """A carrier's withdrawal before the pickup."""

    reason: CancelReason
    note: FreeText | None = None
    """What else the parties should know; no names of people."""


class CommitCommand(OpenModel):
    """A volunteer app's commitment to an open delivery."""

    volunteer_ref: VolunteerRef
    quantity: int | None = None
    """Units to carry. Absent or all of them takes the whole delivery; fewer splits it."""


class DeliveryCreate(OpenModel):
    """A new delivery of a batch's units. With `volunteer_ref` the calling volunteer app claims the units; without it the provider
    offers them to every volunteer app.
    """

    batch_id: BatchId
    dropoff_location_id: LocationId
    quantity: int
    """Units to take, in the product type's unit."""
    volunteer_ref: VolunteerRef | None = None
    """Volunteer of a claim by a volunteer app. Absent in an open offer by the provider; null is refused."""
    allow_partial: bool | None = None
    """True takes as much as there is, at least 1, when the batch or the request item has less than `quantity` left. False refuses
    with `insufficient-quantity`.
    """
    resource_item_id: ItemId | None = None
    """Item of a resource request to fill. The dropoff location has to be the request's, product type and unit the item's; the
    delivery then holds its quantity of the item until it ends.
    """
    external_id: ExternalId | None = None
    """Your own id, unique per partner and resource type, for ever."""
    notes: FreeText | None = None
    """Free text for whoever carries and receives; no names of people."""


class DeliveryFailure(OpenModel):
    """Why a delivery ended after its pickup without a hand-over, and what became of the units."""

    reason: FailureReason
    disposition: Disposition
    note: FreeText
    """The carrier's note; empty when none was given and for `timed_out`."""


class DeliveryPosition(OpenModel):
    """The last known place of a delivery on the road. Only the latest is kept."""

    delivery_id: DeliveryId
    position: GeoPoint
    recorded_at: Timestamp
    """When the carrier's device took the position."""
    accuracy_m: int | None
    """Radius of 68 % confidence in whole metres; null when the device did not say."""
    eta: Timestamp | None
    """The carrier's estimate of the arrival at the dropoff; null when there is none."""


class DropoffCommand(OpenModel):
    """The dropoff code as the shelter showed it, how much arrived, and what proves the hand-over."""

    code: HandoverCode
    quantity_received: int | None = None
    """Units that the shelter took; absent means all. The rest is lost."""
    proof_photo_url: HttpsUrl | None = None
    """Picture of the hand-over, kept by you."""
    position: GeoPoint | None = None
    """Where the device was."""


class FailCommand(OpenModel):
    """Why a delivery cannot be handed over, and what becomes of its units."""

    reason: FailReason
    disposition: Disposition
    note: FreeText | None = None
    """What else the parties should know; no names of people."""


class HandoverCodes(OpenModel):
    """What the parties need at the hand-overs. A caller sees what its roles in the delivery let it see: the provider the pickup code,
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


class PositionReport(OpenModel):
    """A position taken by the carrier's device."""

    position: GeoPoint
    recorded_at: Timestamp
    """When the device took it. A report not later than the stored one changes nothing."""
    accuracy_m: int | None = None
    """Radius of 68 % confidence in whole metres."""
    eta: Timestamp | None = None
    """Estimated arrival at the dropoff."""


class Proof(OpenModel):
    """Proof of a verified hand-over, the same object for pickup and dropoff."""

    verified_at: Timestamp
    """When the code was accepted."""
    position: GeoPoint | None
    """Where the carrier's device was; null when it did not say."""
    photo_url: HttpsUrl | None
    """Picture of the hand-over, kept by the carrier; null when there is none."""


class DeliveryDropoff(OpenModel):
    """Where the units are handed over, the proof that they were, and how many arrived."""

    location: PlaceRef
    proof: Proof | None
    """Proof of the verified dropoff; null before it."""
    quantity_received: int | None
    """Units that the shelter took, at most the delivery's quantity; the rest is lost. Null before the dropoff."""


class DeliveryPickup(OpenModel):
    """Where the units are collected and the proof that they were."""

    location: PlaceRef
    proof: Proof | None
    """Proof of the verified pickup; null before it."""


class Delivery(OpenModel):
    """Units of one batch on their way to one shelter.

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
    """End of the hold, never later than `expires_at`: 15 minutes from the commitment in `pending_confirmation`, 3 hours from the
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


class DeliveryListItem(Delivery):
    """A delivery as it stands in a list; with `near` it also has the distance of its pickup point."""

    distance_m: DistanceM | None = None


class DeliveryPage(OpenModel):
    """One page of deliveries, last changed last."""

    items: list[DeliveryListItem]
    """At most `limit` deliveries; empty when nothing matches."""
    next_cursor: Cursor | None
    """Cursor of the next page; null on the last one."""


class CommitResult(OpenModel):
    """The delivery that the caller now carries and, after a split, what is still open."""

    delivery: Delivery
    remainder: Delivery | None
    """The open delivery with the rest of the units; null when the commitment took all."""
