"""Every error of the API: one class a status, and below it one a problem.

APIError
 BadRequestStatusError (400)
   MalformedRequestError
   InvalidCursorError
   IdempotencyKeyRequiredError
 UnauthorizedStatusError (401)
   UnauthenticatedError
   TokenExpiredError
 ForbiddenStatusError (403)
   InsufficientScopeError
   ForbiddenForPartnerKindError
   ForbiddenForRoleError
   PartnerSuspendedError
   LiveModeError
 NotFoundStatusError (404)
   NotFoundError
 MethodNotAllowedStatusError (405)
   MethodNotAllowedError
 NotAcceptableStatusError (406)
   NotAcceptableError
 ConflictStatusError (409)
   LocationUnavailableError
   LocationKindMismatchError
   RequestItemMismatchError
   DuplicateExternalIdError
   WebhookUrlRejectedError
   LimitReachedError
   BatchNotReadyError
   BatchExpiredError
   InvalidStateError
   BatchHasActiveDeliveriesError
   RequestHasActiveReservationsError
   WebhookDisabledError
   VolunteerBusyError
   HandoverCodeMismatchError
   InsufficientQuantityError
   BelowReservedQuantityError
   QuantityExceedsDeliveryError
   QuantityExceedsReservationError
   IdempotencyInProgressError
 GoneStatusError (410)
   CursorExpiredError
 PreconditionFailedStatusError (412)
   PreconditionFailedError
 PayloadTooLargeStatusError (413)
   PayloadTooLargeError
 UnsupportedMediaTypeStatusError (415)
   UnsupportedMediaTypeError
 UnprocessableContentStatusError (422)
   ValidationError
   IdempotencyKeyReusedError
 PreconditionRequiredStatusError (428)
   PreconditionRequiredError
 TooManyRequestsStatusError (429)
   RateLimitedError
   HandoverLockedError
 InternalServerStatusError (500)
   InternalError
 ServiceUnavailableStatusError (503)
   ServiceUnavailableError
"""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from vouajudar._errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    DecodingError,
    NotModified,
    OAuthError,
    VouAjudarError,
    WaitEndedError,
    WaitError,
    WaitTimeoutError,
)

__all__ = [
    "BY_SLUG",
    "BY_STATUS",
    "APIConnectionError",
    "APIError",
    "APITimeoutError",
    "BadRequestStatusError",
    "BatchExpiredError",
    "BatchHasActiveDeliveriesError",
    "BatchNotReadyError",
    "BelowReservedQuantityError",
    "ConflictStatusError",
    "CursorExpiredError",
    "DecodingError",
    "DuplicateExternalIdError",
    "ForbiddenForPartnerKindError",
    "ForbiddenForRoleError",
    "ForbiddenStatusError",
    "GoneStatusError",
    "HandoverCodeMismatchError",
    "HandoverLockedError",
    "IdempotencyInProgressError",
    "IdempotencyKeyRequiredError",
    "IdempotencyKeyReusedError",
    "InsufficientQuantityError",
    "InsufficientScopeError",
    "InternalError",
    "InternalServerStatusError",
    "InvalidCursorError",
    "InvalidStateError",
    "LimitReachedError",
    "LiveModeError",
    "LocationKindMismatchError",
    "LocationUnavailableError",
    "MalformedRequestError",
    "MethodNotAllowedError",
    "MethodNotAllowedStatusError",
    "NotAcceptableError",
    "NotAcceptableStatusError",
    "NotFoundError",
    "NotFoundStatusError",
    "NotModified",
    "OAuthError",
    "PartnerSuspendedError",
    "PayloadTooLargeError",
    "PayloadTooLargeStatusError",
    "PreconditionFailedError",
    "PreconditionFailedStatusError",
    "PreconditionRequiredError",
    "PreconditionRequiredStatusError",
    "QuantityExceedsDeliveryError",
    "QuantityExceedsReservationError",
    "RateLimitedError",
    "RequestHasActiveReservationsError",
    "RequestItemMismatchError",
    "ServiceUnavailableError",
    "ServiceUnavailableStatusError",
    "TokenExpiredError",
    "TooManyRequestsStatusError",
    "UnauthenticatedError",
    "UnauthorizedStatusError",
    "UnprocessableContentStatusError",
    "UnsupportedMediaTypeError",
    "UnsupportedMediaTypeStatusError",
    "ValidationError",
    "VolunteerBusyError",
    "VouAjudarError",
    "WaitEndedError",
    "WaitError",
    "WaitTimeoutError",
    "WebhookDisabledError",
    "WebhookUrlRejectedError",
]


