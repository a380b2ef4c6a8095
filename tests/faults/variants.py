"""Servers that are wrong in one known way each. The harness must find every one of them out."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from vouajudar_stub.bus.protocol import Relayed
from vouajudar_stub.store.postgres.store import PostgresStore
from vouajudar_stub.store.protocol import Transaction
from vouajudar_stub.store.sql.transaction import SqlTransaction
from vouajudar_stub.store.sqlite.store import SqliteStore
from vouajudar_stub.workers.webhook_queue import WebhookQueue
from vouajudar_stub.workers.webhooks import WebhookWorker

from .board import Board
from .points import table_of

STORES = (SqliteStore, PostgresStore)

LATER_SECONDS = 0.01
"""A second transaction that was meant to be one with the first begins so much later: it stands for a busy server."""

_KEPT: set[asyncio.Task[Any]] = set()


def _ack_before_commit(board: Board) -> None:
    """The answer leaves when a command's work is done, whatever becomes of its COMMIT."""
    for store in STORES:
        _answer_early(store, board)


def _answer_early(store: Any, board: Board) -> None:
    really_write = store.write

    async def write(self: Any, world: Any, work: Any) -> Any:
        if not board["armed"]:
            return await really_write(self, world, work)  # the seeds must be there before anybody calls
        loop = asyncio.get_running_loop()
        done = loop.create_future()

        def settle(value: Any) -> None:
            if not done.done():
                done.set_result(value)

        async def early(transaction: Transaction) -> Any:
            value = await work(transaction)
            loop.call_soon_threadsafe(settle, value)
            return value

        async def commit() -> None:
            try:
                await really_write(self, world, early)
            except BaseException as error:
                if not done.done():
                    done.set_exception(error)

        task = asyncio.create_task(commit())
        _KEPT.add(task)
        task.add_done_callback(_KEPT.discard)
        return await done

    store.write = write


def _reply_kept_apart(_board: Board) -> None:
    """The record of an Idempotency-Key is written in a transaction of its own, after the command's."""
    really_keep = SqlTransaction.keep_reply
    waiting: list[Any] = []

    async def keep_reply(self: SqlTransaction, *given: Any, **named: Any) -> None:
        waiting.append((self.world, given, named))

    def keep_later(store: Any) -> None:
        really_write = store.write

        async def write(self: Any, world: Any, work: Any) -> Any:
            value = await really_write(self, world, work)
            if waiting:
                await asyncio.sleep(LATER_SECONDS)
            while waiting:
                of_world, given, named = waiting.pop(0)

                async def keep(transaction: Any, given: Any = given, named: Any = named) -> None:
                    await really_keep(transaction, *given, **named)

                await really_write(self, of_world, keep)
            return value

        store.write = write

    SqlTransaction.keep_reply = keep_reply  # type: ignore[method-assign]
    for store in STORES:
        keep_later(store)


def _checkpoint_before_queue(_board: Board) -> None:
    """The webhook handler's checkpoint moves first; the events go into the queues in a second transaction."""
    really_handle = WebhookQueue.handle

    async def handle(self: WebhookQueue, relayed: Relayed) -> None:
        last = relayed.events[-1].position

        async def forward(transaction: Transaction) -> int:
            before = await transaction.checkpoints.position(self.name)
            await transaction.checkpoints.move(self.name, max(before, last))
            return before

        before = await self._store.write(relayed.world, forward)
        await asyncio.sleep(LATER_SECONDS)
        really_write = self._store.write

        async def write(world: Any, work: Any) -> Any:
            async def back_then(transaction: Transaction) -> Any:
                await transaction.checkpoints.move(self.name, before)
                return await work(transaction)

            return await really_write(world, back_then)

        self._store.write = write  # type: ignore[method-assign]
        try:
            await really_handle(self, relayed)
        finally:
            self._store.write = really_write  # type: ignore[method-assign]

    WebhookQueue.handle = handle  # type: ignore[method-assign]


