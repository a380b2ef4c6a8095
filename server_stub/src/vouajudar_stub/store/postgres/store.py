"""The store itself: where commands go in and readings come out."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

import asyncpg

from vouajudar_stub.store.columns import time_text
from vouajudar_stub.store.postgres.connection import Address, Connection, end, is_unavailable, unavailable
from vouajudar_stub.store.postgres.leading import leading
from vouajudar_stub.store.postgres.news import Ear
from vouajudar_stub.store.postgres.session import PostgresSession, PostgresWriteSession
from vouajudar_stub.store.postgres.setup import prepare
from vouajudar_stub.store.protocol import ClockRule, Committed, Look, StoreUnavailableError, Work, World
from vouajudar_stub.store.sql import secrets, world
from vouajudar_stub.store.sql.groups import GROUP_LIMIT, Groups, Job, nothing
from vouajudar_stub.store.sql.reading import SqlReading

T = TypeVar("T")
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"

READERS = 8
"""Connections for readings, at most."""


class PostgresStore:
    """Implements `Store` on the event loop that it is opened on. Commands of this process are written by one task, those of all
    processes one group after another; readings have connections of their own and wait for nobody."""

    def __init__(self, address: Address, session: PostgresWriteSession, pool: Pool) -> None:
        self.rules: Mapping[str, ClockRule] = {}
        self.address = address
        self._session = session
        self._pool = pool
        self._listeners: list[Callable[[Committed], None]] = []
        self._groups = Groups(session, lambda: self.rules)
        self._jobs: deque[Job] = deque()
        self._work = asyncio.Event()
        self._closing = False
        self._ear = Ear(address, lambda: session.process_id, self._hear)
        self._writer: asyncio.Task[None] | None = None
        self._refreshing: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, url: str) -> PostgresStore:
        """Connect, and set up a database without tables. Raises StoreUnavailableError, OtherRevisionError."""
        address = Address(url)
        async with AsyncExitStack() as undo:
            try:
                connection = await address.connect()
                undo.push_async_callback(end, connection)
                await prepare(connection)
                pool = await asyncpg.create_pool(connect=_readers(address), min_size=0, max_size=READERS, reset=_as_it_is)
                undo.push_async_callback(pool.close)
                store = cls(address, PostgresWriteSession(address, connection), pool)
                await store._start()
            except Exception as error:
                if is_unavailable(error):
                    raise unavailable(error) from error
                raise
            undo.pop_all()
        return store

    async def _start(self) -> None:
        await self._groups.load()
        await self._ear.open()
        self._writer = asyncio.create_task(self._write_on())

    @property
    def groups(self) -> int:
        """Groups of commands that this process has committed; each took one flush of the disk."""
        return self._groups.committed

    def now(self, world: World) -> datetime:
        return self._groups.worlds[world].now()

    async def write(self, world: World, work: Work[T]) -> T:
        if self._closing:
            raise StoreUnavailableError("the store is closed")
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._jobs.append(Job(world, work, future))
        self._work.set()
        return await future

    async def read(self, world: World, work: Look[T]) -> T:
        while True:
            async with self._reading(world) as reading:
                if reading is not None:
                    return await work(reading)
            await self.write(world, nothing)

    @asynccontextmanager
    async def _reading(self, of_world: World) -> AsyncGenerator[SqlReading | None]:
        """A reading of one moment; None when rules of the clock are due before it."""
        async with self._connection() as connection:
            await connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            try:
                session = PostgresSession(connection)
                state = world.state_of((await session.rows(world.STATE, of_world=of_world))[0])
                now = state.now()
                due = state.next_due is not None and state.next_due <= time_text(now)
                yield None if due else SqlReading(session, state, now)
            finally:
                await connection.execute("COMMIT")

    def listen(self, listener: Callable[[Committed], None]) -> None:
        self._listeners.append(listener)

    async def secret(self, name: str) -> bytes:
        return await self._aside(lambda session: secrets.secret(session, name))

    async def secrets(self, family: str) -> Mapping[str, bytes]:
        return await self._aside(lambda session: secrets.secrets(session, family))

    async def forget_secret(self, name: str) -> None:
        await self._aside(lambda session: secrets.forget_secret(session, name))

    @asynccontextmanager
    async def lead(self, name: str) -> AsyncGenerator[None]:
        async with leading(self.address, name):
            yield

    async def close(self) -> None:
        """Finish what is queued, then close the connections."""
        self._closing = True
        self._work.set()
        if self._writer is not None:
            await self._writer
        await self._ear.close()
        if self._refreshing is not None:
            await asyncio.wait([self._refreshing])
        await self._session.close()
        await self._pool.close()

    @asynccontextmanager
    async def _connection(self) -> AsyncGenerator[Any]:
        try:
            async with self._pool.acquire() as connection:
                yield connection
        except Exception as error:
            if is_unavailable(error):
                raise unavailable(error) from error
            raise

    async def _aside(self, work: Callable[[PostgresSession], Awaitable[T]]) -> T:
        """Run a work on a connection of its own."""
        try:
            connection = await self.address.connect()
            try:
                return await work(PostgresSession(connection))
            finally:
                await end(connection)
        except Exception as error:
            if is_unavailable(error):
                raise unavailable(error) from error
            raise

    # the writer's task

    async def _write_on(self) -> None:
        """Commands queue up; those that wait when one group is done are the next."""
        while self._jobs or not self._closing:
            if not self._jobs:
                self._work.clear()
                await self._work.wait()
                continue
            jobs = [self._jobs.popleft() for _ in range(min(len(self._jobs), GROUP_LIMIT))]
            outcomes, news = await self._groups.run(jobs)
            self._tell(news)
            for outcome in outcomes:
                outcome.tell()

    def _tell(self, news: Sequence[Committed]) -> None:
        for listener in self._listeners:
            for each in news:
                listener(each)

    # the other processes

    def _hear(self, news: Sequence[Committed]) -> None:
        self._tell(news)
        if self._refreshing is None or self._refreshing.done():
            self._refreshing = asyncio.create_task(self._refresh(tell=not news))

    async def _refresh(self, *, tell: bool) -> None:
        """Take in what others have committed. `tell`: some of it may not have been heard."""
        with suppress(StoreUnavailableError):  # the next command takes it in
            async with self._connection() as connection:
                await self._groups.glance(PostgresSession(connection))
            if tell:
                self._tell([Committed(world, self._groups.position) for world in self._groups.worlds])


def _readers(address: Address) -> Any:
    """What the pool opens its connections by."""

    async def connect(*_of_the_pool: Any, **_options: Any) -> Connection:
        return await address.connect(default_transaction_read_only="on")

    return connect


async def _as_it_is(_connection: Any) -> None:
    """A connection for readings keeps nothing that would have to be put back."""
