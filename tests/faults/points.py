"""The named points, put into the server from outside: the product knows nothing of them.

| point | where |
|-|-|
| group.begun | a group of commands has its write lock |
| events.written | the events of a group are written, nothing else of it is |
| records.written | its records too |
| reply.written | and what answers its Idempotency-Keys; nothing is committed |
| commit.before, commit.after | around the COMMIT of a group with a command in it |
| clock.before, clock.after | around the COMMIT of a group in which the clock was moved |
| commit.sent | PostgreSQL has been sent the COMMIT of a group, its answer is not in |
| answer.before, answer.after | the answer to a command is about to leave; has been handed to the connection |
| wal.write, wal.torn | a write to the WAL begins; half of it is done |
| wal.sync.before, wal.sync.after | around the sync of the WAL inside COMMIT |
| backfill.write | a WAL checkpoint copies a page into the main file |
| backfill.sync.before, backfill.sync.after | around the sync of the main file |
| queue.written | events are in the queues of webhook endpoints, the handler's checkpoint has not moved |
| checkpoint.moved | it has, nothing is committed |
| queue.before, queue.after | around the COMMIT of both |
| send.before, send.after | a webhook is about to be sent; its answer is in, nothing is written |
| outcome.before, outcome.after | around the COMMIT of what attempts came to |
| projection.before, projection.after | around the COMMIT of the analytics handler |
| start.<any of them> | the same, before the server serves |
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, cast
from weakref import WeakKeyDictionary

import uvicorn
from vouajudar_stub.store.postgres.session import PostgresWriteSession
from vouajudar_stub.store.sql.statements import POSTGRESQL
from vouajudar_stub.workers.sending import Answer, HttpSender

from .board import Board
from .trigger import Plan, Trigger
from .vfs import wal_is_dirty, watch_files

BEGIN, COMMIT, ROLLBACK = "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"

_WRITES = re.compile(r"\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)", re.IGNORECASE)

WRITTEN = {
    "events": "events.written",
    "records": "records.written",
    "idempotent_replies": "reply.written",
    "webhook_queue": "queue.written",
    "checkpoints": "checkpoint.moved",
}
"""Points right after the first write to a table, in a transaction."""

COMMITTED = {
    "idempotent_replies": "commit",
    "worlds": "clock",
    "webhook_queue": "queue",
    "webhook_attempts": "outcome",
    "impact_facts": "projection",
}
"""Points around a COMMIT, by what its transaction wrote."""


@lru_cache(maxsize=1024)
def table_of(sql: str) -> str | None:
    """The table that a statement writes to."""
    found = _WRITES.match(sql)
    return found[1].lower() if found else None


class Unit:
    """One connection's write transactions, as their statements tell. Both methods give the points that it comes by."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._tables: dict[str, None] = {}
        self._open = False

    def before(self, sql: str) -> list[str]:
        return [f"{point}.before" for point in self._names()] if self._open and sql == COMMIT else []

    def after(self, sql: str) -> list[str]:
        if sql.startswith(BEGIN):
            self._open = True
            self._tables.clear()
            return ["group.begun"]
        if sql == ROLLBACK:
            self._open = False
        elif self._open and sql == COMMIT:
            self._open = False
            self._count()
            return [f"{point}.after" for point in self._names()]
        elif self._open and (table := table_of(sql)):
            first = table not in self._tables
            self._tables[table] = None
            if first and table in WRITTEN:
                return [WRITTEN[table]]
        return []

    def _names(self) -> Iterable[str]:
        return [COMMITTED[table] for table in self._tables if table in COMMITTED]

    def _count(self) -> None:
        if not self._tables:
            return
        self._board.add("groups")
        if "idempotent_replies" in self._tables:
            self._board.add("command_groups")
        if wal_is_dirty():
            self._board.add("unsynced_groups")


