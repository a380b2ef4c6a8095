"""Rebuilding the records of a database."""

from __future__ import annotations

from vouajudar_stub.store.postgres.connection import LOCKS, PATIENT, WRITE_LOCK, Address
from vouajudar_stub.store.postgres.session import PostgresSession
from vouajudar_stub.store.sql.rebuild import Rebuilt
from vouajudar_stub.store.sql.rebuild import rebuild as rebuild_records


async def rebuild(address: Address, *, write: bool = True) -> Rebuilt:
    """In one transaction; commands of every process wait for it, or are refused when it takes long. Those who only look hold up
    nobody."""
    connection = await address.connect(**PATIENT)
    try:
        if not write:
            async with connection.transaction(isolation="repeatable_read", readonly=True):
                return await rebuild_records(PostgresSession(connection), write=False)
        async with connection.transaction():
            await connection.execute(f"SELECT pg_advisory_xact_lock({LOCKS}, {WRITE_LOCK})")
            return await rebuild_records(PostgresSession(connection))
    finally:
        await connection.close()
