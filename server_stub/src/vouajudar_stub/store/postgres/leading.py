"""One process of several leads: the server keeps the lock for as long as the connection lives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from zlib import crc32

from vouajudar_stub.store.postgres.connection import LOCKS, Address, Connection, end, is_unavailable, unavailable
from vouajudar_stub.store.protocol import StoreUnavailableError

HEARTBEAT_SECONDS = 2.0
"""So often a leader makes sure that its connection, and with it its lock, is still there."""
_ABOVE = 0x100
"""Locks below are not leaders'."""


@asynccontextmanager
async def leading(address: Address, name: str) -> AsyncGenerator[None]:
    """Implements `Store.lead`."""
    task = asyncio.current_task()
    assert task is not None  # noqa: S101
    try:
        connection = await address.connect(statement_timeout="0", lock_timeout="0")
    except Exception as error:
        if is_unavailable(error):
            raise unavailable(error) from error
        raise
    lost = False

    async def watch() -> None:
        nonlocal lost
        try:
            while True:
                await asyncio.sleep(HEARTBEAT_SECONDS)
                await connection.execute("SELECT 1", timeout=HEARTBEAT_SECONDS)
        except Exception as error:
            if not is_unavailable(error):
                raise
            lost = True
            task.cancel()

    try:
        await _wait_for(connection, name)
        watching = asyncio.create_task(watch())
        try:
            yield
        except asyncio.CancelledError:
            if lost and task.uncancel() == 0:
                raise StoreUnavailableError(f"the database was lost while leading {name}") from None
            raise
        finally:
            watching.cancel()
            await asyncio.wait([watching])
    finally:
        await end(connection)


async def _wait_for(connection: Connection, name: str) -> None:
    number = _ABOVE + crc32(name.encode()) % (2**31 - _ABOVE)
    try:
        await connection.execute(f"SELECT pg_advisory_lock({LOCKS}, {number})")
    except Exception as error:
        if is_unavailable(error):
            raise unavailable(error) from error
        raise
