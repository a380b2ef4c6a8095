"""The tables, in portable DDL. Times are RFC 3339 text in UTC with milliseconds, so that text order is time order."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Integer, LargeBinary, MetaData, Table, Text, and_

REVISION = "0002"
"""Of these tables: the newest in `store/migrations`. Whoever changes them adds a revision there."""

METADATA = MetaData()

WORDS = Text().with_variant(Text(collation="C"), "postgresql")
"""Text in order of its bytes: that of ids and times, and the same on every database."""


def _text(name: str, *, required: bool = False, key: bool = False) -> Column[Any]:
    return Column(name, WORDS, nullable=not (required or key), primary_key=key)


EVENTS = Table(
    "events",
    METADATA,
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    _text("id", required=True),
    _text("world", required=True),
    Column("epoch", Integer, nullable=False),
    Column("retained", Boolean, nullable=False),
    _text("event_type", required=True),
    _text("aggregate_type", required=True),
    _text("aggregate_id", required=True),
    Column("version", Integer, nullable=False),
    _text("timestamp", required=True),
    _text("user_id", required=True),
    _text("readers", required=True),
    _text("forget_at"),
    _text("metadata", required=True),
    Column("event_data", LargeBinary, nullable=False),
    Index("events_by_id", "id", unique=True),
    # covers the whole choice of a feed page: the events' bytes are touched for the chosen ones only
    Index("events_feed", "world", "epoch", "position", "retained", "event_type", "readers"),
)
"""The log. `position` is the global sequence: gapless, in order of commit. `event_type` is short (`batch.ready`),
`event_data` the CloudEvent as every reader gets it, `user_id` the actor, `readers` words between spaces
(` ptn_1 * kind:dispatch `). `metadata` holds the extensions, and, in a record's last event of a transaction, what the record has
beside its body: owner, parties, due_at, due_rule. An event that is not retained has a `forget_at`; after it, no `event_data`."""

SOURCED: frozenset[str] = frozenset({"location", "batch", "delivery", "resource_request", "reservation"})
"""Kinds whose every version is an event's; the others have no change events."""

# one event for each version: two commands that have read the same version cannot both be kept
_versioned = and_(EVENTS.c.retained.is_(True), EVENTS.c.aggregate_type.in_(sorted(SOURCED)))
Index(
    "events_by_version",
    EVENTS.c.aggregate_id,
    EVENTS.c.epoch,
    EVENTS.c.version,
    unique=True,
    sqlite_where=_versioned,
    postgresql_where=_versioned,
)

_passing = EVENTS.c.forget_at.is_not(None)
Index("events_passing", EVENTS.c.world, EVENTS.c.forget_at, sqlite_where=_passing, postgresql_where=_passing)

