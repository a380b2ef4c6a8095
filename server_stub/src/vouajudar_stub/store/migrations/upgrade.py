"""Bringing a database up to date, whatever its driver."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect

from vouajudar_stub.store.sql.setup import FIRST_REVISION, VERSION_TABLE


def upgrade(connection: Connection) -> None:
    """Apply the revisions that are missing, in the transaction that the connection is in."""
    config = Config()
    config.set_main_option("script_location", "vouajudar_stub.store:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    if VERSION_TABLE not in inspect(connection).get_table_names():
        command.stamp(config, FIRST_REVISION)  # made before revisions were counted
    command.upgrade(config, "head")
