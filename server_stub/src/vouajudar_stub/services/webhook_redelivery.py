"""What redeliverEvents sends again."""

from __future__ import annotations

from collections.abc import Sequence

from vouajudar_stub.domain.refusals import not_found
from vouajudar_stub.domain.webhook_endpoint import WebhookEndpoint
from vouajudar_stub.edge.call import Partner
from vouajudar_stub.services.access import reader_words
from vouajudar_stub.services.paging import time_bound
from vouajudar_stub.store.protocol import RETENTION, Reading, StoredEvent, Transaction
from vouajudar_stub.store.webhooks import NewChain

_AT_ONCE = 1000
"""Events read in one go."""


async def schedule(transaction: Transaction, endpoint: WebhookEndpoint, events: Sequence[StoredEvent]) -> int:
    """A new chain for each event, from attempt 1 on; returns how many."""
    now = transaction.now
    await transaction.webhooks.enqueue(NewChain(endpoint.id, event.id, event.type, now) for event in events)
    return len(events)


async def named(reading: Reading, partner: Partner, event_ids: Sequence[str]) -> list[StoredEvent]:
    """The retained events of these ids, each once, in the order of the log. Refuses: not-found."""
    words = frozenset(reader_words(partner))
    found: list[StoredEvent] = []
    for at, event_id in enumerate(event_ids):
        event = await reading.events.one(event_id)
        if event is None or words.isdisjoint(event.readers):
            raise not_found(f"/event_ids/{at}", "event")
        found.append(event)
    return sorted({event.id: event for event in found}.values(), key=lambda event: event.position)


async def schedule_since(transaction: Transaction, partner: Partner, endpoint: WebhookEndpoint, since: str) -> int:
    """The retained events from then on (inclusive) that the patterns and the partner's sight cover; returns how many."""
    bound = time_bound(since)
    oldest = transaction.now - RETENTION
    after = await transaction.events.horizon(oldest if bound is None else max(bound, oldest))
    scheduled = 0
    while True:
        events = await transaction.events.page(
            audience=reader_words(partner), after=after, limit=_AT_ONCE, types=endpoint.event_types
        )
        scheduled += await schedule(transaction, endpoint, events)
        if len(events) < _AT_ONCE:
            return scheduled
        after = events[-1].position
