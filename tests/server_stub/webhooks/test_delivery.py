from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from standardwebhooks.webhooks import WebhookVerificationError
from vouajudar_stub.bus.protocol import Relayed
from vouajudar_stub.domain.webhook_targets import TargetRules
from vouajudar_stub.store.protocol import Reading, Transaction
from vouajudar_stub.workers.sending import Answer, HttpSender
from vouajudar_stub.workers.webhooks import WebhookWorker

from tests.server_stub.services.town import APP, KITCHEN, OTHER_APP, SHELTER
from tests.server_stub.webhooks.post_office import PostOffice

DAY = 86_400


def time(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def test_an_event_arrives_signed_as_the_very_bytes_of_the_log(office: PostOffice) -> None:
    endpoint = await office.open(KITCHEN, "batch.created")
    batch = await office.town.ready_batch(10)
    (message,) = await office.deliver()
    event = message.verified_by(endpoint["secret"])
    assert event["subject"] == batch
    assert message.headers["webhook-id"] == event["id"]
    assert message.headers["content-type"] == "application/cloudevents+json"

    async def stored(reading: Reading) -> Any:
        return await reading.events.one(event["id"])

    assert message.body == (await office.town.store.read("test", stored)).data


async def test_a_tampered_byte_and_another_secret_are_noticed(office: PostOffice) -> None:
    endpoint = await office.open(KITCHEN, "batch.created")
    other = await office.open(SHELTER, "location.created")
    await office.town.ready_batch(10)
    (message,) = await office.deliver()
    with pytest.raises(WebhookVerificationError):
        message.verified_by(other["secret"])
    forged = type(message)(message.body.replace(b"10", b"11", 1), message.headers)
    with pytest.raises(WebhookVerificationError):
        forged.verified_by(endpoint["secret"])


async def test_an_attempt_is_noted_with_what_came_back(office: PostOffice) -> None:
    endpoint = await office.open(KITCHEN, "batch.created")
    await office.town.ready_batch(10)
    (message,) = await office.deliver()
    (attempt,) = await office.attempts(KITCHEN, endpoint["id"])
    assert attempt["event_id"] == message.event["id"]
    assert attempt["event_type"] == "org.vouajudar.batch.created.v1"
    assert (attempt["attempt"], attempt["response_status"], attempt["outcome"]) == (1, 204, "succeeded")
    assert attempt["next_attempt_at"] is None
    assert attempt["latency_ms"] >= 0


async def test_an_endpoint_gets_what_its_patterns_match_and_its_partner_sees(office: PostOffice) -> None:
    await office.open(OTHER_APP, "delivery.*", "batch.ready")
    batch = await office.town.ready_batch(10)
    await office.town.claim(batch, 4)
    assert [message.type for message in await office.deliver()] == ["batch.ready"]  # a claimed delivery is not its business
    await office.town.offer(batch, 3)
    assert [message.type for message in await office.deliver()] == ["delivery.created"]


async def test_events_from_before_an_endpoint_was_made_are_not_sent(office: PostOffice) -> None:
    await office.town.ready_batch(10)
    await office.open(KITCHEN, "*")
    assert await office.deliver() == []


async def test_positions_are_for_those_of_the_delivery_who_named_the_type(office: PostOffice) -> None:
    named = await office.open(SHELTER, "delivery.position_updated")
    await office.open(SHELTER, "*", url=f"{office.receiver.url}/wild")
    await office.open(OTHER_APP, "delivery.position_updated")
    town = office.town
    batch = await town.ready_batch(10)
    delivery = await town.claim(batch, 4)
    code = await town.code(KITCHEN, delivery, "pickup_code")
    await town.ask(APP, town.deliveries.verify_pickup, delivery, {"code": code})
    position = {"position": {"lat": -30.04, "lng": -51.21}, "recorded_at": "2026-05-14T15:00:00Z"}
    await town.ask(APP, town.deliveries.report_position, delivery, position)
    seen = [message for message in await office.deliver() if message.type == "delivery.position_updated"]
    assert len(seen) == 1
    assert seen[0].verified_by(named["secret"])["data"]["object"]["position"] == {"lat": -30.04, "lng": -51.21}


async def test_a_test_event_goes_to_its_endpoint_alone_and_is_nowhere_else(office: PostOffice) -> None:
    endpoint = await office.open(KITCHEN, "location.created")
    await office.open(KITCHEN, "*", url=f"{office.receiver.url}/other")
    answer = await office.ask(KITCHEN, office.endpoints.send_test_event, endpoint["id"])
    assert answer.status == 202
    (message,) = await office.deliver()
    event = message.verified_by(endpoint["secret"])
    assert (message.type, event["id"], event["subject"]) == ("webhook_endpoint.test", answer.body["event_id"], endpoint["id"])
    assert event["data"]["object"] == await office.endpoint(KITCHEN, endpoint["id"])
    assert all(each["id"] != event["id"] for each in await office.town.events(KITCHEN))
    (attempt,) = await office.attempts(KITCHEN, endpoint["id"], event_id=event["id"])
    assert attempt["outcome"] == "succeeded"


async def test_ten_attempts_on_the_worlds_clock_then_a_dead_letter(office: PostOffice) -> None:
    endpoint = (await office.open(KITCHEN, "batch.created"))["id"]
    office.receiver.always = 500
    await office.town.ready_batch(10)
    await office.deliver()
    for number in range(1, 10):
        (last,) = (await office.attempts(KITCHEN, endpoint))[-1:]
        assert (last["attempt"], last["outcome"]) == (number, "retrying")
        wait = time(last["next_attempt_at"]) - time(last["sent_at"])
        assert await office.deliver() == []
        await office.town.wait(int(wait.total_seconds()) + 1)
        assert len(await office.deliver()) >= 1
    attempts = await office.attempts(KITCHEN, endpoint)
    assert [each["attempt"] for each in attempts] == list(range(1, 11))
    assert (attempts[-1]["outcome"], attempts[-1]["next_attempt_at"]) == ("exhausted", None)
    assert len({message.headers["webhook-id"] for message in office.receiver.got}) == 1
    await office.town.wait(3 * DAY)
    assert await office.deliver() == []
    assert await office.attempts(KITCHEN, endpoint, outcome="exhausted") == attempts[-1:]


async def test_a_receiver_that_comes_back_gets_what_it_missed(office: PostOffice) -> None:
    endpoint = (await office.open(KITCHEN, "batch.*"))["id"]
    office.receiver.always = 503
    await office.town.ready_batch(10)
    assert len(await office.deliver()) == 2
    office.receiver.always = 202
    await office.town.wait(6)
    assert len(await office.deliver()) == 2
    outcomes = [each["outcome"] for each in await office.attempts(KITCHEN, endpoint)]
    assert sorted(outcomes) == ["retrying", "retrying", "succeeded", "succeeded"]


async def test_retry_after_is_waited_for(office: PostOffice) -> None:
    endpoint = (await office.open(KITCHEN, "batch.created"))["id"]
    office.receiver.fails(1, status=429, Retry_After="120")
    await office.town.ready_batch(10)
    await office.deliver()
    (attempt,) = await office.attempts(KITCHEN, endpoint)
    assert time(attempt["next_attempt_at"]) - time(attempt["sent_at"]) >= timedelta(seconds=120)
    await office.town.wait(60)
    assert await office.deliver() == []
    await office.town.wait(62)
    assert len(await office.deliver()) == 1


async def test_410_disables_the_endpoint_and_its_owner_is_told(office: PostOffice) -> None:
    endpoint = (await office.open(KITCHEN, "batch.*"))["id"]
    office.receiver.always = 410
    await office.town.ready_batch(10)
    sent = await office.deliver()
    gone = await office.endpoint(KITCHEN, endpoint)
    assert (gone["status"], gone["disabled_reason"], gone["version"]) == ("disabled", "gone", 2)
    told = [each for each in await office.town.events(KITCHEN) if each["type"].endswith("webhook_endpoint.disabled.v1")]
    assert len(told) == 1
    assert told[0]["actor"] == "platform"
    assert told[0]["causationid"] in {message.event["id"] for message in sent}
    assert told[0]["data"] == {"object": gone, "previous_status": "enabled", "version": 2, "reason": "gone"}
    assert all(each["type"] != told[0]["type"] for each in await office.town.events(SHELTER))
    assert all(each["outcome"] == "exhausted" for each in await office.attempts(KITCHEN, endpoint))
    await office.town.ready_batch(10)
    await office.town.wait(60)
    assert await office.deliver() == []


async def test_five_days_of_only_failures_disable_the_endpoint(office: PostOffice) -> None:
    endpoint = (await office.open(KITCHEN, "batch.created"))["id"]
    office.receiver.always = 500
    await office.town.ready_batch(10)
    await office.deliver()
    await office.town.wait(5 * DAY - 60)
    await office.deliver()
    assert (await office.endpoint(KITCHEN, endpoint))["status"] == "enabled"
    await office.town.wait(3600)
    await office.deliver()
    failing = await office.endpoint(KITCHEN, endpoint)
    assert (failing["status"], failing["disabled_reason"]) == ("disabled", "failing")
    told = [each for each in await office.town.events(KITCHEN) if each["type"].endswith("webhook_endpoint.disabled.v1")]
    assert [each["data"]["reason"] for each in told] == ["failing"]


async def test_one_success_begins_the_five_days_anew(office: PostOffice) -> None:
    endpoint = (await office.open(KITCHEN, "batch.created"))["id"]
    office.receiver.always = 500
    await office.town.ready_batch(10)
    await office.deliver()
    await office.town.wait(4 * DAY)
    office.receiver.always = 204
    await office.deliver()
    office.receiver.always = 500
    await office.town.ready_batch(10)
    await office.deliver()
    await office.town.wait(2 * DAY)
    await office.deliver()
    assert (await office.endpoint(KITCHEN, endpoint))["status"] == "enabled"


async def test_redirects_are_failures(office: PostOffice) -> None:
    endpoint = (await office.open(KITCHEN, "batch.created"))["id"]
    office.receiver.fails(1, status=307, Location=f"{office.receiver.url}/elsewhere")
    await office.town.ready_batch(10)
    assert len(await office.deliver()) == 1
    (attempt,) = await office.attempts(KITCHEN, endpoint)
    assert (attempt["response_status"], attempt["outcome"]) == (307, "retrying")


async def test_no_answer_in_time_is_a_failure_without_status(office: PostOffice) -> None:
    endpoint = (await office.open(KITCHEN, "batch.created"))["id"]
    release = asyncio.Event()
    office.receiver.hold = release.wait
    await office.town.ready_batch(10)
    async with HttpSender(TargetRules(sandbox=True), timeout_seconds=0.2) as impatient:
        await office.bus.drain()
        await WebhookWorker(office.town.store, {"test": impatient}, chance=lambda: 0.0).deliver_due()
    release.set()
    (attempt,) = await office.attempts(KITCHEN, endpoint)
    assert (attempt["response_status"], attempt["latency_ms"], attempt["outcome"]) == (None, None, "retrying")


async def test_a_name_that_leads_inside_is_refused_when_it_is_connected_to(office: PostOffice) -> None:
    async with HttpSender(TargetRules()) as strict:
        inside = office.receiver.url.replace("127.0.0.1", "localhost")
        assert await strict.send(inside, b"{}", {}) == Answer(None, None)
        assert await strict.send(office.receiver.url, b"{}", {}) == Answer(None, None)
    assert office.receiver.got == []


async def test_a_disabled_endpoint_drops_its_queue_and_gets_new_events_only_when_enabled(office: PostOffice) -> None:
    endpoint = (await office.open(KITCHEN, "batch.created"))["id"]
    office.receiver.always = 500
    await office.town.ready_batch(10)
    await office.deliver()
    office.receiver.always = 204
    await office.change(KITCHEN, endpoint, status="disabled")
    await office.town.ready_batch(20)
    await office.change(KITCHEN, endpoint, status="enabled")
    await office.town.wait(60)
    assert await office.deliver() == []
    await office.town.ready_batch(30)
    assert [message.event["data"]["object"]["quantity"] for message in await office.deliver()] == [30]


async def test_a_deleted_endpoint_gets_nothing_more(office: PostOffice) -> None:
    endpoint = (await office.open(KITCHEN, "batch.created"))["id"]
    office.receiver.always = 500
    await office.town.ready_batch(10)
    await office.deliver()
    await office.ask(KITCHEN, office.endpoints.delete_webhook_endpoint, endpoint)
    await office.town.wait(60)
    assert await office.deliver() == []


async def test_after_a_rotation_both_secrets_verify_for_a_day(office: PostOffice) -> None:
    endpoint = await office.open(KITCHEN, "batch.created")
    rotated = (await office.ask(KITCHEN, office.endpoints.rotate_webhook_secret, endpoint["id"])).body
    await office.town.wait(DAY - 60)
    await office.town.ready_batch(10)
    (both,) = await office.deliver()
    assert both.verified_by(endpoint["secret"]) == both.verified_by(rotated["secret"])
    await office.town.wait(61)
    await office.town.ready_batch(10)
    (new,) = await office.deliver()
    assert new.verified_by(rotated["secret"])
    with pytest.raises(WebhookVerificationError):
        new.verified_by(endpoint["secret"])


async def test_of_three_secrets_the_last_two_sign(office: PostOffice) -> None:
    first = await office.open(KITCHEN, "batch.created")
    second = (await office.ask(KITCHEN, office.endpoints.rotate_webhook_secret, first["id"])).body
    third = (await office.ask(KITCHEN, office.endpoints.rotate_webhook_secret, first["id"])).body
    await office.town.ready_batch(10)
    (message,) = await office.deliver()
    assert message.verified_by(second["secret"]) == message.verified_by(third["secret"])
    with pytest.raises(WebhookVerificationError):
        message.verified_by(first["secret"])


async def test_a_crash_between_sending_and_noting_sends_again_under_the_same_id(office: PostOffice) -> None:
    await office.open(KITCHEN, "batch.created")
    await office.town.ready_batch(10)
    await office.bus.drain()

    class Dying:
        """Sends, then takes its process with it."""

        async def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
            await office.sender.send(url, body, headers)
            raise asyncio.CancelledError

    dying = asyncio.create_task(WebhookWorker(office.town.store, {"test": Dying()}).run())
    await office.receiver.until(1)
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    lost = len(office.receiver.got)
    assert len(await office.deliver()) == 1
    assert lost >= 1
    assert len({message.headers["webhook-id"] for message in office.receiver.got}) == 1


async def test_an_event_that_the_bus_brings_twice_is_queued_once(office: PostOffice) -> None:
    await office.open(KITCHEN, "batch.created")
    await office.town.ready_batch(10)

    async def look(reading: Reading) -> Relayed:
        return Relayed("test", reading.epoch, await reading.events.log(after=0, limit=100), more=False)

    relayed = await office.town.store.read("test", look)
    await office.queue.handle(relayed)
    await office.queue.handle(relayed)
    assert office.receiver.types == []
    assert [message.type for message in await office.deliver()] == ["batch.created"]


async def test_a_reset_world_sends_nothing_of_what_it_was(office: PostOffice) -> None:
    await office.open(KITCHEN, "*")
    await office.town.ready_batch(10)
    await office.bus.drain()

    async def reset(transaction: Transaction) -> None:
        await transaction.reset_world()

    await office.town.store.write("test", reset)
    assert await office.deliver() == []


async def test_a_fault_duplicates_the_events_of_a_command(office: PostOffice) -> None:
    await office.open(KITCHEN, "batch.*")
    draft = {"provider_location_id": office.town.kitchen_place, "product_type": "meal", "quantity": 10}
    await office.ask(KITCHEN, office.town.batches.create_batch, draft, fault="duplicate")
    await office.town.ready_batch(5)
    types = [message.type for message in await office.deliver()]
    assert sorted(types) == ["batch.created", "batch.created", "batch.created", "batch.ready"]
    await office.town.ready_batch(5)
    assert len(await office.deliver()) == 2


async def test_a_fault_turns_the_events_of_a_command_around(office: PostOffice) -> None:
    await office.open(KITCHEN, "*")
    batch = await office.town.ready_batch(10)
    await office.deliver()
    body = {"batch_id": batch, "dropoff_location_id": office.town.shelter_place, "quantity": 10, "volunteer_ref": "vol-1"}
    await office.ask(APP, office.town.deliveries.create_delivery, body, fault="reorder")
    arrived = await office.deliver()
    await office.town.wait(1)
    arrived += await office.deliver()
    sequences = [message.event["sequence"] for message in arrived]
    assert len(arrived) == 4
    assert sequences[0] == max(sequences)


async def test_a_slow_receiver_holds_up_nobody_else(office: PostOffice) -> None:
    release = asyncio.Event()

    async def hang(_request: web.Request) -> web.Response:
        await release.wait()
        return web.Response(status=204)

    app = web.Application()
    app.router.add_post("/", hang)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slow = "http://{}:{}/".format(*runner.addresses[0][:2])
    await office.open(KITCHEN, "batch.created", url=slow)
    await office.open(KITCHEN, "batch.created")
    for _ in range(40):
        await office.town.ready_batch(10)
    await office.bus.drain()
    sending = asyncio.create_task(office.worker.deliver_due())
    await office.receiver.until(40)
    release.set()
    await sending
    await runner.cleanup()
