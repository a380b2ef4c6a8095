"""What the stub asks of a store. SQLite implements it; PostgreSQL can implement it next.

One transaction carries a command's state, its events, its private facts and its idempotency record:
all of them commit, or none. Reads inside a transaction see its own writes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple, Protocol, TypeAlias, TypeVar

from vouajudar_stub.store.accounts import AccountReading, AccountWriting
from vouajudar_stub.store.checkpoints import CheckpointReading, CheckpointWriting
from vouajudar_stub.store.impact import ImpactReading, ImpactWriting
from vouajudar_stub.store.notifications import NotificationReading, NotificationWriting
from vouajudar_stub.store.webhooks import WebhookReading, WebhookWriting

Kind: TypeAlias = Literal[
    "location", "batch", "delivery", "resource_request", "reservation", "webhook_endpoint", "notification_preferences"
]
World: TypeAlias = Literal["test", "live"]
"""Partners of one mode share one world: data, clock, reset."""

WORLD_NAMES: tuple[World, ...] = ("test", "live")

RETENTION = timedelta(days=30)
"""How long the feed shows an event, of the world's clock."""

PASSING = timedelta(minutes=5)
"""How long an event that is not retained can still be relayed, of the world's clock; then only its position is left."""

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
    text: bytes | None = None
    """`body` as JSON, where whoever puts the record has it at hand."""


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
    id: str | None = None
    """`evt_` id, where the command's own answer names it; None: the log gives one."""


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
    retained: bool = True


@dataclass(frozen=True, slots=True)
class Seen:
    """A record as a reader gets it: the stored JSON bytes, not parsed."""

    id: str
    version: int
    body: bytes
    owner: str
    parties: tuple[str, ...]
    sequence: int

    def readable_by(self, audience: Sequence[str]) -> bool:
        """True when one of the reader words of a partner (its id, `*`, `kind:<kind>`) is among the record's."""
        return self.owner in audience or any(party in audience for party in self.parties)


class Listed(NamedTuple):
    """A record in a list: the stored JSON bytes, not parsed."""

    id: str
    owner: str
    body: bytes
    sequence: int
    distance: float | None = None
    """Metres from the centre of a `near` selection, not rounded; None in any other."""


@dataclass(frozen=True, slots=True)
class Circle:
    """A `near` filter: WGS84 degrees and metres; the boundary is inside."""

    lat: float
    lng: float
    radius_m: int


@dataclass(frozen=True, slots=True)
class Selection:
    """What a list shows: everything of a kind that the audience may read and that meets every filter."""

    kind: Kind
    audience: tuple[str, ...]
    """Reader words of the partner: its id, `*` and one `kind:<kind>` for each kind it holds."""
    where: Mapping[str, object] = field(default_factory=dict[str, object])
    """Index column to value; a tuple means: any of them. For columns see `Reading.find`."""
    updated_since: datetime | None = None
    """Inclusive."""
    expires_before: datetime | None = None
    """Exclusive; what never expires is left out."""
    min_available: int | None = None
    near: Circle | None = None
    order: Literal["change", "creation", "distance"] = "change"
    """By `sequence`, by `id`, or (only with `near`) by distance, then `id`; lowest first."""
    after: tuple[int | float | str, ...] = ()
    """Where the page before ended: `(sequence,)`, `(id,)` or `(distance, id)`; empty for the first page."""
    limit: int = 20


@dataclass(frozen=True, slots=True)
class StoredReply:
    """The answer of a finished command, kept for its Idempotency-Key."""

    fingerprint: bytes
    """SHA-256 of path and body; another one under the same key is another request."""
    status: int
    body: bytes | None
    headers: Mapping[str, str]


