"""Goods that a provider gives away, from their announcement to the last unit delivered or lost."""

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
        Allergen,
        Batch,
        BatchId,
        BatchListItem,
        BatchStatus,
        CancelReason,
        CitySlug,
        Cursor,
        DietaryTag,
        ExternalId,
        FreeText,
        LocationId,
        OrganizationId,
        ProductTypeCode,
        SortKey,
        Storage,
    )


class AsyncBatchesResource(AsyncResource):
    """Goods that a provider gives away, from their announcement to the last unit delivered or lost."""

    __slots__ = ()

    @property
    def with_response(self) -> AsyncBatchesWithResponse:
        """The same methods, each giving the whole answer: status, headers, request id, parsed body, bytes."""
        return AsyncBatchesWithResponse(AsyncBatchesResource(self._caller.with_response()))

    async def list(
        self,
        *,
        status: Sequence[BatchStatus] | None = None,
        product_type: Sequence[ProductTypeCode] | None = None,
        city_id: CitySlug | None = None,
        organization_id: OrganizationId | None = None,
        provider_location_id: LocationId | None = None,
        min_available: int | None = None,
        expires_before: datetime | str | None = None,
        updated_since: datetime | str | None = None,
        near: str | None = None,
        radius_m: int | None = None,
        sort: SortKey | None = None,
        limit: int | None = None,
        cursor: Cursor | None = None,
        **options: Unpack[CallOptions],
    ) -> AsyncPage[BatchListItem]:
        """List batches.

        Batches that you may read, last changed last: your own in every state, those of others from their first `ready` on.

        With `near` only batches picked up within `radius_m` are listed, each with its `distance_m`; `sort=distance` then puts
        the nearest first. To follow a map, poll with `updated_since` and no status filter, or read the event feed, which is
        exact.

        Who may call: any partner.

        Scopes: batches:read.

        Args:
            status: Only batches in these states, separated by commas. At most 6 items.
            product_type: Only these product types, separated by commas. At most 10 items.
            city_id: Only what lies in this city.
            organization_id: Only what belongs to this organisation.
            provider_location_id: Only batches of this providing location.
            min_available: Only batches with at least this many units available. 0 to 5000.
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
            await client.batches.list()
        """
        return await self._caller.page(
            wire.LIST_BATCHES,
            query={
                "status": status,
                "product_type": product_type,
                "city_id": city_id,
                "organization_id": organization_id,
                "provider_location_id": provider_location_id,
                "min_available": min_available,
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
        provider_location_id: LocationId,
        product_type: ProductTypeCode,
        quantity: int,
        idempotency_key: str | None = None,
        description: FreeText | NotGiven = NOT_GIVEN,
        shelf_life_minutes: int | NotGiven = NOT_GIVEN,
        pickup_instructions: FreeText | NotGiven = NOT_GIVEN,
        dietary_tags: Sequence[DietaryTag] | NotGiven = NOT_GIVEN,
        allergens: Sequence[Allergen] | NotGiven = NOT_GIVEN,
        storage: Storage | NotGiven = NOT_GIVEN,
        donated_ingredients: bool | NotGiven = NOT_GIVEN,
        external_id: ExternalId | None | NotGiven = NOT_GIVEN,
        **options: Unpack[CallOptions],
    ) -> Batch:
        """Announce a batch.

        Announces a batch while it is still being made, so that others can plan. It starts as `producing`: only you see it,
        and nothing can be taken from it before markBatchReady.

        Who may call: partners of kind `provider`, for a location of their own that is a provider or a distribution center,
        approved and active.

        Events: `batch.created`.

        Scopes: batches:write.

        Args:
            idempotency_key: Fresh random key of this one intended effect, 16 to 128 characters, with or without quotes. A
                repetition with the same key and body within 24 hours has no further effect and gets the first answer again,
                byte by byte, with `Idempotency-Replayed: true`. Only answers of 2xx are kept.
            provider_location_id: The location where the batch can be picked up; a provider or a distribution center, approved
                and active.
            product_type: Kind of goods. It decides the unit in which quantities are counted and the default shelf life;
                listProductTypes gives both.
            quantity: Units in the batch, in the unit of the product type. 1 to 5000.
            description: What the batch consists of; empty when absent.
            shelf_life_minutes: Minutes from `ready_at` until the goods must not be handed out any more. When absent, the
                default of the product type: 240 for meals, 2880 for ingredients, 4320 otherwise. Hot meals should not exceed
                360. 30 to 4320.
            pickup_instructions: What the carrier needs to know at the pickup; empty when absent.
            dietary_tags: Diets that the goods suit; none when absent. At most 6 items.
            allergens: Allergens that the goods contain or may contain; none when absent. At most 20 items.
            storage: How the goods have to be kept; `ambient` when absent.
            donated_ingredients: Whether the goods were made from donated ingredients. Default: false.
            external_id: Your own id for the batch, unique for ever among your batches; null when absent.

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
            await client.batches.create(
                provider_location_id="loc_01J8ZQ1A3C5E7G9J2M4P6R8T0V",
                product_type="meal",
                quantity=80,
                description="Rice, beans and stewed chicken in sealed trays.",
                shelf_life_minutes=240,
                pickup_instructions="Side gate, ring for the kitchen.",
                dietary_tags=["lactose_free"],
                allergens=["soy"],
                storage="hot",
                donated_ingredients=True,
                external_id="kitchen-2026-05-14-lunch",
            )
        """
        return await self._caller.call(
            wire.CREATE_BATCH,
            header={"Idempotency-Key": idempotency_key},
            body={
                "provider_location_id": provider_location_id,
                "product_type": product_type,
                "quantity": quantity,
                "description": description,
                "shelf_life_minutes": shelf_life_minutes,
                "pickup_instructions": pickup_instructions,
                "dietary_tags": dietary_tags,
                "allergens": allergens,
                "storage": storage,
                "donated_ingredients": donated_ingredients,
                "external_id": external_id,
            },
            options=options,
        )

    async def get(
        self,
        batch_id: BatchId | Batch | BatchListItem,
        *,
        if_none_match: ETag | None = None,
        **options: Unpack[CallOptions],
    ) -> Batch:
        """Read a batch.

        Reads one batch. Yours you may read in every state, another partner's from its first `ready` on; anything else is not
        found.

        Who may call: any partner.

        Scopes: batches:read.

        Args:
            batch_id: The batch.
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
            await client.batches.get("bat_01J8ZQ4Y7N3V5W6X8Y9Z0A1B2C")
        """
        return await self._caller.call(wire.GET_BATCH, (batch_id,), header={"If-None-Match": if_none_match}, options=options)

    async def update(
        self,
        batch_id: BatchId | Batch | BatchListItem,
        *,
        if_match: ETag | None = None,
        description: FreeText | NotGiven = NOT_GIVEN,
        quantity: int | NotGiven = NOT_GIVEN,
        shelf_life_minutes: int | NotGiven = NOT_GIVEN,
        pickup_instructions: FreeText | NotGiven = NOT_GIVEN,
        dietary_tags: Sequence[DietaryTag] | NotGiven = NOT_GIVEN,
        allergens: Sequence[Allergen] | NotGiven = NOT_GIVEN,
        storage: Storage | NotGiven = NOT_GIVEN,
        donated_ingredients: bool | NotGiven = NOT_GIVEN,
        **options: Unpack[CallOptions],
    ) -> Batch:
        """Change a batch.

        Changes the members that are sent; what is absent stays. While the batch is `producing` all of them may change; while
        it is `ready` or `in_delivery` only `description`, `pickup_instructions`, `dietary_tags` and `allergens`; a terminal
        batch never. An update that changes nothing is answered 200 with the same version and no event.

        Who may call: partners of kind `provider`, for their own batches.

        Events: `batch.quantities_changed` when the quantity changed, otherwise `batch.updated`.

        Scopes: batches:write.

        Args:
            batch_id: The batch.
            if_match: The ETag of the version that you mean to change, or `*` for any. Missing: `precondition-required`; not
                the current one: `precondition-failed`.
            description: What the batch consists of.
            quantity: Units in the batch, all of which are available while it is being produced. 1 to 5000.
            shelf_life_minutes: Minutes from `ready_at` until the goods must not be handed out any more. 30 to 4320.
            pickup_instructions: What the carrier needs to know at the pickup.
            dietary_tags: Diets that the goods suit; replaces the list. At most 6 items.
            allergens: Allergens that the goods contain or may contain; replaces the list. At most 20 items.
            storage: How the goods have to be kept.
            donated_ingredients: Whether the goods were made from donated ingredients.

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
            PreconditionFailedError: 412. The resource is not at the version that If-Match names.
            PayloadTooLargeError: 413. The body is larger than the server reads.
            UnsupportedMediaTypeError: 415. The operation does not read bodies of this media type.
            ValidationError: 422. The request can be read, but does not match this specification.
            PreconditionRequiredError: 428. The operation changes a resource only at a version that you have seen.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            await client.batches.update(
                "bat_01J8ZQ4Y7N3V5W6X8Y9Z0A1B2C",
                if_match='"3"',
                description="Rice, beans and stewed chicken or lentils in sealed trays.",
                quantity=90,
            )
        """
        return await self._caller.call(
            wire.UPDATE_BATCH,
            (batch_id,),
            header={"If-Match": if_match},
            body={
                "description": description,
                "quantity": quantity,
                "shelf_life_minutes": shelf_life_minutes,
                "pickup_instructions": pickup_instructions,
                "dietary_tags": dietary_tags,
                "allergens": allergens,
                "storage": storage,
                "donated_ingredients": donated_ingredients,
            },
            options=options,
        )

    async def mark_ready(
        self,
        batch_id: BatchId | Batch | BatchListItem,
        *,
        if_match: ETag | None = None,
        idempotency_key: str | None = None,
        **options: Unpack[CallOptions],
    ) -> Batch:
        """Make a batch ready.

        Opens a batch that is `producing`. It becomes `ready`: its shelf life begins (`expires_at` = now +
        `shelf_life_minutes`), every partner may read it, and deliveries can be created from it. What has not been picked up
        when the shelf life ends is lost.

        Without an `Idempotency-Key`, a repetition of your own call that finds the batch still ready is answered 200 and has
        no further effect.

        Who may call: partners of kind `provider`, for their own batches.

        Events: `batch.ready`.

        Scopes: batches:write.

        Args:
            batch_id: The batch.
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
            await client.batches.mark_ready("bat_01J8ZQ4Y7N3V5W6X8Y9Z0A1B2C")
        """
        return await self._caller.call(
            wire.MARK_BATCH_READY,
            (batch_id,),
            header={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            options=options,
        )

    async def cancel(
        self,
        batch_id: BatchId | Batch | BatchListItem,
        *,
        reason: CancelReason,
        if_match: ETag | None = None,
        idempotency_key: str | None = None,
        note: FreeText | NotGiven = NOT_GIVEN,
        **options: Unpack[CallOptions],
    ) -> Batch:
        """Cancel a batch.

        Withdraws a batch that is `producing` or `ready`. What was available is lost; the batch becomes `cancelled`, which is
        final. While a delivery of it is open or under way it cannot be cancelled: cancel the delivery first.

        Without an `Idempotency-Key`, a repetition of your own call that finds the batch still cancelled is answered 200 and
        has no further effect.

        Who may call: partners of kind `provider`, for their own batches.

        Events: `batch.quantities_changed` if units were available, then `batch.cancelled`; both carry the reason and the
        note.

        Scopes: batches:write.

        Args:
            batch_id: The batch.
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
            BatchHasActiveDeliveriesError: 409. The batch cannot be cancelled while somebody counts on it.
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
            await client.batches.cancel(
                "bat_01J8ZQ4Y7N3V5W6X8Y9Z0A1B2C",
                reason="provider_unavailable",
                note="Gas supply failed, the kitchen is closed today.",
            )
        """
        return await self._caller.call(
            wire.CANCEL_BATCH,
            (batch_id,),
            header={"If-Match": if_match, "Idempotency-Key": idempotency_key},
            body={"reason": reason, "note": note},
            options=options,
        )

    async def wait(
        self,
        batch_id: BatchId | Batch | BatchListItem,
        *,
        until: BatchStatus | Sequence[BatchStatus],
        timeout: float | None = None,
        after: str | None = None,
    ) -> Batch:
        """Wait until a batch has one of these statuses, and give it as it was then.

        Follows the event feed by long polling, so nothing that happens between two looks is missed: a status that was reached and
        left again counts. A status that it has already when you call counts too.

        Scopes: events:read, and that of `get`.

        Args:
            batch_id: Its id, or itself as it was read.
            until: The status or statuses to wait for.
            timeout: Seconds to wait; None: until it ends.
            after: Cursor of the feed to begin from, for example `error.cursor` of a wait that timed out.

        Raises:
            WaitEndedError: It has reached another terminal status (completed, cancelled, expired).
            WaitTimeoutError: The time is over. `last` is what was last seen, `cursor` where to go on.

        Example:
            await client.batches.wait(batch_id, until="completed", timeout=600)
        """
        return await wait_async(
            self._caller,
            Watch(wire.GET_BATCH, wire.LIST_EVENTS, "batch", frozenset({"completed", "cancelled", "expired"})),
            batch_id,
            until=until,
            seconds=timeout,
            after=after,
        )


class AsyncBatchesWithResponse:
    """`AsyncBatchesResource` with the whole answer around each result."""

    def __init__(self, resource: AsyncBatchesResource) -> None:
        self.list = answered_async(resource.list)
        self.create = answered_async(resource.create)
        self.get = answered_async(resource.get)
        self.update = answered_async(resource.update)
        self.mark_ready = answered_async(resource.mark_ready)
        self.cancel = answered_async(resource.cancel)
