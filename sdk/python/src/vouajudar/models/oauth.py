"""Models: oauth."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from typing import Literal, TypeAlias

from vouajudar._model import OpenModel


GrantType: TypeAlias = Literal["client_credentials"] | str
"""The grant; `client_credentials` is the only one."""


OAuthErrorCode: TypeAlias = Literal["invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope"] | str
"""Error code of RFC 6749, section 5.2."""


ScopeList: TypeAlias = str
"""Scopes, separated by single spaces."""


TokenType: TypeAlias = Literal["Bearer"] | str
"""How the token is sent."""


class AccessToken(OpenModel):
    """A bearer token, as RFC 6749 answers it."""

    access_token: str
    """The token, a JWT. Send it as `Authorization` with the scheme `Bearer`."""
    token_type: TokenType
    expires_in: int
    """Seconds until the token stops working."""
    scope: ScopeList
    """The scopes that the token has, separated by spaces."""


class AccessTokenRequest(OpenModel):
    """The client credentials grant of RFC 6749, section 4.4, as a form."""

    grant_type: GrantType
    client_id: str
    """The client, as the platform issued it."""
    client_secret: str
    """The secret of the client."""
    scope: ScopeList | None = None
    """The scopes that the token is to have, separated by spaces; all of the client's when absent."""


class OAuthError(OpenModel):
    """Why no token is given, in the form of RFC 6749, section 5.2. It is not a problem of the catalogue."""

    error: OAuthErrorCode
    error_description: str
    """What is wrong, for people. Do not parse it."""
