"""Requests are found by their items; no version of a subject is there twice; worlds know when they began; an asked webhook fault
has an end; an outbox of notifications."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def _words(*names: str) -> list[sa.Column[Any]]:
    """Columns of text, none of them null."""
    words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return [sa.Column(name, words, nullable=False) for name in names]


def upgrade() -> None:
    op.add_column("webhook_faults", sa.Column("until", sa.BigInteger()))
    _forbid_a_version_twice()
    _date_worlds()
    _list_items()
    op.create_table(
        "notifications",
        *_words("partner_id", "event_id", "world", "event_type", "channels", "noted_at", "send_at"),
        sa.PrimaryKeyConstraint("partner_id", "event_id"),
    )
    op.create_index("notifications_by_time", "notifications", ["world", "noted_at"])


def _forbid_a_version_twice() -> None:
    true = "1" if op.get_bind().dialect.name == "sqlite" else "true"
    kinds = "'batch', 'delivery', 'location', 'reservation', 'resource_request'"
    versioned = sa.text(f"retained IS {true} AND aggregate_type IN ({kinds})")
    op.create_index(
        "events_by_version",
        "events",
        ["aggregate_id", "epoch", "version"],
        unique=True,
        sqlite_where=versioned,
        postgresql_where=versioned,
    )


def _date_worlds() -> None:
    """A world began with its first event, as far as the log can tell."""
    words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    with op.batch_alter_table("worlds") as worlds:
        worlds.add_column(sa.Column("began_at", words))
    world, epoch = sa.column("world", sa.Text), sa.column("epoch", sa.Integer)
    table = sa.table("worlds", world, epoch, sa.column("began_at", sa.Text))
    events = sa.table("events", sa.column("world", sa.Text), sa.column("epoch", sa.Integer), sa.column("timestamp", sa.Text))
    first = sa.select(sa.func.min(events.c.timestamp)).where(events.c.world == table.c.world, events.c.epoch == table.c.epoch)
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    op.execute(table.update().values(began_at=sa.func.coalesce(first.scalar_subquery(), now)))
    with op.batch_alter_table("worlds") as worlds:
        worlds.alter_column("began_at", existing_type=words, nullable=False)


def _list_items() -> None:
    """They stood in a column, as words between spaces."""
    items = op.create_table("request_items", *_words("item_id", "request_id", "world"), sa.PrimaryKeyConstraint("item_id"))
    columns: list[sa.ColumnClause[str]] = [sa.column(name) for name in ("kind", "id", "world", "resource_item_id")]
    records = sa.table("records", *columns)
    of_requests = records.c.kind == "resource_request"
    connection = op.get_bind()
    rows = [
        {"item_id": item, "request_id": request, "world": world}
        for request, world, words in connection.execute(
            sa.select(records.c.id, records.c.world, records.c.resource_item_id).where(of_requests)
        )
        for item in words.split()
    ]
    if rows:
        connection.execute(items.insert(), rows)
    connection.execute(records.update().values(resource_item_id=None).where(of_requests))
