"""What runs beside the requests: something in every process, the rest in the one that leads."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from vouajudar_stub.bus.protocol import Handler
from vouajudar_stub.domain.webhook_targets import TargetRules
from vouajudar_stub.services.credentials import CredentialsService
from vouajudar_stub.services.token_keys import TokenKeys
from vouajudar_stub.store.protocol import WORLD_NAMES, Store, StoreUnavailableError
from vouajudar_stub.workers.handlers import running_handlers
from vouajudar_stub.workers.tick import Tick

logger = logging.getLogger(__name__)

LEADERSHIP = "workers"
AGAIN_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Background:
    """The work of the clock, of handlers and of webhooks. Each exists once for a database, however many processes serve it: two
    senders would send everything twice."""

    store: Store
    credentials: CredentialsService
    token_keys: TokenKeys
    targets: TargetRules
    """Of webhooks of the test world."""
    handlers: Sequence[Handler]
    """Besides those of webhooks and notifications."""
    webhooks: bool = True
    notifications: bool = True

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """All of it runs until the end of the block."""
        tasks = [asyncio.create_task(Tick(self.store, (), self._upkeep).run()), asyncio.create_task(self._lead())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            with suppress(StoreUnavailableError):
                await self.credentials.write_uses()

    async def _upkeep(self) -> None:
        """In every process."""
        await self.credentials.write_uses()
        await self.token_keys.refresh()

    async def _lead(self) -> None:
        """In the process that leads; the others wait here until it is gone."""
        while True:
            try:
                async with self.store.lead(LEADERSHIP):
                    logger.info("this process runs the clock, the handlers and the webhooks")
                    await self._work()
            except StoreUnavailableError as error:
                logger.warning("the lead is lost: %s", error)
            except Exception:
                logger.exception("what runs beside the requests has ended; it begins anew")
            await asyncio.sleep(AGAIN_SECONDS)

    async def _work(self) -> None:
        async with running_handlers(
            self.store,
            WORLD_NAMES,
            self.targets,
            self.handlers,
            webhooks=self.webhooks,
            notifications=self.notifications,
        ):
            await Tick(self.store, WORLD_NAMES, self.token_keys.tend).run()
