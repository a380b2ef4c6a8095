"""Models: problems."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from typing import TypeAlias

from vouajudar._model import OpenModel
from vouajudar.models.shared import (
    ApprovalStatus,
    BatchStatus,
    Cursor,
    DeliveryId,
    ETagValue,
    ItemId,
    PartnerKind,
    ReservationId,
    Scope,
    Timestamp,
)


class ProblemError(OpenModel):
    """One place in the request that a problem is about, and what is wrong there."""

    pointer: str | None
    """JSON Pointer of the member of the body; `""` is the body as a whole. Null when it is no member of the body."""
    parameter: str | None
    """Name of the query parameter or header. Null when it is neither."""
    code: str
    """The rule that was broken: a keyword of JSON Schema in snake_case (`required`, `type`, `enum`, `pattern`, `maximum`, `max_length`, `additional_properties`, ...), `unknown_parameter`, `not_found` for an id that leads nowhere, or `malformed`. More may be added."""
    detail: str
    """What is wrong there, for people. Do not parse it."""


RequestId: TypeAlias = str
"""Identifies one request to this API; the server draws it and answers it in `X-Request-Id`. Quote it when you ask for help."""


ResourceId: TypeAlias = str
"""Identifies a resource of any type; its first three letters tell which."""


ResourceStatus: TypeAlias = str
"""Status of a batch, a delivery, a resource request or a reservation, by the name that its own status enum gives it."""


class ProblemBase(OpenModel):
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


class QuantityExceedsDeliveryProblem(ProblemBase):
    """More cannot arrive than was picked up."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""
    quantity: int
    """Quantity of the delivery."""


class QuantityExceedsReservationProblem(ProblemBase):
    """More cannot be received than was reserved."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""
    item_id: ItemId
    quantity: int
    """Reserved quantity of the item; 0 when the reservation does not hold it."""


class RateLimitedProblem(ProblemBase):
    """The quota of this key or address is used up for now."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""


class RequestHasActiveReservationsProblem(ProblemBase):
    """The request cannot be cancelled while somebody is bringing something for it."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""
    reservation_ids: list[ReservationId]
    """The reservations that are open."""
    delivery_ids: list[DeliveryId]
    """The linked deliveries that are open or under way."""


class RequestItemMismatchProblem(ProblemBase):
    """The delivery cannot be linked to this item of a resource request."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""


class ServiceUnavailableProblem(ProblemBase):
    """The server cannot answer for the moment."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""


class TokenExpiredProblem(ProblemBase):
    """The credential is known, but its time is over."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""


class UnauthenticatedProblem(ProblemBase):
    """The server does not know who is calling."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""


class UnsupportedMediaTypeProblem(ProblemBase):
    """The operation does not read bodies of this media type."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""


class ValidationErrorProblem(ProblemBase):
    """The request can be read, but does not match this specification."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""


class VolunteerBusyProblem(ProblemBase):
    """The volunteer already carries something."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""
    active_delivery_id: DeliveryId


class WebhookDisabledProblem(ProblemBase):
    """Nothing is sent to a disabled endpoint."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""


class WebhookUrlRejectedProblem(ProblemBase):
    """Events are not sent to this address."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""


class BatchExpiredProblem(ProblemBase):
    """The shelf life of the batch has ended; nothing new can be taken from it."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""


class BatchHasActiveDeliveriesProblem(ProblemBase):
    """The batch cannot be cancelled while somebody counts on it."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""
    delivery_ids: list[DeliveryId]
    """The deliveries that are open or under way."""


class BatchNotReadyProblem(ProblemBase):
    """Nothing can be taken from the batch."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""
    current_status: BatchStatus


class BelowReservedQuantityProblem(ProblemBase):
    """An item cannot shrink below what others are bringing or have brought."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""
    item_id: ItemId
    reserved: int
    """Reserved and delivered quantity of the item, the least that it can be set to."""


class CursorExpiredProblem(ProblemBase):
    """The feed no longer holds what came after this cursor."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""
    earliest_cursor: Cursor


class DuplicateExternalIdProblem(ProblemBase):
    """You have a resource of this type with this external id."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""
    existing_id: ResourceId


class ForbiddenForPartnerKindProblem(ProblemBase):
    """The partner is not of a kind that may do this at all."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""
    required: list[PartnerKind]
    """The kinds of which one is needed."""


class ForbiddenForRoleProblem(ProblemBase):
    """You may see the resource, but not do this to it."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""


class HandoverCodeMismatchProblem(ProblemBase):
    """The code is not the one that the other side shows."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""
    attempts_remaining: int
    """Tries left before the code is locked."""


class HandoverLockedProblem(ProblemBase):
    """The code is locked; even the right one is refused."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""


class IdempotencyInProgressProblem(ProblemBase):
    """The first request with this Idempotency-Key has not been answered yet."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""


class IdempotencyKeyRequiredProblem(ProblemBase):
    """The operation is only carried out with an Idempotency-Key."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""


class IdempotencyKeyReusedProblem(ProblemBase):
    """The Idempotency-Key belongs to another request."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""


class InsufficientQuantityProblem(ProblemBase):
    """Less is left than was asked for."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""
    requested: int
    """The quantity that was asked for."""
    available: int
    """The most that this call could have got."""
    item_id: ItemId | None
    """The item of the resource request that ran short, if it was one."""


class InsufficientScopeProblem(ProblemBase):
    """The credential lacks a scope."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""
    required: list[Scope]
    """The scopes that are needed, all of them."""


class InternalErrorProblem(ProblemBase):
    """The server failed."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""


class InvalidCursorProblem(ProblemBase):
    """The cursor does not belong to this list or feed."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""


class InvalidStateProblem(ProblemBase):
    """The resource has moved on, or is not there yet."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""
    current_status: ResourceStatus
    allowed_from: list[ResourceStatus]
    """The statuses from which the step is possible."""
    expired_at: Timestamp | None
    """When the resource expired, where that is what stands in the way."""


class LimitReachedProblem(ProblemBase):
    """You already have as many as a partner may have."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""
    limit: int
    """How many there may be."""


class LiveModeProblem(ProblemBase):
    """The operation exists for test partners only."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""


class LocationKindMismatchProblem(ProblemBase):
    """A location of this kind cannot play this part."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""


class LocationUnavailableProblem(ProblemBase):
    """The location cannot be used for anything new."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""
    approval_status: ApprovalStatus
    active: bool
    """Whether the owner has the location in use."""


class MalformedRequestProblem(ProblemBase):
    """The body cannot be read as what its media type says."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""


class MethodNotAllowedProblem(ProblemBase):
    """The path exists, but not with this method."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""


class NotAcceptableProblem(ProblemBase):
    """The operation cannot answer in a media type that you accept."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""


class NotFoundProblem(ProblemBase):
    """There is nothing here that you may see."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""


class PartnerSuspendedProblem(ProblemBase):
    """The partner may not call this API for the time being."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""


class PayloadTooLargeProblem(ProblemBase):
    """The body is larger than the server reads."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""
    limit_bytes: int
    """The largest body that is read."""


class PreconditionFailedProblem(ProblemBase):
    """The resource is not at the version that If-Match names."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""
    current_etag: ETagValue


class PreconditionRequiredProblem(ProblemBase):
    """The operation changes a resource only at a version that you have seen."""

    type: str
    """Names this problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""


class Problem(ProblemBase):
    """A problem that this version of the specification does not know. Judge it by its `status`; more problem types may be added."""

    type: str
    """Names the problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""
