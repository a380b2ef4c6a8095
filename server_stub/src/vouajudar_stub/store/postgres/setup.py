"""Setting up a database without tables."""

from __future__ import annotations

from sqlalchemy.schema import CreateIndex, CreateTable

from vouajudar_stub.store.postgres.connection import LOCKS, SETUP_LOCK, Connection
from vouajudar_stub.store.postgres.session import PostgresSession
from vouajudar_stub.store.sql import world
from vouajudar_stub.store.sql.schema import METADATA
from vouajudar_stub.store.sql.statements import POSTGRESQL


async def prepare(connection: Connection) -> None:
    """Create what is not there yet; of several processes that begin at once one does it."""
    async with connection.transaction():
        await connection.execute(f"SELECT pg_advisory_xact_lock({LOCKS}, {SETUP_LOCK})")
        for table in METADATA.sorted_tables:
            if await connection.fetchval("SELECT to_regclass($1) IS NOT NULL", table.name):
                continue  # even an index that is there already would wait for those who write to the table, and they for it
            await connection.execute(str(CreateTable(table, if_not_exists=True).compile(dialect=POSTGRESQL)))
            for index in sorted(table.indexes, key=lambda index: str(index.name)):
                await connection.execute(str(CreateIndex(index, if_not_exists=True).compile(dialect=POSTGRESQL)))
        await world.add_worlds(PostgresSession(connection))
