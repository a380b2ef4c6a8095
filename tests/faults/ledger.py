"""What clients were told: the other half of what the server must show."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from vouajudar._answer import ApiResponse

Call = Callable[[], "ApiResponse[Any]"]


@dataclass(frozen=True)
class Acked:
    """A write that was answered with 2xx."""

    operation: str
    subject: str
    version: int
    """0 for what has none."""
    status: int
    body: bytes
    again: Call | None
    """Makes the very same call, with the same key; None for one without a key."""


@dataclass(frozen=True)
class Refused:
    """A write that was answered with a problem."""

    operation: str
    subjects: tuple[str, ...]
    """Of the journey that it belongs to."""
    slug: str
    retried: bool


@dataclass
class Ledger:
    """Safe from several threads."""

    acked: list[Acked] = field(default_factory=list[Acked])
    fresh: list[Acked] = field(default_factory=list[Acked])
    """Those that no check has seen yet."""
    refused: list[Refused] = field(default_factory=list[Refused])
    tags: dict[str, str | None] = field(default_factory=dict[str, "str | None"])
    """What was written into a new resource to know it again, and its id once a create was acknowledged."""
    expected: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict[str, Counter[str]](Counter))
    """How many events of a type a subject has by what was acknowledged."""
    pending: set[str] = field(default_factory=set[str])
    """Subjects and tags of calls whose outcome nobody knows."""
    advanced: int = 0
    """Seconds by which the clock was acknowledged to have moved."""
    retries: int = 0
    """Calls made again since no answer came to a request that may have arrived."""
    replayed: int = 0
    """Retries that were answered with `Idempotency-Replayed`: the effect was there, its answer was lost."""

    def __post_init__(self) -> None:
        self._lock = threading.Lock()

    def begin(self, names: Iterable[str], tag: str | None) -> None:
        with self._lock:
            self.pending.update(names)
            if tag is not None:
                self.tags[tag] = None

    def retry(self) -> None:
        with self._lock:
            self.retries += 1

    def acknowledge(
        self, acked: Acked, names: Iterable[str], tag: str | None, emits: Sequence[tuple[str, str]], *, replayed: bool
    ) -> None:
        """`emits`: subject and type of the events that it must have."""
        with self._lock:
            self.acked.append(acked)
            self.fresh.append(acked)
            self.pending.difference_update(names)
            self.replayed += replayed
            if tag is not None:
                self.tags[tag] = acked.subject
            for subject, event_type in emits:
                self.expected[subject][event_type] += 1

    def advance(self, seconds: int) -> None:
        with self._lock:
            self.advanced += seconds

    def expect(self, subject: str, event_type: str) -> None:
        with self._lock:
            self.expected[subject][event_type] += 1

    def refuse(self, refused: Refused | None, names: Iterable[str], tag: str | None) -> None:
        """None: rightly so."""
        with self._lock:
            if refused is not None:
                self.refused.append(refused)
            self.pending.difference_update(names)
            if tag is not None:
                del self.tags[tag]

    def versions(self) -> dict[str, int]:
        """The highest acknowledged version of each subject."""
        with self._lock:
            found: dict[str, int] = {}
            for write in self.acked:
                if write.version:
                    found[write.subject] = max(write.version, found.get(write.subject, 0))
            return found

    def take_fresh(self) -> list[Acked]:
        with self._lock:
            fresh, self.fresh = self.fresh, []
            return fresh
