"""The partner behind a credential."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from vouajudar import _operations as wire
from vouajudar._resource import Resource, answered

if TYPE_CHECKING:
    from vouajudar._types import CallOptions, ETag
    from vouajudar.models import Partner


class MeResource(Resource):
    """The partner behind a credential."""

    __slots__ = ()

    @property
    def with_response(self) -> MeWithResponse:
        """The same methods, each giving the whole answer: status, headers, request id, parsed body, bytes."""
        return MeWithResponse(MeResource(self._caller.with_response()))

    def get(self, *, if_none_match: ETag | None = None, **options: Unpack[CallOptions]) -> Partner:
        """Read who you are.

        Reads the partner behind the credential: its kinds, mode, organisation and limits, and the scopes of this very
        credential. A good first call.

        Who may call: any partner, with any scope.

        Args:
            if_none_match: The ETag of the version that you hold. If it is still the current one, the answer is 304 without a
                body.

        Raises:
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.
            NotModified: 304, when `if_none_match` was given and still holds.

        Example:
            client.me.get()
        """
        return self._caller.call(wire.GET_CURRENT_PARTNER, header={"If-None-Match": if_none_match}, options=options)


class MeWithResponse:
    """`MeResource` with the whole answer around each result."""

    def __init__(self, resource: MeResource) -> None:
        self.get = answered(resource.get)
