"""The one way in which a command moves a resource from one status to another, refusals in the order of the contract."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeAlias, TypeVar

from vouajudar_stub.domain.batch import Batch
from vouajudar_stub.domain.delivery import Delivery
from vouajudar_stub.domain.location import Location
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.domain.reservation import Reservation
from vouajudar_stub.domain.resource_request import ResourceRequest
from vouajudar_stub.domain.step import Denied, Step
from vouajudar_stub.edge.answers import check_if_match, created, ok, version_tag
from vouajudar_stub.edge.call import Call, Reply
from vouajudar_stub.services.access import readable
from vouajudar_stub.services.repeats import is_repeat
from vouajudar_stub.services.repository import Cause, Remembered, Repository
from vouajudar_stub.store.protocol import Transaction

A = TypeVar("A", Batch, Delivery, ResourceRequest, Reservation)
Versioned: TypeAlias = Batch | Delivery | ResourceRequest | Reservation | Location


@dataclass(frozen=True, slots=True)
class Transition(Generic[A]):
    """One command on one resource."""

    load: Callable[[Repository], Awaitable[A | None]]
    authorise: Callable[[Repository, A], None]
    """Refuses a reader who may not (403)."""
    allowed_from: Sequence[str]
    """Where the status must be one of these, unless the command repeats the last one."""
    decide: Callable[[Repository, A, datetime], Awaitable[Step | Denied]]


async def run(transition: Transition[A], transaction: Transaction, call: Call, body: object) -> Reply | Refusal:
    """404, 403, the answer to a repetition, 412, then what the domain decides: 409 and 429, or the step.

    A refusal that is returned, not raised, leaves something to keep: a wrong try.
    """
    repository = Repository(transaction)
    subject = readable(await transition.load(repository), call)
    transition.authorise(repository, subject)
    illegal = subject.status not in transition.allowed_from
    if illegal and is_repeat(repository.private(subject.id), call, body, subject.status):
        return current(repository, subject)
    check_if_match(call, subject.version)
    outcome = await transition.decide(repository, subject, transaction.now)
    if isinstance(outcome, Denied):
        return await repository.count_try(outcome)
    settled = await repository.keep(outcome, Cause.of_call(call), Remembered(subject.id, call, body))
    return current(repository, next(change.after for change in settled.changes() if change.after.id == subject.id))


def current(repository: Repository, aggregate: Versioned) -> Reply:
    """200 with the resource as it stands."""
    return ok(repository.json(aggregate), etag=version_tag(aggregate.version))


def new(repository: Repository, aggregate: Versioned, collection: str) -> Reply:
    """201 with the new resource. `collection`: the path segment of its kind."""
    location = f"/v1/{collection}/{aggregate.id}"
    return created(repository.json(aggregate), location=location, etag=version_tag(aggregate.version))
