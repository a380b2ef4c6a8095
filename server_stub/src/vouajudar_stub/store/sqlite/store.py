"""The store itself: where commands go in and readings come out."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import sqlite3
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from vouajudar_stub.store.columns import time_text
from vouajudar_stub.store.protocol import ClockRule, Committed, Look, StoreUnavailableError, Work, World
from vouajudar_stub.store.sql import secrets, world
from vouajudar_stub.store.sql.groups import GROUP_LIMIT, Groups, Job, Outcome, nothing
from vouajudar_stub.store.sql.reading import SqlReading
from vouajudar_stub.store.sql.statements import SQLITE
from vouajudar_stub.store.sqlite.connection import connect
from vouajudar_stub.store.sqlite.session import SqliteSession, drive
from vouajudar_stub.store.sqlite.setup import prepare

LOOK_SECONDS = 1.0
"""So often an idle writer looks for what another process has committed: the operator's commands, for one."""

logger = logging.getLogger(__name__)

T = TypeVar("T")

_CLOCK = world.CLOCK.on(SQLITE)


class SqliteStore:
    """Implements `Store` on one file. Writing has a thread of its own; readings run on the thread that asks, which they
    do not keep waiting: they see what is committed and take no lock."""

    def __init__(self, path: Path) -> None:
        self.rules: Mapping[str, ClockRule] = {}
        self.path = path
        self._listeners: list[tuple[asyncio.AbstractEventLoop, Callable[[Committed], None]]] = []
        self._readers = threading.local()
        self._open_readers: list[sqlite3.Connection] = []
        self.writer_connection = connect(path)
        """For tests that make it fail; commands alone use it."""
        try:
            prepare(self.writer_connection)
        except BaseException:
            self.writer_connection.close()
            raise
        self._groups = Groups(SqliteSession(self.writer_connection), lambda: self.rules)
        drive(self._groups.load())
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write_on, name="store-writer", daemon=True)
        self._writer.start()

    @property
    def groups(self) -> int:
        """Groups of commands committed since the start; each took one fdatasync."""
        return self._groups.committed

    def now(self, world: World) -> datetime:
        return self._groups.worlds[world].now()

    async def write(self, world: World, work: Work[T]) -> T:
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._jobs.put(Job(world, work, future))
        return await future

    async def read(self, world: World, work: Look[T]) -> T:
        state = self._groups.worlds[world]
        if state.next_due is not None and state.next_due <= time_text(state.now()):
            await self.write(world, nothing)
        connection = self._reader()
        try:
            connection.execute("BEGIN")
            try:
                # clock and epoch of the very snapshot that is read, whatever has been committed since
                offset, epoch, position = connection.execute(_CLOCK.sql, (world,)).fetchone()
                snapshot = self._groups.worlds[world].copy()
                snapshot.offset_ms, snapshot.epoch, snapshot.epoch_position = offset, epoch, position
                return drive(work(SqlReading(SqliteSession(connection), snapshot, snapshot.now())))
            finally:
                connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise StoreUnavailableError(str(error)) from error

    def listen(self, listener: Callable[[Committed], None]) -> None:
        self._listeners.append((asyncio.get_running_loop(), listener))

    async def secret(self, name: str) -> bytes:
        return await self._aside(lambda session: secrets.secret(session, name))

    async def secrets(self, family: str) -> Mapping[str, bytes]:
        return await self._aside(lambda session: secrets.secrets(session, family))

    async def forget_secret(self, name: str) -> None:
        await self._aside(lambda session: secrets.forget_secret(session, name))

    @contextlib.asynccontextmanager
    async def lead(self, name: str) -> AsyncGenerator[None]:
        """At once: a file is served by one process."""
        del name
        yield

    async def close(self) -> None:
        """Finish what is queued, then close the file."""
        self._jobs.put(None)
        await asyncio.to_thread(self._writer.join)
        self.writer_connection.close()
        for connection in self._open_readers:
            connection.close()
        self._open_readers.clear()

    async def _aside(self, work: Callable[[SqliteSession], Awaitable[T]]) -> T:
        """Run a work on a connection, and a thread, of its own."""

        def run() -> T:
            with contextlib.closing(connect(self.path)) as connection:
                return drive(work(SqliteSession(connection)))

        return await asyncio.to_thread(run)

    def _reader(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._readers, "connection", None)
        if connection is None:
            connection = connect(self.path, read_only=True)
            self._readers.connection = connection
            self._open_readers.append(connection)
        return connection

    # the writer's thread

    def _write_on(self) -> None:
        """Commands queue up; those that wait when one group is done are the next."""
        stopping = False
        while not stopping:
            jobs: list[Job] = []
            try:
                job = self._jobs.get(timeout=LOOK_SECONDS)
            except queue.Empty:
                self._look_around()
                continue
            while job is not None:
                jobs.append(job)
                if len(jobs) == GROUP_LIMIT or self._jobs.empty():
                    break
                job = self._jobs.get()
            stopping = job is None
            if jobs:
                outcomes, news = drive(self._groups.run(jobs))
                self._tell(news)
                _answer(outcomes)

    def _look_around(self) -> None:
        try:
            self._tell(drive(self._groups.look_around()))
        except sqlite3.Error:
            logger.exception("what others have committed could not be read")

    def _tell(self, committed: Sequence[Committed]) -> None:
        for loop, listener in self._listeners:
            for news in committed:
                with contextlib.suppress(RuntimeError):  # the listener's loop is closed
                    loop.call_soon_threadsafe(listener, news)


def _answer(outcomes: Sequence[Outcome]) -> None:
    """Wake those who wait, with one call into each event loop."""
    loops: dict[asyncio.AbstractEventLoop, list[Outcome]] = {}
    for outcome in outcomes:
        loops.setdefault(outcome.job.future.get_loop(), []).append(outcome)
    for loop, answered in loops.items():
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_settle, answered)


def _settle(outcomes: Sequence[Outcome]) -> None:
    for outcome in outcomes:
        outcome.tell()