class BadRequestStatusError(APIError):
    """400: Bad Request. Also what a problem of this status is that this release does not know."""


class UnauthorizedStatusError(APIError):
    """401: Unauthorized. Also what a problem of this status is that this release does not know."""


class ForbiddenStatusError(APIError):
    """403: Forbidden. Also what a problem of this status is that this release does not know."""


class NotFoundStatusError(APIError):
    """404: Not Found. Also what a problem of this status is that this release does not know."""


class MethodNotAllowedStatusError(APIError):
    """405: Method Not Allowed. Also what a problem of this status is that this release does not know."""


class NotAcceptableStatusError(APIError):
    """406: Not Acceptable. Also what a problem of this status is that this release does not know."""


class ConflictStatusError(APIError):
    """409: Conflict. Also what a problem of this status is that this release does not know."""


class GoneStatusError(APIError):
    """410: Gone. Also what a problem of this status is that this release does not know."""


class PreconditionFailedStatusError(APIError):
    """412: Precondition Failed. Also what a problem of this status is that this release does not know."""


class PayloadTooLargeStatusError(APIError):
    """413: Payload too large. Also what a problem of this status is that this release does not know."""


class UnsupportedMediaTypeStatusError(APIError):
    """415: Unsupported Media Type. Also what a problem of this status is that this release does not know."""


class UnprocessableContentStatusError(APIError):
    """422: Unprocessable content. Also what a problem of this status is that this release does not know."""


class PreconditionRequiredStatusError(APIError):
    """428: Precondition Required. Also what a problem of this status is that this release does not know."""


class TooManyRequestsStatusError(APIError):
    """429: Too Many Requests. Also what a problem of this status is that this release does not know."""


class InternalServerStatusError(APIError):
    """500: Internal Server Error. Also what a problem of this status is that this release does not know."""


class ServiceUnavailableStatusError(APIError):
    """503: Service Unavailable. Also what a problem of this status is that this release does not know."""


class MalformedRequestError(BadRequestStatusError):
    """Malformed request: The body cannot be read as what its media type says.

    The JSON or its encoding is broken, or an operation that needs a body got none.
    """

    _slug = "malformed-request"
    _retryable = False
    fix = "Send one complete JSON value in UTF-8."


class InvalidCursorError(BadRequestStatusError):
    """Invalid cursor: The cursor does not belong to this list or feed.

    The cursor was changed, is not ours, or was given to another partner, for another path or with other filters.
    """

    _slug = "invalid-cursor"
    _retryable = False
    fix = "Repeat the filters of the first page with each cursor, or start again without one."


class IdempotencyKeyRequiredError(BadRequestStatusError):
    """Idempotency key required: The operation is only carried out with an Idempotency-Key.

    The header is missing.
    """

    _slug = "idempotency-key-required"
    _retryable = False
    fix = "Draw a fresh random key for each intended effect and send the same one with every retry of it."


class UnauthenticatedError(UnauthorizedStatusError):
    """Not authenticated: The server does not know who is calling.

    No credential was sent, or the key or token is unknown, revoked or forged.
    """

    _slug = "unauthenticated"
    _retryable = False
    fix = "Send a valid X-API-Key, or get a new token with createAccessToken. If both are sent, the token counts."


class TokenExpiredError(UnauthorizedStatusError):
    """Credential expired: The credential is known, but its time is over.

    A token lives for one hour, an API key until its `expires_at`.
    """

    _slug = "token-expired"
    _retryable = False
    fix = "Get a new token with createAccessToken, or have a new key created."


class InsufficientScopeError(ForbiddenStatusError):
    """Insufficient scope: The credential lacks a scope.

    The operation needs scopes that the key or token does not hold, or a new key was to get more than its creator holds.
    """

    _slug = "insufficient-scope"
    _retryable = False
    fix = "Use a credential with the scopes named in `required`."

    @property
    def required(self) -> list[str]:
        """The scopes that are needed, all of them."""
        return self._extra_texts("required")


