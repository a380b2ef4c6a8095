from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest
from vouajudar_stub.bus import local
from vouajudar_stub.bus.local import LocalBus
from vouajudar_stub.bus.protocol import Relayed
from vouajudar_stub.domain.webhook_targets import TargetRules
from vouajudar_stub.store.protocol import NewEvent, StoredEvent, Transaction, World
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
    calls: int = 0
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
        self.calls += 1
        self.told += relayed.events
        self.done = relayed.events[-1].position
        if len(self.told) >= self.wanted:
            self.enough.set()


def api_key_event(transaction: Transaction) -> NewEvent:
    return NewEvent(
        type="api_key.revoked",
        kind="api_key",
        subject=f"key_{1:026}",
        partition_key=f"key_{1:026}",
        version=1,
        time=transaction.now,
        data={"object": {}, "previous_status": None, "version": 1, "reason": None},
        actor=KITCHEN.id,
        causation=f"rid_{1:026}",
        traceparent=f"00-{1:032}-{2:016}-01",
        readers=(KITCHEN.id,),
    )


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


async def test_a_handler_that_fails_in_one_world_goes_on_in_the_other(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "FIRST_PAUSE_SECONDS", 0.001)

    class OfOneWorld(Listener):
        async def handle(self, relayed: Relayed) -> None:
            if relayed.world == "live":
                raise RuntimeError("not in this world")
            await super().handle(relayed)

    async def live_event(transaction: Transaction) -> None:
        await transaction.append([api_key_event(transaction)])

    await office.town.store.write("live", live_event)
    await office.town.ready_batch(10)
    handler = OfOneWorld("split", wanted=1)
    bus = LocalBus(office.town.store, ["live", "test"])
    bus.subscribe(handler)
    running = asyncio.create_task(bus.run())
    async with asyncio.timeout(20):
        await handler.enough.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert handler.told


async def test_a_handler_with_a_pace_hears_of_several_commands_at_once(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    paused, go_on = asyncio.Event(), asyncio.Event()

    async def pause(seconds: float) -> None:
        assert seconds == 0.25
        paused.set()
        await go_on.wait()

    monkeypatch.setattr(local, "sleep", pause)
    steady = Listener("steady")
    bus = LocalBus(office.town.store, ["test"])
    bus.subscribe(steady, pace=0.25)
    running = asyncio.create_task(bus.run())
    async with asyncio.timeout(20):
        await paused.wait()
    calls = steady.calls
    for _ in range(3):
        await office.town.ready_batch(10)
    assert steady.calls == calls
    steady.wanted = len(steady.told) + 6
    steady.enough.clear()
    go_on.set()
    async with asyncio.timeout(20):
        await steady.enough.wait()
    assert steady.calls == calls + 1
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_running_handlers_deliver_by_themselves(database: str) -> None:
    async with open_post_office(database) as office:
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
