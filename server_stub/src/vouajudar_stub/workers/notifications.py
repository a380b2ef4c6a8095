"""The handler that would notify people. The stub has nobody to notify: it follows the log and says in its own log what it saw."""

from __future__ import annotations

import logging

from vouajudar_stub.bus.checkpoints import checkpoint_of
from vouajudar_stub.bus.protocol import Relayed
from vouajudar_stub.store.protocol import Store, Transaction, World

logger = logging.getLogger(__name__)

GROUPS = frozenset({"batch", "delivery", "resource_request", "reservation", "location"})
"""Groups of events that preferences have channels for."""


class Notifications:
    """Implements `Handler`."""

    name = "notifications"

    def __init__(self, store: Store) -> None:
        self._store = store

    async def checkpoint(self, world: World) -> int:
        return await checkpoint_of(self.name, self._store, world)

    async def handle(self, relayed: Relayed) -> None:
        noted = [event.id for event in relayed.events if event.retained and event.type.partition(".")[0] in GROUPS]
        last = relayed.events[-1].position

        async def work(transaction: Transaction) -> None:
            if last > await transaction.checkpoints.position(self.name):
                await transaction.checkpoints.move(self.name, last)

        await self._store.write(relayed.world, work)
        logger.debug("events to notify of", extra={"world": relayed.world, "events": len(noted), "until": last})
