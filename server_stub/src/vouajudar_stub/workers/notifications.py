"""The handler that notifies a partner's people as its preferences say.

A reference stub has nobody to write to: it puts what would be sent into the outbox, and says so in its log.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

from vouajudar_stub.bus.checkpoints import checkpoint_of, unseen
from vouajudar_stub.bus.protocol import Relayed
from vouajudar_stub.domain.notifications import Preferences
from vouajudar_stub.services.notification_preferences import KIND
from vouajudar_stub.store.notifications import Notification
from vouajudar_stub.store.protocol import Store, StoredEvent, Transaction, World

logger = logging.getLogger(__name__)


class Notifications:
    """Implements `Handler`. Outbox and checkpoint move in one transaction: each event is noted once for a partner, by the
    preferences of that moment. A partner that has never set any hears of nothing."""

    name = "notifications"

    def __init__(self, store: Store) -> None:
        self._store = store

    async def checkpoint(self, world: World) -> int:
        return await checkpoint_of(self.name, self._store, world)

    async def handle(self, relayed: Relayed) -> None:
        async def work(transaction: Transaction) -> Sequence[Notification]:
            events = await unseen(self.name, relayed, transaction)
            if not events:
                return ()
            noted = [each for set_ in await _preferences(transaction) for each in _noted(transaction, set_, events)]
            await transaction.notifications.add(noted)
            await transaction.checkpoints.move(self.name, events[-1].position)
            return noted

        for each in await self._store.write(relayed.world, work):
            facts = {
                "world": relayed.world,
                "partner": each.partner_id,
                "event": each.event_id,
                "type": each.event_type,
                "channels": each.channels,
                "send_at": each.send_at.isoformat(),
            }
            logger.debug("a notification would be sent", extra=facts)


async def _preferences(transaction: Transaction) -> list[Preferences]:
    suspended = {partner.id for partner in await transaction.accounts.partners() if partner.suspended}
    records = await transaction.find(KIND, {})
    return [Preferences.of_body(record.owner, record.body) for record in records if record.owner not in suspended]


def _noted(transaction: Transaction, preferences: Preferences, events: Iterable[StoredEvent]) -> list[Notification]:
    now = transaction.now
    send_at = preferences.send_at(now)
    return [
        Notification(preferences.partner_id, event.id, event.type, tuple(channels), now, send_at)
        for event in events
        if event.retained and (channels := preferences.channels_for(event.type, event.readers))
    ]
