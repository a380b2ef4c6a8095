"""The worker that sends events to webhook endpoints.

It takes what is due from the queue, some of each endpoint's at a time so that a slow receiver holds up nobody else, and writes
what came of it in groups. A crash between sending and writing sends again: receivers get everything at least once.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from vouajudar_stub.domain.webhook_endpoint import WebhookEndpoint
from vouajudar_stub.services import webhook_records
from vouajudar_stub.store.protocol import Committed, Reading, Store, StoreUnavailableError, Transaction, World
from vouajudar_stub.store.webhooks import DueAttempt
from vouajudar_stub.workers.sending import Sender
from vouajudar_stub.workers.signing import signed_headers
from vouajudar_stub.workers.webhook_outcomes import Made, record

logger = logging.getLogger(__name__)

AT_ONCE = 32
"""Messages under way to one endpoint."""

LOOK_SECONDS = 0.5
"""So often the worker looks for what has fallen due, when it knows of nothing and nobody wakes it."""

LOOKS_APART_SECONDS = 0.01
WRITINGS_APART_SECONDS = 0.025
"""Looks at the queue are at least so far apart, and so are writings of what came of it: under load each deals with several
messages. At 1,500 messages a second one of each for every 5 ms took a sixth of a core."""

GROUP = 500
"""Attempts written in one transaction at most."""


class WebhookWorker:
    """`senders`: by world. `chance`: numbers from 0 to 1, for the jitter."""

    def __init__(
        self,
        store: Store,
        senders: Mapping[World, Sender],
        *,
        chance: Callable[[], float] = random.random,
        at_once: int = AT_ONCE,
    ) -> None:
        self._store = store
        self._senders = senders
        self._chance = chance
        self._at_once = at_once
        self._woken = asyncio.Event()
        self._ended = asyncio.Event()
        self._under_way: dict[World, set[int]] = {world: set() for world in senders}
        """Chains with an attempt that is being made or not yet written."""
        self._busy: Counter[str] = Counter()
        """Messages under way, by endpoint."""
        self._held: Counter[str] = Counter()
        """Chains under way, by endpoint."""
        self._made: dict[World, list[Made]] = {world: [] for world in senders}
        self._sending: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Something may be due."""
        self._woken.set()

    async def run(self) -> None:
        """Send until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                self._store.listen(self._hear)
                group.create_task(self._forever(self._begin_all, self._woken, LOOKS_APART_SECONDS))
                group.create_task(self._forever(self._write_all, self._ended, WRITINGS_APART_SECONDS))
        finally:
            for task in self._sending:
                task.cancel()
            await asyncio.gather(*self._sending, return_exceptions=True)
            with suppress(StoreUnavailableError):
                await self._write_all()  # what was answered is not sent again only because the server stops

    async def deliver_due(self) -> None:
        """Make every attempt that is due by now, and write what came of it."""
        while True:
            await self._write_all()
            await self._begin_all()
            if self._sending:
                await asyncio.wait(self._sending, return_when=asyncio.FIRST_COMPLETED)
            elif not any(self._made.values()):
                return

    def _hear(self, committed: Committed) -> None:
        if committed.world in self._senders:
            self.wake()  # events were redelivered, the clock has moved

    async def _forever(self, step: Callable[[], Awaitable[float]], call: asyncio.Event, apart: float) -> None:
        """Take the step whenever it is called for, and after so many seconds as it has returned, but not more often than that."""
        while True:
            call.clear()
            try:
                seconds = await step()
            except Exception:
                logger.exception("the webhook worker stumbled")
                await asyncio.sleep(LOOK_SECONDS)
                continue
            await asyncio.sleep(apart)
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await call.wait()

    async def _begin_all(self) -> float:
        """Returns the seconds until something more is known to be due, `LOOK_SECONDS` at most."""
        return min([await self._begin(world) for world in self._senders], default=LOOK_SECONDS)

    async def _write_all(self) -> float:
        for world, made in self._made.items():
            while made:
                await self._write(world)
        return LOOK_SECONDS

    async def _begin(self, world: World) -> float:
        # while this reads, an attempt under way may be written: in what is read its chain still looks due
        under_way = frozenset(self._under_way[world])
        due, seconds = await self._store.read(world, lambda reading: self._take(reading, under_way))
        for sending in due:
            chain = sending.due
            self._under_way[world].add(chain.chain_id)
            self._busy[chain.endpoint_id] += 1
            self._held[chain.endpoint_id] += 1
            task = asyncio.create_task(self._send(world, sending))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
        return seconds

    async def _take(self, reading: Reading, under_way: frozenset[int]) -> tuple[list[_Sending], float]:
        """What is due and not under way, as far as each endpoint has room; and the seconds until something else is due."""
        seconds = LOOK_SECONDS
        endpoints: dict[str, WebhookEndpoint] = {}
        chains: list[int] = []
        for waiting in await reading.webhooks.waiting():
            if waiting.first_due_at > reading.now:
                seconds = min(seconds, (waiting.first_due_at - reading.now).total_seconds())
                continue
            room = self._at_once - self._busy[waiting.endpoint_id]
            if room <= 0:
                continue
            endpoint = await webhook_records.load(reading, waiting.endpoint_id)
            if endpoint is None or endpoint.status == "disabled" or await _suspended(reading, endpoint.owner):
                continue
            endpoints[endpoint.id] = endpoint
            due = await reading.webhooks.due(endpoint.id, reading.now, room + self._held[endpoint.id])
            chains += [chain for chain in due if chain not in under_way][:room]
        secrets = {endpoint.id: endpoint.secrets(reading.now) for endpoint in endpoints.values()}
        found = await reading.webhooks.next_attempts(chains)
        sendings = [_Sending(due, endpoints[due.endpoint_id].url, secrets[due.endpoint_id], reading.epoch) for due in found]
        return sendings, seconds

    async def _send(self, world: World, sending: _Sending) -> None:
        due = sending.due
        sent_at = self._store.now(world)
        headers = signed_headers(due.event_id, due.body, sending.secrets, datetime.now(UTC))
        try:
            answer = await self._senders[world].send(sending.url, due.body, headers)
        except BaseException:
            self._release(world, due)
            raise
        self._made[world].append(Made(due, sending.epoch, sent_at, self._store.now(world), answer))
        self._busy[due.endpoint_id] -= 1
        self._ended.set()
        self._woken.set()

    async def _write(self, world: World) -> None:
        made = self._made[world][:GROUP]
        del self._made[world][:GROUP]

        async def work(transaction: Transaction) -> None:
            await record(transaction, made, self._chance)

        try:
            await self._store.write(world, work)
        finally:  # what could not be written is still queued, and is sent again
            for each in made:
                self._release(world, each.due)
            self.wake()  # the first that is due may be another now

    def _release(self, world: World, due: DueAttempt) -> None:
        self._under_way[world].discard(due.chain_id)
        self._held[due.endpoint_id] -= 1
        if self._held[due.endpoint_id] <= 0:
            del self._held[due.endpoint_id]
            self._busy.pop(due.endpoint_id, None)


async def _suspended(reading: Reading, partner_id: str) -> bool:
    """What is queued for a partner waits until it is let in again."""
    partner = await reading.accounts.partner(partner_id)
    return partner is None or partner.suspended


@dataclass(frozen=True, slots=True)
class _Sending:
    """An attempt that is about to be made."""

    due: DueAttempt
    url: str
    secrets: tuple[str, ...]
    epoch: int
