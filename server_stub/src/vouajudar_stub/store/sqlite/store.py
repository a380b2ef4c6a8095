"""The store itself: where commands go in and readings come out."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import sqlite3
import threading
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import bindparam, delete, insert, select

from vouajudar_stub.store.columns import time_text
from vouajudar_stub.store.protocol import WORLD_NAMES, ClockRule, Committed, Look, StoreUnavailableError, Transaction, Work, World
from vouajudar_stub.store.schema import SECRETS, WORLDS
from vouajudar_stub.store.sqlite.connection import connect, create_tables
from vouajudar_stub.store.sqlite.reading import SqliteReading, drive
from vouajudar_stub.store.sqlite.writer import Job, Writer
from vouajudar_stub.store.statements import Statement

T = TypeVar("T")

_ADD_WORLD = Statement(insert(WORLDS).prefix_with("OR IGNORE"))
_WORLD = Statement(
    select(WORLDS.c.clock_offset_ms, WORLDS.c.epoch, WORLDS.c.epoch_position).where(WORLDS.c.world == bindparam("world"))
)
_SECRET = Statement(select(SECRETS.c.value).where(SECRETS.c.name == bindparam("name")))
_SECRETS = Statement(select(SECRETS.c.name, SECRETS.c.value))
_FORGET_SECRET = Statement(delete(SECRETS).where(SECRETS.c.name == bindparam("of_name")))
_ADD_SECRET = Statement(insert(SECRETS).prefix_with("OR IGNORE"))


class SqliteStore:
    """Implements `Store` on one file. Writing has a thread of its own; readings run on the thread that asks, which they
    do not keep waiting: they see what is committed and take no lock."""

    def __init__(self, path: Path) -> None:
        self.rules: Mapping[str, ClockRule] = {}
        self.path = path
        self._listeners: list[tuple[asyncio.AbstractEventLoop, Callable[[Committed], None]]] = []
        self._readers = threading.local()
        self._open_readers: list[sqlite3.Connection] = []
        _prepare(path)
        self._writer = Writer(path, lambda: self.rules, self._tell)

    @property
    def writer_connection(self) -> sqlite3.Connection:
        """For tests that make it fail; commands alone use it."""
        return self._writer.connection

    @property
    def groups(self) -> int:
        """Groups of commands committed since the start; each took one fdatasync."""
        return self._writer.groups

    def now(self, world: World) -> datetime:
        return self._writer.worlds[world].now()

    async def write(self, world: World, work: Work[T]) -> T:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._writer.submit(Job(world, work, loop, future))
        return await future

    async def read(self, world: World, work: Look[T]) -> T:
        state = self._writer.worlds[world]
        if state.next_due is not None and state.next_due <= time_text(state.now()):
            await self.write(world, _nothing)
        connection = self._reader()
        try:
            connection.execute("BEGIN")
            try:
                # clock and epoch of the very snapshot that is read, whatever has been committed since
                offset, epoch, position = connection.execute(_WORLD.sql, _WORLD.values({"world": world})).fetchone()
                snapshot = replace(self._writer.worlds[world], offset_ms=offset, epoch=epoch, epoch_position=position)
                return drive(work(SqliteReading(connection, snapshot, snapshot.now())))
            finally:
                connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise StoreUnavailableError(str(error)) from error

    def listen(self, listener: Callable[[Committed], None]) -> None:
        self._listeners.append((asyncio.get_running_loop(), listener))

    async def secret(self, name: str) -> bytes:
        def draw() -> bytes:
            connection = connect(self.path)
            try:
                connection.execute(_ADD_SECRET.sql, _ADD_SECRET.values({"name": name, "value": secrets.token_bytes(32)}))
                value: bytes = connection.execute(_SECRET.sql, _SECRET.values({"name": name})).fetchone()[0]
                return value
            finally:
                connection.close()

        return await asyncio.to_thread(draw)

    async def secrets(self, family: str) -> Mapping[str, bytes]:
        start = f"{family}/"

        def look() -> dict[str, bytes]:
            connection = connect(self.path, read_only=True)
            try:
                rows = sorted(connection.execute(_SECRETS.sql, _SECRETS.values({})).fetchall())
                return {name.removeprefix(start): value for name, value in rows if name.startswith(start)}
            finally:
                connection.close()

        return await asyncio.to_thread(look)

    async def forget_secret(self, name: str) -> None:
        def forget() -> None:
            connection = connect(self.path)
            try:
                connection.execute(_FORGET_SECRET.sql, _FORGET_SECRET.values({"of_name": name}))
            finally:
                connection.close()

        await asyncio.to_thread(forget)

    @contextlib.asynccontextmanager
    async def lead(self, name: str) -> AsyncGenerator[None]:
        """At once: a file is served by one process."""
        del name
        yield

    async def close(self) -> None:
        """Finish what is queued, then close the file."""
        await asyncio.to_thread(self._writer.stop)
        for connection in self._open_readers:
            connection.close()
        self._open_readers.clear()

    def _reader(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._readers, "connection", None)
        if connection is None:
            connection = connect(self.path, read_only=True)
            self._readers.connection = connection
            self._open_readers.append(connection)
        return connection

    def _tell(self, committed: list[Committed]) -> None:
        for loop, listener in self._listeners:
            for news in committed:
                with contextlib.suppress(RuntimeError):  # the listener's loop is closed
                    loop.call_soon_threadsafe(listener, news)


async def _nothing(_transaction: Transaction) -> None:
    """A command without content: it is run for the due rules that go before it."""


def _prepare(path: Path) -> None:
    connection = connect(path)
    try:
        create_tables(connection)
        for world in WORLD_NAMES:
            row = {"world": world, "clock_offset_ms": 0, "epoch": 1, "epoch_position": 0}
            connection.execute(_ADD_WORLD.sql, _ADD_WORLD.values(row))
    finally:
        connection.close()
