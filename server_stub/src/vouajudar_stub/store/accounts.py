"""Who may call: partners, API keys and OAuth clients as stored. Secrets are kept as hashes only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class PartnerAccount:
    """A partner of one world and one organisation."""

    id: str
    name: str
    mode: Literal["live", "test"]
    kinds: tuple[str, ...]
    organization_id: str
    organization_name: str
    scopes: tuple[str, ...]
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of a partner; times are of the world's clock."""

    id: str
    partner_id: str
    name: str
    scopes: tuple[str, ...]
    prefix: str
    """The first 12 characters of the secret, by which people tell keys apart."""
    secret_hash: bytes
    """SHA-256 of the whole secret: 160 random bits need no slow hash."""
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """A client_credentials client of a partner."""

    id: str
    partner_id: str
    secret_hash: bytes
    """SHA-256 of the client secret."""
    scopes: tuple[str, ...]


class AccountReading(Protocol):
    async def partner(self, partner_id: str) -> PartnerAccount | None: ...

    async def partners(self) -> list[PartnerAccount]:
        """Those of every world, by id."""
        ...

    async def api_key(self, key_id: str) -> ApiKey | None: ...

    async def api_key_by_hash(self, secret_hash: bytes) -> ApiKey | None: ...

    async def api_keys(self, partner_id: str, *, after: str = "", limit: int | None = None) -> list[ApiKey]:
        """Keys that are not revoked, expired ones included, by creation (their ids), above `after`."""
        ...

    async def oauth_client(self, client_id: str) -> OAuthClient | None: ...


class AccountWriting(AccountReading, Protocol):
    async def add_partner(self, partner: PartnerAccount) -> None: ...

    async def add_api_key(self, key: ApiKey) -> None: ...

    async def revoke_api_key(self, key_id: str, at: datetime) -> None: ...

    async def mark_used(self, used: Mapping[str, datetime]) -> None:
        """Set `last_used_at` by key id."""
        ...

    async def add_oauth_client(self, client: OAuthClient) -> None: ...

    async def set_suspended(self, partner_ids: Iterable[str], suspended: bool) -> None: ...
