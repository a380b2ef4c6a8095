"""Addresses that events are sent to, with their secrets, attempts and redeliveries."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from vouajudar import _operations as wire
from vouajudar._resource import AsyncResource, answered_async
from vouajudar._types import NOT_GIVEN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from vouajudar._pages import AsyncPage
    from vouajudar._types import CallOptions, ETag, NotGiven
    from vouajudar.models import (
        AttemptOutcome,
        Cursor,
        EndpointStatus,
        EventId,
        EventTypePattern,
        FreeText,
        RedeliveryResult,
        TestEventResult,
        WebhookAttempt,
        WebhookEndpoint,
        WebhookEndpointCreated,
        WebhookEndpointId,
        WebhookUrl,
    )


class AsyncWebhookEndpointsResource(AsyncResource):
    """Addresses that events are sent to, with their secrets, attempts and redeliveries."""

    __slots__ = ()

    @property
    def with_response(self) -> AsyncWebhookEndpointsWithResponse:
        """The same methods, each giving the whole answer: status, headers, request id, parsed body, bytes."""
        return AsyncWebhookEndpointsWithResponse(AsyncWebhookEndpointsResource(self._caller.with_response()))

    async def list(
        self,
        *,
        limit: int | None = None,
        cursor: Cursor | None = None,
        **options: Unpack[CallOptions],
    ) -> AsyncPage[WebhookEndpoint]:
        """List webhook endpoints.

        Your webhook endpoints, oldest first, without their secrets. Any partner may call.

        Scopes: webhooks:manage.

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
            await client.webhook_endpoints.list()
        """
        return await self._caller.page(wire.LIST_WEBHOOK_ENDPOINTS, query={"limit": limit, "cursor": cursor}, options=options)

    async def create(
        self,
        *,
        url: WebhookUrl,
        event_types: Sequence[EventTypePattern],
        idempotency_key: str | None = None,
        description: FreeText | NotGiven = NOT_GIVEN,
        **options: Unpack[CallOptions],
    ) -> WebhookEndpointCreated:
        """Create a webhook endpoint.

        Registers an address that events are sent to from now on. The answer carries the signing secret, which stands in no
        other answer; verify each message with it over the raw bytes. A partner has at most 10 endpoints.

        Who may call: any partner.

        Events: none.

        Scopes: webhooks:manage.

        Args:
            idempotency_key: Fresh random key of this one intended effect, 16 to 128 characters, with or without quotes. A
                repetition with the same key and body within 24 hours has no further effect and gets the first answer again,
                byte by byte, with `Idempotency-Replayed: true`. Only answers of 2xx are kept.
            url: Address that receives events. https is required; http, private, loopback and link-local addresses are refused
                with `webhook-url-rejected` (the sandbox allows loopback).
            event_types: Patterns of the events to send. At most 50 items.
            description: Your own note.

        Raises:
            IdempotencyKeyRequiredError: 400. The operation is only carried out with an Idempotency-Key.
            MalformedRequestError: 400. The body cannot be read as what its media type says.
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            IdempotencyInProgressError: 409. The first request with this Idempotency-Key has not been answered yet.
            LimitReachedError: 409. You already have as many as a partner may have.
            WebhookUrlRejectedError: 409. Events are not sent to this address.
            PayloadTooLargeError: 413. The body is larger than the server reads.
            UnsupportedMediaTypeError: 415. The operation does not read bodies of this media type.
            IdempotencyKeyReusedError: 422. The Idempotency-Key belongs to another request.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            await client.webhook_endpoints.create(
                url="https://partner.example/hooks/vouajudar",
                event_types=["delivery.*", "delivery.position_updated"],
                description="Dispatch, production",
            )
        """
        return await self._caller.call(
            wire.CREATE_WEBHOOK_ENDPOINT,
            header={"Idempotency-Key": idempotency_key},
            body={"url": url, "event_types": event_types, "description": description},
            options=options,
        )

    async def get(
        self,
        webhook_endpoint_id: WebhookEndpointId | WebhookEndpoint | WebhookEndpointCreated,
        *,
        if_none_match: ETag | None = None,
        **options: Unpack[CallOptions],
    ) -> WebhookEndpoint:
        """Get a webhook endpoint.

        The endpoint as it stands, without its secret.

        Who may call: any partner, for its own endpoints.

        Scopes: webhooks:manage.

        Args:
            webhook_endpoint_id: The webhook endpoint.
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
            await client.webhook_endpoints.get("whe_01J8ZQCG3J6M8P0R2T5W7Y9A1D")
        """
        return await self._caller.call(
            wire.GET_WEBHOOK_ENDPOINT,
            (webhook_endpoint_id,),
            header={"If-None-Match": if_none_match},
            options=options,
        )

    async def update(
        self,
        webhook_endpoint_id: WebhookEndpointId | WebhookEndpoint | WebhookEndpointCreated,
        *,
        if_match: ETag | None = None,
        url: WebhookUrl | NotGiven = NOT_GIVEN,
        event_types: Sequence[EventTypePattern] | NotGiven = NOT_GIVEN,
        description: FreeText | NotGiven = NOT_GIVEN,
        status: EndpointStatus | NotGiven = NOT_GIVEN,
        **options: Unpack[CallOptions],
    ) -> WebhookEndpoint:
        """Update a webhook endpoint.

        Changes the address, the patterns or the note, or disables and enables the endpoint. A disabled endpoint drops its
        queue and gets no new events; after enabling it, ask for what it missed with redeliverEvents. A change of nothing is
        answered with the same version.

        Who may call: any partner, for its own endpoints.

        Events: none.

        Scopes: webhooks:manage.

        Args:
            webhook_endpoint_id: The webhook endpoint.
            if_match: The ETag of the version that you mean to change, or `*` for any. Missing: `precondition-required`; not
                the current one: `precondition-failed`.
            url: Address that receives events. https is required; http, private, loopback and link-local addresses are refused
                with `webhook-url-rejected` (the sandbox allows loopback).
            event_types: Patterns of the events to send; they replace the old ones. At most 50 items.
            description: Your own note.
            status: `disabled` stops sending and drops the queue, `enabled` starts again with new events.

        Raises:
            MalformedRequestError: 400. The body cannot be read as what its media type says.
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            NotFoundError: 404. There is nothing here that you may see.
            WebhookUrlRejectedError: 409. Events are not sent to this address.
            PreconditionFailedError: 412. The resource is not at the version that If-Match names.
            PayloadTooLargeError: 413. The body is larger than the server reads.
            UnsupportedMediaTypeError: 415. The operation does not read bodies of this media type.
            ValidationError: 422. The request can be read, but does not match this specification.
            PreconditionRequiredError: 428. The operation changes a resource only at a version that you have seen.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            await client.webhook_endpoints.update(
                "whe_01J8ZQCG3J6M8P0R2T5W7Y9A1D",
                if_match='"3"',
                event_types=["batch.*", "delivery.*", "delivery.position_updated"],
            )
        """
        return await self._caller.call(
            wire.UPDATE_WEBHOOK_ENDPOINT,
            (webhook_endpoint_id,),
            header={"If-Match": if_match},
            body={"url": url, "event_types": event_types, "description": description, "status": status},
            options=options,
        )

    async def delete(
        self,
        webhook_endpoint_id: WebhookEndpointId | WebhookEndpoint | WebhookEndpointCreated,
        **options: Unpack[CallOptions],
    ) -> None:
        """Delete a webhook endpoint.

        Removes the endpoint, its secrets and its queue. Deleting it again is 404.

        Who may call: any partner, for its own endpoints.

        Events: none.

        Scopes: webhooks:manage.

        Args:
            webhook_endpoint_id: The webhook endpoint.

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
            await client.webhook_endpoints.delete("whe_01J8ZQCG3J6M8P0R2T5W7Y9A1D")
        """
        return await self._caller.call(wire.DELETE_WEBHOOK_ENDPOINT, (webhook_endpoint_id,), options=options)

    async def rotate_secret(
        self,
        webhook_endpoint_id: WebhookEndpointId | WebhookEndpoint | WebhookEndpointCreated,
        *,
        idempotency_key: str | None = None,
        **options: Unpack[CallOptions],
    ) -> WebhookEndpointCreated:
        """Rotate the signing secret.

        Draws a new signing secret. For 24 hours every message is signed with the new and the previous secret, so receivers
        can change over without losing one. The version of the endpoint stays.

        Who may call: any partner, for its own endpoints.

        Events: none.

        Scopes: webhooks:manage.

        Args:
            webhook_endpoint_id: The webhook endpoint.
            idempotency_key: Fresh random key of this one intended effect, 16 to 128 characters, with or without quotes. A
                repetition with the same key and body within 24 hours has no further effect and gets the first answer again,
                byte by byte, with `Idempotency-Replayed: true`. Only answers of 2xx are kept.

        Raises:
            IdempotencyKeyRequiredError: 400. The operation is only carried out with an Idempotency-Key.
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            NotFoundError: 404. There is nothing here that you may see.
            IdempotencyInProgressError: 409. The first request with this Idempotency-Key has not been answered yet.
            IdempotencyKeyReusedError: 422. The Idempotency-Key belongs to another request.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            await client.webhook_endpoints.rotate_secret("whe_01J8ZQCG3J6M8P0R2T5W7Y9A1D")
        """
        return await self._caller.call(
            wire.ROTATE_WEBHOOK_SECRET,
            (webhook_endpoint_id,),
            header={"Idempotency-Key": idempotency_key},
            options=options,
        )

    async def send_test(
        self,
        webhook_endpoint_id: WebhookEndpointId | WebhookEndpoint | WebhookEndpointCreated,
        *,
        idempotency_key: str | None = None,
        **options: Unpack[CallOptions],
    ) -> TestEventResult:
        """Send a test event.

        Sends a `webhook_endpoint.test` event to this endpoint, whatever its patterns; feed, getEvent and redelivery do not
        know it. See what came of it with listWebhookAttempts.

        Who may call: any partner, for its own endpoints.

        Events: `webhook_endpoint.test`, to this endpoint alone.

        Scopes: webhooks:manage.

        Args:
            webhook_endpoint_id: The webhook endpoint.
            idempotency_key: Fresh random key of this one intended effect, 16 to 128 characters, with or without quotes. A
                repetition with the same key and body within 24 hours has no further effect and gets the first answer again,
                byte by byte, with `Idempotency-Replayed: true`. Only answers of 2xx are kept.

        Raises:
            IdempotencyKeyRequiredError: 400. The operation is only carried out with an Idempotency-Key.
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            NotFoundError: 404. There is nothing here that you may see.
            IdempotencyInProgressError: 409. The first request with this Idempotency-Key has not been answered yet.
            WebhookDisabledError: 409. Nothing is sent to a disabled endpoint.
            IdempotencyKeyReusedError: 422. The Idempotency-Key belongs to another request.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            await client.webhook_endpoints.send_test("whe_01J8ZQCG3J6M8P0R2T5W7Y9A1D")
        """
        return await self._caller.call(
            wire.SEND_TEST_EVENT,
            (webhook_endpoint_id,),
            header={"Idempotency-Key": idempotency_key},
            options=options,
        )

    async def list_attempts(
        self,
        webhook_endpoint_id: WebhookEndpointId | WebhookEndpoint | WebhookEndpointCreated,
        *,
        outcome: AttemptOutcome | None = None,
        event_id: EventId | None = None,
        limit: int | None = None,
        cursor: Cursor | None = None,
        **options: Unpack[CallOptions],
    ) -> AsyncPage[WebhookAttempt]:
        """List attempts.

        What was sent to the endpoint and what it answered, oldest first. Attempts with the outcome `exhausted` are the dead
        letters: send their events again with redeliverEvents.

        Who may call: any partner, for its own endpoints.

        Scopes: webhooks:manage.

        Args:
            webhook_endpoint_id: The webhook endpoint.
            outcome: Only attempts that ended like this; `exhausted` lists the dead letters.
            event_id: Only attempts to send this event.
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
            await client.webhook_endpoints.list_attempts("whe_01J8ZQCG3J6M8P0R2T5W7Y9A1D")
        """
        return await self._caller.page(
            wire.LIST_WEBHOOK_ATTEMPTS,
            (webhook_endpoint_id,),
            query={"outcome": outcome, "event_id": event_id, "limit": limit, "cursor": cursor},
            options=options,
        )

    async def redeliver(
        self,
        webhook_endpoint_id: WebhookEndpointId | WebhookEndpoint | WebhookEndpointCreated,
        *,
        idempotency_key: str | None = None,
        since: datetime | str | NotGiven = NOT_GIVEN,
        event_ids: Sequence[EventId] | NotGiven = NOT_GIVEN,
        **options: Unpack[CallOptions],
    ) -> RedeliveryResult:
        """Redeliver events.

        Sends retained events to the endpoint again, under their own ids, each as a new chain of attempts: either the named
        ones, or all since a moment that the endpoint's patterns and your sight cover. One unknown id refuses the whole call
        with 404.

        Who may call: any partner, for its own endpoints.

        Events: none.

        Scopes: webhooks:manage.

        Args:
            webhook_endpoint_id: The webhook endpoint.
            idempotency_key: Fresh random key of this one intended effect, 16 to 128 characters, with or without quotes. A
                repetition with the same key and body within 24 hours has no further effect and gets the first answer again,
                byte by byte, with `Idempotency-Replayed: true`. Only answers of 2xx are kept.
            since: First moment, inclusive.
            event_ids: Events to send again, whatever the endpoint's patterns. At most 100 items.

        Raises:
            IdempotencyKeyRequiredError: 400. The operation is only carried out with an Idempotency-Key.
            MalformedRequestError: 400. The body cannot be read as what its media type says.
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            NotFoundError: 404. There is nothing here that you may see.
            IdempotencyInProgressError: 409. The first request with this Idempotency-Key has not been answered yet.
            WebhookDisabledError: 409. Nothing is sent to a disabled endpoint.
            PayloadTooLargeError: 413. The body is larger than the server reads.
            UnsupportedMediaTypeError: 415. The operation does not read bodies of this media type.
            IdempotencyKeyReusedError: 422. The Idempotency-Key belongs to another request.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            await client.webhook_endpoints.redeliver(
                "whe_01J8ZQCG3J6M8P0R2T5W7Y9A1D",
                event_ids=["evt_01J8ZQ4Y7P5S8V0X2Z4B6D8F1H", "evt_01J8ZQ4Y7Q6T9W1Y3A5C7E9G2J"],
            )
        """
        return await self._caller.call(
            wire.REDELIVER_EVENTS,
            (webhook_endpoint_id,),
            header={"Idempotency-Key": idempotency_key},
            body={"since": since, "event_ids": event_ids},
            options=options,
        )


class AsyncWebhookEndpointsWithResponse:
    """`AsyncWebhookEndpointsResource` with the whole answer around each result."""

    def __init__(self, resource: AsyncWebhookEndpointsResource) -> None:
        self.list = answered_async(resource.list)
        self.create = answered_async(resource.create)
        self.get = answered_async(resource.get)
        self.update = answered_async(resource.update)
        self.delete = answered_async(resource.delete)
        self.rotate_secret = answered_async(resource.rotate_secret)
        self.send_test = answered_async(resource.send_test)
        self.list_attempts = answered_async(resource.list_attempts)
        self.redeliver = answered_async(resource.redeliver)
