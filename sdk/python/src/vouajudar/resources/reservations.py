"""Promises to bring items of a request directly, without a batch, and the receipt of what came."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from vouajudar import _operations as wire
from vouajudar._resource import Resource, answered
from vouajudar._types import NOT_GIVEN
from vouajudar._waiting import Watch, wait

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from vouajudar._pages import Page
    from vouajudar._types import CallOptions, ETag, NotGiven
    from vouajudar.models import (
        CancelReason,
        Cursor,
        FreeText,
        HandoverCode,
        ReceiptItem,
        Reservation,
        ReservationCreated,
        ReservationId,
        ReservationItemCreate,
        ReservationStatus,
        ResourceRequest,
        ResourceRequestId,
        ResourceRequestListItem,
        VolunteerRef,
    )
    from vouajudar.params import ReceiptItemParam, ReservationItemCreateParam


class ReservationsResource(Resource):
    """Promises to bring items of a request directly, without a batch, and the receipt of what came."""

    __slots__ = ()

    @property
    def with_response(self) -> ReservationsWithResponse:
        """The same methods, each giving the whole answer: status, headers, request id, parsed body, bytes."""
        return ReservationsWithResponse(ReservationsResource(self._caller.with_response()))

    def create(
        self,
        resource_request_id: ResourceRequestId | ResourceRequest | ResourceRequestListItem,
        *,
        volunteer_ref: VolunteerRef,
        items: Sequence[ReservationItemCreate | ReservationItemCreateParam],
        idempotency_key: str | None = None,
        eta: datetime | str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[CallOptions],
    ) -> ReservationCreated:
        """Reserve items of a request.

        Promises to bring some items of a resource request within 24 hours and holds them for you. The answer carries the
        confirmation code: hand it to the requester on arrival. It stands in no other answer.

        Who may call: a partner of kind `provider` or `dispatch`.

        Events: `reservation.created`, `resource_request.progressed`.

        Scopes: requests:write.

        Args:
            resource_request_id: The resource request.
            idempotency_key: Fresh random key of this one intended effect, 16 to 128 characters, with or without quotes. A
                repetition with the same key and body within 24 hours has no further effect and gets the first answer again,
                byte by byte, with `Idempotency-Replayed: true`. Only answers of 2xx are kept.
            volunteer_ref: The carrier partner's own pseudonym for the volunteer who carries. Never a name, a phone number or
                an e-mail address: everybody who may read the delivery may read it.
            items: What you will bring. The same item twice is summed. At most 10 items.
            eta: When it will arrive.

        Raises:
            IdempotencyKeyRequiredError: 400. The operation is only carried out with an Idempotency-Key.
            MalformedRequestError: 400. The body cannot be read as what its media type says.
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            ForbiddenForPartnerKindError: 403. The partner is not of a kind that may do this at all.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            NotFoundError: 404. There is nothing here that you may see.
            IdempotencyInProgressError: 409. The first request with this Idempotency-Key has not been answered yet.
            InsufficientQuantityError: 409. Less is left than was asked for.
            InvalidStateError: 409. The resource has moved on, or is not there yet.
            VolunteerBusyError: 409. The volunteer already carries something.
            PayloadTooLargeError: 413. The body is larger than the server reads.
            UnsupportedMediaTypeError: 415. The operation does not read bodies of this media type.
            IdempotencyKeyReusedError: 422. The Idempotency-Key belongs to another request.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            client.reservations.create(
                "req_01J8ZQ9E1G3J5M7P9R2T4W6Y8A",
                volunteer_ref="vol-7f3a91",
                items=[{"item_id": "itm_01J8ZQ9E1H4K6N8Q0S3V5X7Z9B", "quantity": 50}],
            )
        """
        return self._caller.call(
            wire.CREATE_RESERVATION,
            (resource_request_id,),
            header={"Idempotency-Key": idempotency_key},
            body={"volunteer_ref": volunteer_ref, "items": items, "eta": eta},
            options=options,
        )

    def list(
        self,
        *,
        status: Sequence[ReservationStatus] | None = None,
        resource_request_id: ResourceRequestId | None = None,
        expires_before: datetime | str | None = None,
        updated_since: datetime | str | None = None,
        limit: int | None = None,
        cursor: Cursor | None = None,
        **options: Unpack[CallOptions],
    ) -> Page[Reservation]:
        """List reservations.

        Reservations that you made and those of your own requests, last changed last. Any partner may call.

        Scopes: requests:read.

        Args:
            status: Only reservations in these states, separated by commas. At most 4 items.
            resource_request_id: Only reservations for this resource request.
            expires_before: Only what expires before this time, itself excluded.
            updated_since: Only what changed at or after this time. Poll with a few seconds of overlap; the event feed is
                exact.
            limit: How many items a page holds at most. 1 to 100. Default: 20.
            cursor: The `next_cursor` of the page before. It belongs to this partner, this path and these filters, though not
                to `limit`; any other is refused with `invalid-cursor`.

        Raises:
            InvalidCursorError: 400. The cursor does not belong to this list or feed.
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            client.reservations.list()
        """
        return self._caller.page(
            wire.LIST_RESERVATIONS,
            query={
                "status": status,
                "resource_request_id": resource_request_id,
                "expires_before": expires_before,
                "updated_since": updated_since,
                "limit": limit,
                "cursor": cursor,
            },
            options=options,
        )

    def get(
        self,
        reservation_id: ReservationId | Reservation | ReservationCreated,
        *,
        if_none_match: ETag | None = None,
        **options: Unpack[CallOptions],
    ) -> Reservation:
        """Get a reservation.

        The reservation as it stands, without its confirmation code.

        Who may call: the reserver and the owner of the request. For everyone else it does not exist.

        Scopes: requests:read.

        Args:
            reservation_id: The reservation.
            if_none_match: The ETag of the version that you hold. If it is still the current one, the answer is 304 without a
                body.

        Raises:
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            NotFoundError: 404. There is nothing here that you may see.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.
            NotModified: 304, when `if_none_match` was given and still holds.

        Example:
            client.reservations.get("rsv_01J8ZQBF2H5K7N9R1T4V6X8Z0C")
        """
        return self._caller.call(
            wire.GET_RESERVATION,
            (reservation_id,),
            header={"If-None-Match": if_none_match},
            options=options,
        )

    def cancel(
        self,
        reservation_id: ReservationId | Reservation | ReservationCreated,
        *,
        reason: CancelReason,
        if_match: ETag | None = None,
        idempotency_key: str | None = None,
        note: FreeText | NotGiven = NOT_GIVEN,
        **options: Unpack[CallOptions],
    ) -> Reservation:
        """Cancel a reservation.

        Takes the promise back and frees its items.

        Who may call: the reserver and the owner of the request. Without an `Idempotency-Key`, repeating your own last call
        changes nothing and is answered with the reservation as it is.

        Events: `reservation.cancelled`, `resource_request.progressed`, and `resource_request.expired` when an expired request
        waited for nothing else.

        Scopes: requests:write.

        Args:
            reservation_id: The reservation.
            if_match: The ETag of the version that you act on, or `*` for any. Not the current one: `precondition-failed`.
                Without it, the state alone decides.
            idempotency_key: Fresh random key of this one intended effect, 16 to 128 characters, with or without quotes. A
                repetition with the same key and body within 24 hours has no further effect and gets the first answer again.
                Without a key, a repetition of your own last call whose outcome still stands is answered with the current
                state.
            reason: Why something was cancelled or released.
            note: More about the reason, for the other parties. It travels with the events, not with the resource.

        Raises:
            MalformedRequestError: 400. The body cannot be read as what its media type says.
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            NotFoundError: 404. There is nothing here that you may see.
            IdempotencyInProgressError: 409. The first request with this Idempotency-Key has not been answered yet.
            InvalidStateError: 409. The resource has moved on, or is not there yet.
            PreconditionFailedError: 412. The resource is not at the version that If-Match names.
            PayloadTooLargeError: 413. The body is larger than the server reads.
            UnsupportedMediaTypeError: 415. The operation does not read bodies of this media type.
            IdempotencyKeyReusedError: 422. The Idempotency-Key belongs to another request.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            client.reservations.cancel("rsv_01J8ZQBF2H5K7N9R1T4V6X8Z0C", reason="volunteer_unavailable")
        """
        return self._caller.call(
            wire.CANCEL_RESERVATION,
            (reservation_id,),
            header={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            body={"reason": reason, "note": note},
            options=options,
        )

    def confirm_receipt(
        self,
        reservation_id: ReservationId | Reservation | ReservationCreated,
        *,
        code: HandoverCode,
        if_match: ETag | None = None,
        idempotency_key: str | None = None,
        items: Sequence[ReceiptItem | ReceiptItemParam] | NotGiven = NOT_GIVEN,
        **options: Unpack[CallOptions],
    ) -> Reservation:
        """Confirm the receipt of a reservation.

        Closes a reservation with the code that its reserver shows on arrival. Items that are not named were received in full;
        a shortfall makes the request want them again.

        A wrong code is 409 `handover-code-mismatch` and changes nothing but the count of tries; the fifth locks the code for
        15 minutes (429 `handover-locked`), for the right code too.

        Who may call: the owner of the request, of kind `shelter`. Without an `Idempotency-Key`, repeating your own last call
        changes nothing and is answered with the reservation as it is.

        Events: `reservation.delivered`, `resource_request.progressed`, `resource_request.fulfilled` when everything has
        arrived, `resource_request.expired` when an expired request waited for nothing else.

        Scopes: requests:write.

        Args:
            reservation_id: The reservation.
            if_match: The ETag of the version that you act on, or `*` for any. Not the current one: `precondition-failed`.
                Without it, the state alone decides.
            idempotency_key: Fresh random key of this one intended effect, 16 to 128 characters, with or without quotes. A
                repetition with the same key and body within 24 hours has no further effect and gets the first answer again.
                Without a key, a repetition of your own last call whose outcome still stands is answered with the current
                state.
            code: Confirmation code that the reserver showed.
            items: Items of which something else than the promised amount arrived. Those not named arrived in full; the same
                item twice is summed. At most 10 items.

        Raises:
            MalformedRequestError: 400. The body cannot be read as what its media type says.
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            ForbiddenForPartnerKindError: 403. The partner is not of a kind that may do this at all.
            ForbiddenForRoleError: 403. You may see the resource, but not do this to it.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            NotFoundError: 404. There is nothing here that you may see.
            HandoverCodeMismatchError: 409. The code is not the one that the other side shows.
            IdempotencyInProgressError: 409. The first request with this Idempotency-Key has not been answered yet.
            InvalidStateError: 409. The resource has moved on, or is not there yet.
            QuantityExceedsReservationError: 409. More cannot be received than was reserved.
            PreconditionFailedError: 412. The resource is not at the version that If-Match names.
            PayloadTooLargeError: 413. The body is larger than the server reads.
            UnsupportedMediaTypeError: 415. The operation does not read bodies of this media type.
            IdempotencyKeyReusedError: 422. The Idempotency-Key belongs to another request.
            ValidationError: 422. The request can be read, but does not match this specification.
            HandoverLockedError: 429. The code is locked; even the right one is refused.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            client.reservations.confirm_receipt("rsv_01J8ZQBF2H5K7N9R1T4V6X8Z0C", code="620914")
        """
        return self._caller.call(
            wire.CONFIRM_RESERVATION_RECEIPT,
            (reservation_id,),
            header={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            body={"code": code, "items": items},
            options=options,
        )

    def wait(
        self,
        reservation_id: ReservationId | Reservation | ReservationCreated,
        *,
        until: ReservationStatus | Sequence[ReservationStatus],
        timeout: float | None = None,
        after: str | None = None,
    ) -> Reservation:
        """Wait until a reservation has one of these statuses, and give it as it was then.

        Follows the event feed by long polling, so nothing that happens between two looks is missed: a status that was reached and
        left again counts. A status that it has already when you call counts too.

        Scopes: events:read, and that of `get`.

        Args:
            reservation_id: Its id, or itself as it was read.
            until: The status or statuses to wait for.
            timeout: Seconds to wait; None: until it ends.
            after: Cursor of the feed to begin from, for example `error.cursor` of a wait that timed out.

        Raises:
            WaitEndedError: It has reached another terminal status (delivered, cancelled, expired).
            WaitTimeoutError: The time is over. `last` is what was last seen, `cursor` where to go on.

        Example:
            client.reservations.wait(reservation_id, until="delivered", timeout=600)
        """
        return wait(
            self._caller,
            Watch(wire.GET_RESERVATION, wire.LIST_EVENTS, "reservation", frozenset({"delivered", "cancelled", "expired"})),
            reservation_id,
            until=until,
            seconds=timeout,
            after=after,
        )


class ReservationsWithResponse:
    """`ReservationsResource` with the whole answer around each result."""

    def __init__(self, resource: ReservationsResource) -> None:
        self.create = answered(resource.create)
        self.list = answered(resource.list)
        self.get = answered(resource.get)
        self.cancel = answered(resource.cancel)
        self.confirm_receipt = answered(resource.confirm_receipt)
