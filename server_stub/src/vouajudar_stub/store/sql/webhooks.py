"""The queue of webhooks, and the attempts that were made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import cast

from sqlalchemy import bindparam, delete, func, select, update

from vouajudar_stub.store.columns import optional_time, optional_time_text, read_time, time_text
from vouajudar_stub.store.protocol import World
from vouajudar_stub.store.sql.schema import EVENTS, WEBHOOK_ATTEMPTS, WEBHOOK_FAULTS, WEBHOOK_QUEUE
from vouajudar_stub.store.sql.session import Session
from vouajudar_stub.store.sql.statements import Row, Statement, add, upsert
from vouajudar_stub.store.webhooks import AskedFault, Attempt, AttemptOutcome, DueAttempt, NewChain, Waiting

_Q, _A, _F = WEBHOOK_QUEUE.c, WEBHOOK_ATTEMPTS.c, WEBHOOK_FAULTS.c


def _waiting() -> Statement:
    """Each endpoint once, stepping from one to the next through the index: the length of the queues does not matter."""
    first = select(func.min(_Q.endpoint_id).label("id")).where(_Q.world == bindparam("world"))
    steps = first.cte("endpoints", recursive=True)
    following = select(func.min(_Q.endpoint_id)).where(_Q.world == bindparam("world"), _Q.endpoint_id > steps.c.id)
    steps = steps.union_all(select(following.scalar_subquery()).where(steps.c.id.is_not(None)))
    due = select(func.min(_Q.due_at)).where(_Q.world == bindparam("world"), _Q.endpoint_id == steps.c.id)
    return Statement(select(steps.c.id, due.scalar_subquery()).where(steps.c.id.is_not(None)))


_WAITING = _waiting()
_DUE = Statement(
    select(_Q.id)
    .where(_Q.world == bindparam("world"), _Q.endpoint_id == bindparam("endpoint_id"), _Q.due_at <= bindparam("until"))
    .order_by(_Q.due_at, _Q.id)
    .limit(bindparam("limit"))
)
_ENQUEUE = add(WEBHOOK_QUEUE, without=["id"])
_POSTPONE = Statement(
    update(WEBHOOK_QUEUE).values(attempt=bindparam("next_attempt"), due_at=bindparam("due")).where(_Q.id == bindparam("chain"))
)
_FINISH = Statement(delete(WEBHOOK_QUEUE).where(_Q.id == bindparam("chain")))
_DROP_QUEUE = Statement(delete(WEBHOOK_QUEUE).where(_Q.world == bindparam("of_world"), _Q.endpoint_id == bindparam("endpoint")))
_ADD_ATTEMPT = add(WEBHOOK_ATTEMPTS)
_DROP_ATTEMPTS = Statement(delete(WEBHOOK_ATTEMPTS).where(_A.endpoint_id == bindparam("endpoint")))
_FAULTS = Statement(select(_F.request_id, _F.fault, _F.after, _F.until).where(_F.world == bindparam("world")))
_ASK_FAULT = upsert(WEBHOOK_FAULTS)
_FORGET_FAULT = Statement(delete(WEBHOOK_FAULTS).where(_F.request_id == bindparam("request")))
CLEAR = (
    Statement(delete(WEBHOOK_QUEUE).where(_Q.world == bindparam("of_world"))),
    Statement(delete(WEBHOOK_ATTEMPTS).where(_A.world == bindparam("of_world"))),
    Statement(delete(WEBHOOK_FAULTS).where(_F.world == bindparam("of_world"))),
)
"""What a reset empties."""


@lru_cache
def _queued(number: int) -> Statement:
    return Statement(select(_Q.id).where(_Q.id.in_([bindparam(f"id_{at}") for at in range(number)])))


@lru_cache
def _next_attempts(number: int) -> Statement:
    return Statement(
        select(_Q.id, _Q.endpoint_id, _Q.event_id, _Q.event_type, _Q.attempt, func.coalesce(_Q.body, EVENTS.c.event_data))
        .outerjoin(EVENTS, EVENTS.c.id == _Q.event_id)
        .where(_Q.id.in_([bindparam(f"id_{at}") for at in range(number)]))
    )


def _numbered(chain_ids: Sequence[int]) -> dict[str, int]:
    """The parameters of one of these statements. The last id stands in for those that a power of two is short of, so that there
    are few statements."""
    number = 1 << (len(chain_ids) - 1).bit_length()
    return {f"id_{at}": chain_ids[min(at, len(chain_ids) - 1)] for at in range(number)}


@lru_cache(maxsize=4)
def _attempts(by_outcome: bool, by_event: bool) -> Statement:
    clauses = [_A.endpoint_id == bindparam("endpoint_id"), _A.id > bindparam("after")]
    if by_outcome:
        clauses.append(_A.outcome == bindparam("outcome"))
    if by_event:
        clauses.append(_A.event_id == bindparam("event_id"))
    columns = [column for column in _A if column.name != "world"]
    return Statement(select(*columns).where(*clauses).order_by(_A.id).limit(bindparam("limit")))


class SqlWebhooks:
    """Implements `WebhookWriting`."""

    def __init__(self, session: Session, world: World) -> None:
        self._session = session
        self._world = world

    async def waiting(self) -> list[Waiting]:
        return [
            Waiting(endpoint_id, read_time(due)) for endpoint_id, due in await self._session.rows(_WAITING, world=self._world)
        ]

    async def due(self, endpoint_id: str, until: datetime, limit: int) -> list[int]:
        rows = await self._session.rows(_DUE, world=self._world, endpoint_id=endpoint_id, until=time_text(until), limit=limit)
        return [row[0] for row in rows]

    async def next_attempts(self, chain_ids: Sequence[int]) -> list[DueAttempt]:
        if not chain_ids:
            return []
        ids = _numbered(chain_ids)
        found = {row[0]: DueAttempt(*row) for row in await self._session.rows(_next_attempts(len(ids)), **ids)}
        return [found[chain] for chain in chain_ids if chain in found]

    async def queued(self, chain_ids: Sequence[int]) -> set[int]:
        if not chain_ids:
            return set()
        ids = _numbered(chain_ids)
        return {row[0] for row in await self._session.rows(_queued(len(ids)), **ids)}

    async def attempts(
        self, endpoint_id: str, *, outcome: str | None, event_id: str | None, after: str, limit: int
    ) -> list[Attempt]:
        statement = _attempts(outcome is not None, event_id is not None)
        rows = await self._session.rows(
            statement, endpoint_id=endpoint_id, outcome=outcome, event_id=event_id, after=after, limit=limit
        )
        return [_attempt(row) for row in rows]

    async def faults(self) -> list[AskedFault]:
        return [AskedFault(*row) for row in await self._session.rows(_FAULTS, world=self._world)]

    async def enqueue(self, chains: Iterable[NewChain]) -> None:
        await self._session.run_many(
            _ENQUEUE,
            [
                {
                    "world": self._world,
                    "endpoint_id": chain.endpoint_id,
                    "event_id": chain.event_id,
                    "event_type": chain.event_type,
                    "attempt": 1,
                    "due_at": time_text(chain.due_at),
                    "body": chain.body,
                }
                for chain in chains
            ],
        )

    async def postpone(self, chains: Iterable[tuple[int, int, datetime]]) -> None:
        rows = [{"chain": chain, "next_attempt": attempt, "due": time_text(due)} for chain, attempt, due in chains]
        await self._session.run_many(_POSTPONE, rows)

    async def finish(self, chain_ids: Iterable[int]) -> None:
        await self._session.run_many(_FINISH, [{"chain": chain} for chain in chain_ids])

    async def drop_queue(self, endpoint_id: str) -> None:
        await self._session.run(_DROP_QUEUE, of_world=self._world, endpoint=endpoint_id)

    async def drop_attempts(self, endpoint_id: str) -> None:
        await self._session.run(_DROP_ATTEMPTS, endpoint=endpoint_id)

    async def add_attempts(self, attempts: Iterable[Attempt]) -> None:
        await self._session.run_many(
            _ADD_ATTEMPT,
            [
                {
                    "id": attempt.id,
                    "world": self._world,
                    "endpoint_id": attempt.endpoint_id,
                    "event_id": attempt.event_id,
                    "event_type": attempt.event_type,
                    "attempt": attempt.attempt,
                    "sent_at": time_text(attempt.sent_at),
                    "response_status": attempt.response_status,
                    "latency_ms": attempt.latency_ms,
                    "outcome": attempt.outcome,
                    "next_attempt_at": optional_time_text(attempt.next_attempt_at),
                }
                for attempt in attempts
            ],
        )

    async def ask_fault(self, asked: AskedFault) -> None:
        await self._session.run(
            _ASK_FAULT,
            request_id=asked.request_id,
            world=self._world,
            fault=asked.fault,
            after=asked.after,
            until=asked.until,
        )

    async def forget_faults(self, request_ids: Iterable[str]) -> None:
        await self._session.run_many(_FORGET_FAULT, [{"request": request} for request in request_ids])


def _attempt(row: Row) -> Attempt:
    id_, endpoint_id, event_id, event_type, number, sent_at, status, latency, outcome, next_at = row
    return Attempt(
        id_,
        endpoint_id,
        event_id,
        event_type,
        number,
        read_time(sent_at),
        status,
        latency,
        cast("AttemptOutcome", outcome),
        optional_time(next_at),
    )