RECORDS = Table(
    "records",
    METADATA,
    _text("kind", key=True),
    _text("id", key=True),
    _text("world", required=True),
    Column("version", Integer, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    _text("owner", required=True),
    _text("readers", required=True),
    _text("due_at"),
    _text("due_rule"),
    _text("updated_at"),
    _text("expires_at"),
    _text("status"),
    _text("city_id"),
    _text("product_type"),
    _text("organization_id"),
    _text("location_kind"),
    _text("priority"),
    _text("external_id"),
    _text("batch_id"),
    _text("carrier_id"),
    _text("volunteer_ref"),
    _text("resource_item_id"),
    _text("resource_request_id"),
    _text("location_id"),
    _text("provider_location_id"),
    Column("available", Integer),
    Column("lat", Float),
    Column("lng", Float),
    Column("body", LargeBinary, nullable=False),
    Index("records_by_change", "world", "kind", "sequence"),
    Index("records_by_status", "world", "kind", "status", "sequence"),
    Index("records_by_owner", "owner", "kind", "sequence"),
)
"""Read models: what a GET answers, and columns for filters, lists and the clock. Written from the same events as the log, and
rebuilt from it by `rebuild`. `readers` are the owner and the parties, as words between spaces."""

for _name, _columns, _guard in (
    ("records_due", ("world", "due_at"), "due_at"),
    ("records_by_external_id", ("external_id", "kind"), "external_id"),
    ("records_by_batch", ("batch_id", "sequence"), "batch_id"),
    ("records_by_volunteer", ("carrier_id", "volunteer_ref"), "volunteer_ref"),
    ("records_by_item", ("resource_item_id",), "resource_item_id"),
    ("records_by_request", ("resource_request_id", "sequence"), "resource_request_id"),
    ("records_by_place", ("world", "kind", "lat"), "lat"),
):
    _some = RECORDS.c[_guard].is_not(None)
    Index(_name, *(RECORDS.c[_column] for _column in _columns), sqlite_where=_some, postgresql_where=_some)

REQUEST_ITEMS = Table(
    "request_items",
    METADATA,
    _text("item_id", key=True),
    _text("request_id", required=True),
    _text("world", required=True),
)
"""Which resource request an item belongs to: part of the read models, like `records`."""

PRIVATE_FACTS = Table(
    "private_facts",
    METADATA,
    _text("kind", key=True),
    _text("id", key=True),
    _text("world", required=True),
    Column("facts", LargeBinary, nullable=False),
)
"""What stands in no body and no event (codes, tries, phones, the last command): kept beside the log, not rebuilt from it."""

REPLIES = Table(
    "idempotent_replies",
    METADATA,
    _text("partner_id", key=True),
    _text("operation", key=True),
    _text("key", key=True),
    _text("world", required=True),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", LargeBinary),
    _text("headers", required=True),
    _text("expires_at", required=True),
    Index("replies_by_expiry", "world", "expires_at"),
)

PARTNERS = Table(
    "partners",
    METADATA,
    _text("id", key=True),
    _text("name", required=True),
    _text("mode", required=True),
    _text("kinds", required=True),
    _text("organization_id", required=True),
    _text("organization_name", required=True),
    _text("scopes", required=True),
    Column("suspended", Boolean, nullable=False),
)

API_KEYS = Table(
    "api_keys",
    METADATA,
    _text("id", key=True),
    _text("partner_id", required=True),
    _text("name", required=True),
    _text("scopes", required=True),
    _text("prefix", required=True),
    Column("secret_hash", LargeBinary, nullable=False),
    _text("created_at", required=True),
    _text("expires_at"),
    _text("last_used_at"),
    _text("revoked_at"),
    Index("api_keys_by_hash", "secret_hash", unique=True),
    Index("api_keys_by_partner", "partner_id", "id"),
)

OAUTH_CLIENTS = Table(
    "oauth_clients",
    METADATA,
    _text("id", key=True),
    _text("partner_id", required=True),
    Column("secret_hash", LargeBinary, nullable=False),
    _text("scopes", required=True),
)

WORLDS = Table(
    "worlds",
    METADATA,
    _text("world", key=True),
    Column("clock_offset_ms", BigInteger, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("epoch_position", BigInteger, nullable=False),
    _text("began_at", required=True),
)
"""Per world: how far its clock is ahead of real time, how often it was reset, and the position of the log and the time at that
moment."""

SECRETS = Table(
    "secrets",
    METADATA,
    _text("name", key=True),
    Column("value", LargeBinary, nullable=False),
)

CHECKPOINTS = Table(
    "checkpoints",
    METADATA,
    _text("handler", key=True),
    _text("world", key=True),
    Column("position", BigInteger, nullable=False),
)
"""How far each handler of events has come in the log."""

WEBHOOK_QUEUE = Table(
    "webhook_queue",
    METADATA,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    _text("world", required=True),
    _text("endpoint_id", required=True),
    _text("event_id", required=True),
    _text("event_type", required=True),
    Column("attempt", Integer, nullable=False),
    _text("due_at", required=True),
    Column("body", LargeBinary),
    # ends in the key, so that a page of what is due comes in order from the index alone
    Index("webhook_queue_by_endpoint", "world", "endpoint_id", "due_at", "id"),
    sqlite_autoincrement=True,  # a chain that is dropped while its attempt is under way must not lend its id to another
)
"""Chains of attempts that go on: `attempt` is the number of the next one. `body` only where the log forgets the event's bytes."""

WEBHOOK_ATTEMPTS = Table(
    "webhook_attempts",
    METADATA,
    _text("id", key=True),
    _text("world", required=True),
    _text("endpoint_id", required=True),
    _text("event_id", required=True),
    _text("event_type", required=True),
    Column("attempt", Integer, nullable=False),
    _text("sent_at", required=True),
    Column("response_status", Integer),
    Column("latency_ms", Integer),
    _text("outcome", required=True),
    _text("next_attempt_at"),
    Index("webhook_attempts_by_endpoint", "endpoint_id", "id"),
    Index("webhook_attempts_by_event", "event_id", "endpoint_id", "id"),
)

WEBHOOK_FAULTS = Table(
    "webhook_faults",
    METADATA,
    _text("request_id", key=True),
    _text("world", required=True),
    _text("fault", required=True),
    Column("after", BigInteger, nullable=False),
    Column("until", BigInteger),
)
"""Commands whose events are to arrive twice or out of order (`X-Sandbox-Fault: webhook=...`), until they are queued."""

IMPACT_FACTS = Table(
    "impact_facts",
    METADATA,
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    _text("world", required=True),
    _text("kind", required=True),
    _text("at", required=True),
    _text("parties", required=True),
    _text("product_type", required=True),
    Column("units", Integer, nullable=False),
    Column("minutes", Float),
    _text("places", required=True),
    Index("impact_facts_by_time", "world", "at"),
)
"""A row for each event that analytics count, by its position in the log; `parties` and `places` are words between spaces."""

NOTIFICATIONS = Table(
    "notifications",
    METADATA,
    _text("partner_id", key=True),
    _text("event_id", key=True),
    _text("world", required=True),
    _text("event_type", required=True),
    _text("channels", required=True),
    _text("noted_at", required=True),
    _text("send_at", required=True),
    Index("notifications_by_time", "world", "noted_at"),
)
"""The outbox of what a partner's people are to be told; `channels` are words between spaces."""
