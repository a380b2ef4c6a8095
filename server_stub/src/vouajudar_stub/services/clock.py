"""The clock rules on the store: each loads what it touches, lets the domain decide, and appends as the clock itself."""

from __future__ import annotations

from collections.abc import Mapping

from vouajudar_stub.domain import clock
from vouajudar_stub.domain.commands.deliveries import Ends
from vouajudar_stub.domain.delivery import WAITING, Delivery
from vouajudar_stub.domain.step import Step
from vouajudar_stub.services.repository import (
    Cause,
    Repository,
    batch_of,
    delivery_of,
    request_of,
    reservation_of,
)
from vouajudar_stub.store.protocol import ClockRule, Record, Transaction


async def lapse_hold(transaction: Transaction, record: Record) -> None:
    """C1, C2."""
    repository, delivery = Repository(transaction, record), delivery_of(record)
    await _keep(repository, clock.lapse_hold(delivery, await ends_of(repository, delivery)))


async def end_shelf_life(transaction: Transaction, record: Record) -> None:
    """C3."""
    repository, batch = Repository(transaction, record), batch_of(record)
    waiting = await repository.deliveries_of_batch(batch.id, WAITING)
    linked = sorted({each.resource_request_id for each in waiting if each.resource_request_id is not None})
    requests = [request for each in linked if (request := await repository.request(each)) is not None]
    await _keep(repository, clock.end_shelf_life(batch, waiting, requests))


async def expire_request(transaction: Transaction, record: Record) -> None:
    """C4."""
    await _keep(Repository(transaction, record), clock.expire_request(request_of(record)))


async def expire_reservation(transaction: Transaction, record: Record) -> None:
    """C5."""
    repository, reservation = Repository(transaction, record), reservation_of(record)
    request = await repository.request(reservation.resource_request_id)
    if request is not None:
        await _keep(repository, clock.expire_reservation(reservation, request))


async def time_out(transaction: Transaction, record: Record) -> None:
    """C6."""
    repository, delivery = Repository(transaction, record), delivery_of(record)
    await _keep(repository, clock.time_out(delivery, await ends_of(repository, delivery)))


RULES: Mapping[str, ClockRule] = {
    "C1": lapse_hold,
    "C2": lapse_hold,
    "C3": end_shelf_life,
    "C4": expire_request,
    "C5": expire_reservation,
    "C6": time_out,
}
"""What a store applies when a record's `due_at` has come."""


async def ends_of(repository: Repository, delivery: Delivery) -> Ends:
    """The batch and the linked request that the delivery's end touches."""
    batch = await repository.batch(delivery.batch_id)
    if batch is None:
        msg = f"the batch of {delivery.id} is missing"
        raise LookupError(msg)
    request_id = delivery.resource_request_id
    return Ends(batch, None if request_id is None else await repository.request(request_id))


async def _keep(repository: Repository, step: Step) -> None:
    if step.rule is not None:
        await repository.keep(step, Cause.of_rule(step.rule))
