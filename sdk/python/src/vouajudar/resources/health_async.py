"""Whether the service is up."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from vouajudar import _operations as wire
from vouajudar._resource import AsyncResource, answered_async

if TYPE_CHECKING:
    from vouajudar._types import CallOptions
    from vouajudar.models import Health


class AsyncHealthResource(AsyncResource):
    """Whether the service is up."""

    __slots__ = ()

    @property
    def with_response(self) -> AsyncHealthWithResponse:
        """The same methods, each giving the whole answer: status, headers, request id, parsed body, bytes."""
        return AsyncHealthWithResponse(AsyncHealthResource(self._caller.with_response()))

    async def get(self, **options: Unpack[CallOptions]) -> Health:
        """See whether the service is up.

        Answers as soon as the service can carry out requests, and names the version of this specification that it implements.

        Who may call: anybody; no credential is needed.

        Raises:
            RateLimitedError: 429. The quota of this key or address is used up for now.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            await client.health.get()
        """
        return await self._caller.call(wire.GET_HEALTH, options=options)


class AsyncHealthWithResponse:
    """`AsyncHealthResource` with the whole answer around each result."""

    def __init__(self, resource: AsyncHealthResource) -> None:
        self.get = answered_async(resource.get)
