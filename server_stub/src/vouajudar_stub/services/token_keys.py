"""The keys that sign access tokens, as the store keeps them: made, rotated, forgotten.

A key is a secret of the store under its `kid`, a ULID: by it every process knows which key is the newest, and how old it is.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from joserfc.jwk import OctKey

from vouajudar_stub.services.tokens import LIFETIME, key_of
from vouajudar_stub.store.protocol import Store
from vouajudar_stub.ulid import ulid, ulid_time

logger = logging.getLogger(__name__)

FAMILY = "token-keys"

REREAD_SECONDS = 5.0
"""So often a process looks for keys that another has made; until then it signs with the one before."""

RETIRED_FOR = LIFETIME + timedelta(hours=1)
"""How long a key still verifies after its successor was made: the life of its last token, and time for every process to stop
signing with it."""

_PATIENCE_SECONDS = 1.0
"""A token with an unknown key makes a process look at once, but no more often than this."""


class TokenKeys:
    """Implements `Keys`. `days`: a key older than that is rotated by `tend`; 0: only on demand."""

    def __init__(self, store: Store, days: int) -> None:
        self._store = store
        self._max_age = timedelta(days=days) if days else None
        self._keys: dict[str, OctKey] = {}
        self._read_at = 0.0

    @classmethod
    async def of(cls, store: Store, days: int = 0) -> TokenKeys:
        """The keys of the store; the first one is made here."""
        keys = cls(store, days)
        if not await store.secrets(FAMILY):
            await rotate(store)
        await keys._read()
        return keys

    @property
    def current(self) -> OctKey:
        return self._keys[max(self._keys)]

    def get(self, kid: str) -> OctKey | None:
        return self._keys.get(kid)

    async def reread(self) -> None:
        if time.monotonic() - self._read_at >= _PATIENCE_SECONDS:
            await self._read()

    async def refresh(self) -> None:
        """Done again and again by every process: take over what another has rotated."""
        if time.monotonic() - self._read_at >= REREAD_SECONDS:
            await self._read()

    async def tend(self) -> None:
        """Done again and again by one process: rotate what is too old, forget what no token is signed with any more."""
        now = datetime.now(UTC)
        if self._max_age is not None and now - ulid_time(max(self._keys)) >= self._max_age:
            kid = await rotate(self._store)
            logger.info("the signing key of access tokens was rotated", extra={"kid": kid})
            await self._read()
        outdated = _outdated(self._keys, now)
        for kid in outdated:
            await self._store.forget_secret(f"{FAMILY}/{kid}")
        if outdated:
            await self._read()

    async def _read(self) -> None:
        self._read_at = time.monotonic()
        found = await self._store.secrets(FAMILY)
        if found:
            self._keys = {kid: self._keys.get(kid) or key_of(kid, secret) for kid, secret in found.items()}


async def rotate(store: Store, *, revoke_older: bool = False) -> str:
    """Make a new key, which signs from now on; its kid. `revoke_older`: tokens signed before are refused at once."""
    older = await store.secrets(FAMILY)
    kid = ulid()
    await store.secret(f"{FAMILY}/{kid}")
    if revoke_older:
        for each in older:
            await store.forget_secret(f"{FAMILY}/{each}")
    return kid


def _outdated(keys: Mapping[str, object], now: datetime) -> list[str]:
    """Those whose successor has been there long enough."""
    kids = sorted(keys)
    return [kid for kid, successor in pairwise(kids) if now - ulid_time(successor) >= RETIRED_FOR]
