"""What runs beside the server on its events: the bus with its handlers, and the sender of webhooks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress

from vouajudar_stub.bus.local import LocalBus
from vouajudar_stub.bus.protocol import Bus, Handler
from vouajudar_stub.domain.webhook_targets import TargetRules
from vouajudar_stub.store.protocol import Store, World
from vouajudar_stub.workers.notifications import Notifications
from vouajudar_stub.workers.sending import HttpSender
from vouajudar_stub.workers.webhook_queue import WebhookQueue
from vouajudar_stub.workers.webhooks import WebhookWorker

PROMPT_SECONDS = 0.01
"""Events of so many seconds are queued together: nobody notices, and under load it is one transaction for several commands."""

AT_EASE_SECONDS = 0.1
"""The same for handlers whose effect nobody waits for."""


@asynccontextmanager
async def running_handlers(
    store: Store,
    worlds: Iterable[World],
    targets: TargetRules,
    also: Iterable[Handler],
    bus: Callable[[Store, Iterable[World]], Bus] = LocalBus,
    *,
    webhooks: bool = True,
    notifications: bool = True,
) -> AsyncGenerator[None]:
    """Everything runs until the end of the block. `targets`: of the test world; the live one never sends to loopback.

    What is switched off does nothing; once it is on again it goes on where it stopped.
    """
    async with AsyncExitStack() as stack:
        served = tuple(worlds)
        senders: dict[World, HttpSender] = {}
        for world in served:
            rules = targets if world == "test" else TargetRules()
            senders[world] = await stack.enter_async_context(HttpSender(rules))
        worker = WebhookWorker(store, senders)
        relay = bus(store, served)
        if webhooks:
            relay.subscribe(WebhookQueue(store, worker.wake), pace=PROMPT_SECONDS)
            stack.push_async_callback(_stop, asyncio.create_task(worker.run()))
        for handler in (*also, Notifications(store)) if notifications else also:
            relay.subscribe(handler, pace=AT_EASE_SECONDS)
        stack.push_async_callback(_stop, asyncio.create_task(relay.run()))
        yield


async def _stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
