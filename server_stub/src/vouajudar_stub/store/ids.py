"""Ids: a prefix and a ULID that is above every one this process has made before."""

from __future__ import annotations

import secrets
import threading
import time
from hashlib import sha256

from vouajudar_stub.ulid import ulid_text

_RANDOM_BITS = 80
_ULID_BITS = 128


class Ulids:
    """Monotonic ULIDs: milliseconds of real time, then random bits; within one millisecond, or should the clock go back,
    the last value plus one. Safe from several threads."""

    def __init__(self) -> None:
        self._last = 0
        self._lock = threading.Lock()

    def next(self) -> str:
        with self._lock:
            value = (time.time_ns() // 1_000_000) << _RANDOM_BITS
            if value >> _RANDOM_BITS > self._last >> _RANDOM_BITS:
                value |= secrets.randbits(_RANDOM_BITS)
            else:
                value = self._last + 1
            self._last = value
        return ulid_text(value)

    def new(self, prefix: str) -> str:
        return f"{prefix}_{self.next()}"


ULIDS = Ulids()
"""The one source of this process."""


def fixed_ulid(name: str) -> str:
    """The ULID that always belongs to a name: what seeds are called by."""
    digest = sha256(b"vouajudar:" + name.encode()).digest()
    return ulid_text(int.from_bytes(digest[: _ULID_BITS // 8], "big"))


def seeded_id(name: str, prefix: str, number: int) -> str:
    """The id that a transaction gives at the number-th call for a prefix while it sows `name`."""
    return f"{prefix}_{fixed_ulid(f'{name}/{prefix}/{number}')}"
