"""What is still to be sent to webhook endpoints, and what came of what was sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, TypeAlias

AttemptOutcome: TypeAlias = Literal["succeeded", "retrying", "exhausted"]
WebhookFault: TypeAlias = Literal["duplicate", "reorder"]


@dataclass(frozen=True, slots=True)
class NewChain:
    """An event for an endpoint, before its first attempt."""

    endpoint_id: str
    event_id: str
    event_type: str
    """Short form, for example `batch.ready`."""
    due_at: datetime
    body: bytes | None = None
    """The event's bytes where the log does not keep them."""


@dataclass(frozen=True, slots=True)
class DueAttempt:
    """The next attempt of a chain."""

    chain_id: int
    endpoint_id: str
    event_id: str
    event_type: str
    attempt: int
    """1..10."""
    body: bytes


@dataclass(frozen=True, slots=True)
class Waiting:
    """An endpoint with something to send."""

    endpoint_id: str
    first_due_at: datetime


@dataclass(frozen=True, slots=True)
class AskedFault:
    """What was asked for by `X-Sandbox-Fault: webhook=...`."""

    request_id: str
    """`rid_` id of the command."""
    fault: WebhookFault
    after: int
    """The command's events stand right behind this position of the log, if it has any."""
    until: int | None = None
    """Of a command that moved the clock: those of the clock end here. None: what the command caused carries its `request_id`."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that was made; times are of the world's clock."""

    id: str
    endpoint_id: str
    event_id: str
    event_type: str
    attempt: int
    sent_at: datetime
    response_status: int | None
    latency_ms: int | None
    outcome: AttemptOutcome
    next_attempt_at: datetime | None


class WebhookReading(Protocol):
    """Of one world."""

    async def waiting(self) -> list[Waiting]:
        """Every endpoint with a queue, by id."""
        ...

    async def due(self, endpoint_id: str, until: datetime, limit: int) -> list[int]:
        """Chains whose next attempt is due by then, the earliest first; those with one that is being made now included."""
        ...

    async def next_attempts(self, chain_ids: Sequence[int]) -> list[DueAttempt]:
        """Of these chains, in this order; those that were dropped are left out."""
        ...

    async def queued(self, chain_ids: Sequence[int]) -> set[int]:
        """Which of these chains have not been dropped."""
        ...

    async def attempts(
        self, endpoint_id: str, *, outcome: str | None, event_id: str | None, after: str, limit: int
    ) -> list[Attempt]:
        """By creation, above the id `after`."""
        ...

    async def faults(self) -> list[AskedFault]: ...


class WebhookWriting(WebhookReading, Protocol):
    async def enqueue(self, chains: Iterable[NewChain]) -> None:
        """Those that are due at the same time keep their order."""
        ...

    async def postpone(self, chains: Iterable[tuple[int, int, datetime]]) -> None:
        """Chain, number of its next attempt, when that is due."""
        ...

    async def finish(self, chain_ids: Iterable[int]) -> None: ...

    async def drop_queue(self, endpoint_id: str) -> None: ...

    async def drop_attempts(self, endpoint_id: str) -> None: ...

    async def add_attempts(self, attempts: Iterable[Attempt]) -> None: ...

    async def ask_fault(self, asked: AskedFault) -> None:
        """The events of this command are to arrive twice, or out of order."""
        ...

    async def forget_faults(self, request_ids: Iterable[str]) -> None: ...
