"""The bus of one process: it relays the log itself."""

from __future__ import annotations

import asyncio
import logging
from asyncio import sleep
from collections.abc import Iterable

from vouajudar_stub.bus.protocol import Handler, Relayed
from vouajudar_stub.store.protocol import Committed, Reading, Store, World

logger = logging.getLogger(__name__)

PAGE = 500
FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 30.0


class LocalBus:
    """Implements `Bus`. Each handler has its own pace in each world: one that fails is tried again after a growing pause."""

    def __init__(self, store: Store, worlds: Iterable[World]) -> None:
        self._store = store
        self._worlds = tuple(worlds)
        self._handlers: list[tuple[Handler, float]] = []
        self._news: dict[World, list[asyncio.Event]] = {world: [] for world in self._worlds}
        store.listen(self._tell)

    def subscribe(self, handler: Handler, *, pace: float = 0.0) -> None:
        self._handlers.append((handler, pace))

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for world in self._worlds:
                for handler, pace in self._handlers:
                    group.create_task(self._serve(handler, world, pace))

    async def drain(self) -> None:
        for world in self._worlds:
            for handler, _ in self._handlers:
                await self._catch_up(handler, world)

    async def _serve(self, handler: Handler, world: World, pace: float) -> None:
        news = asyncio.Event()
        self._news[world].append(news)
        pause = FIRST_PAUSE_SECONDS
        try:
            while True:
                news.clear()
                try:
                    await self._catch_up(handler, world)
                except Exception:
                    failure = {"handler": handler.name, "world": world, "again_in": pause}
                    logger.exception("a handler of events failed", extra=failure)
                    await sleep(pause)
                    pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
                    continue
                pause = FIRST_PAUSE_SECONDS
                await sleep(pace)
                await news.wait()
        finally:
            self._news[world].remove(news)

    async def _catch_up(self, handler: Handler, world: World) -> None:
        more = True
        while more:
            relayed = await self._page(world, await handler.checkpoint(world))
            if relayed.events:
                await handler.handle(relayed)
            more = relayed.more

    async def _page(self, world: World, after: int) -> Relayed:
        async def look(reading: Reading) -> Relayed:
            events = await reading.events.log(after=after, limit=PAGE)
            return Relayed(world, reading.epoch, events, len(events) == PAGE)

        return await self._store.read(world, look)

    def _tell(self, committed: Committed) -> None:
        for news in self._news.get(committed.world, ()):
            news.set()