class EventReading(Protocol):
    """The retained feed of one world, since its last reset."""

    async def head(self) -> int:
        """Position of the newest committed event of any world; 0 in an empty log."""
        ...

    async def horizon(self, before: datetime) -> int:
        """Position that the feed starts after: of the newest event older than `before`, or where the world was last reset."""
        ...

    async def page(
        self, *, audience: Sequence[str], after: int, limit: int, types: Sequence[str] = ("*",), live_after: int | None = None
    ) -> list[StoredEvent]:
        """Events with a position above `after` that the audience may see, in order of position.

        `types` are patterns (`*`, `batch.*`, `batch.ready`). Events that are not retained are left out, save those above
        `live_after` whose exact name is among `types`.
        """
        ...

    async def log(self, *, after: int, limit: int) -> list[StoredEvent]:
        """Every event above `after`, whoever may read it, those that are not retained included: what handlers follow."""
        ...

    async def one(self, event_id: str) -> StoredEvent | None:
        """A retained event by id, whoever may read it."""
        ...


class Reading(Protocol):
    """A consistent view of one world."""

    world: World
    now: datetime
    """The world's clock, aware UTC, whole milliseconds; it never goes back except by a reset."""

    @property
    def epoch(self) -> int:
        """How often the world was reset; a cursor of another epoch is no longer good."""
        ...

    async def began_at(self) -> datetime:
        """When the world began, on its own clock: with its database, or at its last reset."""
        ...

    @property
    def events(self) -> EventReading: ...

    @property
    def accounts(self) -> AccountReading: ...

    @property
    def checkpoints(self) -> CheckpointReading: ...

    @property
    def webhooks(self) -> WebhookReading: ...

    @property
    def impact(self) -> ImpactReading: ...

    @property
    def notifications(self) -> NotificationReading: ...

    async def get(self, kind: Kind, record_id: str) -> Record | None:
        """The record, whoever may read it; its `body` and `private` are the caller's own copies."""
        ...

    async def find(self, kind: Kind, where: Mapping[str, object]) -> list[Record]:
        """Records whose indexed members equal `where` (a tuple value means: any of them), oldest change first.

        Indexed: `owner`, and of the body where the kind has them: `status`, `external_id`, `batch_id`, `carrier_id`,
        `volunteer_ref`, `resource_item_id`, `resource_request_id`, `location_id`, `provider_location_id`, `city_id`,
        `product_type`, `priority`, `organization_id`, `kind` (of a location). A request has the `product_type` and the
        `resource_item_id` of each of its items.
        """
        ...

    async def see(self, kind: Kind, record_id: str) -> Seen | None:
        """The stored bytes of a record, whoever may read it: what a GET answers."""
        ...

    async def page(self, selection: Selection) -> list[Listed]:
        """At most `selection.limit` records, in the selection's order."""
        ...


class Transaction(Reading, Protocol):
    """A reading that can also write; committed with everything in it or not at all.

    An exception leaving the work undoes all of it and nothing of any other command's.
    """

    @property
    def accounts(self) -> AccountWriting: ...

    @property
    def checkpoints(self) -> CheckpointWriting: ...

    @property
    def webhooks(self) -> WebhookWriting: ...

    @property
    def impact(self) -> ImpactWriting: ...

    @property
    def notifications(self) -> NotificationWriting: ...

    def new_id(self, prefix: str) -> str:
        """A fresh id, `<prefix>_<ULID>`, above every one given before; while seeds are sown, the seed's own."""
        ...

    def sow(self, name: str | None) -> None:
        """From here on `new_id` gives the ids that belong to this name, the same at every call order; None: fresh ones again."""
        ...

    async def put(self, record: Record) -> None:
        """Insert or replace the record (by kind and id). The store keeps the object: put it again after changing it."""
        ...

    async def remove(self, kind: Kind, record_id: str) -> None:
        """Delete a record. Only for what has no change events (webhook endpoints)."""
        ...

    async def append(self, events: Sequence[NewEvent]) -> None:
        """Append to the log in the given order; a subject's records take the position of their last event.

        The order of `put` and `append` within one work does not matter.
        """
        ...

    async def replied(self, partner: str, operation: str, key: str) -> StoredReply | None:
        """What was kept under an Idempotency-Key and has not run out on the world's clock."""
        ...

    async def keep_reply(self, partner: str, operation: str, key: str, reply: StoredReply, expires_at: datetime) -> None: ...

    async def advance_clock(self, seconds: int) -> int:
        """Move the world's clock (and `now`) forward, applying every rule that falls due; returns how many events came of it."""
        ...

    def announce(self) -> None:
        """Listeners are to hear of the commit even though it appends no event: somebody waits for what it writes."""
        ...

    async def tidy(self) -> None:
        """Drop what has run out: kept replies, the data of events that are not retained, notifications as old as retention."""
        ...

    async def reset_world(self) -> None:
        """Drop the world's records, private facts, kept replies, webhook queue, attempts, impact and outbox, put its clock back
        to real time, begin a new epoch.

        The log, its positions, and the accounts stay.
        """
        ...


