"""Access tokens by the client credentials grant."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from vouajudar import _operations as wire
from vouajudar._resource import AsyncResource, answered_async
from vouajudar._types import NOT_GIVEN

if TYPE_CHECKING:
    from vouajudar._types import CallOptions, NotGiven
    from vouajudar.models import AccessToken, GrantType, ScopeList


class AsyncOauthResource(AsyncResource):
    """Access tokens by the client credentials grant."""

    __slots__ = ()

    @property
    def with_response(self) -> AsyncOauthWithResponse:
        """The same methods, each giving the whole answer: status, headers, request id, parsed body, bytes."""
        return AsyncOauthWithResponse(AsyncOauthResource(self._caller.with_response()))

    async def create_token(
        self,
        *,
        grant_type: GrantType,
        client_id: str,
        client_secret: str,
        scope: ScopeList | NotGiven = NOT_GIVEN,
        **options: Unpack[CallOptions],
    ) -> AccessToken:
        """Get an access token.

        Gives a bearer token for the client credentials grant of RFC 6749. It is a JWT, lives for one hour, and holds the
        scopes asked for, or all of the client's. Ask again when it ends; there is no refresh token.

        Errors of the grant have the form of RFC 6749, section 5.2, and are not problems of the catalogue.

        Who may call: anybody who holds a client id and its secret. Requests count against a quota of their own, by address.

        Args:
            grant_type: The grant; `client_credentials` is the only one.
            client_id: The client, as the platform issued it.
            client_secret: The secret of the client.
            scope: The scopes that the token is to have, separated by spaces; all of the client's when absent.

        Raises:
            PayloadTooLargeError: 413. The body is larger than the server reads.
            UnsupportedMediaTypeError: 415. The operation does not read bodies of this media type.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            await client.oauth.create_token(
                grant_type="client_credentials",
                client_id="client_guaiba_vivo",
                client_secret="EXAMPLE-client-secret-0000",
                scope="batches:read batches:write",
            )
        """
        return await self._caller.call(
            wire.CREATE_ACCESS_TOKEN,
            body={"grant_type": grant_type, "client_id": client_id, "client_secret": client_secret, "scope": scope},
            options=options,
        )


class AsyncOauthWithResponse:
    """`AsyncOauthResource` with the whole answer around each result."""

    def __init__(self, resource: AsyncOauthResource) -> None:
        self.create_token = answered_async(resource.create_token)
