"""What proves who is calling: an API key, or tokens of the OAuth2 client credentials grant."""

from __future__ import annotations

import os
from typing import Any

from vouajudar._errors import VouAjudarError
from vouajudar._facts import (
    API_KEY_ENV,
    API_KEY_HEADER,
    API_KEY_PREFIX,
    CLIENT_ID_ENV,
    CLIENT_SECRET_ENV,
    TOKEN_PATH,
)

EARLY = 0.1
"""A token is replaced when this share of its life is left, so that none runs out on its way."""
EARLY_SECONDS = 60.0
"""... or when so much is left, whichever is less."""


class ApiKey:
    """A key, sent with every call."""

    __slots__ = ("_key",)

    def __init__(self, key: str) -> None:
        self._key = key

    def header(self) -> tuple[str, str]:
        return API_KEY_HEADER, API_KEY_PREFIX + self._key

    def __repr__(self) -> str:
        return "<ApiKey ...>"


class ClientCredentials:
    """A client of OAuth2 and the token that it has now. The token is made when it is first needed."""

    __slots__ = ("_ends_at", "_secret", "client_id", "renewing", "scopes", "token")

    def __init__(self, client_id: str, secret: str, scopes: tuple[str, ...]) -> None:
        self.client_id = client_id
        self._secret = secret
        self.scopes = scopes
        self.token: str | None = None
        self._ends_at = 0.0
        self.renewing: Any = None
        """The lock of the tasks that want a new one."""

    def header(self) -> tuple[str, str]:
        return "Authorization", f"Bearer {self.token}"

    def usable(self, now: float) -> bool:
        """There is a token, and it is not about to end."""
        return self.token is not None and now < self._ends_at

    def form(self) -> dict[str, str]:
        """What is sent for a token."""
        form = {"grant_type": "client_credentials", "client_id": self.client_id, "client_secret": self._secret}
        return {**form, "scope": " ".join(self.scopes)} if self.scopes else form

    def keep(self, token: str, expires_in: float, now: float) -> None:
        self.token = token
        self._ends_at = now + expires_in - min(EARLY_SECONDS, EARLY * expires_in)

    def __repr__(self) -> str:
        return f"<ClientCredentials {self.client_id}>"


Credential = ApiKey | ClientCredentials


def credential_of(
    api_key: str | None, client_id: str | None, client_secret: str | None, scopes: tuple[str, ...]
) -> Credential | None:
    """What was given, else what the environment has, a key first. Raises ValueError for half of a pair, or for both kinds."""
    given = bool(client_id) or bool(client_secret)
    if api_key and given:
        raise ValueError("pass api_key, or client_id with client_secret, not both")
    if not api_key and not given:
        api_key = os.environ.get(API_KEY_ENV)
    if api_key:
        if not api_key.isascii() or not api_key.isprintable() or " " in api_key:
            raise ValueError("api_key must be printable ASCII without spaces; was a line break copied with it?")
        return ApiKey(api_key)
    client_id = client_id or os.environ.get(CLIENT_ID_ENV)
    client_secret = client_secret or os.environ.get(CLIENT_SECRET_ENV)
    if not client_id and not client_secret:
        return None
    if not client_id or not client_secret:
        raise ValueError("client_id and client_secret belong together; one is missing")
    if TOKEN_PATH is None:
        raise ValueError("this API has no OAuth2 client credentials; pass api_key")
    return ClientCredentials(client_id, client_secret, scopes)


def missing() -> VouAjudarError:
    return VouAjudarError(
        f"no credential: pass api_key=..., or client_id=... and client_secret=..., or set the environment variable {API_KEY_ENV}"
    )
