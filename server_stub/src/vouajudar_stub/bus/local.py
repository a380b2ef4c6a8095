"""The bus of one process: it relays the log itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

from vouajudar_stub.bus.protocol import Handler, Relayed
from vouajudar_stub.store.protocol import Committed, Reading, Store, World

logger = logging.getLogger(__name__)

PAGE = 500
FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 30.0


class LocalBus:
    """Implements `Bus`. Each handler has its own pace: one that fails is tried again after a growing pause."""

    def __init__(self, store: Store, worlds: Iterable[World]) -> None:
        self._store = store
        self._worlds = tuple(worlds)
        self._handlers: list[Handler] = []
        self._news: list[asyncio.Event] = []
        store.listen(self._tell)

    def subscribe(self, handler: Handler) -> None:
        self._handlers.append(handler)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for handler in self._handlers:
                group.create_task(self._serve(handler))

    async def drain(self) -> None:
        for handler in self._handlers:
            await self._catch_up(handler)

    async def _serve(self, handler: Handler) -> None:
        news = asyncio.Event()
        self._news.append(news)
        pause = FIRST_PAUSE_SECONDS
        try:
            while True:
                news.clear()
                try:
                    await self._catch_up(handler)
                except Exception:
                    logger.exception("a handler of events failed", extra={"handler": handler.name, "again_in": pause})
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
                    continue
                pause = FIRST_PAUSE_SECONDS
                await news.wait()
        finally:
            self._news.remove(news)

    async def _catch_up(self, handler: Handler) -> None:
        for world in self._worlds:
            while True:
                after = await handler.checkpoint(world)
                relayed = await self._page(world, after)
                if relayed.events:
                    await handler.handle(relayed)
                if not relayed.more:
                    break

    async def _page(self, world: World, after: int) -> Relayed:
        async def look(reading: Reading) -> Relayed:
            events = await reading.events.log(after=after, limit=PAGE)
            return Relayed(world, reading.epoch, events, len(events) == PAGE)

        return await self._store.read(world, look)

    def _tell(self, _committed: Committed) -> None:
        for news in self._news:
            news.set()