class ForbiddenForPartnerKindError(ForbiddenStatusError):
    """Forbidden for this kind of partner: The partner is not of a kind that may do this at all.

    The operation belongs to another side, for example batches to providers and commitments to dispatch partners.
    """

    _slug = "forbidden-for-partner-kind"
    _retryable = False
    fix = "Ask for the kind named in `required`, or leave the step to a partner that has it."

    @property
    def required(self) -> list[str]:
        """The kinds of which one is needed."""
        return self._extra_texts("required")


class ForbiddenForRoleError(ForbiddenStatusError):
    """Forbidden for your role: You may see the resource, but not do this to it.

    The step belongs to its owner, its carrier or its requester, and you are another.
    """

    _slug = "forbidden-for-role"
    _retryable = False
    fix = "Leave the step to the partner in that role."


class PartnerSuspendedError(ForbiddenStatusError):
    """Partner suspended: The partner may not call this API for the time being.

    The platform has suspended the partner record.
    """

    _slug = "partner-suspended"
    _retryable = False
    fix = "Write to the platform's support, with the request id."


class LiveModeError(ForbiddenStatusError):
    """Not in live mode: The operation exists for test partners only.

    A partner in live mode called an operation of the sandbox.
    """

    _slug = "live-mode"
    _retryable = False
    fix = "Use a credential of a test partner."


class NotFoundError(NotFoundStatusError):
    """Not found: There is nothing here that you may see.

    The path or the id is unknown, malformed, or not readable for you. For an id in the body, `errors` names the member.
    """

    _slug = "not-found"
    _retryable = False
    fix = "Check the id; if another partner owns it, check that it has become readable for you."


class MethodNotAllowedError(MethodNotAllowedStatusError):
    """Method not allowed: The path exists, but not with this method.

    The method is not one of those in the `Allow` header. HEAD is not offered.
    """

    _slug = "method-not-allowed"
    _retryable = False
    fix = "Use a method that `Allow` names."


class NotAcceptableError(NotAcceptableStatusError):
    """Not acceptable: The operation cannot answer in a media type that you accept.

    The `Accept` header excludes what the operation answers.
    """

    _slug = "not-acceptable"
    _retryable = False
    fix = "Accept the media type that the operation documents."


class LocationUnavailableError(ConflictStatusError):
    """Location unavailable: The location cannot be used for anything new.

    It is not approved yet, was rejected, or its owner has set it inactive.
    """

    _slug = "location-unavailable"
    _retryable = False
    fix = "Wait for location.approved, or choose another location."

    @property
    def approval_status(self) -> str:
        return self._extra("approval_status", str)

    @property
    def active(self) -> bool:
        """Whether the owner has the location in use."""
        return self._extra("active", bool)


class LocationKindMismatchError(ConflictStatusError):
    """Location of the wrong kind: A location of this kind cannot play this part.

    Only a provider or a distribution center can give; only a shelter or a distribution center can receive and request.
    """

    _slug = "location-kind-mismatch"
    _retryable = False
    fix = "Choose a location of a fitting kind."


class RequestItemMismatchError(ConflictStatusError):
    """Request item does not fit: The delivery cannot be linked to this item of a resource request.

    The item's request is at another location, or product type or unit differ from the batch's.
    """

    _slug = "request-item-mismatch"
    _retryable = False
    fix = "Choose an item that fits the batch, or leave `resource_item_id` out."


class DuplicateExternalIdError(ConflictStatusError):
    """External id already used: You have a resource of this type with this external id.

    The create was repeated under another Idempotency-Key, or the id was used before; it is never free again.
    """

    _slug = "duplicate-external-id"
    _retryable = False
    fix = "Read the resource named in `existing_id`, or choose another external id."

    @property
    def existing_id(self) -> str:
        return self._extra("existing_id", str)


class WebhookUrlRejectedError(ConflictStatusError):
    """Webhook address rejected: Events are not sent to this address.

    It is not https, or names a private, loopback or link-local address.
    """

    _slug = "webhook-url-rejected"
    _retryable = False
    fix = "Give a public https address. The sandbox allows loopback."


class LimitReachedError(ConflictStatusError):
    """Limit reached: You already have as many as a partner may have.

    There are 20 live API keys, or 10 webhook endpoints.
    """

    _slug = "limit-reached"
    _retryable = False
    fix = "Revoke a key or delete an endpoint that is no longer used."

    @property
    def limit(self) -> int:
        """How many there may be."""
        return self._extra("limit", int)


