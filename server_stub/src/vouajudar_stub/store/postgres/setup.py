"""Setting up a database, and bringing it up to date."""

from __future__ import annotations

from vouajudar_stub.store.postgres.connection import LOCKS, PATIENT, SETUP_LOCK, WRITE_LOCK, Address, Connection
from vouajudar_stub.store.postgres.session import PostgresSession
from vouajudar_stub.store.sql.setup import is_ready, revision_of, set_up
from vouajudar_stub.store.sql.statements import POSTGRESQL


async def prepare(connection: Connection) -> None:
    """Set up a database without tables; of several processes that begin at once one does it. Raises OtherRevisionError."""
    session = PostgresSession(connection)
    if await is_ready(session):
        return
    async with connection.transaction():
        await connection.execute(f"SELECT pg_advisory_xact_lock({LOCKS}, {SETUP_LOCK})")
        await set_up(session, POSTGRESQL)


async def migrate(address: Address) -> None:
    """Bring a database up to date, all of it or nothing; nobody writes to it meanwhile."""
    connection = await address.connect()
    try:
        if await revision_of(PostgresSession(connection)) is None:
            await prepare(connection)
            return
    finally:
        await connection.close()
    # what a server has no use for is not loaded before
    from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415
    from sqlalchemy.pool import NullPool  # noqa: PLC0415

    from vouajudar_stub.store.migrations.upgrade import upgrade  # noqa: PLC0415

    # a revision may take its time
    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=lambda: address.connect(**PATIENT),
        poolclass=NullPool,
    )
    async with engine.begin() as transaction:
        for lock in (SETUP_LOCK, WRITE_LOCK):
            await transaction.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCKS}, {lock})")
        await transaction.run_sync(upgrade)
    await engine.dispose()
