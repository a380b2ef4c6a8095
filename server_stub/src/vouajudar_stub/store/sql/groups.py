"""Groups of commands: one transaction, one commit for all of them, and still each of them for itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from vouajudar_stub.store.columns import optional_time_text, time_text
from vouajudar_stub.store.protocol import (
    ClockRule,
    Committed,
    ForeseeingWork,
    Foreseen,
    Record,
    StoreUnavailableError,
    Transaction,
    Work,
    World,
)
from vouajudar_stub.store.sql import records, world
from vouajudar_stub.store.sql.draft import Draft
from vouajudar_stub.store.sql.reading import record_of
from vouajudar_stub.store.sql.session import Session, WriteSession
from vouajudar_stub.store.sql.transaction import Log, SqlTransaction
from vouajudar_stub.store.sql.world import WorldState

logger = logging.getLogger(__name__)

GROUP_LIMIT = 128
"""Commands in one group at most: bounds how long the first of them waits for its commit."""

T = TypeVar("T")


@dataclass(slots=True)
class Job:
    """A command that waits for its turn, and who waits for it."""

    world: World
    work: Work[Any]
    future: asyncio.Future[Any]

    def foreseen(self) -> Foreseen:
        return self.work.foresee() if isinstance(self.work, ForeseeingWork) else Foreseen()


@dataclass(slots=True)
class Outcome:
    """What came of a job, once that is certain."""

    job: Job
    value: Any = None
    error: Exception | None = None

    def tell(self) -> None:
        """On the loop of who waits."""
        future = self.job.future
        if future.done():
            return  # its caller went away; the command stands
        if self.error is not None:
            future.set_exception(self.error)
        else:
            future.set_result(self.value)


class Groups:
    """Runs groups on the one session that writes. `worlds` is what is committed; commands work on drafts of it."""

    def __init__(self, session: WriteSession, rules: Callable[[], Mapping[str, ClockRule]]) -> None:
        self._session = session
        self._rules = rules
        self._log = Log(0)
        self.position = 0
        """End of the log, committed."""
        self._drafts: dict[World, WorldState] = {}
        self._stale = True
        self.worlds: Mapping[World, WorldState] = {}
        self.committed = 0
        """Groups committed so far; each was made durable by one flush of the disk."""

    async def load(self) -> None:
        """Read the end of the log and the worlds."""
        self._log.position, self._drafts = await _read_worlds(self._session)
        self._stale = False
        self._publish()

    async def glance(self, session: Session) -> None:
        """Show what others have committed, by another session, while this one writes or not."""
        for _ in range(3):
            committed = self.committed
            position, states = await _read_worlds(session)
            if self.committed == committed:
                self.worlds, self.position = states, position
                return

    async def look_around(self) -> list[Committed]:
        """Take in what others have written; what there is to tell of it, of any world."""
        position = self.position
        if not await self._session.moved() and not self._stale:
            return []
        await self.load()
        return [Committed(name, self.position) for name in self.worlds] if self.position != position else []

    async def run(self, jobs: Sequence[Job]) -> tuple[list[Outcome], list[Committed]]:
        """Run commands in one transaction; returns when they are durable, or not kept."""
        try:
            return await self._run_together(jobs)
        except Exception as error:
            await self._session.rollback()
            self._stale = True
            if self._session.is_unavailable(error):
                logger.exception("a group of commands was not committed")
                return [Outcome(job, error=StoreUnavailableError(str(error))) for job in jobs], []
            if len(jobs) == 1:
                return [Outcome(jobs[0], error=error)], []
        # what one of them wrote was refused by the database: each alone, so that it harms nobody else
        outcomes, news = list[Outcome](), dict[World, Committed]()
        for job in jobs:
            done, told = await self.run([job])
            outcomes += done
            news.update({each.world: each for each in told})
        return outcomes, list(news.values())

    async def _run_together(self, jobs: Sequence[Job]) -> tuple[list[Outcome], list[Committed]]:
        outcomes: list[Outcome] = []
        touched: dict[World, None] = {}
        await self._session.begin()
        foreign = await self.look_around()
        foreseen: list[tuple[World, Foreseen]] = [(job.world, job.foreseen()) for job in jobs]
        group = Draft(self._session, ahead=await self._session.read_ahead(foreseen))
        for job in jobs:
            state = self._drafts[job.world]
            before = self._log.position, state.epoch, state.announced
            outcomes.append(await self._run_job(job, state, group))
            if (self._log.position, state.epoch, state.announced) != before:
                touched[job.world] = None
        await group.settle()
        news = [Committed(name, self._log.position) for name in touched]
        await self._session.commit(news)
        news += [each for each in foreign if each.world not in touched]
        self.committed += 1
        self._publish()
        return outcomes, news

    async def _run_job(self, job: Job, state: WorldState, group: Draft) -> Outcome:
        try:
            now = state.now()
            if state.next_due is not None and state.next_due <= time_text(now):
                await self._apply_due(group, state, now)
                now = state.now()
            return Outcome(job, await self._unit(group, state, now, job.work))
        except Exception as error:
            if self._session.is_failure(error):
                raise  # the transaction is spoilt for everybody
            return Outcome(job, error=error)

    async def _apply_due(self, around: Draft, state: WorldState, until: datetime) -> None:
        """Apply the rules due by then, each as a unit of its own, in order of due time."""
        limit = time_text(until)
        while state.next_due is not None and state.next_due <= limit:
            rows = await around.rows(records.FIRST_DUE, world=state.world, until=limit)
            if not rows:
                state.next_due = (await around.rows(records.NEXT_DUE, world=state.world))[0][0]
                return
            record = record_of(rows[0])
            if record.due_at is None or record.due_rule is None:
                raise ValueError(f"{record.id} is due without a rule")
            await self._unit(around, state, record.due_at, partial(_apply, self._rules()[record.due_rule], record))
            _, put = around.written((record.kind, record.id))
            if put is None or put.columns["due_at"] == optional_time_text(record.due_at):
                raise ValueError(f"{record.due_rule} left {record.id} due at the same time")

    async def _unit(self, around: Draft, state: WorldState, now: datetime, work: Work[T]) -> T:
        """Run a work with a draft of its own: all of it is kept, or nothing."""
        before, position = state.copy(), self._log.position
        draft = Draft(self._session, around)
        try:
            transaction = SqlTransaction(draft, state, now, self._log, self._apply_due)
            value = await work(transaction)
            transaction.stage()
        except Exception as error:
            self._log.position = position
            state.copy_from(before)
            if not self._session.is_failure(error):
                await draft.drop()
            raise
        await draft.keep()
        return value

    def _publish(self) -> None:
        self.worlds = {name: state.copy() for name, state in self._drafts.items()}
        self.position = self._log.position


async def _read_worlds(session: Session) -> tuple[int, dict[World, WorldState]]:
    """The end of the log, and each world."""
    rows = await session.rows(world.STATES)
    return rows[0][-1] or 0, {row[0]: world.state_of(row[:-1]) for row in rows}


def _apply(rule: ClockRule, record: Record, transaction: Transaction) -> Awaitable[None]:
    return rule(transaction, record)


async def nothing(_transaction: Transaction) -> None:
    """A command without content: it is run for the due rules that go before it."""