class BatchNotReadyError(ConflictStatusError):
    """Batch not ready: Nothing can be taken from the batch.

    The batch is still being produced, or was cancelled.
    """

    _slug = "batch-not-ready"
    _retryable = False
    fix = "Wait for batch.ready, or choose another batch."

    @property
    def current_status(self) -> str:
        return self._extra("current_status", str)


class BatchExpiredError(ConflictStatusError):
    """Batch expired: The shelf life of the batch has ended; nothing new can be taken from it.

    The batch's `expires_at` has passed.
    """

    _slug = "batch-expired"
    _retryable = False
    fix = "Choose another batch."


class InvalidStateError(ConflictStatusError):
    """Not possible in this state: The resource has moved on, or is not there yet.

    The step is not one that leads on from the current status, or the resource has expired.
    """

    _slug = "invalid-state"
    _retryable = False
    fix = "Read the resource again and decide anew. `allowed_from` tells from which statuses the step is possible."

    @property
    def current_status(self) -> str:
        return self._extra("current_status", str)

    @property
    def allowed_from(self) -> list[str]:
        """The statuses from which the step is possible."""
        return self._extra_texts("allowed_from")

    @property
    def expired_at(self) -> datetime | None:
        """When the resource expired, where that is what stands in the way."""
        return self._extra_time_or_none("expired_at")


class BatchHasActiveDeliveriesError(ConflictStatusError):
    """Batch has open deliveries: The batch cannot be cancelled while somebody counts on it.

    Deliveries of the batch are open or under way.
    """

    _slug = "batch-has-active-deliveries"
    _retryable = False
    fix = "Cancel the deliveries named in `delivery_ids` first, or wait for those that were picked up."

    @property
    def delivery_ids(self) -> list[str]:
        """The deliveries that are open or under way."""
        return self._extra_texts("delivery_ids")


class RequestHasActiveReservationsError(ConflictStatusError):
    """Request has open reservations: The request cannot be cancelled while somebody is bringing something for it.

    Reservations or linked deliveries are open.
    """

    _slug = "request-has-active-reservations"
    _retryable = False
    fix = "Cancel those named in `reservation_ids` and `delivery_ids` first, or wait for them."

    @property
    def reservation_ids(self) -> list[str]:
        """The reservations that are open."""
        return self._extra_texts("reservation_ids")

    @property
    def delivery_ids(self) -> list[str]:
        """The linked deliveries that are open or under way."""
        return self._extra_texts("delivery_ids")


class WebhookDisabledError(ConflictStatusError):
    """Webhook endpoint disabled: Nothing is sent to a disabled endpoint.

    The endpoint was disabled by you, by an answer of 410, or by five days of failures.
    """

    _slug = "webhook-disabled"
    _retryable = False
    fix = "Set its status to `enabled` with updateWebhookEndpoint, then repeat."


class VolunteerBusyError(ConflictStatusError):
    """Volunteer busy: The volunteer already carries something.

    Your `volunteer_ref` has a delivery between pending_confirmation and in_transit.
    """

    _slug = "volunteer-busy"
    _retryable = False
    fix = "Finish, release or cancel the delivery in `active_delivery_id`, or send another volunteer."

    @property
    def active_delivery_id(self) -> str:
        return self._extra("active_delivery_id", str)


class HandoverCodeMismatchError(ConflictStatusError):
    """Wrong hand-over code: The code is not the one that the other side shows.

    A typing error, an old code, or the code of the other hand-over.
    """

    _slug = "handover-code-mismatch"
    _retryable = False
    fix = "Ask the other side to read its code again. The fifth wrong try locks the code for 15 minutes."

    @property
    def attempts_remaining(self) -> int:
        """Tries left before the code is locked."""
        return self._extra("attempts_remaining", int)


class InsufficientQuantityError(ConflictStatusError):
    """Not enough left: Less is left than was asked for.

    Others were faster, or the quantity is beyond what the batch, the delivery or the item has open.
    """

    _slug = "insufficient-quantity"
    _retryable = False
    fix = "Ask for at most `available`, or send `allow_partial` where the operation takes it."

    @property
    def requested(self) -> int:
        """The quantity that was asked for."""
        return self._extra("requested", int)

    @property
    def available(self) -> int:
        """The most that this call could have got."""
        return self._extra("available", int)

    @property
    def item_id(self) -> str | None:
        """The item of the resource request that ran short, if it was one."""
        return self._extra_or_none("item_id", str)


