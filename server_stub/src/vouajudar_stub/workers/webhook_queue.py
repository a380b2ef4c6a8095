"""The handler that puts events into the queues of webhook endpoints."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from vouajudar_stub.bus.checkpoints import checkpoint_of
from vouajudar_stub.bus.protocol import Relayed
from vouajudar_stub.domain.event_patterns import EXACT_ONLY, matches
from vouajudar_stub.domain.webhook_endpoint import WebhookEndpoint
from vouajudar_stub.services import webhook_records
from vouajudar_stub.services.webhook_endpoints import TEST_EVENT
from vouajudar_stub.store.accounts import PartnerAccount
from vouajudar_stub.store.protocol import Reading, Store, StoredEvent, Transaction, World
from vouajudar_stub.store.webhooks import AskedFault, NewChain

REORDER_STEP = timedelta(milliseconds=100)
"""So much apart are the events of a command that are to arrive in reverse."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """An enabled endpoint, and the words under which events name its partner as a reader."""

    endpoint: WebhookEndpoint
    words: frozenset[str]

    def gets(self, event: StoredEvent) -> bool:
        if event.type == TEST_EVENT:
            return event.subject == self.endpoint.id
        if event.position <= self.endpoint.events_after or self.words.isdisjoint(event.readers):
            return False
        return (event.retained or event.type in EXACT_ONLY) and matches(self.endpoint.event_types, event.type)


class WebhookQueue:
    """Implements `Handler`. Queue and checkpoint move in one transaction: each event is queued once for an endpoint.

    `queued` is called after something was.
    """

    name = "webhooks"

    def __init__(self, store: Store, queued: Callable[[], None] = lambda: None) -> None:
        self._store = store
        self._queued = queued

    async def checkpoint(self, world: World) -> int:
        return await checkpoint_of(self.name, self._store, world)

    async def handle(self, relayed: Relayed) -> None:
        async def work(transaction: Transaction) -> int:
            after = await transaction.checkpoints.position(self.name)
            events = [event for event in relayed.events if event.position > after]
            if transaction.epoch != relayed.epoch or not events:
                return 0
            receivers = await _receivers(transaction)
            faults = _Faults.of(events, await transaction.webhooks.faults())
            chains = [
                NewChain(receiver.endpoint.id, event.id, event.type, due, None if event.retained else event.data)
                for event, due in faults.timed(events, transaction.now)
                for receiver in receivers
                if receiver.gets(event)
            ]
            await transaction.webhooks.enqueue(chains)
            await transaction.webhooks.forget_faults(faults.done(events[-1]))
            await transaction.checkpoints.move(self.name, events[-1].position)
            return len(chains)

        if await self._store.write(relayed.world, work):
            self._queued()


@dataclass(frozen=True, slots=True)
class _Faults:
    """What partners of the sandbox have asked for, and which of these events it is about."""

    asked: Sequence[AskedFault]
    requests: Mapping[str, str]
    """Event id -> `rid_` id; empty when nothing is asked for."""

    @staticmethod
    def of(events: Sequence[StoredEvent], asked: Sequence[AskedFault]) -> _Faults:
        return _Faults(asked, {event.id: _causation(event) for event in events} if asked else {})

    def timed(self, events: Sequence[StoredEvent], now: datetime) -> Iterator[tuple[StoredEvent, datetime]]:
        """Each event with the time when it is due: now, now and once more, or in reverse order a little apart."""
        faults = {each.request_id: each.fault for each in self.asked}
        by_event = {event: faults[request] for event, request in self.requests.items() if request in faults}
        reordered = [event.id for event in events if by_event.get(event.id) == "reorder"]
        for event in events:
            if event.id in reordered:
                yield event, now + REORDER_STEP * (len(reordered) - 1 - reordered.index(event.id))
                continue
            yield event, now
            if by_event.get(event.id) == "duplicate":
                yield event, now

    def done(self, last: StoredEvent) -> list[str]:
        """Requests whose events are all queued, `last` being the last one that is: it may be one of several of its request."""
        ongoing = self.requests.get(last.id)
        return [each.request_id for each in self.asked if each.after < last.position and each.request_id != ongoing]


def _causation(event: StoredEvent) -> str:
    return str(orjson.loads(event.data)["causationid"]) if event.data else ""


async def _receivers(reading: Reading) -> list[Receiver]:
    endpoints = await webhook_records.enabled(reading)
    if not endpoints:
        return []
    partners = {partner.id: partner for partner in await reading.accounts.partners()}
    return [
        Receiver(endpoint, _words(partners[endpoint.owner]))
        for endpoint in endpoints
        if endpoint.owner in partners and not partners[endpoint.owner].suspended
    ]


def _words(partner: PartnerAccount) -> frozenset[str]:
    return frozenset((partner.id, "*", *(f"kind:{kind}" for kind in partner.kinds)))
