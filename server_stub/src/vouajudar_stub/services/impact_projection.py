"""The projection that analytics read: a fact for each delivery that ended and each loss of units."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import orjson

from vouajudar_stub.bus.checkpoints import checkpoint_of, unseen
from vouajudar_stub.bus.protocol import Relayed
from vouajudar_stub.domain.times import parse_time
from vouajudar_stub.store.impact import ImpactFact
from vouajudar_stub.store.protocol import Reading, Store, StoredEvent, Transaction, World

_COUNTED = frozenset({"delivery.delivered", "delivery.failed", "batch.quantities_changed"})
_AT_ONCE = 1000
_MINUTE = timedelta(minutes=1)


class ImpactProjection:
    """Implements `Handler`. A query brings it up to date itself before it reads, so that it need not wait for the bus."""

    name = "impact"

    def __init__(self, store: Store) -> None:
        self._store = store

    async def checkpoint(self, world: World) -> int:
        return await checkpoint_of(self.name, self._store, world)

    async def handle(self, relayed: Relayed) -> None:
        async def work(transaction: Transaction) -> None:
            if events := await unseen(self.name, relayed, transaction):
                await self._add(transaction, events)

        await self._store.write(relayed.world, work)

    async def catch_up(self, world: World) -> None:
        """Take in everything that is committed by now."""

        async def behind(reading: Reading) -> bool:
            after = await reading.checkpoints.position(self.name)
            return bool(await reading.events.log(after=after, limit=1))

        async def work(transaction: Transaction) -> None:
            while True:
                after = await transaction.checkpoints.position(self.name)
                events = await transaction.events.log(after=after, limit=_AT_ONCE)
                if not events:
                    return
                await self._add(transaction, events)

        if await self._store.read(world, behind):
            await self._store.write(world, work)

    async def _add(self, transaction: Transaction, events: list[StoredEvent]) -> None:
        facts = [fact for event in events if event.type in _COUNTED and (fact := await _fact(transaction, event)) is not None]
        await transaction.impact.add(facts)
        await transaction.checkpoints.move(self.name, events[-1].position)


async def _fact(reading: Reading, event: StoredEvent) -> ImpactFact | None:
    """What the event means to analytics; None for nothing."""
    data: Mapping[str, Any] = orjson.loads(event.data)["data"]
    subject: Mapping[str, Any] = data["object"]
    if event.type == "batch.quantities_changed":
        lost: int = data["delta"]["lost"]
        if not lost:
            return None
        batch = await reading.get("batch", event.subject)
        owner = () if batch is None else (batch.owner,)
        return ImpactFact(event.position, "lost", event.time, owner, subject["product_type"], lost)
    parties = tuple(subject[name] for name in ("provider_id", "destination_id", "carrier_id") if subject[name] is not None)
    if event.type == "delivery.failed":
        return ImpactFact(event.position, "failed", event.time, parties, subject["product_type"], 0)
    return ImpactFact(
        event.position,
        "delivered",
        event.time,
        parties,
        subject["product_type"],
        data["quantity_received"],
        await _minutes_since_ready(reading, subject["batch_id"], event),
        (subject["pickup"]["location"]["id"], subject["dropoff"]["location"]["id"]),
    )


async def _minutes_since_ready(reading: Reading, batch_id: str, event: StoredEvent) -> float | None:
    batch = await reading.get("batch", batch_id)  # its `ready_at` is set once, so any later state says the same
    ready_at = None if batch is None else batch.body["ready_at"]
    return None if ready_at is None else (event.time - parse_time(ready_at)) / _MINUTE
