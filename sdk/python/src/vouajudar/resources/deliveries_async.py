"""The way of goods from a batch to a shelter: commitment, hold, two hand-overs with codes, position, failure."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from vouajudar import _operations as wire
from vouajudar._resource import AsyncResource, answered_async
from vouajudar._types import NOT_GIVEN
from vouajudar._waiting import Watch, wait_async

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from vouajudar._pages import AsyncPage
    from vouajudar._types import CallOptions, ETag, NotGiven
    from vouajudar.models import (
        BatchId,
        CancelReason,
        CitySlug,
        CommitResult,
        Cursor,
        Delivery,
        DeliveryId,
        DeliveryListItem,
        DeliveryPosition,
        DeliveryStatus,
        Disposition,
        ExternalId,
        FailReason,
        FreeText,
        GeoPoint,
        HandoverCode,
        HandoverCodes,
        HttpsUrl,
        ItemId,
        LocationId,
        ProductTypeCode,
        SortKey,
        VolunteerRef,
    )
    from vouajudar.params import GeoPointParam


class AsyncDeliveriesResource(AsyncResource):
    """The way of goods from a batch to a shelter: commitment, hold, two hand-overs with codes, position, failure."""

    __slots__ = ()

    @property
    def with_response(self) -> AsyncDeliveriesWithResponse:
        """The same methods, each giving the whole answer: status, headers, request id, parsed body, bytes."""
        return AsyncDeliveriesWithResponse(AsyncDeliveriesResource(self._caller.with_response()))

    async def list(
        self,
        *,
        status: Sequence[DeliveryStatus] | None = None,
        product_type: Sequence[ProductTypeCode] | None = None,
        city_id: CitySlug | None = None,
        batch_id: BatchId | None = None,
        expires_before: datetime | str | None = None,
        updated_since: datetime | str | None = None,
        near: str | None = None,
        radius_m: int | None = None,
        sort: SortKey | None = None,
        limit: int | None = None,
        cursor: Cursor | None = None,
        **options: Unpack[CallOptions],
    ) -> AsyncPage[DeliveryListItem]:
        """List deliveries.

        Deliveries that you may read, last changed last: those in which you are provider, destination or carrier and, for
        volunteer apps, every open one. Any partner may call.

        With `near` (the pickup point) each item also carries `distance_m`; `sort=distance` then orders by distance. For a map
        that follows, poll with `updated_since` and no status filter, or read the event feed, which is exact.

        Scopes: deliveries:read.

        Args:
            status: Only deliveries in these states, separated by commas. At most 9 items.
            product_type: Only these product types, separated by commas. At most 10 items.
            city_id: Only deliveries whose pickup point lies in this city.
            batch_id: Only deliveries from this batch.
            expires_before: Only what expires before this time, itself excluded.
            updated_since: Only what changed at or after this time. Poll with a few seconds of overlap; the event feed is
                exact.
            near: Centre of a search, `lat,lng` in WGS 84 degrees with at most seven decimals. Only what lies within
                `radius_m` is listed, and each item carries its `distance_m`.
            radius_m: Radius of the search in metres, its boundary included. Ignored without `near`. 100 to 100000. Default:
                10000.
            sort: `distance` orders by distance from `near`, then by id. Ignored without `near`; the order is then that of
                last change, oldest first.
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
            await client.deliveries.list()
        """
        return await self._caller.page(
            wire.LIST_DELIVERIES,
            query={
                "status": status,
                "product_type": product_type,
                "city_id": city_id,
                "batch_id": batch_id,
                "expires_before": expires_before,
                "updated_since": updated_since,
                "near": near,
                "radius_m": radius_m,
                "sort": sort,
                "limit": limit,
                "cursor": cursor,
            },
            options=options,
        )

    async def create(
        self,
        *,
        batch_id: BatchId,
        dropoff_location_id: LocationId,
        quantity: int,
        idempotency_key: str | None = None,
        volunteer_ref: VolunteerRef | NotGiven = NOT_GIVEN,
        allow_partial: bool | NotGiven = NOT_GIVEN,
        resource_item_id: ItemId | None | NotGiven = NOT_GIVEN,
        external_id: ExternalId | None | NotGiven = NOT_GIVEN,
        notes: FreeText | NotGiven = NOT_GIVEN,
        **options: Unpack[CallOptions],
    ) -> Delivery:
        """Create a delivery.

        Takes units of a ready batch for one shelter. With `volunteer_ref` a volunteer app claims them for its volunteer: the
        delivery starts in `pending_confirmation` and holds the units for 15 minutes. Without it the provider of the batch
        offers them to every volunteer app: the delivery starts in `available`.

        Units are taken atomically, so two callers never get the same one. With `allow_partial` you get as much as there is,
        at least 1. With `resource_item_id` the delivery also holds its quantity of that item of a resource request until it
        ends.

        Who may call: a partner of kind `dispatch` with `volunteer_ref`, the batch's owner of kind `provider` without.

        Events: `delivery.created`, for a claim also `delivery.committed`; `batch.quantities_changed` and, when the last
        available unit was taken, `batch.in_delivery`; `resource_request.progressed` for a linked item.

        Scopes: deliveries:write.

        Args:
            idempotency_key: Fresh random key of this one intended effect, 16 to 128 characters, with or without quotes. A
                repetition with the same key and body within 24 hours has no further effect and gets the first answer again,
                byte by byte, with `Idempotency-Replayed: true`. Only answers of 2xx are kept.
            batch_id: Identifies a batch.
            dropoff_location_id: Identifies a location: a kitchen, a shelter or a distribution center.
            quantity: Units to take, in the product type's unit. 1 to 5000.
            volunteer_ref: Volunteer of a claim by a volunteer app. Absent in an open offer by the provider; null is refused.
            allow_partial: True takes as much as there is, at least 1, when the batch or the request item has less than
                `quantity` left. False refuses with `insufficient-quantity`. Default: false.
            resource_item_id: Item of a resource request to fill. The dropoff location has to be the request's, product type
                and unit the item's; the delivery then holds its quantity of the item until it ends.
            external_id: Your own id, unique per partner and resource type, for ever.
            notes: Free text for whoever carries and receives; no names of people.

        Raises:
            IdempotencyKeyRequiredError: 400. The operation is only carried out with an Idempotency-Key.
            MalformedRequestError: 400. The body cannot be read as what its media type says.
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            ForbiddenForPartnerKindError: 403. The partner is not of a kind that may do this at all.
            ForbiddenForRoleError: 403. You may see the resource, but not do this to it.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            NotFoundError: 404. There is nothing here that you may see.
            BatchExpiredError: 409. The shelf life of the batch has ended; nothing new can be taken from it.
            BatchNotReadyError: 409. Nothing can be taken from the batch.
            DuplicateExternalIdError: 409. You have a resource of this type with this external id.
            IdempotencyInProgressError: 409. The first request with this Idempotency-Key has not been answered yet.
            InsufficientQuantityError: 409. Less is left than was asked for.
            InvalidStateError: 409. The resource has moved on, or is not there yet.
            LocationKindMismatchError: 409. A location of this kind cannot play this part.
            LocationUnavailableError: 409. The location cannot be used for anything new.
            RequestItemMismatchError: 409. The delivery cannot be linked to this item of a resource request.
            VolunteerBusyError: 409. The volunteer already carries something.
            PayloadTooLargeError: 413. The body is larger than the server reads.
            UnsupportedMediaTypeError: 415. The operation does not read bodies of this media type.
            IdempotencyKeyReusedError: 422. The Idempotency-Key belongs to another request.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            await client.deliveries.create(
                batch_id="bat_01J8ZQ4Y7N3V5W6X8Y9Z0A1B2C",
                dropoff_location_id="loc_01J8ZQ1B4D6F8H0K3N5Q7S9V1W",
                quantity=80,
                volunteer_ref="vol-7f3a91",
                external_id="run-2026-05-14-07",
                notes="Side entrance, two thermal boxes.",
            )
        """
        return await self._caller.call(
            wire.CREATE_DELIVERY,
            header={"Idempotency-Key": idempotency_key},
            body={
                "batch_id": batch_id,
                "dropoff_location_id": dropoff_location_id,
                "quantity": quantity,
                "volunteer_ref": volunteer_ref,
                "allow_partial": allow_partial,
                "resource_item_id": resource_item_id,
                "external_id": external_id,
                "notes": notes,
            },
            options=options,
        )

    async def get(
        self,
        delivery_id: DeliveryId | Delivery | DeliveryListItem,
        *,
        if_none_match: ETag | None = None,
        **options: Unpack[CallOptions],
    ) -> Delivery:
        """Get a delivery.

        The delivery as it stands. Every reader sees the same body and the same `ETag`.

        Who may call: its provider, its destination and its carrier; every partner of kind `dispatch` while it is of
        `dispatch_mode` `open`. For everyone else it does not exist.

        Scopes: deliveries:read.

        Args:
            delivery_id: The delivery.
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
            await client.deliveries.get("del_01J8ZQ7D2F4H6K8N0Q3S5V7X9Z")
        """
        return await self._caller.call(
            wire.GET_DELIVERY,
            (delivery_id,),
            header={"If-None-Match": if_none_match},
            options=options,
        )

    async def commit(
        self,
        delivery_id: DeliveryId | Delivery | DeliveryListItem,
        *,
        volunteer_ref: VolunteerRef,
        if_match: ETag | None = None,
        idempotency_key: str | None = None,
        quantity: int | NotGiven = NOT_GIVEN,
        **options: Unpack[CallOptions],
    ) -> CommitResult:
        """Commit to an open delivery.

        Commits a volunteer of yours to an open delivery and holds it for 15 minutes. With fewer units than it has, it is
        split: you carry a new delivery, its child, and the rest stays available. New hand-over codes are drawn.

        `If-Match` and the `ETag` of the answer belong to the delivery in the path, which after a split is the `remainder`.

        Who may call: any partner of kind `dispatch`.

        Events: `delivery.committed`; for a split `delivery.split` of the parent, then `delivery.created` and
        `delivery.committed` of the child.

        Scopes: deliveries:write.

        Args:
            delivery_id: The delivery.
            if_match: The ETag of the version that you act on, or `*` for any. Not the current one: `precondition-failed`.
                Without it, the state alone decides.
            idempotency_key: Fresh random key of this one intended effect, 16 to 128 characters, with or without quotes. A
                repetition with the same key and body within 24 hours has no further effect and gets the first answer again,
                byte by byte, with `Idempotency-Replayed: true`. Only answers of 2xx are kept.
            volunteer_ref: The carrier partner's own pseudonym for the volunteer who carries. Never a name, a phone number or
                an e-mail address: everybody who may read the delivery may read it.
            quantity: Units to carry. Absent or all of them takes the whole delivery; fewer splits it. 1 to 5000.

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
            PreconditionFailedError: 412. The resource is not at the version that If-Match names.
            PayloadTooLargeError: 413. The body is larger than the server reads.
            UnsupportedMediaTypeError: 415. The operation does not read bodies of this media type.
            IdempotencyKeyReusedError: 422. The Idempotency-Key belongs to another request.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            await client.deliveries.commit("del_01J8ZQ7D2F4H6K8N0Q3S5V7X9Z", volunteer_ref="vol-7f3a91")
        """
        return await self._caller.call(
            wire.COMMIT_DELIVERY,
            (delivery_id,),
            header={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            body={"volunteer_ref": volunteer_ref, "quantity": quantity},
            options=options,
        )

    async def confirm(
        self,
        delivery_id: DeliveryId | Delivery | DeliveryListItem,
        *,
        if_match: ETag | None = None,
        idempotency_key: str | None = None,
        **options: Unpack[CallOptions],
    ) -> Delivery:
        """Confirm a delivery.

        Turns the carrier's 15 minute hold into a reservation of 3 hours, but never beyond the batch's shelf life. It is
        optional: a carrier may also pick up within the hold.

        Who may call: the carrier, of kind `dispatch`. Without an `Idempotency-Key`, repeating your own last call changes
        nothing and is answered with the delivery as it is.

        Events: `delivery.reserved`.

        Scopes: deliveries:write.

        Args:
            delivery_id: The delivery.
            if_match: The ETag of the version that you act on, or `*` for any. Not the current one: `precondition-failed`.
                Without it, the state alone decides.
            idempotency_key: Fresh random key of this one intended effect, 16 to 128 characters, with or without quotes. A
                repetition with the same key and body within 24 hours has no further effect and gets the first answer again.
                Without a key, a repetition of your own last call whose outcome still stands is answered with the current
                state.

        Raises:
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            ForbiddenForPartnerKindError: 403. The partner is not of a kind that may do this at all.
            ForbiddenForRoleError: 403. You may see the resource, but not do this to it.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            NotFoundError: 404. There is nothing here that you may see.
            IdempotencyInProgressError: 409. The first request with this Idempotency-Key has not been answered yet.
            InvalidStateError: 409. The resource has moved on, or is not there yet.
            PreconditionFailedError: 412. The resource is not at the version that If-Match names.
            IdempotencyKeyReusedError: 422. The Idempotency-Key belongs to another request.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            await client.deliveries.confirm("del_01J8ZQ7D2F4H6K8N0Q3S5V7X9Z")
        """
        return await self._caller.call(
            wire.CONFIRM_DELIVERY,
            (delivery_id,),
            header={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            options=options,
        )

    async def release(
        self,
        delivery_id: DeliveryId | Delivery | DeliveryListItem,
        *,
        reason: CancelReason,
        if_match: ETag | None = None,
        idempotency_key: str | None = None,
        note: FreeText | NotGiven = NOT_GIVEN,
        **options: Unpack[CallOptions],
    ) -> Delivery:
        """Release a delivery.

        Takes the carrier's commitment back before the pickup. An open delivery becomes available again for every volunteer
        app and forgets its carrier; a claimed one is `cancelled` and its units go back to the batch.

        Who may call: the carrier, of kind `dispatch`. Without an `Idempotency-Key`, repeating your own last call changes
        nothing and is answered with the delivery as it is.

        Events: `delivery.released` for an open delivery, `delivery.cancelled` for a claimed one; for the latter also
        `batch.quantities_changed`, `batch.ready` when the batch had nothing left before, `resource_request.progressed` for a
        linked item and `resource_request.expired` when that was the last thing an expired request waited for.

        Scopes: deliveries:write.

        Args:
            delivery_id: The delivery.
            if_match: The ETag of the version that you act on, or `*` for any. Not the current one: `precondition-failed`.
                Without it, the state alone decides.
            idempotency_key: Fresh random key of this one intended effect, 16 to 128 characters, with or without quotes. A
                repetition with the same key and body within 24 hours has no further effect and gets the first answer again.
                Without a key, a repetition of your own last call whose outcome still stands is answered with the current
                state.
            reason: Why something was cancelled or released.
            note: What else the parties should know; no names of people.

        Raises:
            MalformedRequestError: 400. The body cannot be read as what its media type says.
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            ForbiddenForPartnerKindError: 403. The partner is not of a kind that may do this at all.
            ForbiddenForRoleError: 403. You may see the resource, but not do this to it.
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
            await client.deliveries.release(
                "del_01J8ZQ7D2F4H6K8N0Q3S5V7X9Z",
                reason="volunteer_unavailable",
                note="Bicycle broke down.",
            )
        """
        return await self._caller.call(
            wire.RELEASE_DELIVERY,
            (delivery_id,),
            header={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            body={"reason": reason, "note": note},
            options=options,
        )

    async def cancel(
        self,
        delivery_id: DeliveryId | Delivery | DeliveryListItem,
        *,
        reason: CancelReason,
        if_match: ETag | None = None,
        idempotency_key: str | None = None,
        note: FreeText | NotGiven = NOT_GIVEN,
        **options: Unpack[CallOptions],
    ) -> Delivery:
        """Cancel a delivery.

        Ends the delivery before its pickup; its units go back to the batch.

        Who may call: its provider, its destination and its carrier. Without an `Idempotency-Key`, repeating your own last
        call changes nothing and is answered with the delivery as it is.

        Events: `delivery.cancelled`, `batch.quantities_changed`, `batch.ready` when the batch had nothing left before;
        `resource_request.progressed` for a linked item and `resource_request.expired` when that was the last thing an expired
        request waited for.

        Scopes: deliveries:write.

        Args:
            delivery_id: The delivery.
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
            ForbiddenForPartnerKindError: 403. The partner is not of a kind that may do this at all.
            ForbiddenForRoleError: 403. You may see the resource, but not do this to it.
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
            await client.deliveries.cancel(
                "del_01J8ZQ7D2F4H6K8N0Q3S5V7X9Z",
                reason="shelter_closed",
                note="The gym is being cleared.",
            )
        """
        return await self._caller.call(
            wire.CANCEL_DELIVERY,
            (delivery_id,),
            header={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            body={"reason": reason, "note": note},
            options=options,
        )

    async def get_handover_codes(
        self,
        delivery_id: DeliveryId | Delivery | DeliveryListItem,
        **options: Unpack[CallOptions],
    ) -> HandoverCodes:
        """Get the hand-over codes.

        The codes that the parties show each other and the contact phones of both places, from the commitment up to the
        dropoff. The provider sees the pickup code, the destination the dropoff code, the carrier neither: it learns each from
        the person in front of it. A partner in several roles sees what each of them sees.

        Codes are drawn anew at each commitment. After five wrong tries a code is locked for 15 minutes: `attempts_remaining`
        and `locked_until` tell of the code that is next.

        Who may call: provider, destination and carrier of the delivery.

        Scopes: handover:read.

        Args:
            delivery_id: The delivery.

        Raises:
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            ForbiddenForRoleError: 403. You may see the resource, but not do this to it.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            NotFoundError: 404. There is nothing here that you may see.
            InvalidStateError: 409. The resource has moved on, or is not there yet.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            await client.deliveries.get_handover_codes("del_01J8ZQ7D2F4H6K8N0Q3S5V7X9Z")
        """
        return await self._caller.call(wire.GET_HANDOVER_CODES, (delivery_id,), options=options)

    async def verify_pickup(
        self,
        delivery_id: DeliveryId | Delivery | DeliveryListItem,
        *,
        code: HandoverCode,
        if_match: ETag | None = None,
        idempotency_key: str | None = None,
        proof_photo_url: HttpsUrl | NotGiven = NOT_GIVEN,
        position: GeoPoint | GeoPointParam | NotGiven = NOT_GIVEN,
        **options: Unpack[CallOptions],
    ) -> Delivery:
        """Verify the pickup.

        Submits the code that the provider shows and puts the units on the road: `picked_up`. A confirmation is not needed
        before.

        A wrong code is 409 `handover-code-mismatch` and changes nothing but the count of tries; the fifth locks the code for
        15 minutes (429 `handover-locked`), for the right code too.

        Who may call: the carrier, of kind `dispatch`. Without an `Idempotency-Key`, repeating your own last call changes
        nothing and is answered with the delivery as it is.

        Events: `delivery.picked_up`, `batch.quantities_changed`.

        Scopes: deliveries:write.

        Args:
            delivery_id: The delivery.
            if_match: The ETag of the version that you act on, or `*` for any. Not the current one: `precondition-failed`.
                Without it, the state alone decides.
            idempotency_key: Fresh random key of this one intended effect, 16 to 128 characters, with or without quotes. A
                repetition with the same key and body within 24 hours has no further effect and gets the first answer again.
                Without a key, a repetition of your own last call whose outcome still stands is answered with the current
                state.
            code: Six digits that one side shows and the other side submits, as proof that both stood at the same place. Five
                wrong tries lock the code for 15 minutes.
            proof_photo_url: Picture of the hand-over, kept by you.
            position: Where the device was.

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
            await client.deliveries.verify_pickup("del_01J8ZQ7D2F4H6K8N0Q3S5V7X9Z", code="483920")
        """
        return await self._caller.call(
            wire.VERIFY_PICKUP,
            (delivery_id,),
            header={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            body={"code": code, "proof_photo_url": proof_photo_url, "position": position},
            options=options,
        )

    async def report_position(
        self,
        delivery_id: DeliveryId | Delivery | DeliveryListItem,
        *,
        position: GeoPoint | GeoPointParam,
        recorded_at: datetime | str,
        accuracy_m: int | NotGiven = NOT_GIVEN,
        eta: datetime | str | NotGiven = NOT_GIVEN,
        **options: Unpack[CallOptions],
    ) -> DeliveryPosition:
        """Report a position.

        Tells where the delivery is. The first report moves it from `picked_up` to `in_transit`. Only the latest position is
        kept: a report not later than the stored one changes nothing and is answered with the stored one.

        Who may call: the carrier, of kind `dispatch`.

        Events: `delivery.in_transit` for the first report; `delivery.position_updated` for every report that was stored, to
        webhooks and streams that ask for it by name.

        Scopes: deliveries:write.

        Args:
            delivery_id: The delivery.
            position: Point on the earth in WGS 84 degrees.
            recorded_at: When the device took it. A report not later than the stored one changes nothing.
            accuracy_m: Radius of 68 % confidence in whole metres. 0 to 10000.
            eta: Estimated arrival at the dropoff.

        Raises:
            MalformedRequestError: 400. The body cannot be read as what its media type says.
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            ForbiddenForPartnerKindError: 403. The partner is not of a kind that may do this at all.
            ForbiddenForRoleError: 403. You may see the resource, but not do this to it.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            NotFoundError: 404. There is nothing here that you may see.
            InvalidStateError: 409. The resource has moved on, or is not there yet.
            PayloadTooLargeError: 413. The body is larger than the server reads.
            UnsupportedMediaTypeError: 415. The operation does not read bodies of this media type.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            await client.deliveries.report_position(
                "del_01J8ZQ7D2F4H6K8N0Q3S5V7X9Z",
                position={"lat": -30.0441, "lng": -51.2203},
                recorded_at="2026-05-14T15:04:30.000Z",
                accuracy_m=12,
                eta="2026-05-14T15:20:00.000Z",
            )
        """
        return await self._caller.call(
            wire.REPORT_POSITION,
            (delivery_id,),
            body={"position": position, "recorded_at": recorded_at, "accuracy_m": accuracy_m, "eta": eta},
            options=options,
        )

    async def get_position(
        self,
        delivery_id: DeliveryId | Delivery | DeliveryListItem,
        **options: Unpack[CallOptions],
    ) -> DeliveryPosition:
        """Get the last position.

        Where the delivery was last seen. Before the first report there is none: 404.

        Who may call: provider, destination and carrier of the delivery.

        Scopes: deliveries:read.

        Args:
            delivery_id: The delivery.

        Raises:
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            ForbiddenForRoleError: 403. You may see the resource, but not do this to it.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            NotFoundError: 404. There is nothing here that you may see.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            await client.deliveries.get_position("del_01J8ZQ7D2F4H6K8N0Q3S5V7X9Z")
        """
        return await self._caller.call(wire.GET_DELIVERY_POSITION, (delivery_id,), options=options)

    async def verify_dropoff(
        self,
        delivery_id: DeliveryId | Delivery | DeliveryListItem,
        *,
        code: HandoverCode,
        if_match: ETag | None = None,
        idempotency_key: str | None = None,
        quantity_received: int | NotGiven = NOT_GIVEN,
        proof_photo_url: HttpsUrl | NotGiven = NOT_GIVEN,
        position: GeoPoint | GeoPointParam | NotGiven = NOT_GIVEN,
        **options: Unpack[CallOptions],
    ) -> Delivery:
        """Verify the dropoff.

        Submits the code that the shelter shows and ends the delivery: `delivered`. What was not received is lost and, when an
        item of a request is linked, wanted again.

        A wrong code is 409 `handover-code-mismatch` and changes nothing but the count of tries; the fifth locks the code for
        15 minutes (429 `handover-locked`), for the right code too.

        Who may call: the carrier, of kind `dispatch`. Without an `Idempotency-Key`, repeating your own last call changes
        nothing and is answered with the delivery as it is.

        Events: `delivery.delivered`, `batch.quantities_changed`, `batch.completed` when nothing of the batch is left to move;
        for a linked item `resource_request.progressed`, `resource_request.fulfilled` when it was the last one,
        `resource_request.expired` when an expired request waited for nothing else.

        Scopes: deliveries:write.

        Args:
            delivery_id: The delivery.
            if_match: The ETag of the version that you act on, or `*` for any. Not the current one: `precondition-failed`.
                Without it, the state alone decides.
            idempotency_key: Fresh random key of this one intended effect, 16 to 128 characters, with or without quotes. A
                repetition with the same key and body within 24 hours has no further effect and gets the first answer again.
                Without a key, a repetition of your own last call whose outcome still stands is answered with the current
                state.
            code: Six digits that one side shows and the other side submits, as proof that both stood at the same place. Five
                wrong tries lock the code for 15 minutes.
            quantity_received: Units that the shelter took; absent means all. The rest is lost. 1 to 5000.
            proof_photo_url: Picture of the hand-over, kept by you.
            position: Where the device was.

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
            QuantityExceedsDeliveryError: 409. More cannot arrive than was picked up.
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
            await client.deliveries.verify_dropoff(
                "del_01J8ZQ7D2F4H6K8N0Q3S5V7X9Z",
                code="175306",
                position={"lat": -30.0556, "lng": -51.224},
            )
        """
        return await self._caller.call(
            wire.VERIFY_DROPOFF,
            (delivery_id,),
            header={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            body={"code": code, "quantity_received": quantity_received, "proof_photo_url": proof_photo_url, "position": position},
            options=options,
        )

    async def fail(
        self,
        delivery_id: DeliveryId | Delivery | DeliveryListItem,
        *,
        reason: FailReason,
        disposition: Disposition,
        if_match: ETag | None = None,
        idempotency_key: str | None = None,
        note: FreeText | NotGiven = NOT_GIVEN,
        **options: Unpack[CallOptions],
    ) -> Delivery:
        """Report a failed delivery.

        Ends a delivery that was picked up but cannot be handed over. `returned` units go back to the batch, or are lost when
        its shelf life has ended; `discarded` ones are lost.

        A delivery that is still on the road 24 hours after its pickup fails by itself: reason `timed_out`, units discarded.

        Who may call: the carrier, of kind `dispatch`. Without an `Idempotency-Key`, repeating your own last call changes
        nothing and is answered with the delivery as it is.

        Events: `delivery.failed`, `batch.quantities_changed` and, when its status changes, `batch.ready`, `batch.completed` or
        `batch.expired`; `resource_request.progressed` for a linked item and `resource_request.expired` when that was the last
        thing an expired request waited for.

        Scopes: deliveries:write.

        Args:
            delivery_id: The delivery.
            if_match: The ETag of the version that you act on, or `*` for any. Not the current one: `precondition-failed`.
                Without it, the state alone decides.
            idempotency_key: Fresh random key of this one intended effect, 16 to 128 characters, with or without quotes. A
                repetition with the same key and body within 24 hours has no further effect and gets the first answer again.
                Without a key, a repetition of your own last call whose outcome still stands is answered with the current
                state.
            reason: Why a carrier gives a delivery up after the pickup.
            disposition: What became of the goods of a failed delivery: `returned` to the provider (available again, or lost
                if the shelf life has ended) or `discarded` (lost).
            note: What else the parties should know; no names of people.

        Raises:
            MalformedRequestError: 400. The body cannot be read as what its media type says.
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            ForbiddenForPartnerKindError: 403. The partner is not of a kind that may do this at all.
            ForbiddenForRoleError: 403. You may see the resource, but not do this to it.
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
            await client.deliveries.fail(
                "del_01J8ZQ7D2F4H6K8N0Q3S5V7X9Z",
                reason="road_blocked",
                disposition="returned",
                note="Bridge closed, meals back at the kitchen.",
            )
        """
        return await self._caller.call(
            wire.FAIL_DELIVERY,
            (delivery_id,),
            header={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            body={"reason": reason, "disposition": disposition, "note": note},
            options=options,
        )

    async def wait(
        self,
        delivery_id: DeliveryId | Delivery | DeliveryListItem,
        *,
        until: DeliveryStatus | Sequence[DeliveryStatus],
        timeout: float | None = None,
        after: str | None = None,
    ) -> Delivery:
        """Wait until a delivery has one of these statuses, and give it as it was then.

        Follows the event feed by long polling, so nothing that happens between two looks is missed: a status that was reached and
        left again counts. A status that it has already when you call counts too.

        Scopes: events:read, and that of `get`.

        Args:
            delivery_id: Its id, or itself as it was read.
            until: The status or statuses to wait for.
            timeout: Seconds to wait; None: until it ends.
            after: Cursor of the feed to begin from, for example `error.cursor` of a wait that timed out.

        Raises:
            WaitEndedError: It has reached another terminal status (delivered, failed, cancelled, expired).
            WaitTimeoutError: The time is over. `last` is what was last seen, `cursor` where to go on.

        Example:
            await client.deliveries.wait(delivery_id, until="delivered", timeout=600)
        """
        return await wait_async(
            self._caller,
            Watch(wire.GET_DELIVERY, wire.LIST_EVENTS, "delivery", frozenset({"delivered", "failed", "cancelled", "expired"})),
            delivery_id,
            until=until,
            seconds=timeout,
            after=after,
        )


class AsyncDeliveriesWithResponse:
    """`AsyncDeliveriesResource` with the whole answer around each result."""

    def __init__(self, resource: AsyncDeliveriesResource) -> None:
        self.list = answered_async(resource.list)
        self.create = answered_async(resource.create)
        self.get = answered_async(resource.get)
        self.commit = answered_async(resource.commit)
        self.confirm = answered_async(resource.confirm)
        self.release = answered_async(resource.release)
        self.cancel = answered_async(resource.cancel)
        self.get_handover_codes = answered_async(resource.get_handover_codes)
        self.verify_pickup = answered_async(resource.verify_pickup)
        self.report_position = answered_async(resource.report_position)
        self.get_position = answered_async(resource.get_position)
        self.verify_dropoff = answered_async(resource.verify_dropoff)
        self.fail = answered_async(resource.fail)