def watch_sqlite(trigger: Trigger, plan: Plan, above: Callable[[type[sqlite3.Connection]], type[sqlite3.Connection]]) -> None:
    """Every connection that is opened from here on tells its statements. `above`: what a variant puts on top of it."""
    really_connect = sqlite3.connect

    class Connection(sqlite3.Connection):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            super().execute(f"PRAGMA wal_autocheckpoint = {plan.autocheckpoint}")
            self._unit = Unit(trigger.board)

        def execute(self, sql: str, *given: Any) -> sqlite3.Cursor:
            trigger(*self._unit.before(sql))
            cursor = super().execute(sql, *given)
            trigger(*self._unit.after(sql))
            return cursor

        def executemany(self, sql: str, *given: Any) -> sqlite3.Cursor:
            cursor = super().executemany(sql, *given)
            trigger(*self._unit.after(sql))
            return cursor

    factory = above(Connection)

    def connect(*given: Any, **named: Any) -> sqlite3.Connection:
        return cast("sqlite3.Connection", really_connect(*given, **{"factory": factory, **named}))

    sqlite3.connect = connect  # type: ignore[assignment]


def watch_postgres(trigger: Trigger) -> None:
    """The session of each writer tells its statements."""
    session: Any = PostgresWriteSession
    units: WeakKeyDictionary[PostgresWriteSession, Unit] = WeakKeyDictionary()
    really = {name: getattr(session, name) for name in ("begin", "commit", "rollback", "run", "run_many")}

    def unit(of: PostgresWriteSession) -> Unit:
        return units.setdefault(of, Unit(trigger.board))

    async def begin(self: PostgresWriteSession) -> None:
        await really["begin"](self)
        await trigger.come_by(*unit(self).after(BEGIN))

    async def commit(self: PostgresWriteSession, news: Any) -> None:
        await trigger.come_by(*unit(self).before(COMMIT))
        sent = asyncio.ensure_future(really["commit"](self, news))
        await asyncio.sleep(0)  # the task has begun, and written to the socket
        trigger("commit.sent")
        await sent
        await trigger.come_by(*unit(self).after(COMMIT))

    async def rollback(self: PostgresWriteSession) -> None:
        await really["rollback"](self)
        unit(self).after(ROLLBACK)

    async def run(self: PostgresWriteSession, statement: Any, /, **values: Any) -> None:
        await really["run"](self, statement, **values)
        await trigger.come_by(*unit(self).after(statement.on(POSTGRESQL).sql))

    async def run_many(self: PostgresWriteSession, statement: Any, rows: Any, /) -> None:
        await really["run_many"](self, statement, rows)
        await trigger.come_by(*unit(self).after(statement.on(POSTGRESQL).sql))

    for told in (begin, commit, rollback, run, run_many):
        setattr(session, told.__name__, told)


def watch_answers(trigger: Trigger) -> None:
    """Every application that uvicorn serves tells of its answers to commands."""
    really_configure = uvicorn.Config.__init__

    def configure(self: uvicorn.Config, app: Any, *given: Any, **named: Any) -> None:
        really_configure(self, _telling(app, trigger), *given, **named)

    uvicorn.Config.__init__ = configure  # type: ignore[method-assign, method-assign]


def _telling(app: Any, trigger: Trigger) -> Any:
    async def told(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await app(scope, receive, send)
            return
        status = 0

        async def tell(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                if status < 300:
                    await trigger.come_by("answer.before")
            await send(message)
            if message["type"] == "http.response.body" and not message.get("more_body") and status < 300:
                trigger.board.add("acknowledged")
                await trigger.come_by("answer.after")

        await app(scope, receive, tell)

    return told


def watch_webhooks(trigger: Trigger) -> None:
    really_send = HttpSender.send

    async def send(self: HttpSender, url: str, body: bytes, headers: Any) -> Answer:
        await trigger.come_by("send.before")
        answer = await really_send(self, url, body, headers)
        trigger.board.add("webhooks_sent")
        await trigger.come_by("send.after")
        return answer

    HttpSender.send = send  # type: ignore[method-assign]


def watch(trigger: Trigger, plan: Plan, above: Callable[[type[sqlite3.Connection]], type[sqlite3.Connection]]) -> None:
    """Put all of them in; before anything of the server is opened."""
    watch_files(trigger)
    watch_sqlite(trigger, plan, above)
    watch_postgres(trigger)
    watch_answers(trigger)
    watch_webhooks(trigger)
