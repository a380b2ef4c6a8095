"""Where a handler stands in the log."""

from __future__ import annotations

from vouajudar_stub.store.protocol import Reading, Store, World


async def checkpoint_of(handler: str, store: Store, world: World) -> int:
    """Position of the last event that the handler of this name has dealt with, as the store keeps it; 0 before the first."""

    async def look(reading: Reading) -> int:
        return await reading.checkpoints.position(handler)

    return await store.read(world, look)
