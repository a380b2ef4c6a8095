"""Who a key, a token or a client is: what the edge asks of the part that knows partners."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from vouajudar_stub.edge.call import Partner


@dataclass(frozen=True, slots=True)
class Expired:
    """A credential that was good once: 401 `token-expired` instead of `unauthenticated`."""

    expired_at: datetime


class Credentials(Protocol):
    """Looks credentials up. Expiry follows the clock of the partner's world."""

    async def partner_for_key(self, key: str) -> Partner | Expired | None:
        """The partner of an API key (`va_test_...`); None when there is no such key or it is revoked."""
        ...

    async def partner_for_token(self, token: str) -> Partner | Expired | None:
        """The partner of an access token; None when it is not ours, forged, or its client is gone."""
        ...

    async def partner_for_client(self, client_id: str, client_secret: str) -> Partner | None:
        """The partner of an OAuth client, with all scopes the client may ask for; None when id or secret is wrong."""
        ...

    async def now(self, world: Literal["live", "test"]) -> datetime:
        """The world's clock, aware UTC."""
        ...