Work: TypeAlias = Callable[[Transaction], Awaitable[T]]
"""A command's body. It may run again on a store that retries serialisation failures: no effect but through the transaction.
It may await nothing but the transaction's own methods."""

ReplyKey: TypeAlias = tuple[str, str, str]
"""Partner, operation and Idempotency-Key."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a command will probably ask for."""

    records: tuple[tuple[Kind, str], ...] = ()
    """Kinds and ids."""
    reply: ReplyKey | None = None


@dataclass(frozen=True, slots=True)
class ForeseeingWork:
    """A work that can tell beforehand what it will ask for. A store may read it for many works at once, where every question
    costs a journey; nothing else depends on it."""

    work: Work[Any]
    foresee: Callable[[], Foreseen]

    def __call__(self, transaction: Transaction) -> Awaitable[Any]:
        return self.work(transaction)


Look: TypeAlias = Callable[[Reading], Awaitable[T]]
"""A query's body; it may await nothing but the reading's own methods."""


class ClockRule(Protocol):
    """Applies one due rule (C1..C6) to a record: puts what changes, appends its events.

    `transaction.now` is the due time. The rule must leave the record with a later `due_at`, or none.
    """

    def __call__(self, transaction: Transaction, record: Record, /) -> Awaitable[None]: ...


@dataclass(frozen=True, slots=True)
class Committed:
    """Told to listeners after a group of commands is durable that appended events, reset a world, moved its clock, or announced
    itself."""

    world: World
    position: int
    """Of the newest event of the log."""


class StoreUnavailableError(Exception):
    """The database cannot be written or read now; nothing of the work is kept."""


class Store(Protocol):
    """Where worlds are kept."""

    rules: Mapping[str, ClockRule]
    """By name, `C1` .. `C6`. Due rules run, each as a unit of its own, before any command and before any reading."""

    async def write(self, world: World, work: Work[T]) -> T:
        """Run a command; returns when its effects are durable, raises what the work raised when none of them are kept."""
        ...

    async def read(self, world: World, work: Look[T]) -> T: ...

    def now(self, world: World) -> datetime: ...

    def listen(self, listener: Callable[[Committed], None]) -> None:
        """Call `listener` on the event loop after each commit that appended events, reset a world, moved its clock or announced
        itself, also soon after one of another process."""
        ...

    async def secret(self, name: str) -> bytes:
        """32 random bytes that belong to this database, made at the first request for the name."""
        ...

    async def secrets(self, family: str) -> Mapping[str, bytes]:
        """The secrets whose names are `<family>/<rest>`, by the rest, in its order."""
        ...

    async def forget_secret(self, name: str) -> None:
        """A later request for the name makes a new one. Nothing happens when there is none."""
        ...

    def lead(self, name: str) -> AbstractAsyncContextManager[None]:
        """Waits until no other process leads under this name, and leads until the block is left: work that only one of several
        processes on a database may do. A process that dies, or loses its database, leads no more; in the second case
        StoreUnavailableError is raised in the block, or the task that runs it is cancelled.
        """
        ...

    async def close(self) -> None: ...