class BelowReservedQuantityError(ConflictStatusError):
    """Less than already reserved: An item cannot shrink below what others are bringing or have brought.

    The new quantity is smaller than the reserved and delivered quantity of the item.
    """

    _slug = "below-reserved-quantity"
    _retryable = False
    fix = "Ask for at least `reserved`, or have reservations cancelled first."

    @property
    def item_id(self) -> str:
        return self._extra("item_id", str)

    @property
    def reserved(self) -> int:
        """Reserved and delivered quantity of the item, the least that it can be set to."""
        return self._extra("reserved", int)


class QuantityExceedsDeliveryError(ConflictStatusError):
    """More than the delivery holds: More cannot arrive than was picked up.

    The `quantity_received` is greater than the quantity of the delivery.
    """

    _slug = "quantity-exceeds-delivery"
    _retryable = False
    fix = "Report at most `quantity`."

    @property
    def quantity(self) -> int:
        """Quantity of the delivery."""
        return self._extra("quantity", int)


class QuantityExceedsReservationError(ConflictStatusError):
    """More than was reserved: More cannot be received than was reserved.

    The `quantity_received` of an item is greater than its reserved quantity, or the item is not in the reservation.
    """

    _slug = "quantity-exceeds-reservation"
    _retryable = False
    fix = "Report at most `quantity` for the item in `item_id`."

    @property
    def item_id(self) -> str:
        return self._extra("item_id", str)

    @property
    def quantity(self) -> int:
        """Reserved quantity of the item; 0 when the reservation does not hold it."""
        return self._extra("quantity", int)


class IdempotencyInProgressError(ConflictStatusError):
    """Same request still in progress: The first request with this Idempotency-Key has not been answered yet.

    A retry overtook the request that it repeats.
    """

    _slug = "idempotency-in-progress"
    _retryable = True
    fix = "Wait a moment and repeat with the same key; the stored answer will come."


class CursorExpiredError(GoneStatusError):
    """Cursor expired: The feed no longer holds what came after this cursor.

    The cursor is older than 30 days, or the sandbox was reset.
    """

    _slug = "cursor-expired"
    _retryable = False
    fix = "Take a new cursor with `after=latest`, list the resources anew, and go on from that cursor."

    @property
    def earliest_cursor(self) -> str:
        return self._extra("earliest_cursor", str)


class PreconditionFailedError(PreconditionFailedStatusError):
    """Resource has changed: The resource is not at the version that If-Match names.

    Somebody, or the clock, changed it since you read it.
    """

    _slug = "precondition-failed"
    _retryable = False
    fix = "Read it again, apply your change to what you find, and send the new ETag."

    @property
    def current_etag(self) -> str:
        return self._extra("current_etag", str)


class PayloadTooLargeError(PayloadTooLargeStatusError):
    """Body too large: The body is larger than the server reads.

    The body exceeds `limit_bytes`.
    """

    _slug = "payload-too-large"
    _retryable = False
    fix = "Send less at once."

    @property
    def limit_bytes(self) -> int:
        """The largest body that is read."""
        return self._extra("limit_bytes", int)


class UnsupportedMediaTypeError(UnsupportedMediaTypeStatusError):
    """Unsupported media type: The operation does not read bodies of this media type.

    The Content-Type is missing or is not the one that the operation documents.
    """

    _slug = "unsupported-media-type"
    _retryable = False
    fix = "Send the documented Content-Type."


class ValidationError(UnprocessableContentStatusError):
    """Request breaks the contract: The request can be read, but does not match this specification.

    A parameter, a header or a member of the body is missing, unknown, or outside its bounds.
    """

    _slug = "validation-error"
    _retryable = False
    fix = "Correct what `errors` names; it lists every violation at once."


class IdempotencyKeyReusedError(UnprocessableContentStatusError):
    """Idempotency key used for something else: The Idempotency-Key belongs to another request.

    The key was used in the last 24 hours with another path or another body.
    """

    _slug = "idempotency-key-reused"
    _retryable = False
    fix = "Draw a fresh key for each intended effect."


class PreconditionRequiredError(PreconditionRequiredStatusError):
    """If-Match required: The operation changes a resource only at a version that you have seen.

    The If-Match header is missing.
    """

    _slug = "precondition-required"
    _retryable = False
    fix = "Read the resource and send its ETag as If-Match."


