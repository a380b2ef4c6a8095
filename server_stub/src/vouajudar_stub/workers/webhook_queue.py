"""The handler that puts events into the queues of webhook endpoints."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from vouajudar_stub.bus.checkpoints import checkpoint_of, unseen
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

LONGEST_REORDER = timedelta(seconds=5)
"""The first of very many events comes so late and no later."""


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
            events = await unseen(self.name, relayed, transaction)
            if not events:
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
    events: Mapping[str, Sequence[StoredEvent]]
    """By `rid_` id."""

    @staticmethod
    def of(events: Sequence[StoredEvent], asked: Sequence[AskedFault]) -> _Faults:
        if not asked:
            return _Faults((), {})
        causes = {event.id: _causation(event) for event in events}
        return _Faults(
            asked,
            {each.request_id: [event for event in events if _is_about(each, event, causes[event.id])] for each in asked},
        )

    def timed(self, events: Sequence[StoredEvent], now: datetime) -> Iterator[tuple[StoredEvent, datetime]]:
        """Each event with the time when it is due: now, now and once more, or in reverse order a little apart."""
        times: dict[str, Sequence[datetime]] = {}
        for each in self.asked:
            about = self.events[each.request_id]
            step = min(REORDER_STEP, LONGEST_REORDER / max(len(about), 1))
            for behind, event in enumerate(reversed(about)):
                times[event.id] = (now, now) if each.fault == "duplicate" else (now + step * behind,)
        for event in events:
            for due in times.get(event.id, (now,)):
                yield event, due

    def done(self, last: StoredEvent) -> list[str]:
        """Requests whose events are all queued, `last` being the last one that is: it may be one of several of its request."""
        return [each.request_id for each in self.asked if each.after < last.position and not self._goes_on(each, last)]

    def _goes_on(self, asked: AskedFault, last: StoredEvent) -> bool:
        if asked.until is not None:
            return last.position < asked.until
        return last in self.events[asked.request_id]


def _is_about(asked: AskedFault, event: StoredEvent, causation: str) -> bool:
    if asked.until is not None and asked.after < event.position <= asked.until:
        return True
    return causation == asked.request_id


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
