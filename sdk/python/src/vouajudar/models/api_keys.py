"""Models: api keys."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from typing import TypeAlias

from vouajudar._model import OpenModel
from vouajudar.models.shared import ApiKeyId, ApiKeyName, ApiKeyPrefix, Cursor, Scope, Timestamp


ApiKeySecret: TypeAlias = str
"""The API key itself, sent as `X-API-Key`. Shown once, in the answer that created it; only a hash of it is kept."""


class ApiKey(OpenModel):
    """A key of the partner, without its secret. Revoked keys are not listed any more."""

    id: ApiKeyId
    name: ApiKeyName
    scopes: list[Scope]
    """What the key may do."""
    prefix: ApiKeyPrefix
    created_at: Timestamp
    """When the key was created."""
    expires_at: Timestamp | None
    """When the key stops working; null if it does not expire."""
    last_used_at: Timestamp | None
    """When the key was last used; null if it never was."""


class ApiKeyCreate(OpenModel):
    """A key to be created."""

    name: ApiKeyName
    scopes: list[Scope]
    """What the key may do; nothing that the credential of this request may not."""
    expires_in_days: int | None = None
    """Days until the key stops working; it does not expire when null or absent."""


class ApiKeyCreated(ApiKey):
    """A new key with its secret, which is shown this once."""

    secret: ApiKeySecret


class ApiKeyPage(OpenModel):
    """One page of API keys, in the order of their creation."""

    items: list[ApiKey]
    """The keys of this page."""
    next_cursor: Cursor | None
    """Cursor of the next page; null on the last."""
