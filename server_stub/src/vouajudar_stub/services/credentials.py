"""API keys, OAuth clients and access tokens: who a request comes from."""

from __future__ import annotations

import hmac
import re
import secrets
import string
import time
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Literal, Protocol, TypeVar, cast

from vouajudar_stub.edge.call import Partner, PartnerKind
from vouajudar_stub.edge.credentials import Expired
from vouajudar_stub.services.commands import unavailable
from vouajudar_stub.services.tokens import Tokens
from vouajudar_stub.store.accounts import ApiKey, OAuthClient, PartnerAccount
from vouajudar_stub.store.protocol import Look, Reading, Store, StoreUnavailableError, Transaction

T = TypeVar("T")

_KEY = re.compile(r"va_(live|test)_[A-Za-z0-9]{32}")
_LETTERS = string.ascii_letters + string.digits
PREFIX_LENGTH = 12


def secret_hash(secret: str) -> bytes:
    """What is kept of a key or a client secret."""
    return sha256(secret.encode()).digest()


def new_api_key_secret(mode: Literal["live", "test"]) -> str:
    """`va_<mode>_` and 32 random letters and digits (190 bits)."""
    return f"va_{mode}_{''.join(secrets.choice(_LETTERS) for _ in range(32))}"


def partner_of(account: PartnerAccount, scopes: Iterable[str], credential_id: str) -> Partner:
    return Partner(
        id=account.id,
        name=account.name,
        mode=account.mode,
        kinds=frozenset(cast("tuple[PartnerKind, ...]", account.kinds)),
        organization_id=account.organization_id,
        organization_name=account.organization_name,
        scopes=frozenset(scopes) & frozenset(account.scopes),
        credential_id=credential_id,
        suspended=account.suspended,
    )


class Generation(Protocol):
    """A number that processes have in common and raise when credentials have changed."""

    def generation(self) -> int: ...

    def next_generation(self) -> None: ...


class CredentialsService:
    """Implements `Credentials`. Keys and clients seen once are held in memory; `forget` drops them as soon as one changes.

    `generation` tells of changes in other processes of this server. `trust_seconds`: what is held is read anew after this time,
    where servers that cannot tell us share the database; None: there are none.
    """

    def __init__(
        self, store: Store, tokens: Tokens, *, generation: Generation | None = None, trust_seconds: float | None = None
    ) -> None:
        self._store = store
        self._tokens = tokens
        self._generation = generation
        self._known_generation = 0
        self._trust_seconds = trust_seconds
        self._trusted_until = 0.0
        self._keys: dict[bytes, tuple[ApiKey, Partner]] = {}
        self._clients: dict[str, tuple[OAuthClient, PartnerAccount]] = {}
        self._used: dict[str, datetime] = {}

    async def now(self, world: Literal["live", "test"]) -> datetime:
        return self._store.now(world)

    async def partner_for_key(self, key: str) -> Partner | Expired | None:
        if _KEY.fullmatch(key) is None:
            return None
        self._drop_what_may_be_old()
        hashed = secret_hash(key)
        found = self._keys.get(hashed) or await self._load_key(hashed)
        if found is None:
            return None
        api_key, partner = found
        now = self._store.now(partner.mode)
        if api_key.expires_at is not None and api_key.expires_at <= now:
            return Expired(api_key.expires_at)
        self._used[api_key.id] = now
        return partner

    async def partner_for_token(self, token: str) -> Partner | Expired | None:
        try:
            claims = await self._tokens.verify(token)
        except StoreUnavailableError as error:
            raise unavailable(error) from error
        found = None if claims is None else await self._client(claims.client_id)
        if claims is None or found is None:
            return None
        client, account = found
        if claims.expires_at <= self._store.now(account.mode):
            return Expired(claims.expires_at)
        return partner_of(account, claims.scopes & frozenset(client.scopes), client.id)

    async def partner_for_client(self, client_id: str, client_secret: str) -> Partner | None:
        found = await self._client(client_id)
        if found is None or not hmac.compare_digest(found[0].secret_hash, secret_hash(client_secret)):
            return None
        client, account = found
        return partner_of(account, client.scopes, client.id)

    async def is_good(self, credential_id: str) -> bool:
        """Would the key or client still be let in? Asked by streams that stay open."""

        async def look(reading: Reading) -> ApiKey | OAuthClient | None:
            return await reading.accounts.api_key(credential_id) or await reading.accounts.oauth_client(credential_id)

        found = await self._store.read("live", look)
        if isinstance(found, ApiKey):
            account = await self._account(found.partner_id)
            in_time = found.expires_at is None or (account is not None and found.expires_at > self._store.now(account.mode))
            return found.revoked_at is None and in_time and account is not None and not account.suspended
        return found is not None

    def forget(self) -> None:
        """Read keys and clients anew the next time, in every process of this server."""
        self._keys.clear()
        self._clients.clear()
        if self._generation is not None:
            self._generation.next_generation()

    def _drop_what_may_be_old(self) -> None:
        if self._generation is not None:
            generation = self._generation.generation()
            if generation != self._known_generation:
                self._known_generation = generation
                self._keys.clear()
                self._clients.clear()
        if self._trust_seconds is not None and time.monotonic() >= self._trusted_until:
            self._trusted_until = time.monotonic() + self._trust_seconds
            self._keys.clear()
            self._clients.clear()

    def last_used(self, key: ApiKey) -> datetime | None:
        """When a key was last used, uses not yet written included."""
        return self._used.get(key.id, key.last_used_at)

    async def write_uses(self) -> None:
        """Write when keys were last used, for all since the last time, in one transaction."""
        used, self._used = self._used, {}
        if not used:
            return

        async def work(transaction: Transaction) -> None:
            await transaction.accounts.mark_used(used)

        await self._store.write("live", work)

    async def _load_key(self, hashed: bytes) -> tuple[ApiKey, Partner] | None:
        async def look(reading: Reading) -> tuple[ApiKey, Partner] | None:
            key = await reading.accounts.api_key_by_hash(hashed)
            if key is None or key.revoked_at is not None:
                return None
            account = await reading.accounts.partner(key.partner_id)
            return None if account is None else (key, partner_of(account, key.scopes, key.id))

        found = await self._look_up(look)
        if found is not None:
            self._keys[hashed] = found
        return found

    async def _client(self, client_id: str) -> tuple[OAuthClient, PartnerAccount] | None:
        self._drop_what_may_be_old()
        found = self._clients.get(client_id)
        if found is not None:
            return found

        async def look(reading: Reading) -> tuple[OAuthClient, PartnerAccount] | None:
            client = await reading.accounts.oauth_client(client_id)
            account = None if client is None else await reading.accounts.partner(client.partner_id)
            return None if client is None or account is None else (client, account)

        found = await self._look_up(look)
        if found is not None:
            self._clients[client_id] = found
        return found

    async def _look_up(self, look: Look[T]) -> T:
        """Raises Refusal: `service-unavailable`."""
        try:
            return await self._store.read("live", look)
        except StoreUnavailableError as error:
            raise unavailable(error) from error

    async def _account(self, partner_id: str) -> PartnerAccount | None:
        async def look(reading: Reading) -> PartnerAccount | None:
            return await reading.accounts.partner(partner_id)

        return await self._store.read("live", look)
