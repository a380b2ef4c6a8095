"""Models: reservations."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from vouajudar._model import OpenModel
from vouajudar.models.shared import (
    CancelReason,
    Cursor,
    HandoverCode,
    ItemId,
    ItemQuantity,
    ReservationId,
    ReservationStatus,
    ResourceRequestId,
    Timestamp,
    Version,
    VolunteerRef,
)


class ReceiptItem(OpenModel):
    """What arrived of one promised item, from nothing to all of it."""

    item_id: ItemId
    quantity_received: int
    """What was taken, in the item's unit."""


class ReservationItem(OpenModel):
    """A promised amount of one item of the request, and what arrived of it."""

    item_id: ItemId
    quantity: ItemQuantity
    quantity_received: int | None
    """What the requester took, 0 included; a shortfall reopens the item. Null before the receipt."""


class ReservationItemCreate(OpenModel):
    """Amount of one item of the request."""

    item_id: ItemId
    quantity: ItemQuantity


class ReceiptCommand(OpenModel):
    """The reserver's confirmation code and what arrived."""

    code: HandoverCode
    """Confirmation code that the reserver showed."""
    items: list[ReceiptItem] | None = None
    """Items of which something else than the promised amount arrived. Those not named arrived in full; the same item twice is summed."""


class Reservation(OpenModel):
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


class ReservationCreate(OpenModel):
    """Items of a request that you will bring."""

    volunteer_ref: VolunteerRef
    items: list[ReservationItemCreate]
    """What you will bring. The same item twice is summed."""
    eta: Timestamp | None = None
    """When it will arrive."""


class ReservationCreated(Reservation):
    """The new reservation with its confirmation code, which is shown here and nowhere else."""

    confirmation_code: HandoverCode
    """Hand it to the requester on arrival, who submits it in the receipt."""


class ReservationPage(OpenModel):
    """One page of reservations, last changed last."""

    items: list[Reservation]
    """At most `limit` reservations; empty when nothing matches."""
    next_cursor: Cursor | None
    """Cursor of the next page; null on the last one."""
