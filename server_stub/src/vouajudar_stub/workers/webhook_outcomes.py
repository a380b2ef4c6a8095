"""What attempts come to: the log of attempts, the next try, the end of an endpoint. Written many at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from vouajudar_stub.domain.webhook_endpoint import WebhookEndpoint
from vouajudar_stub.domain.webhook_schedule import has_failed_too_long, next_attempt_at
from vouajudar_stub.services import webhook_records
from vouajudar_stub.store.protocol import Transaction
from vouajudar_stub.store.webhooks import Attempt, DueAttempt
from vouajudar_stub.workers.sending import Answer

GONE = 410


@dataclass(frozen=True, slots=True)
class Made:
    """An attempt that was made."""

    due: DueAttempt
    epoch: int
    sent_at: datetime
    """Of the world's clock."""
    ended_at: datetime
    answer: Answer

    @property
    def succeeded(self) -> bool:
        return self.answer.status is not None and 200 <= self.answer.status < 300


@dataclass(slots=True)
class _Endpoints:
    """The endpoints of a group of attempts: read once, written once."""

    transaction: Transaction
    known: dict[str, WebhookEndpoint | None]
    changed: set[str]

    async def get(self, endpoint_id: str) -> WebhookEndpoint | None:
        if endpoint_id not in self.known:
            self.known[endpoint_id] = await webhook_records.load(self.transaction, endpoint_id)
        return self.known[endpoint_id]

    def keep(self, endpoint: WebhookEndpoint) -> None:
        self.known[endpoint.id] = endpoint
        self.changed.add(endpoint.id)

    async def write(self) -> None:
        for endpoint_id in self.changed:
            endpoint = self.known[endpoint_id]
            if endpoint is not None:
                await webhook_records.put(self.transaction, endpoint)


async def record(transaction: Transaction, made: Sequence[Made], chance: Callable[[], float]) -> None:
    """Keep these attempts, in the order in which they ended. Of a deleted endpoint, or a world since reset, nothing is kept."""
    endpoints = _Endpoints(transaction, {}, set())
    still_queued = await transaction.webhooks.queued([each.due.chain_id for each in made if not each.succeeded])
    attempts: list[Attempt] = []
    finished: list[int] = []
    postponed: list[tuple[int, int, datetime]] = []
    for each in made:
        endpoint = await endpoints.get(each.due.endpoint_id)
        if endpoint is None or each.epoch != transaction.epoch:
            continue
        if each.succeeded:
            if endpoint.failing_since is not None:
                endpoints.keep(replace(endpoint, failing_since=None))
            finished.append(each.due.chain_id)
            attempts.append(_attempt(transaction, each, None))
            continue
        endpoint = await _failed(endpoints, endpoint, each)
        due = None
        if endpoint.status == "enabled" and each.due.chain_id in still_queued:
            due = _next(each, chance)
        if due is None:
            finished.append(each.due.chain_id)
        else:
            postponed.append((each.due.chain_id, each.due.attempt + 1, due))
        attempts.append(_attempt(transaction, each, due))
    await transaction.webhooks.add_attempts(attempts)
    await transaction.webhooks.finish(finished)
    await transaction.webhooks.postpone(postponed)
    await endpoints.write()


async def _failed(endpoints: _Endpoints, endpoint: WebhookEndpoint, made: Made) -> WebhookEndpoint:
    """The endpoint after a failed attempt, which may be the end of it."""
    if endpoint.status == "disabled":
        return endpoint
    failing_since = endpoint.failing_since or made.sent_at
    if endpoint.failing_since is None:
        endpoint = replace(endpoint, failing_since=failing_since)
        endpoints.keep(endpoint)
    if made.answer.status == GONE:
        endpoint = await webhook_records.disable(endpoints.transaction, endpoint, "gone", made.due.event_id)
    elif has_failed_too_long(failing_since, made.sent_at):
        endpoint = await webhook_records.disable(endpoints.transaction, endpoint, "failing", made.due.event_id)
    else:
        return endpoint
    endpoints.keep(endpoint)
    return endpoint


def _next(made: Made, chance: Callable[[], float]) -> datetime | None:
    wait = made.answer.retry_after
    not_before = None if wait is None else made.ended_at + wait
    return next_attempt_at(made.due.attempt, made.sent_at, not_before=not_before, chance=chance)


def _attempt(transaction: Transaction, made: Made, next_at: datetime | None) -> Attempt:
    return Attempt(
        id=transaction.new_id("wha"),
        endpoint_id=made.due.endpoint_id,
        event_id=made.due.event_id,
        event_type=made.due.event_type,
        attempt=made.due.attempt,
        sent_at=made.sent_at,
        response_status=made.answer.status,
        latency_ms=made.answer.latency_ms,
        outcome="succeeded" if made.succeeded else "exhausted" if next_at is None else "retrying",
        next_attempt_at=next_at,
    )