class RateLimitedError(TooManyRequestsStatusError):
    """Too many requests: The quota of this key or address is used up for now.

    More requests came than `RateLimit-Policy` grants.
    """

    _slug = "rate-limited"
    _retryable = True
    fix = "Wait for the seconds in `Retry-After`, then repeat."


class HandoverLockedError(TooManyRequestsStatusError):
    """Hand-over locked: The code is locked; even the right one is refused.

    Five wrong codes were sent.
    """

    _slug = "handover-locked"
    _retryable = False
    fix = "Wait for the seconds in `Retry-After`, then ask the other side for its code again."


class InternalError(InternalServerStatusError):
    """Internal error: The server failed.

    A defect on our side.
    """

    _slug = "internal-error"
    _retryable = False
    fix = "Report the request id. Repeat only with the same Idempotency-Key."


class ServiceUnavailableError(ServiceUnavailableStatusError):
    """Service unavailable: The server cannot answer for the moment.

    Maintenance, overload, or a part that is down.
    """

    _slug = "service-unavailable"
    _retryable = True
    fix = "Wait for the seconds in `Retry-After`, then repeat; a command with the same Idempotency-Key."


BY_STATUS: Mapping[int, type[APIError]] = {
    400: BadRequestStatusError,
    401: UnauthorizedStatusError,
    403: ForbiddenStatusError,
    404: NotFoundStatusError,
    405: MethodNotAllowedStatusError,
    406: NotAcceptableStatusError,
    409: ConflictStatusError,
    410: GoneStatusError,
    412: PreconditionFailedStatusError,
    413: PayloadTooLargeStatusError,
    415: UnsupportedMediaTypeStatusError,
    422: UnprocessableContentStatusError,
    428: PreconditionRequiredStatusError,
    429: TooManyRequestsStatusError,
    500: InternalServerStatusError,
    503: ServiceUnavailableStatusError,
}
BY_SLUG: Mapping[str, type[APIError]] = {
    "malformed-request": MalformedRequestError,
    "invalid-cursor": InvalidCursorError,
    "idempotency-key-required": IdempotencyKeyRequiredError,
    "unauthenticated": UnauthenticatedError,
    "token-expired": TokenExpiredError,
    "insufficient-scope": InsufficientScopeError,
    "forbidden-for-partner-kind": ForbiddenForPartnerKindError,
    "forbidden-for-role": ForbiddenForRoleError,
    "partner-suspended": PartnerSuspendedError,
    "live-mode": LiveModeError,
    "not-found": NotFoundError,
    "method-not-allowed": MethodNotAllowedError,
    "not-acceptable": NotAcceptableError,
    "location-unavailable": LocationUnavailableError,
    "location-kind-mismatch": LocationKindMismatchError,
    "request-item-mismatch": RequestItemMismatchError,
    "duplicate-external-id": DuplicateExternalIdError,
    "webhook-url-rejected": WebhookUrlRejectedError,
    "limit-reached": LimitReachedError,
    "batch-not-ready": BatchNotReadyError,
    "batch-expired": BatchExpiredError,
    "invalid-state": InvalidStateError,
    "batch-has-active-deliveries": BatchHasActiveDeliveriesError,
    "request-has-active-reservations": RequestHasActiveReservationsError,
    "webhook-disabled": WebhookDisabledError,
    "volunteer-busy": VolunteerBusyError,
    "handover-code-mismatch": HandoverCodeMismatchError,
    "insufficient-quantity": InsufficientQuantityError,
    "below-reserved-quantity": BelowReservedQuantityError,
    "quantity-exceeds-delivery": QuantityExceedsDeliveryError,
    "quantity-exceeds-reservation": QuantityExceedsReservationError,
    "idempotency-in-progress": IdempotencyInProgressError,
    "cursor-expired": CursorExpiredError,
    "precondition-failed": PreconditionFailedError,
    "payload-too-large": PayloadTooLargeError,
    "unsupported-media-type": UnsupportedMediaTypeError,
    "validation-error": ValidationError,
    "idempotency-key-reused": IdempotencyKeyReusedError,
    "precondition-required": PreconditionRequiredError,
    "rate-limited": RateLimitedError,
    "handover-locked": HandoverLockedError,
    "internal-error": InternalError,
    "service-unavailable": ServiceUnavailableError,
}
