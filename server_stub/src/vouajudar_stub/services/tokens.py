"""Access tokens: JWTs that this server signs and reads; their life is counted on the clock of the partner's world."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

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


class Tokens:
    """`secret` signs what is issued from now on; tokens name their key by `kid`, so that keys can be changed."""

    def __init__(self, secret: bytes, *, kid: str = "1") -> None:
        self._kid = kid
        self._keys = {kid: OctKey.import_key(secret)}
        self._read: dict[str, TokenClaims] = {}

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
        return jwt.encode({"alg": _ALGORITHM, "kid": self._kid, "typ": "at+jwt"}, claims, self._keys[self._kid])

    def read(self, token: str) -> TokenClaims | None:
        """The claims of a token of ours, whether or not it has expired; None for anything else."""
        claims = self._read.get(token)
        if claims is None:
            claims = self._decode(token)
            if claims is not None:
                if len(self._read) >= _CACHED:
                    self._read.pop(next(iter(self._read)))
                self._read[token] = claims
        return claims

    def _decode(self, token: str) -> TokenClaims | None:
        try:
            decoded = jwt.decode(token, self._keys[self._kid], algorithms=[_ALGORITHM])
            claims = decoded.claims
            if decoded.header.get("kid") != self._kid or claims.get("iss") != ISSUER:
                return None
            return TokenClaims(
                client_id=str(claims["sub"]),
                scopes=frozenset(str(claims["scope"]).split()),
                expires_at=datetime.fromtimestamp(int(claims["exp"]), UTC),
            )
        except (JoseError, ValueError, KeyError, TypeError):
            return None
