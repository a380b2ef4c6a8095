"""The stub works with each of its handlers off, failing or slow: commands are answered, the feed is right, and what a handler
has missed it makes up for later."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal, TypeAlias

import httpx
import pytest
from vouajudar_stub.assembly import Assembly, assembled
from vouajudar_stub.bus import local
from vouajudar_stub.bus.protocol import Relayed
from vouajudar_stub.services.impact_projection import ImpactProjection
from vouajudar_stub.settings import Settings
from vouajudar_stub.store.protocol import Reading
from vouajudar_stub.workers.notifications import Notifications
from vouajudar_stub.workers.webhook_queue import WebhookQueue

from tests.server_stub.webhooks.post_office import Receiver, receiving

Name: TypeAlias = Literal["webhooks", "notifications", "analytics"]
HANDLERS: dict[Name, Any] = {"webhooks": WebhookQueue, "notifications": Notifications, "analytics": ImpactProjection}
NAMES = sorted(HANDLERS)
JOURNEY = ["batch.created", "batch.ready"]


class Town:
    """A sandbox, and a partner that cooks there and has its events sent to a receiver."""

    def __init__(self, assembly: Assembly, http: httpx.AsyncClient, receiver: Receiver) -> None:
        self.store = assembly.store
        self._http = http
        self.receiver = receiver

    async def cook(self, key: str) -> str:
        """A batch that is made and ready: two commands, both answered; its id."""
        places = (await self._http.get("/locations", params={"kind": "provider", "limit": 100})).json()["items"]
        place = next(each["id"] for each in places if each["name"] == "Cozinha Solidaria Guaiba Vivo")
        body = {"provider_location_id": place, "product_type": "meal", "quantity": 10}
        made = await self._http.post("/batches", json=body, headers={"Idempotency-Key": f"handlers-cook-{key}"})
        assert made.status_code == 201, made.text
        batch: str = made.json()["id"]
        ready = await self._http.post(f"/batches/{batch}/ready")
        assert (ready.status_code, ready.json()["status"]) == (200, "ready")
        return batch

    async def have_sent(self) -> None:
        body = {"url": self.receiver.url, "event_types": ["batch.*"]}
        made = await self._http.post("/webhook-endpoints", json=body, headers={"Idempotency-Key": "handlers-endpoint"})
        assert made.status_code == 201, made.text

    async def feed(self, batch: str) -> list[str]:
        items = (await self._http.get("/events", params={"limit": 100})).json()["items"]
        return [short(event["type"]) for event in items if event["subject"] == batch]

    async def lost_units(self) -> int:
        answer = await self._http.get("/analytics/impact", params={"to": "2099-01-01T00:00:00Z", "days": 366})
        assert answer.status_code == 200
        await self._http.get("/analytics/impact/timeseries")
        return int(answer.json()["units_lost"])

    async def behind(self, name: Name) -> int:
        """Positions between where the handler stands and the end of the log."""

        async def look(reading: Reading) -> int:
            return await reading.events.head() - await reading.checkpoints.position(HANDLERS[name].name)

        return await self.store.read("test", look)

    async def until_caught_up(self, name: Name) -> None:
        async with asyncio.timeout(20):
            while await self.behind(name):  # noqa: ASYNC110 - a checkpoint tells nobody that it has moved
                await asyncio.sleep(0.01)
        if name == "webhooks":
            await self.receiver.until(len(JOURNEY))


def short(full: str) -> str:
    return full.removeprefix("org.vouajudar.").removesuffix(".v1")


@asynccontextmanager
async def town_of(receiver: Receiver, folder: Path, **settings: Any) -> AsyncIterator[Town]:
    given = Settings(sandbox=True, log_level="error", database=str(folder / "town.db"), **settings)
    async with assembled(given) as assembly:
        key = {"X-API-Key": assembly.partners[0][1].api_key}
        transport = httpx.ASGITransport(assembly.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://stub.test/v1", headers=key) as http:
            yield Town(assembly, http, receiver)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


def replaced(monkeypatch: pytest.MonkeyPatch, name: Name, instead: Callable[[Callable[[], Any]], Any]) -> None:
    """Make a handler deal with events in another way, which is given its own way."""
    handler = HANDLERS[name]
    own = handler.handle

    async def handle(self: Any, relayed: Relayed) -> None:
        await instead(lambda: own(self, relayed))

    monkeypatch.setattr(handler, "handle", handle)


@pytest.mark.parametrize("name", NAMES)
async def test_while_a_handler_fails_commands_are_answered_and_the_feed_is_right(
    name: Name, receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "FIRST_PAUSE_SECONDS", 0.001)
    monkeypatch.setattr(local, "LONGEST_PAUSE_SECONDS", 0.01)
    failing, failures = True, asyncio.Queue[None]()

    async def fails(own: Callable[[], Any]) -> None:
        if failing:
            failures.put_nowait(None)
            raise RuntimeError("the handler is broken")
        await own()

    replaced(monkeypatch, name, fails)
    async with town_of(receiver, tmp_path) as town:
        await town.have_sent()
        batch = await town.cook("failing")
        for _ in range(3):  # it is tried again and again, and that is nobody else's trouble
            async with asyncio.timeout(20):
                await failures.get()
        assert await town.feed(batch) == JOURNEY
        for other in HANDLERS:
            if other != name:
                await town.until_caught_up(other)
        assert await town.behind(name) > 0
        failing = False
        await town.until_caught_up(name)
    assert sorted(receiver.types) == JOURNEY


@pytest.mark.parametrize("name", NAMES)
async def test_while_a_handler_takes_its_time_commands_are_answered_and_the_feed_is_right(
    name: Name, receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def dawdles(own: Callable[[], Any]) -> None:
        begun.set()
        await go_on.wait()
        await own()

    replaced(monkeypatch, name, dawdles)
    async with town_of(receiver, tmp_path) as town:
        await town.have_sent()
        async with asyncio.timeout(20):
            await begun.wait()
        batch = await town.cook("slow")
        assert await town.feed(batch) == JOURNEY
        for other in HANDLERS:
            if other != name:
                await town.until_caught_up(other)
        assert await town.behind(name) > 0
        go_on.set()
        await town.until_caught_up(name)
    assert sorted(receiver.types) == JOURNEY


@pytest.mark.parametrize("name", NAMES)
async def test_while_a_handler_is_off_the_others_work_and_once_it_is_on_it_catches_up(
    name: Name, receiver: Receiver, tmp_path: Path
) -> None:
    async with town_of(receiver, tmp_path, **{name: False}) as town:
        await town.have_sent()
        batch = await town.cook("off")
        assert await town.feed(batch) == JOURNEY
        for other in HANDLERS:
            if other != name:
                await town.until_caught_up(other)
        assert await town.behind(name) > 0
        assert name != "webhooks" or receiver.got == []
    async with town_of(receiver, tmp_path) as town:
        await town.until_caught_up(name)
    assert sorted(receiver.types) == JOURNEY


async def test_with_analytics_off_a_question_about_impact_is_answered_all_the_same(receiver: Receiver, tmp_path: Path) -> None:
    async with town_of(receiver, tmp_path, analytics=False) as town:
        await town.cook("impact")
        assert await town.lost_units() == 0
        assert await town.behind("analytics") == 0


async def test_a_receiver_that_does_not_answer_holds_up_no_command(receiver: Receiver, tmp_path: Path) -> None:
    release = asyncio.Event()
    receiver.hold = release.wait
    async with town_of(receiver, tmp_path) as town:
        await town.have_sent()
        first = await town.cook("held")
        await receiver.until(1)
        second = await town.cook("held-again")
        assert await town.feed(first) == await town.feed(second) == JOURNEY
        release.set()
        await receiver.until(4)
    assert sorted(receiver.types) == sorted([*JOURNEY, *JOURNEY])
