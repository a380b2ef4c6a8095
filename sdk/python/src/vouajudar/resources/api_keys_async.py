"""Keys for the systems of a partner, each with the scopes that it needs."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from vouajudar import _operations as wire
from vouajudar._resource import AsyncResource, answered_async
from vouajudar._types import NOT_GIVEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vouajudar._pages import AsyncPage
    from vouajudar._types import CallOptions, NotGiven
    from vouajudar.models import ApiKey, ApiKeyCreated, ApiKeyId, ApiKeyName, Cursor, Scope


class AsyncApiKeysResource(AsyncResource):
    """Keys for the systems of a partner, each with the scopes that it needs."""

    __slots__ = ()

    @property
    def with_response(self) -> AsyncApiKeysWithResponse:
        """The same methods, each giving the whole answer: status, headers, request id, parsed body, bytes."""
        return AsyncApiKeysWithResponse(AsyncApiKeysResource(self._caller.with_response()))

    async def list(
        self,
        *,
        limit: int | None = None,
        cursor: Cursor | None = None,
        **options: Unpack[CallOptions],
    ) -> AsyncPage[ApiKey]:
        """List API keys.

        Your keys that are not revoked, oldest first, without their secrets.

        Who may call: any partner, for its own keys.

        Scopes: keys:manage.

        Args:
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
            await client.api_keys.list()
        """
        return await self._caller.page(wire.LIST_API_KEYS, query={"limit": limit, "cursor": cursor}, options=options)

    async def create(
        self,
        *,
        name: ApiKeyName,
        scopes: Sequence[Scope],
        idempotency_key: str | None = None,
        expires_in_days: int | None | NotGiven = NOT_GIVEN,
        **options: Unpack[CallOptions],
    ) -> ApiKeyCreated:
        """Create an API key.

        Creates a key and answers its secret, this once; a replay with the same `Idempotency-Key` shows it again for 24 hours.
        A key gets no scope that the credential of this request does not hold, otherwise `insufficient-scope`. There may be 20
        live keys.

        Who may call: any partner, for itself.

        Events: `api_key.created`, to you alone, with the prefix of the key only.

        Scopes: keys:manage.

        Args:
            idempotency_key: Fresh random key of this one intended effect, 16 to 128 characters, with or without quotes. A
                repetition with the same key and body within 24 hours has no further effect and gets the first answer again,
                byte by byte, with `Idempotency-Replayed: true`. Only answers of 2xx are kept.
            name: What the key is for, in your own words.
            scopes: What the key may do; nothing that the credential of this request may not. At most 20 items.
            expires_in_days: Days until the key stops working; it does not expire when null or absent. 1 to 730.

        Raises:
            IdempotencyKeyRequiredError: 400. The operation is only carried out with an Idempotency-Key.
            MalformedRequestError: 400. The body cannot be read as what its media type says.
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            IdempotencyInProgressError: 409. The first request with this Idempotency-Key has not been answered yet.
            LimitReachedError: 409. You already have as many as a partner may have.
            PayloadTooLargeError: 413. The body is larger than the server reads.
            UnsupportedMediaTypeError: 415. The operation does not read bodies of this media type.
            IdempotencyKeyReusedError: 422. The Idempotency-Key belongs to another request.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            await client.api_keys.create(name="Kitchen tablet", scopes=["batches:read", "batches:write"], expires_in_days=365)
        """
        return await self._caller.call(
            wire.CREATE_API_KEY,
            header={"Idempotency-Key": idempotency_key},
            body={"name": name, "scopes": scopes, "expires_in_days": expires_in_days},
            options=options,
        )

    async def revoke(self, api_key_id: ApiKeyId, **options: Unpack[CallOptions]) -> None:
        """Revoke an API key.

        Revokes a key. It stops working at once, open event streams that use it end within five seconds, and it is not listed
        any more. A second call is `not-found`. A key may revoke itself.

        Who may call: any partner, for its own keys.

        Events: `api_key.revoked`, to you alone.

        Scopes: keys:manage.

        Args:
            api_key_id: The API key; its id, not the key itself.

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

        Example:
            await client.api_keys.revoke("key_01J8ZQ0P5F7H9K1N3Q5S8V0X2Z")
        """
        return await self._caller.call(wire.REVOKE_API_KEY, (api_key_id,), options=options)


class AsyncApiKeysWithResponse:
    """`AsyncApiKeysResource` with the whole answer around each result."""

    def __init__(self, resource: AsyncApiKeysResource) -> None:
        self.list = answered_async(resource.list)
        self.create = answered_async(resource.create)
        self.revoke = answered_async(resource.revoke)
