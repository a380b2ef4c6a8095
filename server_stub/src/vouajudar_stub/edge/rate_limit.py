"""Rate limits: who has called how often, and how an answer says so.

Fixed windows of 60 seconds of real time. Counters stand in a storage of the `limits` library: in memory here, in Redis or another
of its storages where several processes are to count together.
"""

from __future__ import annotations

import math
import time
from typing import NamedTuple

from limits.storage import Storage

from vouajudar_stub.contract import Policy

WINDOW = 60
"""Seconds."""

QUOTAS: dict[Policy, int] = {"reads": 600, "writes": 120, "token": 30, "anonymous": 300}
"""Calls a window: reads and writes by credential, token and anonymous by address."""


class Standing(NamedTuple):
    """Where a caller stands after a call was counted."""

    policy: Policy
    quota: int
    remaining: int
    reset: int
    """Whole seconds until the window ends, at least 1."""
    exceeded: bool

    def headers(self) -> tuple[tuple[bytes, bytes], tuple[bytes, bytes]]:
        """`RateLimit-Policy` and `RateLimit`, as structured fields, the way ASGI takes them."""
        return (
            (b"ratelimit-policy", f'"{self.policy}";q={self.quota};w={WINDOW}'.encode()),
            (b"ratelimit", f'"{self.policy}";r={self.remaining};t={self.reset}'.encode()),
        )


class RateLimits:
    """Counts calls in fixed windows. `factor` multiplies every quota (load tests)."""

    def __init__(self, factor: int = 1, storage: Storage | None = None) -> None:
        self._quotas = {policy: quota * factor for policy, quota in QUOTAS.items()}
        self._storage = storage or LoopStorage()

    def count(self, policy: Policy, caller: str) -> Standing:
        """Counts one call of `caller`, a credential id or an address."""
        key = f"{policy}/{caller}"
        quota = self._quotas[policy]
        calls = self._storage.incr(key, WINDOW)
        reset = min(WINDOW, max(1, math.ceil(self._storage.get_expiry(key) - time.time())))
        return Standing(policy, quota, max(0, quota - calls), reset, calls > quota)


class LoopStorage(Storage):
    """Counters in the memory of one event loop.

    The library's own memory storage starts a timer thread every 10 ms that walks all counters; within one loop no lock is
    needed, and what has expired can go when new counters come.
    """

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: float | str | bool) -> None:
        super().__init__(uri, wrap_exceptions, **options)
        self._counters: dict[str, tuple[int, float]] = {}
        """Key -> calls counted, end of the window in Unix time."""
        self._sweep_at = 1024

    @property
    def base_exceptions(self) -> type[Exception] | tuple[type[Exception], ...]:
        return ValueError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        now = time.time()
        count, end = self._counters.get(key, (0, 0.0))
        if end <= now:
            count, end = 0, now + expiry
            self._sweep(now)
        self._counters[key] = (count + amount, end)
        return count + amount

    def get(self, key: str) -> int:
        count, end = self._counters.get(key, (0, 0.0))
        return count if end > time.time() else 0

    def get_expiry(self, key: str) -> float:
        now = time.time()
        return max(now, self._counters.get(key, (0, now))[1])

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        count = len(self._counters)
        self._counters.clear()
        return count

    def clear(self, key: str) -> None:
        self._counters.pop(key, None)

    def _sweep(self, now: float) -> None:
        if len(self._counters) >= self._sweep_at:
            self._counters = {key: value for key, value in self._counters.items() if value[1] > now}
            self._sweep_at = max(1024, 2 * len(self._counters))
