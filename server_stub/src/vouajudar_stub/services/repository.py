"""Aggregates out of records, and what a step did back into them: state, private facts, clock, events, all in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from vouajudar_stub.domain.audience import audience, delivery_parties, owner, parties
from vouajudar_stub.domain.batch import Batch
from vouajudar_stub.domain.clock import next_due
from vouajudar_stub.domain.delivery import Delivery
from vouajudar_stub.domain.emission import Event, emit
from vouajudar_stub.domain.location import Location
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.domain.reservation import Reservation
from vouajudar_stub.domain.resource_request import ResourceRequest
from vouajudar_stub.domain.step import Aggregate, Denied, Rule, Step
from vouajudar_stub.edge.call import Call
from vouajudar_stub.edge.json import dumps
from vouajudar_stub.services.repeats import LAST_COMMAND, last_command
from vouajudar_stub.store.protocol import Kind, NewEvent, Record, Transaction

KINDS: dict[type[Aggregate], Kind] = {
    Batch: "batch",
    Delivery: "delivery",
    ResourceRequest: "resource_request",
    Reservation: "reservation",
    Location: "location",
}


@dataclass(frozen=True, slots=True)
class Cause:
    """What the events of a step say of where they come from."""

    actor: str
    causation: str
    traceparent: str

    @staticmethod
    def of_call(call: Call) -> Cause:
        return Cause(call.partner.id, call.request_id, call.traceparent)

    @staticmethod
    def of_rule(rule: Rule) -> Cause:
        return Cause("system.clock", f"system.clock/{rule}", f"00-{token_hex(16)}-{token_hex(8)}-00")


@dataclass(frozen=True, slots=True)
class Remembered:
    """A command that is kept with its subject, so that its repetition can be told from a new one."""

    subject: str
    call: Call
    body: object


class Repository:
    """The aggregates of one transaction."""

    def __init__(self, transaction: Transaction, *loaded: Record) -> None:
        self._transaction = transaction
        self._records = {record.id: record for record in loaded}
        self._settled: dict[str, tuple[Aggregate, bytes]] = {}
        """By id: what was kept, and its JSON."""

    async def batch(self, batch_id: str) -> Batch | None:
        record = await self._load("batch", batch_id)
        return None if record is None else batch_of(record)

    async def delivery(self, delivery_id: str) -> Delivery | None:
        record = await self._load("delivery", delivery_id)
        return None if record is None else delivery_of(record)

    async def request(self, request_id: str) -> ResourceRequest | None:
        record = await self._load("resource_request", request_id)
        return None if record is None else request_of(record)

    async def reservation(self, reservation_id: str) -> Reservation | None:
        record = await self._load("reservation", reservation_id)
        return None if record is None else reservation_of(record)

    async def location(self, location_id: str) -> Location | None:
        record = await self._load("location", location_id)
        return None if record is None else location_of(record)

    async def deliveries_of_batch(self, batch_id: str, statuses: Iterable[str]) -> list[Delivery]:
        """By id."""
        return await self._deliveries(batch_id=batch_id, status=tuple(statuses))

    async def deliveries_for_item(self, item_id: str, statuses: Iterable[str]) -> list[Delivery]:
        """By id."""
        return await self._deliveries(resource_item_id=item_id, status=tuple(statuses))

    async def busy_with(self, carrier_id: str, volunteer_ref: str, statuses: Iterable[str]) -> str | None:
        """Id of the delivery that a partner's volunteer is busy with."""
        found = await self._deliveries(carrier_id=carrier_id, volunteer_ref=volunteer_ref, status=tuple(statuses))
        return found[0].id if found else None

    async def request_with_item(self, item_id: str) -> ResourceRequest | None:
        found = await self._transaction.find("resource_request", {"resource_item_id": item_id})
        return request_of(self._remember(found[0])) if found else None

    async def reservations_of(self, request_id: str, statuses: Iterable[str]) -> list[Reservation]:
        """By id."""
        found = await self._transaction.find("reservation", {"resource_request_id": request_id, "status": tuple(statuses)})
        return sorted((reservation_of(self._remember(record)) for record in found), key=lambda each: each.id)

    async def id_by_external_id(self, kind: Kind, partner_id: str, external_id: str | None) -> str | None:
        """Id of the partner's resource of this kind that has this external id."""
        if external_id is None:
            return None
        found = await self._transaction.find(kind, {"external_id": external_id})
        mine = (record.id for record in found if record.private.get("created_by", record.owner) == partner_id)
        return next(mine, None)

    def private(self, subject_id: str) -> Mapping[str, Any]:
        """What the record of a loaded aggregate holds that no reader sees."""
        return self._records[subject_id].private

    async def keep(self, step: Step, cause: Cause, remembered: Remembered | None = None) -> Step:
        """Write what the step did and append its events; returns it with every subject at its new version."""
        emission = emit(step)
        readers: dict[str, tuple[str, ...]] = {}
        for change in emission.step.changes():
            after: Aggregate = change.after
            readers[after.id] = _readers(change.before, after)
            last = remembered if remembered is not None and remembered.subject == after.id else None
            if change.before is None or change.before != after or last is not None:
                await self._put(after, last, emission.bodies.get(after.id))
        await self._transaction.append([self._new_event(event, emission.step, readers, cause) for event in emission.events])
        return emission.step

    async def count_try(self, denied: Denied) -> Refusal:
        """Keep a wrong try. Returns the refusal, for the work to return: raised, it would undo the try."""
        await self._put(denied.counted, None, None)
        return denied.refusal

    def json(self, aggregate: Aggregate) -> bytes:
        """What GET answers of it: the stored bytes of what was kept here."""
        kept = self._settled.get(aggregate.id)
        return kept[1] if kept is not None and kept[0] is aggregate else dumps(aggregate.to_body())

    async def _put(self, aggregate: Aggregate, last: Remembered | None, body: dict[str, Any] | None) -> None:
        if body is None:
            body = aggregate.to_body()
        text = dumps(body)
        self._settled[aggregate.id] = aggregate, text
        known = self._records.get(aggregate.id)
        private = {} if known is None else known.private
        private = {**private, **_private(aggregate)}
        if last is not None:
            private[LAST_COMMAND] = last_command(last.call, last.body, _status(aggregate))
        due = next_due(aggregate)
        record = Record(
            kind=KINDS[type(aggregate)],
            id=aggregate.id,
            version=aggregate.version,
            body=body,
            text=text,
            owner=owner(aggregate),
            private=private,
            parties=parties(aggregate),
            due_at=None if due is None else due.at,
            due_rule=None if due is None else due.rule,
            sequence=0 if known is None else known.sequence,
        )
        await self._transaction.put(self._remember(record))

    def _new_event(self, event: Event, step: Step, readers: dict[str, tuple[str, ...]], cause: Cause) -> NewEvent:
        return NewEvent(
            type=event.type,
            kind=event.type.partition(".")[0],
            subject=event.subject,
            partition_key=event.partition_key,
            version=event.version,
            time=event.time,
            data=event.data,
            actor=_actor(event, cause),
            causation=cause.causation,
            traceparent=cause.traceparent,
            readers=readers[event.subject] if event.retained else delivery_parties(step.deliveries[0].after),
            retained=event.retained,
        )

    async def _load(self, kind: Kind, record_id: str) -> Record | None:
        record = await self._transaction.get(kind, record_id)
        return None if record is None else self._remember(record)

    async def _deliveries(self, **where: object) -> list[Delivery]:
        found = await self._transaction.find("delivery", where)
        return sorted((delivery_of(self._remember(record)) for record in found), key=lambda each: each.id)

    def _remember(self, record: Record) -> Record:
        self._records[record.id] = record
        return record


def batch_of(record: Record) -> Batch:
    return Batch.of_body(record.body, owner=record.owner)


def delivery_of(record: Record) -> Delivery:
    return Delivery.of_body(record.body, record.private)


def request_of(record: Record) -> ResourceRequest:
    return ResourceRequest.of_body(record.body, owner=record.owner)


def reservation_of(record: Record) -> Reservation:
    return Reservation.of_body(record.body, record.private, owner=record.owner)


def location_of(record: Record) -> Location:
    return Location.of_body(record.body, record.private, owner=record.owner)


def _private(aggregate: Aggregate) -> dict[str, Any]:
    return {} if isinstance(aggregate, Batch | ResourceRequest) else aggregate.to_private()


def _status(aggregate: Aggregate) -> str:
    return aggregate.approval_status if isinstance(aggregate, Location) else aggregate.status


def _readers(before: Aggregate | None, after: Aggregate) -> tuple[str, ...]:
    """Whoever could read the subject before or can after."""
    return tuple(dict.fromkeys((*(() if before is None else audience(before)), *audience(after))))


def _actor(event: Event, cause: Cause) -> str:
    return "platform" if event.type in ("location.approved", "location.rejected") else cause.actor
