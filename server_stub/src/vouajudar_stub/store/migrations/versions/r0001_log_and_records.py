"""The log, the records, and what stands beside them: what databases held before revisions were counted."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _text(name: str, *, required: bool = False) -> sa.Column[Any]:
    words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return sa.Column(name, words, nullable=not required)


def _words(*names: str) -> list[sa.Column[Any]]:
    """Columns of text, none of them null."""
    return [_text(name, required=True) for name in names]


def _number(name: str, *, required: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=not required)


def _position(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _bytes(name: str, *, required: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.LargeBinary(), nullable=not required)


def _key_position(name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, **options)


def _index(name: str, table: str, columns: list[str], *, unique: bool = False, present: str | None = None) -> None:
    """`present`: only rows that have this column."""
    only = None if present is None else sa.text(f"{present} IS NOT NULL")
    op.create_index(name, table, columns, unique=unique, sqlite_where=only, postgresql_where=only)


def upgrade() -> None:
    _create_log()
    _create_records()
    _create_accounts()
    _create_the_rest()
    _create_webhooks()


def _create_log() -> None:
    op.create_table(
        "events",
        _key_position("position", autoincrement=False),
        *_words("id", "world"),
        _number("epoch"),
        sa.Column("retained", sa.Boolean(), nullable=False),
        *_words("event_type", "aggregate_type", "aggregate_id"),
        _number("version"),
        *_words("timestamp", "user_id", "readers"),
        _text("forget_at"),
        *_words("metadata"),
        _bytes("event_data"),
        sa.PrimaryKeyConstraint("position"),
    )
    _index("events_by_id", "events", ["id"], unique=True)
    _index("events_feed", "events", ["world", "epoch", "position", "retained", "event_type", "readers"])
    _index("events_passing", "events", ["world", "forget_at"], present="forget_at")


def _create_records() -> None:
    optional = (
        *("due_at", "due_rule", "updated_at", "expires_at", "status", "city_id", "product_type", "organization_id"),
        *("location_kind", "priority", "external_id", "batch_id", "carrier_id", "volunteer_ref", "resource_item_id"),
        *("resource_request_id", "location_id", "provider_location_id"),
    )
    op.create_table(
        "records",
        *_words("kind", "id", "world"),
        _number("version"),
        _position("sequence"),
        *_words("owner", "readers"),
        *(_text(name) for name in optional),
        _number("available", required=False),
        sa.Column("lat", sa.Float()),
        sa.Column("lng", sa.Float()),
        _bytes("body"),
        sa.PrimaryKeyConstraint("kind", "id"),
    )
    _index("records_by_change", "records", ["world", "kind", "sequence"])
    _index("records_by_status", "records", ["world", "kind", "status", "sequence"])
    _index("records_by_owner", "records", ["owner", "kind", "sequence"])
    _index("records_due", "records", ["world", "due_at"], present="due_at")
    _index("records_by_external_id", "records", ["external_id", "kind"], present="external_id")
    _index("records_by_batch", "records", ["batch_id", "sequence"], present="batch_id")
    _index("records_by_volunteer", "records", ["carrier_id", "volunteer_ref"], present="volunteer_ref")
    _index("records_by_item", "records", ["resource_item_id"], present="resource_item_id")
    _index("records_by_request", "records", ["resource_request_id", "sequence"], present="resource_request_id")
    _index("records_by_place", "records", ["world", "kind", "lat"], present="lat")
    op.create_table("private_facts", *_words("kind", "id", "world"), _bytes("facts"), sa.PrimaryKeyConstraint("kind", "id"))


def _create_accounts() -> None:
    op.create_table(
        "partners",
        *_words("id", "name", "mode", "kinds", "organization_id", "organization_name", "scopes"),
        sa.Column("suspended", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "api_keys",
        *_words("id", "partner_id", "name", "scopes", "prefix"),
        _bytes("secret_hash"),
        *_words("created_at"),
        *(_text(name) for name in ("expires_at", "last_used_at", "revoked_at")),
        sa.PrimaryKeyConstraint("id"),
    )
    _index("api_keys_by_hash", "api_keys", ["secret_hash"], unique=True)
    _index("api_keys_by_partner", "api_keys", ["partner_id", "id"])
    op.create_table(
        "oauth_clients", *_words("id", "partner_id"), _bytes("secret_hash"), *_words("scopes"), sa.PrimaryKeyConstraint("id")
    )


def _create_the_rest() -> None:
    op.create_table(
        "idempotent_replies",
        *_words("partner_id", "operation", "key", "world"),
        _bytes("fingerprint"),
        _number("status"),
        _bytes("body", required=False),
        *_words("headers", "expires_at"),
        sa.PrimaryKeyConstraint("partner_id", "operation", "key"),
    )
    _index("replies_by_expiry", "idempotent_replies", ["world", "expires_at"])
    op.create_table(
        "worlds",
        *_words("world"),
        _position("clock_offset_ms"),
        _number("epoch"),
        _position("epoch_position"),
        sa.PrimaryKeyConstraint("world"),
    )
    op.create_table("secrets", *_words("name"), _bytes("value"), sa.PrimaryKeyConstraint("name"))
    op.create_table(
        "checkpoints", *_words("handler", "world"), _position("position"), sa.PrimaryKeyConstraint("handler", "world")
    )
    op.create_table(
        "impact_facts",
        _key_position("position", autoincrement=False),
        *_words("world", "kind", "at", "parties", "product_type"),
        _number("units"),
        sa.Column("minutes", sa.Float()),
        *_words("places"),
        sa.PrimaryKeyConstraint("position"),
    )
    _index("impact_facts_by_time", "impact_facts", ["world", "at"])


def _create_webhooks() -> None:
    op.create_table(
        "webhook_queue",
        _key_position("id"),
        *_words("world", "endpoint_id", "event_id", "event_type"),
        _number("attempt"),
        *_words("due_at"),
        _bytes("body", required=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    _index("webhook_queue_by_endpoint", "webhook_queue", ["world", "endpoint_id", "due_at", "id"])
    op.create_table(
        "webhook_attempts",
        *_words("id", "world", "endpoint_id", "event_id", "event_type"),
        _number("attempt"),
        *_words("sent_at"),
        _number("response_status", required=False),
        _number("latency_ms", required=False),
        *_words("outcome"),
        _text("next_attempt_at"),
        sa.PrimaryKeyConstraint("id"),
    )
    _index("webhook_attempts_by_endpoint", "webhook_attempts", ["endpoint_id", "id"])
    _index("webhook_attempts_by_event", "webhook_attempts", ["event_id", "endpoint_id", "id"])
    op.create_table(
        "webhook_faults", *_words("request_id", "world", "fault"), _position("after"), sa.PrimaryKeyConstraint("request_id")
    )
