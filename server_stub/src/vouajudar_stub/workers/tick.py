"""The tick: applies due clock rules when nobody asks, writes when keys were used, and drops what has run out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable

from vouajudar_stub.store.protocol import Reading, Store, Transaction, World

logger = logging.getLogger(__name__)

TICK_SECONDS = 1.0
TIDY_TICKS = 60


class Tick:
    """Runs beside the server. `also`: what else is done once a tick."""

    def __init__(self, store: Store, worlds: Iterable[World], also: Callable[[], Awaitable[None]]) -> None:
        self._store = store
        self._worlds = tuple(worlds)
        self._also = also

    async def run(self) -> None:
        """For ever. A tick that fails is logged, and the next one comes all the same."""
        count = 0
        while True:
            await asyncio.sleep(TICK_SECONDS)
            count += 1
            try:
                await self.once(tidy=count % TIDY_TICKS == 0)
            except Exception:
                logger.exception("a tick failed")

    async def once(self, *, tidy: bool) -> None:
        for world in self._worlds:
            await self._store.read(world, _look)  # due rules run before any reading
            if tidy:
                await self._store.write(world, _tidy)
        await self._also()


async def _look(_reading: Reading) -> None:
    """Nothing: what is due has happened."""


async def _tidy(transaction: Transaction) -> None:
    await transaction.tidy()
