"""What makes the worker send: it never has to look by itself here, and still nobody waits."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from vouajudar_stub.domain.webhook_targets import TargetRules
from vouajudar_stub.store.protocol import Committed
from vouajudar_stub.workers import webhooks
from vouajudar_stub.workers.handlers import running_handlers

from tests.server_stub.services.town import APP, KITCHEN
from tests.server_stub.webhooks.post_office import PostOffice, open_post_office

pytestmark = pytest.mark.usefixtures("never_looking")


@pytest.fixture
def never_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Longer than a test waits."""
    monkeypatch.setattr(webhooks, "LOOK_SECONDS", 3600.0)


@pytest.fixture
async def running(database: str, never_looking: None) -> AsyncIterator[PostOffice]:
    """A post office whose workers run as in a server."""
    async with (
        open_post_office(database) as office,
        running_handlers(office.town.store, ["test"], TargetRules(sandbox=True), []),
    ):
        yield office


async def test_a_new_event_is_sent_at_once(running: PostOffice) -> None:
    await running.open(KITCHEN, "batch.*")
    await running.town.ready_batch(10)
    await running.receiver.until(2)
    await running.town.ready_batch(10)
    await running.receiver.until(4)


async def test_a_redelivery_is_sent_at_once(running: PostOffice) -> None:
    endpoint = (await running.open(KITCHEN, "batch.created"))["id"]
    await running.town.ready_batch(10)
    await running.receiver.until(1)
    event = running.receiver.got[0].event
    heard: list[Committed] = []
    running.town.store.listen(heard.append)
    for number, body in enumerate(({"event_ids": [event["id"]]}, {"since": event["time"]}), start=2):
        await running.recorded(KITCHEN, endpoint, number - 1)
        heard.clear()
        await running.ask(KITCHEN, running.endpoints.redeliver_events, endpoint, body)
        assert heard  # whoever sends, in this process or another, is told
        await running.receiver.until(number)
    assert {message.event["id"] for message in running.receiver.got} == {event["id"]}


async def test_a_test_event_is_sent_at_once(running: PostOffice) -> None:
    endpoint = (await running.open(KITCHEN, "location.created"))["id"]
    await running.ask(KITCHEN, running.endpoints.send_test_event, endpoint)
    await running.receiver.until(1)
    assert running.receiver.types == ["webhook_endpoint.test"]


async def test_an_endpoint_that_is_enabled_again_gets_the_next_event_at_once(running: PostOffice) -> None:
    endpoint = (await running.open(KITCHEN, "batch.created"))["id"]
    await running.change(KITCHEN, endpoint, status="disabled")
    await running.change(KITCHEN, endpoint, status="enabled")
    await running.town.ready_batch(10)
    await running.receiver.until(1)


async def test_an_attempt_that_the_clock_makes_due_is_made_at_once(running: PostOffice) -> None:
    endpoint = (await running.open(KITCHEN, "batch.created"))["id"]
    running.receiver.fails(2)
    await running.town.ready_batch(10)
    await running.receiver.until(1)
    for number, seconds in ((2, 6), (3, 331)):
        await running.recorded(KITCHEN, endpoint, number - 1)
        assert await running.town.wait(seconds) == 0  # no event of the move wakes anybody
        await running.receiver.until(number)


async def test_an_attempt_is_made_when_its_time_comes(running: PostOffice) -> None:
    endpoint = (await running.open(APP, "delivery.*"))["id"]
    batch = await running.town.ready_batch(10)
    body = {"batch_id": batch, "dropoff_location_id": running.town.shelter_place, "quantity": 4, "volunteer_ref": "vol-1"}
    await running.ask(APP, running.town.deliveries.create_delivery, body, fault="reorder")
    await running.receiver.until(2)
    assert running.receiver.types == ["delivery.committed", "delivery.created"]
    await running.recorded(APP, endpoint, 2)