def _finished_before_sent(_board: Board) -> None:
    """A webhook is taken from its queue before it is sent."""
    really_send = WebhookWorker._send

    async def send(self: WebhookWorker, world: Any, sending: Any) -> None:
        async def finish(transaction: Transaction) -> None:
            await transaction.webhooks.finish([sending.due.chain_id])

        await self._store.write(world, finish)
        await really_send(self, world, sending)

    WebhookWorker._send = send  # type: ignore[method-assign]


def _events_apart(base: type[sqlite3.Connection]) -> type[sqlite3.Connection]:
    """State is committed first, the events of the same commands in a transaction after it."""

    class Deferring(base):  # type: ignore[valid-type, misc]
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            self._deferred: list[tuple[str, Any]] = []

        def execute(self, sql: str, *given: Any) -> sqlite3.Cursor:
            cursor: sqlite3.Cursor = super().execute(sql, *given)
            if sql == "COMMIT" and self._deferred:
                super().execute("BEGIN IMMEDIATE")
                for statement, rows in self._deferred:
                    super().executemany(statement, rows)
                self._deferred.clear()
                super().execute("COMMIT")
            return cursor

        def executemany(self, sql: str, *given: Any) -> sqlite3.Cursor:
            if table_of(sql) == "events":
                self._deferred.append((sql, given[0]))
                return cast("sqlite3.Cursor", self.cursor())
            return cast("sqlite3.Cursor", super().executemany(sql, *given))

    return Deferring


def _no_sync(base: type[sqlite3.Connection]) -> type[sqlite3.Connection]:
    """COMMIT does not wait for the disk."""

    class Hasty(base):  # type: ignore[valid-type, misc]
        def execute(self, sql: str, *given: Any) -> sqlite3.Cursor:
            hasty = sql.replace("synchronous = FULL", "synchronous = OFF")
            return cast("sqlite3.Cursor", super().execute(hasty, *given))

    return Hasty


def _nothing(_board: Board) -> None:
    pass


def _as_it_is(base: type[sqlite3.Connection]) -> type[sqlite3.Connection]:
    return base


@dataclass(frozen=True)
class Variant:
    """One way to be wrong."""

    what: str
    points: tuple[str, ...]
    """Where kills show it."""
    caught_by: frozenset[str]
    """Checks of which at least one must find it."""
    sqlite_only: bool = False
    """It is wrong below the store's own code, in the way that files are written."""
    kills: int = 12
    """After so many it must have shown; what is judged at the end alone shows after few."""
    spoil: Callable[[Board], None] = _nothing
    """Done before anything is opened."""
    connection: Callable[[type[sqlite3.Connection]], type[sqlite3.Connection]] = _as_it_is
    """What becomes of the class of SQLite connections."""


RIGHT = Variant("is as it is meant to be", (), frozenset())

VARIANTS: dict[str, Variant] = {
    "ack-before-commit": Variant(
        "answers before COMMIT",
        ("commit.before", "wal.sync.before"),
        frozenset({"acked-write-lost"}),
        spoil=_ack_before_commit,
    ),
    "reply-kept-apart": Variant(
        "writes the record of an Idempotency-Key in a transaction of its own",
        ("group.begun", "commit.before", "reply.written"),
        frozenset({"one-effect", "refused", "replay-differs"}),
        spoil=_reply_kept_apart,
    ),
    "checkpoint-before-queue": Variant(
        "moves the webhook handler's checkpoint before the events are queued",
        ("queue.before", "queue.written"),
        frozenset({"webhook-missed"}),
        kills=3,
        spoil=_checkpoint_before_queue,
    ),
    "finished-before-sent": Variant(
        "takes a webhook from its queue before it is sent",
        ("send.before",),
        frozenset({"webhook-missed"}),
        kills=3,
        spoil=_finished_before_sent,
    ),
    "events-apart": Variant(
        "commits state first and its events in another transaction",
        ("commit.after", "group.begun"),
        frozenset({"fold-differs", "integrity", "version-gap", "one-effect", "rebuild"}),
        connection=_events_apart,
        sqlite_only=True,
    ),
    "no-sync": Variant(
        "does not wait for the disk at COMMIT",
        ("commit.after",),
        frozenset({"unsynced", "acked-write-lost"}),
        kills=2,
        connection=_no_sync,
        sqlite_only=True,
    ),
}
