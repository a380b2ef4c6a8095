"""What was found wrong, and by which check."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field

CHECKS = {
    "acked-write-lost": "every acknowledged write is there: GET shows its version or a later one, the feed its event",
    "acked-body-differs": "GET, at the acknowledged version, is the acknowledged body",
    "one-effect": "one Idempotency-Key, one resource, one event set",
    "replay-differs": "the same call with the same key has the same status and bytes, and says Idempotency-Replayed",
    "refused": "a journey of legal steps is refused nothing, on a retry neither, unless the clock has come between",
    "seen-twice": "no event id comes twice, sequences rise",
    "version-gap": "the versions of each subject are contiguous from 1",
    "feed-missed": "the reader that goes on from its stored cursor ends with the very feed that is read from the start",
    "fold-differs": "the fold of the feed is what GET and the lists show (I12)",
    "invariant": "I1, I2, I6, I7, I8 and the status of a batch, on the fold",
    "etag": "ETag is the version (I10)",
    "clock": "the world's clock has moved by what was acknowledged, once",
    "webhook-missed": "each retained event that an endpoint's patterns match has arrived there",
    "webhook-differs": "a webhook's body is the event's bytes, and its signature is good",
    "event-differs": "getEvent answers the bytes of the feed",
    "impact": "analytics are the fold of the feed (I19)",
    "unsynced": "no group of commands is committed without a sync of the WAL",
    "rebuild": "read models built anew from the log are those that were there",
    "logged": "the server logs no error but of what the kills do to it",
    "integrity": "the file is whole, and what a torn end of the WAL leaves of it is consistent",
}
"""Every check by name."""


@dataclass
class Findings:
    """Safe from several threads."""

    by_check: Counter[str] = field(default_factory=Counter[str])
    first: dict[str, str] = field(default_factory=dict[str, str])
    """The first finding of each check, in words."""

    def __post_init__(self) -> None:
        self._lock = threading.Lock()

    def add(self, check: str, what: str) -> None:
        if check not in CHECKS:
            raise KeyError(check)
        with self._lock:
            self.by_check[check] += 1
            self.first.setdefault(check, what)

    def __bool__(self) -> bool:
        return bool(self.by_check)

    def __str__(self) -> str:
        return "\n".join(f"{check} ({count}): {self.first[check]}" for check, count in self.by_check.items()) or "nothing"
