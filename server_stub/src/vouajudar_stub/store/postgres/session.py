"""Statements on a connection of PostgreSQL, and the one connection of a process that writes.

How the log keeps its order. Any number of processes write to one database, and readers follow the log by a plain cursor,
`position > last`. With positions from a sequence that loses events: a slow transaction commits behind a cursor that has passed it
(measured with commits delayed at random: 49 % of the events missed). Two ways out:

- let readers stop below the oldest transaction that is still under way, with a cursor (xid8, position) and
  `pg_snapshot_xmin(pg_current_snapshot())`: writers need not wait for each other, but every reader, every list and every cursor
  has to know, one forgotten `idle in transaction` of anybody in the cluster stops the feed, and positions have gaps;
- let one transaction write at a time: the lock is taken before anything else, positions follow on from the end of the log.

This is the second. It costs less than it seems, because commands come in groups: a process takes the lock for all the commands
that wait, they share its round trips and the one flush of the disk at COMMIT, which is what writing costs. And it gives more: the
order of the log is the order of commits, positions have no gap, lists and feeds of every kind can use plain cursors, and the
rules of the domain are checked without a serialisation failure. A process that stands still with the lock is ended by the
server (`idle_in_transaction_session_timeout`), and one that is gone by its keepalives.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any, cast

from vouajudar_stub.store.postgres.ahead import read_ahead
from vouajudar_stub.store.postgres.connection import LOCKS, WRITE_LOCK, Address, Connection, end, is_failure, is_unavailable
from vouajudar_stub.store.postgres.news import CHANNEL, payload_of
from vouajudar_stub.store.protocol import Committed, Foreseen, StoreUnavailableError, World
from vouajudar_stub.store.sql.ahead import Ahead
from vouajudar_stub.store.sql.statements import POSTGRESQL, Row, Statement

logger = logging.getLogger(__name__)

RECONNECT_SECONDS = 5.0
"""So long the fate of a COMMIT whose answer was lost is asked for."""

_LOCK = f"SELECT pg_advisory_xact_lock({LOCKS}, {WRITE_LOCK}), pg_current_xact_id()::text"


class PostgresSession:
    """Implements `Session`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def rows(self, statement: Statement, /, **values: Any) -> Sequence[Row]:
        text = statement.on(POSTGRESQL)
        # a record of the driver is read like a tuple
        return cast("Sequence[Row]", await self._connection.fetch(text.sql, *text.values(values)))

    async def run(self, statement: Statement, /, **values: Any) -> None:
        text = statement.on(POSTGRESQL)
        await self._connection.execute(text.sql, *text.values(values))

    async def run_many(self, statement: Statement, rows: Sequence[Mapping[str, Any]], /) -> None:
        if not rows:
            return
        if len(rows) == 1:
            await self.run(statement, **rows[0])
            return
        bulk = statement.in_bulk()
        if bulk is not None:
            columns = zip(*map(bulk.values, rows), strict=True)
            await self._connection.execute(bulk.sql, *columns)
        else:
            text = statement.on(POSTGRESQL)
            await self._connection.executemany(text.sql, [text.values(row) for row in rows])


class PostgresWriteSession(PostgresSession):
    """Implements `WriteSession` on a connection that is opened again when it was lost."""

    def __init__(self, address: Address, connection: Connection) -> None:
        super().__init__(connection)
        self._address = address
        self._transaction_id = ""

    @property
    def process_id(self) -> int:
        """Of the server's process behind the connection: what its notifications are known by."""
        return self._connection.get_server_pid()

    async def begin(self) -> None:
        if self._connection.is_closed():
            self._connection = await self._address.connect()
        await self._connection.execute("BEGIN")
        self._transaction_id = await self._lock()

    async def _lock(self) -> str:
        """Wait for the right to write; returns the id of the transaction."""
        row = await self._connection.fetchrow(_LOCK)
        return "" if row is None else str(row[1])

    async def moved(self) -> bool:
        return True

    async def read_ahead(self, foreseen: Sequence[tuple[World, Foreseen]]) -> Ahead:
        return await read_ahead(self, foreseen)

    async def commit(self, news: Sequence[Committed]) -> None:
        told = f"SELECT pg_notify('{CHANNEL}', '{payload_of(news)}'); " if news else ""
        try:
            await self._connection.execute(f"{told}COMMIT")
        except Exception as error:
            if not self._connection.is_closed() or not await self._was_committed(error):
                raise

    async def rollback(self) -> None:
        try:
            if not self._connection.is_closed():
                await self._connection.execute("ROLLBACK", timeout=2.0)
        except Exception:
            await end(self._connection)  # of what state it is in nothing is known

    async def save(self, depth: int) -> None:
        await self._connection.execute(f"SAVEPOINT unit_{depth}")

    async def undo(self, depth: int) -> None:
        await self._connection.execute(f"ROLLBACK TO unit_{depth}; RELEASE unit_{depth}")

    async def keep(self, depth: int) -> None:
        await self._connection.execute(f"RELEASE unit_{depth}")

    def is_failure(self, error: Exception) -> bool:
        return is_failure(error)

    def is_unavailable(self, error: Exception) -> bool:
        return is_unavailable(error)

    async def close(self) -> None:
        await end(self._connection)

    async def _was_committed(self, lost: Exception) -> bool:
        """The connection was lost on COMMIT: ask the database what became of the transaction, by its id."""
        transaction_id = self._transaction_id
        try:
            async with asyncio.timeout(RECONNECT_SECONDS):
                while True:
                    try:
                        await self.begin()  # with the lock: the other transaction has ended
                        status = await self._connection.fetchval("SELECT pg_xact_status($1::text::xid8)", transaction_id)
                        break
                    except Exception as error:
                        if not is_unavailable(error):
                            raise
                        await asyncio.sleep(0.2)
        except TimeoutError:
            logger.exception("it is not known whether a group of commands was committed")
            raise StoreUnavailableError(str(lost)) from lost
        await self.rollback()
        return bool(status == "committed")
