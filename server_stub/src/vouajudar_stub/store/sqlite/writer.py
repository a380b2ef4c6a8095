"""The one writer: commands queue up, a group of them shares one BEGIN IMMEDIATE, one COMMIT, one fdatasync."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import sqlite3
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select

from vouajudar_stub.store.columns import read_time, time_text
from vouajudar_stub.store.protocol import ClockRule, Committed, Record, StoreUnavailableError, Transaction, Work, World
from vouajudar_stub.store.schema import WORLDS
from vouajudar_stub.store.sqlite import events as log
from vouajudar_stub.store.sqlite import queries
from vouajudar_stub.store.sqlite.connection import connect
from vouajudar_stub.store.sqlite.reading import drive, record_of
from vouajudar_stub.store.sqlite.transaction import Log, SqliteTransaction
from vouajudar_stub.store.sqlite.world import WorldState
from vouajudar_stub.store.statements import Statement

logger = logging.getLogger(__name__)

GROUP_LIMIT = 128
"""Commands in one group at most: bounds how long the first of them waits for its commit."""

LOOK_SECONDS = 1.0
"""So often an idle writer looks for what another process has committed: the operator's commands, for one."""

T = TypeVar("T")

_WORLDS = Statement(select(WORLDS))
_EARLIEST = datetime.fromisoformat("1970-01-01T00:00:00Z")


@dataclass(slots=True)
class Job:
    """A command that waits for its turn, and who waits for it."""

    world: World
    work: Work[Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]


@dataclass(slots=True)
class _Outcome:
    job: Job
    value: Any = None
    error: BaseException | None = None


@dataclass(slots=True)
class _Group:
    outcomes: list[_Outcome] = field(default_factory=list[_Outcome])
    touched: dict[World, None] = field(default_factory=dict[World, None])
    """Worlds that got events or a reset."""


