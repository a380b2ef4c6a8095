from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from vouajudar_stub.bus.protocol import Relayed
from vouajudar_stub.store.protocol import Reading, Transaction
from vouajudar_stub.workers import webhooks
from vouajudar_stub.workers.sending import Answer
from vouajudar_stub.workers.webhooks import WebhookWorker

from tests.server_stub.services.town import APP, KITCHEN, SHELTER
from tests.server_stub.webhooks.post_office import PostOffice


async def test_events_of_a_world_that_was_reset_are_not_queued_for_the_new_one(office: PostOffice) -> None:
    await office.town.ready_batch(10)

    async def look(reading: Reading) -> Relayed:
        return Relayed("test", reading.epoch, await reading.events.log(after=0, limit=100), more=False)

    late = await office.town.store.read("test", look)

    async def reset(transaction: Transaction) -> None:
        await transaction.reset_world()

    await office.town.store.write("test", reset)
    endpoint = await office.open(KITCHEN, "*")

    async def from_the_start(transaction: Transaction) -> None:
        record = await transaction.get("webhook_endpoint", endpoint["id"])
        assert record is not None
        record.private["events_after"] = 0
        await transaction.put(record)

    await office.town.store.write("test", from_the_start)
    await office.queue.handle(late)
    await office.worker.deliver_due()
    assert office.receiver.got == []


async def test_enabling_an_endpoint_that_was_gone_does_not_bring_its_queue_back(office: PostOffice) -> None:
    endpoint = (await office.open(KITCHEN, "batch.*"))["id"]
    office.receiver.always = 500
    await office.town.ready_batch(10)
    await office.deliver()
    office.receiver.fails(1, status=410)
    await office.town.wait(6)
    await office.deliver()
    office.receiver.always = 204
    await office.change(KITCHEN, endpoint, status="enabled")
    await office.town.wait(86_400)
    assert [message for message in await office.deliver() if not message.type.startswith(("batch.e", "batch.q"))] == []


async def test_no_reader_of_the_feed_finds_a_test_event_by_any_means(office: PostOffice) -> None:
    endpoint = (await office.open(KITCHEN, "*"))["id"]
    event_id = (await office.ask(KITCHEN, office.endpoints.send_test_event, endpoint)).body["event_id"]

    async def look(reading: Reading) -> tuple[Any, Any]:
        words = (KITCHEN.id, "*", "kind:provider")
        types = ("*", "webhook_endpoint.test")
        live = await reading.events.page(audience=words, after=0, limit=100, types=types, live_after=0)
        return [event.id for event in live], await reading.events.one(event_id)

    seen, one = await office.town.store.read("test", look)
    assert event_id not in seen
    assert one is None


async def test_a_position_can_be_sent_again_after_the_log_has_forgotten_it(office: PostOffice) -> None:
    await office.open(SHELTER, "delivery.position_updated")
    town = office.town
    delivery = await town.claim(await town.ready_batch(10), 4)
    code = await town.code(KITCHEN, delivery, "pickup_code")
    await town.ask(APP, town.deliveries.verify_pickup, delivery, {"code": code})
    position = {"position": {"lat": -30.04, "lng": -51.21}, "recorded_at": "2026-05-14T15:00:00Z"}
    await town.ask(APP, town.deliveries.report_position, delivery, position)
    office.receiver.fails(2)
    (first,) = await office.deliver()
    await town.wait(6)
    await office.deliver()
    await town.wait(400)

    async def tidy(transaction: Transaction) -> None:
        await transaction.tidy()

    await town.store.write("test", tidy)
    (again,) = await office.deliver()
    assert again.body == first.body


async def test_what_was_answered_when_the_server_stops_is_written_down_and_not_sent_again(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "WRITINGS_APART_SECONDS", 3600.0)
    endpoint = (await office.open(KITCHEN, "batch.created"))["id"]
    for _ in range(3):
        await office.town.ready_batch(10)
    await office.bus.drain()
    answered = asyncio.Semaphore(0)

    class Counting:
        async def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
            answer = await office.sender.send(url, body, headers)
            answered.release()
            return answer

    running = asyncio.create_task(WebhookWorker(office.town.store, {"test": Counting()}).run())
    async with asyncio.timeout(20):
        for _ in range(3):
            await answered.acquire()
    assert await office.attempts(KITCHEN, endpoint) == []
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert [each["outcome"] for each in await office.attempts(KITCHEN, endpoint)] == ["succeeded"] * 3
    assert await office.deliver() == []
