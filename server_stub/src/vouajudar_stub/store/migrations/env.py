"""Runs revisions on the connection, and in the transaction, that `upgrade` was given."""

from __future__ import annotations

from alembic import context

from vouajudar_stub.store.sql.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
