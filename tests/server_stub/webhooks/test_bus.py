from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from vouajudar_stub.bus import local
from vouajudar_stub.bus.local import LocalBus
from vouajudar_stub.bus.protocol import Relayed
from vouajudar_stub.domain.webhook_targets import TargetRules
from vouajudar_stub.store.protocol import StoredEvent, World
from vouajudar_stub.workers.handlers import running_handlers
from vouajudar_stub.workers.notifications import Notifications

from tests.server_stub.services.town import KITCHEN
from tests.server_stub.webhooks.post_office import PostOffice, open_post_office


@dataclass
class Listener:
    """Remembers what it was told; fails as often as it is asked to."""

    name: str = "listener"
    told: list[StoredEvent] = field(default_factory=list)
    failures: int = 0
    done: int = 0
    enough: asyncio.Event = field(default_factory=asyncio.Event)
    wanted: int = 0

    async def checkpoint(self, world: World) -> int:
        del world
        return self.done

    async def handle(self, relayed: Relayed) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("not now")
        self.told += relayed.events
        self.done = relayed.events[-1].position
        if len(self.told) >= self.wanted:
            self.enough.set()


async def test_a_handler_gets_every_event_of_the_log_in_order(office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "PAGE", 3)
    listener = Listener()
    bus = LocalBus(office.town.store, ["test"])
    bus.subscribe(listener)
    for _ in range(4):
        await office.town.ready_batch(10)
    await bus.drain()
    positions = [event.position for event in listener.told]
    assert positions == list(range(1, positions[-1] + 1))
    assert {event.id for event in listener.told} >= {event["id"] for event in await office.town.events(KITCHEN)}


async def test_a_failing_handler_is_tried_again_and_holds_up_no_other(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "FIRST_PAUSE_SECONDS", 0.001)
    await office.town.ready_batch(10)
    failing, sound = Listener("failing", failures=2), Listener("sound", wanted=1)
    hopeless = Listener("hopeless", failures=1_000_000)
    bus = LocalBus(office.town.store, ["test"])
    for handler in (hopeless, failing, sound):
        bus.subscribe(handler)
    running = asyncio.create_task(bus.run())
    async with asyncio.timeout(20):
        await sound.enough.wait()
        await failing.enough.wait()
    await office.town.ready_batch(10)  # commands do not care
    assert hopeless.told == []
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert [event.id for event in failing.told][:2] == [event.id for event in sound.told][:2]


async def test_running_handlers_deliver_by_themselves(tmp_path: Path) -> None:
    async with open_post_office(tmp_path) as office:
        endpoint = await office.open(KITCHEN, "batch.*")
        async with running_handlers(office.town.store, ["test"], TargetRules(sandbox=True), []):
            await office.town.ready_batch(10)
            await office.receiver.until(2)
        assert [message.verified_by(endpoint["secret"])["subject"] for message in office.receiver.got]


async def test_the_notifications_handler_follows_the_log(office: PostOffice) -> None:
    handler = Notifications(office.town.store)
    bus = LocalBus(office.town.store, ["test"])
    bus.subscribe(handler)
    await office.town.ready_batch(10)
    await bus.drain()
    assert await handler.checkpoint("test") == 6  # two locations, each created and approved, and the batch's two
