"""Where a handler stands in the log."""

from __future__ import annotations

from vouajudar_stub.bus.protocol import Relayed
from vouajudar_stub.store.protocol import Reading, Store, StoredEvent, Transaction, World


async def checkpoint_of(handler: str, store: Store, world: World) -> int:
    """Position of the last event that the handler of this name has dealt with, as the store keeps it; 0 before the first."""

    async def look(reading: Reading) -> int:
        return await reading.checkpoints.position(handler)

    return await store.read(world, look)


async def unseen(handler: str, relayed: Relayed, transaction: Transaction) -> list[StoredEvent]:
    """What of it is behind the handler's checkpoint, as its own transaction sees it; nothing when the world was reset since."""
    if transaction.epoch != relayed.epoch:
        return []
    after = await transaction.checkpoints.position(handler)
    return [event for event in relayed.events if event.position > after]