class Writer:
    """Owns the write connection and the thread that uses it. `worlds` is what is committed; the thread works on drafts of it."""

    def __init__(
        self, path: Path, rules: Callable[[], Mapping[str, ClockRule]], committed: Callable[[list[Committed]], None]
    ) -> None:
        self.connection = connect(path)
        self._rules = rules
        self._committed = committed
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._log = Log(0)
        self._drafts: dict[World, WorldState] = {}
        self.worlds: dict[World, WorldState] = {}
        self.groups = 0
        """Groups committed so far; each took one fdatasync."""
        self._foreign = self._foreign_commits()
        self._load()
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> None:
        self._jobs.put(job)

    def stop(self) -> None:
        """Finish what is queued, then close."""
        self._jobs.put(None)
        self._thread.join()
        self.connection.close()

    # the thread

    def _run(self) -> None:
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
                self._run_group(jobs)

    def _run_group(self, jobs: list[Job]) -> None:
        group = _Group()
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            group.touched.update(dict.fromkeys(self._catch_up()))
            for job in jobs:
                group.outcomes.append(self._run_job(job, group))
            self.connection.execute("COMMIT")
        except BaseException as error:
            logger.exception("a group of commands was not committed")
            self._undo()
            unavailable = StoreUnavailableError(str(error))
            group.outcomes = [_Outcome(job, error=unavailable) for job in jobs]
            group.touched.clear()
        else:
            self.groups += 1
            self.worlds = {world: replace(state) for world, state in self._drafts.items()}
        self._committed([Committed(world, self._log.position) for world in group.touched])
        _answer(group.outcomes)

    def _run_job(self, job: Job, group: _Group) -> _Outcome:
        state = self._drafts[job.world]
        position, epoch = self._log.position, state.epoch
        try:
            self._apply_due(state, state.now())
            value = self._unit(state, state.now(), job.work)
        except BaseException as error:
            if not self.connection.in_transaction:
                raise  # SQLite gave up the whole transaction: a full disk, for one
            unavailable = isinstance(error, sqlite3.OperationalError)
            outcome = _Outcome(job, error=StoreUnavailableError(str(error)) if unavailable else error)
        else:
            outcome = _Outcome(job, value)
        if self._log.position != position or state.epoch != epoch:
            group.touched[job.world] = None
        return outcome

    def _apply_due(self, state: WorldState, until: datetime) -> None:
        """Apply the rules due by then, each as a unit of its own, in order of due time."""
        limit = time_text(until)
        while state.next_due is not None and state.next_due <= limit:
            row = self._execute(queries.FIRST_DUE, world=state.world, until=limit).fetchone()
            if row is None:
                state.next_due = self._execute(queries.NEXT_DUE, world=state.world).fetchone()[0]
                return
            record = record_of(row)
            if record.due_at is None or record.due_rule is None:
                raise ValueError(f"{record.id} is due without a rule")
            self._unit(state, record.due_at, partial(_apply, self._rules()[record.due_rule], record))
            again = self._execute(queries.FIRST_DUE, world=state.world, until=limit).fetchone()
            if again is not None and (again[1], again[6]) == (record.id, row[6]):
                raise ValueError(f"{record.due_rule} left {record.id} due at the same time")

    def _unit(self, state: WorldState, now: datetime, work: Work[T]) -> T:
        """Run a work in a savepoint: all of it, or nothing."""
        before, position = replace(state), self._log.position
        self.connection.execute("SAVEPOINT unit")
        try:
            transaction = SqliteTransaction(self.connection, state, now, self._log, self._apply_due)
            value = drive(work(transaction))
            transaction.flush()
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK TO unit")
                self.connection.execute("RELEASE unit")
            self._log.position = position
            state.copy_from(before)
            raise
        self.connection.execute("RELEASE unit")
        return value

    def _foreign_commits(self) -> int:
        """A number that changes when another connection has committed."""
        number: int = self.connection.execute("PRAGMA data_version").fetchone()[0]
        return number

    def _catch_up(self) -> tuple[World, ...]:
        """Take in what others have committed to the file since the last time; the worlds that may have got events by it."""
        foreign = self._foreign_commits()
        if foreign == self._foreign:
            return ()
        self._foreign, position = foreign, self._log.position
        self._load()
        return tuple(self.worlds) if self._log.position != position else ()

    def _look_around(self) -> None:
        try:
            touched = self._catch_up()
        except sqlite3.Error:
            logger.exception("what others have committed could not be read")
            return
        if touched:
            self._committed([Committed(world, self._log.position) for world in touched])

    def _undo(self) -> None:
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")
        self._load()

    def _load(self) -> None:
        """Read the end of the log and the worlds from the file."""
        self._log.position = self._execute(log.HEAD).fetchone()[0] or 0
        for world, offset, epoch, epoch_position in self._execute(_WORLDS).fetchall():
            last = self._execute(log.LAST_TIME, world=world, epoch=epoch).fetchone()
            due = self._execute(queries.NEXT_DUE, world=world).fetchone()[0]
            floor = _EARLIEST if last is None else read_time(last[0])
            self._drafts[world] = WorldState(world, offset, epoch, epoch_position, floor, due)
        self.worlds = {world: replace(state) for world, state in self._drafts.items()}

    def _execute(self, statement: Statement, **values: Any) -> sqlite3.Cursor:
        return self.connection.execute(statement.sql, statement.values(values))


def _apply(rule: ClockRule, record: Record, transaction: Transaction) -> Awaitable[None]:
    return rule(transaction, record)


def _answer(outcomes: list[_Outcome]) -> None:
    """Wake those who wait, with one call into each event loop."""
    loops: dict[asyncio.AbstractEventLoop, list[_Outcome]] = {}
    for outcome in outcomes:
        loops.setdefault(outcome.job.loop, []).append(outcome)
    for loop, answered in loops.items():
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_settle, answered)


def _settle(outcomes: list[_Outcome]) -> None:
    for outcome in outcomes:
        future = outcome.job.future
        if future.done():
            continue  # its caller went away; the command stands
        if outcome.error is not None:
            future.set_exception(outcome.error)
        else:
            future.set_result(outcome.value)
