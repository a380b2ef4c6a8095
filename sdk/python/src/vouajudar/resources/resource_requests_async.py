"""What a shelter asks for, item by item, and the batches that match it."""

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
        CancelReason,
        CitySlug,
        Cursor,
        ExternalId,
        FreeText,
        LocationId,
        OrganizationId,
        Priority,
        ProductTypeCode,
        RequestMatch,
        ResourceItemCreate,
        ResourceItemUpdate,
        ResourceRequest,
        ResourceRequestId,
        ResourceRequestListItem,
        ResourceRequestStatus,
        SortKey,
    )
    from vouajudar.params import ResourceItemCreateParam, ResourceItemUpdateParam


class AsyncResourceRequestsResource(AsyncResource):
    """What a shelter asks for, item by item, and the batches that match it."""

    __slots__ = ()

    @property
    def with_response(self) -> AsyncResourceRequestsWithResponse:
        """The same methods, each giving the whole answer: status, headers, request id, parsed body, bytes."""
        return AsyncResourceRequestsWithResponse(AsyncResourceRequestsResource(self._caller.with_response()))

    async def list(
        self,
        *,
        status: Sequence[ResourceRequestStatus] | None = None,
        product_type: Sequence[ProductTypeCode] | None = None,
        priority: Priority | None = None,
        city_id: CitySlug | None = None,
        organization_id: OrganizationId | None = None,
        location_id: LocationId | None = None,
        updated_since: datetime | str | None = None,
        near: str | None = None,
        radius_m: int | None = None,
        sort: SortKey | None = None,
        limit: int | None = None,
        cursor: Cursor | None = None,
        **options: Unpack[CallOptions],
    ) -> AsyncPage[ResourceRequestListItem]:
        """List resource requests.

        What shelters and distribution centers need, last changed last. Any partner may call; it sees every request of its
        mode.

        With `near` (the location of the request) each item also carries `distance_m`; `sort=distance` then orders by
        distance.

        Scopes: requests:read.

        Args:
            status: Only resource requests in these states, separated by commas. At most 6 items.
            product_type: Only requests with an item of one of these product types, separated by commas. At most 10 items.
            priority: Only requests of this priority.
            city_id: Only what lies in this city.
            organization_id: Only what belongs to this organisation.
            location_id: Only requests for this location.
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
            await client.resource_requests.list()
        """
        return await self._caller.page(
            wire.LIST_RESOURCE_REQUESTS,
            query={
                "status": status,
                "product_type": product_type,
                "priority": priority,
                "city_id": city_id,
                "organization_id": organization_id,
                "location_id": location_id,
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
        location_id: LocationId,
        items: Sequence[ResourceItemCreate | ResourceItemCreateParam],
        idempotency_key: str | None = None,
        priority: Priority | NotGiven = NOT_GIVEN,
        needed_by: datetime | str | None | NotGiven = NOT_GIVEN,
        ttl_minutes: int | NotGiven = NOT_GIVEN,
        notes: FreeText | NotGiven = NOT_GIVEN,
        external_id: ExternalId | None | NotGiven = NOT_GIVEN,
        **options: Unpack[CallOptions],
    ) -> ResourceRequest:
        """Create a resource request.

        Publishes what one of your locations needs. It takes reservations and linked deliveries until `ttl_minutes` are over,
        it is cancelled, or everything has arrived.

        Who may call: a partner of kind `shelter`, for a location of its own; any other location is 404.

        Events: `resource_request.created`.

        Scopes: requests:write.

        Args:
            idempotency_key: Fresh random key of this one intended effect, 16 to 128 characters, with or without quotes. A
                repetition with the same key and body within 24 hours has no further effect and gets the first answer again,
                byte by byte, with `Idempotency-Replayed: true`. Only answers of 2xx are kept.
            location_id: Identifies a location: a kitchen, a shelter or a distribution center.
            priority: How urgent it is; `needed` when absent.
            needed_by: When it has to be there.
            items: What is needed. At most 50 items.
            ttl_minutes: For how long the request takes reservations, in minutes. 60 to 10080. Default: 2880.
            notes: What else helpers should know; no names of people.
            external_id: Your own id, unique per partner and resource type, for ever.

        Raises:
            IdempotencyKeyRequiredError: 400. The operation is only carried out with an Idempotency-Key.
            MalformedRequestError: 400. The body cannot be read as what its media type says.
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            ForbiddenForPartnerKindError: 403. The partner is not of a kind that may do this at all.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            NotFoundError: 404. There is nothing here that you may see.
            DuplicateExternalIdError: 409. You have a resource of this type with this external id.
            IdempotencyInProgressError: 409. The first request with this Idempotency-Key has not been answered yet.
            LocationKindMismatchError: 409. A location of this kind cannot play this part.
            LocationUnavailableError: 409. The location cannot be used for anything new.
            PayloadTooLargeError: 413. The body is larger than the server reads.
            UnsupportedMediaTypeError: 415. The operation does not read bodies of this media type.
            IdempotencyKeyReusedError: 422. The Idempotency-Key belongs to another request.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            await client.resource_requests.create(
                location_id="loc_01J8ZQ1B4D6F8H0K3N5Q7S9V1W",
                priority="urgent",
                needed_by="2026-05-14T21:00:00.000Z",
                items=[{"product_type": "meal", "name": "Hot meals", "unit": "meal", "quantity": 200}, {"product_type": "ingredient", "name": "Rice", "unit": "kg", "quantity": 50}],
                notes="Dinner for the families who arrived this morning.",
                external_id="menino-deus-0514-dinner",
            )
        """
        return await self._caller.call(
            wire.CREATE_RESOURCE_REQUEST,
            header={"Idempotency-Key": idempotency_key},
            body={
                "location_id": location_id,
                "priority": priority,
                "needed_by": needed_by,
                "items": items,
                "ttl_minutes": ttl_minutes,
                "notes": notes,
                "external_id": external_id,
            },
            options=options,
        )

    async def get(
        self,
        resource_request_id: ResourceRequestId | ResourceRequest | ResourceRequestListItem,
        *,
        if_none_match: ETag | None = None,
        **options: Unpack[CallOptions],
    ) -> ResourceRequest:
        """Get a resource request.

        The request with the sums of what is reserved and delivered of each item. Any partner may call.

        Scopes: requests:read.

        Args:
            resource_request_id: The resource request.
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
            await client.resource_requests.get("req_01J8ZQ9E1G3J5M7P9R2T4W6Y8A")
        """
        return await self._caller.call(
            wire.GET_RESOURCE_REQUEST,
            (resource_request_id,),
            header={"If-None-Match": if_none_match},
            options=options,
        )

    async def update(
        self,
        resource_request_id: ResourceRequestId | ResourceRequest | ResourceRequestListItem,
        *,
        if_match: ETag | None = None,
        priority: Priority | NotGiven = NOT_GIVEN,
        needed_by: datetime | str | None | NotGiven = NOT_GIVEN,
        notes: FreeText | NotGiven = NOT_GIVEN,
        items: Sequence[ResourceItemUpdate | ResourceItemUpdateParam] | NotGiven = NOT_GIVEN,
        **options: Unpack[CallOptions],
    ) -> ResourceRequest:
        """Update a resource request.

        Changes priority, time, notes or the quantities of existing items; items that are not named stay. A quantity cannot
        fall below what is reserved and delivered. A change of nothing is answered with the same version.

        Who may call: the owner of the request's location, of kind `shelter`.

        Events: `resource_request.updated` when members other than quantities change, `resource_request.progressed` when a
        quantity does, `resource_request.fulfilled` when the lower quantities have all arrived.

        Scopes: requests:write.

        Args:
            resource_request_id: The resource request.
            if_match: The ETag of the version that you mean to change, or `*` for any. Missing: `precondition-required`; not
                the current one: `precondition-failed`.
            priority: How pressing a resource request is.
            needed_by: When it has to be there; null clears it.
            notes: Free text for people, at most 500 characters. No names, phone numbers or other personal data.
            items: New quantities of existing items. Of the same item twice the last counts. At most 50 items.

        Raises:
            MalformedRequestError: 400. The body cannot be read as what its media type says.
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            ForbiddenForPartnerKindError: 403. The partner is not of a kind that may do this at all.
            ForbiddenForRoleError: 403. You may see the resource, but not do this to it.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            NotFoundError: 404. There is nothing here that you may see.
            BelowReservedQuantityError: 409. An item cannot shrink below what others are bringing or have brought.
            InvalidStateError: 409. The resource has moved on, or is not there yet.
            PreconditionFailedError: 412. The resource is not at the version that If-Match names.
            PayloadTooLargeError: 413. The body is larger than the server reads.
            UnsupportedMediaTypeError: 415. The operation does not read bodies of this media type.
            ValidationError: 422. The request can be read, but does not match this specification.
            PreconditionRequiredError: 428. The operation changes a resource only at a version that you have seen.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            await client.resource_requests.update(
                "req_01J8ZQ9E1G3J5M7P9R2T4W6Y8A",
                if_match='"3"',
                items=[{"item_id": "itm_01J8ZQ9E1H4K6N8Q0S3V5X7Z9B", "quantity": 240}],
            )
        """
        return await self._caller.call(
            wire.UPDATE_RESOURCE_REQUEST,
            (resource_request_id,),
            header={"If-Match": if_match},
            body={"priority": priority, "needed_by": needed_by, "notes": notes, "items": items},
            options=options,
        )

    async def cancel(
        self,
        resource_request_id: ResourceRequestId | ResourceRequest | ResourceRequestListItem,
        *,
        reason: CancelReason,
        if_match: ETag | None = None,
        idempotency_key: str | None = None,
        note: FreeText | NotGiven = NOT_GIVEN,
        **options: Unpack[CallOptions],
    ) -> ResourceRequest:
        """Cancel a resource request.

        Withdraws the request. Nothing may be reserved or on its way for it.

        Who may call: the owner of the request's location, of kind `shelter`. Without an `Idempotency-Key`, repeating your own
        last call changes nothing and is answered with the request as it is.

        Events: `resource_request.cancelled`.

        Scopes: requests:write.

        Args:
            resource_request_id: The resource request.
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
            RequestHasActiveReservationsError: 409. The request cannot be cancelled while somebody is bringing something for
                it.
            PreconditionFailedError: 412. The resource is not at the version that If-Match names.
            PayloadTooLargeError: 413. The body is larger than the server reads.
            UnsupportedMediaTypeError: 415. The operation does not read bodies of this media type.
            IdempotencyKeyReusedError: 422. The Idempotency-Key belongs to another request.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            await client.resource_requests.cancel("req_01J8ZQ9E1G3J5M7P9R2T4W6Y8A", reason="duplicate")
        """
        return await self._caller.call(
            wire.CANCEL_RESOURCE_REQUEST,
            (resource_request_id,),
            header={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            body={"reason": reason, "note": note},
            options=options,
        )

    async def list_matches(
        self,
        resource_request_id: ResourceRequestId | ResourceRequest | ResourceRequestListItem,
        *,
        radius_m: int | None = None,
        limit: int | None = None,
        cursor: Cursor | None = None,
        **options: Unpack[CallOptions],
    ) -> AsyncPage[RequestMatch]:
        """List matching batches.

        Ready batches that could fill what the request is short of: one entry for each batch and each short item of its
        product type and unit, within `radius_m` of the request's location, best score first. Empty when the request takes
        nothing new.

        Any partner may call; both scopes are needed.

        Scopes: requests:read, batches:read.

        Args:
            resource_request_id: The resource request.
            radius_m: How far from the requesting location a batch may be, in metres, the boundary included. 100 to 100000.
                Default: 10000.
            limit: How many items a page holds at most. 1 to 100. Default: 20.
            cursor: The `next_cursor` of the page before. It belongs to this partner, this path and these filters, though not
                to `limit`; any other is refused with `invalid-cursor`.

        Raises:
            InvalidCursorError: 400. The cursor does not belong to this list or feed.
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            NotFoundError: 404. There is nothing here that you may see.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            await client.resource_requests.list_matches("req_01J8ZQ9E1G3J5M7P9R2T4W6Y8A")
        """
        return await self._caller.page(
            wire.LIST_REQUEST_MATCHES,
            (resource_request_id,),
            query={"radius_m": radius_m, "limit": limit, "cursor": cursor},
            options=options,
        )

    async def wait(
        self,
        resource_request_id: ResourceRequestId | ResourceRequest | ResourceRequestListItem,
        *,
        until: ResourceRequestStatus | Sequence[ResourceRequestStatus],
        timeout: float | None = None,
        after: str | None = None,
    ) -> ResourceRequest:
        """Wait until a resource request has one of these statuses, and give it as it was then.

        Follows the event feed by long polling, so nothing that happens between two looks is missed: a status that was reached and
        left again counts. A status that it has already when you call counts too.

        Scopes: events:read, and that of `get`.

        Args:
            resource_request_id: Its id, or itself as it was read.
            until: The status or statuses to wait for.
            timeout: Seconds to wait; None: until it ends.
            after: Cursor of the feed to begin from, for example `error.cursor` of a wait that timed out.

        Raises:
            WaitEndedError: It has reached another terminal status (fulfilled, cancelled, expired).
            WaitTimeoutError: The time is over. `last` is what was last seen, `cursor` where to go on.

        Example:
            await client.resource_requests.wait(resource_request_id, until="fulfilled", timeout=600)
        """
        return await wait_async(
            self._caller,
            Watch(wire.GET_RESOURCE_REQUEST, wire.LIST_EVENTS, "resource_request", frozenset({"fulfilled", "cancelled", "expired"})),
            resource_request_id,
            until=until,
            seconds=timeout,
            after=after,
        )


class AsyncResourceRequestsWithResponse:
    """`AsyncResourceRequestsResource` with the whole answer around each result."""

    def __init__(self, resource: AsyncResourceRequestsResource) -> None:
        self.list = answered_async(resource.list)
        self.create = answered_async(resource.create)
        self.get = answered_async(resource.get)
        self.update = answered_async(resource.update)
        self.cancel = answered_async(resource.cancel)
        self.list_matches = answered_async(resource.list_matches)
