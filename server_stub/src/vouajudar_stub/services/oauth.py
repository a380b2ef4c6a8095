"""The client credentials grant of RFC 6749, section 4.4: a token for a client that knows its secret."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Sequence
from typing import Literal, TypeAlias
from urllib.parse import unquote_plus

from vouajudar_stub.edge.answers import NO_STORE
from vouajudar_stub.edge.call import PublicCall, Reply
from vouajudar_stub.edge.credentials import Credentials
from vouajudar_stub.edge.json import dumps
from vouajudar_stub.services.tokens import LIFETIME, Tokens

_PARAMETERS = frozenset({"grant_type", "client_id", "client_secret", "scope"})

ErrorCode: TypeAlias = Literal["invalid_request", "invalid_client", "unsupported_grant_type", "invalid_scope"]


class OAuthError(Exception):
    """A refused grant, in the words of RFC 6749, section 5.2."""

    def __init__(self, code: ErrorCode, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        """ASCII without quotes and backslashes."""


class OauthService:
    """Implements `OauthPort`."""

    def __init__(self, credentials: Credentials, tokens: Tokens) -> None:
        self._credentials = credentials
        self._tokens = tokens

    async def create_access_token(self, call: PublicCall, form: list[tuple[str, str]]) -> Reply:
        try:
            return await self._grant(call, form)
        except OAuthError as error:
            headers = dict(NO_STORE)
            if error.code == "invalid_client":
                headers["WWW-Authenticate"] = 'Basic realm="VouAjudar", charset="UTF-8"'
            body = dumps({"error": error.code, "error_description": error.description})
            return Reply(401 if error.code == "invalid_client" else 400, body, headers)

    async def _grant(self, call: PublicCall, form: Sequence[tuple[str, str]]) -> Reply:
        parameters = _read(form)
        if parameters["grant_type"] != "client_credentials":
            raise OAuthError("unsupported_grant_type", "The only grant is client_credentials.")
        client_id, client_secret = _client(call.authorization, parameters)
        partner = await self._credentials.partner_for_client(client_id, client_secret)
        if partner is None:
            raise OAuthError("invalid_client", "The client is unknown, or its secret is wrong.")
        scopes = _scopes(parameters.get("scope"), partner.scopes)
        token = self._tokens.issue(partner.credential_id, scopes, await self._credentials.now(partner.mode))
        body = {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": int(LIFETIME.total_seconds()),
            "scope": " ".join(scopes),
        }
        return Reply(200, dumps(body), NO_STORE)


def _read(form: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The parameters by name. RFC 6749 forbids repeated ones; the contract knows no others than its own."""
    parameters = dict(form)
    if len(parameters) < len(form):
        raise OAuthError("invalid_request", "A parameter is sent twice.")
    if not parameters.keys() <= _PARAMETERS:
        raise OAuthError("invalid_request", f"The parameters are {', '.join(sorted(_PARAMETERS))}.")
    if "grant_type" not in parameters:
        raise OAuthError("invalid_request", "grant_type is missing.")
    return parameters


def _client(authorization: str | None, parameters: dict[str, str]) -> tuple[str, str]:
    """Id and secret, from the form or from HTTP Basic, where both are form-encoded (RFC 6749, section 2.3.1)."""
    if authorization is None:
        if "client_id" not in parameters or "client_secret" not in parameters:
            raise OAuthError("invalid_client", "client_id and client_secret are due.")
        return parameters["client_id"], parameters["client_secret"]
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        raise OAuthError("invalid_client", "A client is authenticated by the form or by HTTP Basic.")
    if "client_secret" in parameters:
        raise OAuthError("invalid_request", "The client is authenticated in two ways at once.")
    try:
        client_id, separator, client_secret = b64decode(encoded.strip(), validate=True).decode().partition(":")
    except ValueError:
        raise OAuthError("invalid_client", "The value of HTTP Basic is no base64 of UTF-8.") from None
    client_id, client_secret = unquote_plus(client_id), unquote_plus(client_secret)
    if not separator or parameters.get("client_id", client_id) != client_id:
        raise OAuthError("invalid_client", "The value of HTTP Basic names no client, or another than client_id.")
    return client_id, client_secret


def _scopes(wanted: str | None, allowed: frozenset[str]) -> list[str]:
    """The scopes asked for, or all that the client has."""
    if wanted is None:
        return sorted(allowed)
    scopes = wanted.split(" ")
    if not allowed.issuperset(scopes):
        raise OAuthError("invalid_scope", "The client does not hold all of these scopes.")
    return sorted(set(scopes))
