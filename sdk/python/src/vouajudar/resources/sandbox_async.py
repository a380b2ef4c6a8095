"""The clock and the reset of the test world."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from vouajudar import _operations as wire
from vouajudar._resource import AsyncResource, answered_async

if TYPE_CHECKING:
    from vouajudar._types import CallOptions
    from vouajudar.models import ClockState


class AsyncSandboxResource(AsyncResource):
    """The clock and the reset of the test world."""

    __slots__ = ()

    @property
    def with_response(self) -> AsyncSandboxWithResponse:
        """The same methods, each giving the whole answer: status, headers, request id, parsed body, bytes."""
        return AsyncSandboxWithResponse(AsyncSandboxResource(self._caller.with_response()))

    async def advance_clock(
        self,
        *,
        advance_seconds: int,
        idempotency_key: str | None = None,
        **options: Unpack[CallOptions],
    ) -> ClockState:
        """Move the clock of the sandbox.

        Moves the clock of the sandbox forward, for all partners that share it. Everything that falls due on the way happens
        in its order and at its own time: holds and reserved windows lapse, batches, requests and reservations expire,
        deliveries time out, tokens and keys end, webhooks are tried again. `webhook-timestamp`, rate limits and `Retry-After`
        of the latter stay in real time.

        Who may call: any partner in test mode.

        Events: those of the rules that fell due, with `actor` `system.clock`; none of this call itself.

        Scopes: sandbox.

        Args:
            idempotency_key: Fresh random key of this one intended effect, 16 to 128 characters, with or without quotes. A
                repetition with the same key and body within 24 hours has no further effect and gets the first answer again,
                byte by byte, with `Idempotency-Replayed: true`. Only answers of 2xx are kept.
            advance_seconds: Seconds to move the clock forward, at most a week. 1 to 604800.

        Raises:
            IdempotencyKeyRequiredError: 400. The operation is only carried out with an Idempotency-Key.
            MalformedRequestError: 400. The body cannot be read as what its media type says.
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            InsufficientScopeError: 403. The credential lacks a scope.
            LiveModeError: 403. The operation exists for test partners only.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            IdempotencyInProgressError: 409. The first request with this Idempotency-Key has not been answered yet.
            PayloadTooLargeError: 413. The body is larger than the server reads.
            UnsupportedMediaTypeError: 415. The operation does not read bodies of this media type.
            IdempotencyKeyReusedError: 422. The Idempotency-Key belongs to another request.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            await client.sandbox.advance_clock(advance_seconds=900)
        """
        return await self._caller.call(
            wire.ADVANCE_SANDBOX_CLOCK,
            header={"Idempotency-Key": idempotency_key},
            body={"advance_seconds": advance_seconds},
            options=options,
        )

    async def reset(self, **options: Unpack[CallOptions]) -> None:
        """Reset the sandbox.

        Puts the sandbox back to its seeds, for all partners that share it: the seeded locations return with their ids, the
        clock returns to real time, webhook endpoints, preferences and idempotency keys are gone. API keys and OAuth clients
        stay. Event sequence numbers go on; every cursor given out before is `cursor-expired`, and open streams end.

        Who may call: any partner in test mode.

        Scopes: sandbox.

        Raises:
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            InsufficientScopeError: 403. The credential lacks a scope.
            LiveModeError: 403. The operation exists for test partners only.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            await client.sandbox.reset()
        """
        return await self._caller.call(wire.RESET_SANDBOX, options=options)


class AsyncSandboxWithResponse:
    """`AsyncSandboxResource` with the whole answer around each result."""

    def __init__(self, resource: AsyncSandboxResource) -> None:
        self.advance_clock = answered_async(resource.advance_clock)
        self.reset = answered_async(resource.reset)
