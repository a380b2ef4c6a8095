"""Access tokens: JWTs that this server signs and reads; their life is counted on the clock of the partner's world."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import GuestProtocol, OctKey

from vouajudar_stub.ulid import ulid

ISSUER = "https://api.vouajudar.org"
LIFETIME = timedelta(hours=1)
_ALGORITHM = "HS256"
_CACHED = 4096


@dataclass(frozen=True, slots=True)
class TokenClaims:
    """What a token says, its signature checked, its expiry not."""

    client_id: str
    scopes: frozenset[str]
    expires_at: datetime


class Keys(Protocol):
    """The signing keys: the newest signs, all of them verify."""

    @property
    def current(self) -> OctKey:
        """The one that signs; its `kid` is its name."""
        ...

    def get(self, kid: str) -> OctKey | None: ...

    async def reread(self) -> None:
        """Look for keys that were made elsewhere."""
        ...


def key_of(kid: str, secret: bytes) -> OctKey:
    return OctKey.import_key(secret, {"kid": kid, "use": "sig", "alg": _ALGORITHM})


class Tokens:
    """Signs tokens and reads them. A token names its key by `kid`, so that keys can be changed while older tokens stay good."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._read: dict[str, tuple[str, TokenClaims]] = {}
        """By token: its key, and what it says."""

    def issue(self, client_id: str, scopes: Iterable[str], now: datetime) -> str:
        """A token for one hour. `now`: the world's clock."""
        issued = int(now.timestamp())
        claims = {
            "iss": ISSUER,
            "sub": client_id,
            "scope": " ".join(sorted(scopes)),
            "iat": issued,
            "exp": issued + int(LIFETIME.total_seconds()),
            "jti": ulid(),
        }
        key = self._keys.current
        return jwt.encode({"alg": _ALGORITHM, "kid": key.kid, "typ": "at+jwt"}, claims, key)

    async def verify(self, token: str) -> TokenClaims | None:
        """As `read`; a key that this process does not know may have been made by another meanwhile."""
        try:
            return self._look_up(token)
        except _UnknownKeyError:
            await self._keys.reread()
            return self.read(token)

    def read(self, token: str) -> TokenClaims | None:
        """The claims of a token of ours, whether or not it has expired; None for anything else."""
        try:
            return self._look_up(token)
        except _UnknownKeyError:
            return None

    def _look_up(self, token: str) -> TokenClaims | None:
        kid, claims = self._read.get(token, ("", None))
        if claims is not None:
            if self._keys.get(kid) is not None:
                return claims
            del self._read[token]  # its key was forgotten since
        kid, claims = self._decode(token)
        if claims is not None:
            if len(self._read) >= _CACHED:
                self._read.pop(next(iter(self._read)))
            self._read[token] = kid, claims
        return claims

    def _decode(self, token: str) -> tuple[str, TokenClaims | None]:
        try:
            decoded = jwt.decode(token, self._key_for, algorithms=[_ALGORITHM])
            claims = decoded.claims
            if claims.get("iss") != ISSUER:
                return "", None
            return str(decoded.header["kid"]), TokenClaims(
                client_id=str(claims["sub"]),
                scopes=frozenset(str(claims["scope"]).split()),
                expires_at=datetime.fromtimestamp(int(claims["exp"]), UTC),
            )
        except (JoseError, ValueError, KeyError, TypeError):
            return "", None

    def _key_for(self, token: GuestProtocol) -> OctKey:
        kid = token.headers().get("kid")
        key = self._keys.get(kid) if isinstance(kid, str) else None
        if key is None:
            raise _UnknownKeyError
        return key


class _UnknownKeyError(Exception):
    """The token names a key that is not known here, or none."""
