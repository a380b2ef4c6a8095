"""What the stub asks of a store. SQLite implements it; PostgreSQL can implement it next.

One transaction carries a command's state, its events, its private facts and its idempotency record:
all of them commit, or none. Reads inside a transaction see its own writes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol, TypeAlias, TypeVar

Kind: TypeAlias = Literal[
    "location", "batch", "delivery", "resource_request", "reservation", "webhook_endpoint", "notification_preferences"
]
World: TypeAlias = Literal["test", "live"]
"""Partners of one mode share one world: data, clock, reset."""

T = TypeVar("T")


@dataclass(slots=True)
class Record:
    """One versioned resource as stored: the contract-shaped body and what no reader may see."""

    kind: Kind
    id: str
    version: int
    body: dict[str, Any]
    """The resource exactly as GET answers it, `version` and `updated_at` included."""
    owner: str
    """`ptn_` id of the partner that owns it (reservation: the reserver)."""
    private: dict[str, Any] = field(default_factory=dict[str, Any])
    """Facts that stand in no body and no event: codes, tries, phones, the last command (3.3)."""
    parties: tuple[str, ...] = ()
    """`ptn_` ids that may read it besides the owner; `*` = every partner, `kind:dispatch` = partners of a kind."""
    due_at: datetime | None = None
    """When a clock rule (C1-C6) next touches it; None when none does."""
    due_rule: str | None = None
    """`C1` .. `C6`, with `due_at`."""
    sequence: int = 0
    """Global position of its last event; list order. Set by the store on `append`."""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event before the log has given it a position."""

    type: str
    """Short form, for example `batch.ready`."""
    kind: str
    """Group of the event: `batch`, `delivery`, ... `api_key`, `webhook_endpoint`."""
    subject: str
    partition_key: str
    version: int
    time: datetime
    data: Mapping[str, Any]
    """`object`, `previous_status`, `version`, `reason` and the type's extra data."""
    actor: str
    """`ptn_` id, `system.clock` or `platform`."""
    causation: str
    """`rid_` id of the request, or `system.clock/C1`..`C6`."""
    traceparent: str
    readers: tuple[str, ...]
    """Who could read the subject before or after: `ptn_` ids, `*`, `kind:dispatch`."""
    retained: bool = True


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event of the log: `data` are the very bytes that every reader gets."""

    position: int
    id: str
    type: str
    subject: str
    time: datetime
    data: bytes
    readers: tuple[str, ...]


class Reading(Protocol):
    """A consistent view of one world."""

    world: World
    now: datetime
    """The world's clock, aware UTC, whole milliseconds."""

    async def get(self, kind: Kind, id: str) -> Record | None: ...

    async def find(self, kind: Kind, where: Mapping[str, object]) -> list[Record]:
        """Records whose indexed members equal `where` (a tuple value means: any of them), oldest change first.

        Indexed: `status`, `owner`, `external_id`, `batch_id`, `carrier_id`, `volunteer_ref`, `resource_item_id`,
        `resource_request_id`, `location_id`, `provider_location_id`.
        """
        ...


class Transaction(Reading, Protocol):
    """A reading that can also write; committed with everything in it or not at all."""

    async def put(self, record: Record) -> None:
        """Insert or replace the record (by kind and id)."""
        ...

    async def append(self, events: Sequence[NewEvent]) -> None:
        """Append to the log in the given order; a subject's records take the position of their last event."""
        ...


Work: TypeAlias = Callable[[Transaction], Awaitable[T]]
"""A command's body. It may run again on a store that retries serialisation failures: no effect but through the transaction."""
