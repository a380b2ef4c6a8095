"""Signing keys that are given, where the test is not about where they come from."""

from __future__ import annotations

from collections.abc import Mapping

from joserfc.jwk import OctKey
from vouajudar_stub.services.tokens import key_of


class FixedKeys:
    """Implements `Keys` with what it is given, the last one signs."""

    def __init__(self, secrets: Mapping[str, bytes]) -> None:
        self._keys = {kid: key_of(kid, secret) for kid, secret in secrets.items()}
        self.current = list(self._keys.values())[-1]

    def get(self, kid: str) -> OctKey | None:
        return self._keys.get(kid)

    async def reread(self) -> None:
        """There is nowhere else."""
