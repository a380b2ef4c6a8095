"""How it ends with an endpoint: by its partner, by a 410, by five days of failures; and how it begins again."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from vouajudar_stub.edge.call import Partner
from vouajudar_stub.store.protocol import Transaction

from tests.server_stub.services.town import KITCHEN, SHELTER
from tests.server_stub.webhooks.post_office import PostOffice

DAY = 86_400


async def disabled_events(office: PostOffice) -> list[Any]:
    return [event for event in await office.town.events(KITCHEN) if event["type"] == "org.vouajudar.webhook_endpoint.disabled.v1"]


async def test_a_410_ends_it_at_once_and_drops_all_that_was_queued(office: PostOffice) -> None:
    endpoint = (await office.open(KITCHEN, "batch.created"))["id"]
    office.receiver.always = 500
    for _ in range(3):
        await office.town.ready_batch(10)
    await office.deliver()
    office.receiver.always = 410
    await office.town.ready_batch(10)
    (last,) = await office.deliver()
    gone = await office.endpoint(KITCHEN, endpoint)
    assert (gone["status"], gone["disabled_reason"], gone["version"]) == ("disabled", "gone", 2)
    (told,) = await disabled_events(office)
    assert (told["actor"], told["causationid"]) == ("platform", last.event["id"])
    assert told["data"] == {"object": gone, "previous_status": "enabled", "version": 2, "reason": "gone"}
    assert gone["updated_at"] == told["time"]
    office.receiver.always = 204
    await office.change(KITCHEN, endpoint, status="enabled")
    await office.town.wait(DAY)
    assert await office.deliver_of("batch.created") == []


async def test_five_days_of_failures_end_it_counted_from_the_first_of_them(office: PostOffice) -> None:
    endpoint = (await office.open(KITCHEN, "batch.created"))["id"]
    await office.town.ready_batch(10)
    await office.deliver()
    await office.town.wait(3 * DAY)  # nothing to send is no failure
    office.receiver.always = 500
    await office.town.ready_batch(10)
    (first,) = await office.deliver_of("batch.created")
    await office.town.wait(5 * DAY - 5)
    late = await office.town.ready_batch(10)
    await office.deliver()
    assert (await office.endpoint(KITCHEN, endpoint))["status"] == "enabled"
    await office.town.wait(10)
    (deciding,) = await office.deliver_of("batch.created")
    failing = await office.endpoint(KITCHEN, endpoint)
    assert (failing["status"], failing["disabled_reason"], failing["version"]) == ("disabled", "failing", 2)
    (told,) = await disabled_events(office)
    assert (told["actor"], told["data"]["reason"], told["data"]["version"]) == ("platform", "failing", 2)
    assert told["causationid"] == deciding.event["id"]
    assert deciding.event["subject"] == late  # the first event's own attempt is due much later
    assert first.event["id"] != deciding.event["id"]
    office.receiver.always = 204
    await office.change(KITCHEN, endpoint, status="enabled")
    await office.town.wait(2 * DAY)
    assert await office.deliver_of("batch.created") == []  # the queue is gone


async def test_one_success_of_any_event_begins_the_five_days_anew(office: PostOffice) -> None:
    endpoint = (await office.open(KITCHEN, "batch.created"))["id"]
    office.receiver.always = 500
    await office.town.ready_batch(10)
    await office.deliver()
    await office.town.wait(4 * DAY)
    office.receiver.always = 204
    office.receiver.fails(1)  # of the two, one arrives
    await office.town.ready_batch(10)
    assert len(await office.deliver_of("batch.created")) == 2
    office.receiver.always = 500
    await office.town.wait(4 * DAY)
    await office.town.ready_batch(10)
    await office.deliver()
    await office.town.wait(6)
    await office.deliver()
    assert (await office.endpoint(KITCHEN, endpoint))["status"] == "enabled"
    assert await disabled_events(office) == []


async def test_after_it_was_enabled_again_five_new_days_have_to_pass(office: PostOffice) -> None:
    endpoint = (await office.open(KITCHEN, "batch.created"))["id"]
    office.receiver.always = 500
    await office.town.ready_batch(10)
    await office.deliver()
    await office.change(KITCHEN, endpoint, status="disabled")
    await office.town.wait(6 * DAY)
    await office.change(KITCHEN, endpoint, status="enabled")
    await office.town.ready_batch(10)
    assert len(await office.deliver_of("batch.created")) == 1
    assert (await office.endpoint(KITCHEN, endpoint))["status"] == "enabled"


@pytest.mark.parametrize("ending", ["disabled", "deleted"])
async def test_what_its_partner_has_ended_gets_nothing_that_was_queued_and_nothing_new(office: PostOffice, ending: str) -> None:
    endpoint = (await office.open(KITCHEN, "batch.created"))["id"]
    office.receiver.always = 500
    await office.town.ready_batch(10)
    await office.deliver()
    await office.town.ready_batch(10)
    await office.bus.drain()  # queued, not yet sent
    if ending == "disabled":
        await office.change(KITCHEN, endpoint, status="disabled")
    else:
        await office.ask(KITCHEN, office.endpoints.delete_webhook_endpoint, endpoint)
    await office.town.ready_batch(10)
    await office.town.wait(DAY)
    assert await office.deliver() == []
    assert await disabled_events(office) == []  # that event is for what the platform does


async def test_what_happened_while_it_was_disabled_comes_by_redelivery_alone(office: PostOffice) -> None:
    endpoint = (await office.open(KITCHEN, "batch.created"))["id"]
    await office.change(KITCHEN, endpoint, status="disabled")
    since = office.town.store.now("test")
    await office.town.ready_batch(20)
    await office.change(KITCHEN, endpoint, status="enabled")
    await office.town.ready_batch(30)
    assert [message.event["data"]["object"]["quantity"] for message in await office.deliver()] == [30]
    body = {"since": since.isoformat().replace("+00:00", "Z")}
    await office.ask(KITCHEN, office.endpoints.redeliver_events, endpoint, body)
    assert sorted(message.event["data"]["object"]["quantity"] for message in await office.deliver()) == [20, 30]


@pytest.mark.parametrize("ending", ["disabled", "deleted"])
async def test_an_attempt_that_is_under_way_when_it_ends_is_the_last(office: PostOffice, ending: str) -> None:
    endpoint = (await office.open(KITCHEN, "batch.created"))["id"]
    release = asyncio.Event()
    office.receiver.hold, office.receiver.always = release.wait, 410
    await office.town.ready_batch(10)
    await office.bus.drain()
    sending = asyncio.create_task(office.worker.deliver_due())
    await office.receiver.until(1)
    if ending == "disabled":
        await office.change(KITCHEN, endpoint, status="disabled")
    else:
        await office.ask(KITCHEN, office.endpoints.delete_webhook_endpoint, endpoint)
    release.set()
    await sending
    await office.town.wait(DAY)
    assert await office.deliver() == []
    assert await disabled_events(office) == []
    if ending == "disabled":
        shown = await office.endpoint(KITCHEN, endpoint)
        assert (shown["disabled_reason"], shown["version"]) == ("by_partner", 2)
        (attempt,) = await office.attempts(KITCHEN, endpoint)
        assert (attempt["response_status"], attempt["outcome"], attempt["next_attempt_at"]) == (410, "exhausted", None)


async def test_several_410_of_one_moment_end_it_once(office: PostOffice) -> None:
    endpoint = (await office.open(KITCHEN, "batch.created"))["id"]
    office.receiver.always = 410
    for _ in range(5):
        await office.town.ready_batch(10)
    await office.deliver()
    assert len(await disabled_events(office)) == 1
    assert (await office.endpoint(KITCHEN, endpoint))["version"] == 2
    assert {each["outcome"] for each in await office.attempts(KITCHEN, endpoint)} == {"exhausted"}


async def test_the_news_of_the_ending_goes_to_the_partner_s_other_endpoints(office: PostOffice) -> None:
    await office.open(KITCHEN, "batch.created")
    watcher = await office.open(KITCHEN, "webhook_endpoint.*", url=f"{office.receiver.url}/watch")
    await office.open(SHELTER, "webhook_endpoint.*", url=f"{office.receiver.url}/other")
    office.receiver.fails(1, status=410)
    await office.town.ready_batch(10)
    await office.deliver()
    (news,) = await office.deliver_of("webhook_endpoint.disabled")
    assert news.verified_by(watcher["secret"])["data"]["reason"] == "gone"


async def suspend(office: PostOffice, partner: Partner, suspended: bool) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.accounts.set_suspended([partner.id], suspended)

    await office.town.store.write("test", work)


async def test_a_suspended_partner_gets_no_event(office: PostOffice) -> None:
    await office.open(KITCHEN, "batch.created")
    await office.open(SHELTER, "location.*")
    await suspend(office, KITCHEN, True)
    await office.town.ready_batch(10)
    await office.town.open_place(SHELTER, "shelter", -30.05, -51.22)
    assert {message.type for message in await office.deliver()} == {"location.created", "location.approved"}
    await suspend(office, KITCHEN, False)
    await office.town.ready_batch(20)
    assert [message.event["data"]["object"]["quantity"] for message in await office.deliver()] == [20]


async def test_what_was_queued_for_a_partner_waits_while_it_is_suspended(office: PostOffice) -> None:
    await office.open(KITCHEN, "batch.created")
    office.receiver.fails(1)
    await office.town.ready_batch(10)
    await office.deliver()
    await suspend(office, KITCHEN, True)
    await office.town.wait(DAY)
    assert await office.deliver() == []
    await suspend(office, KITCHEN, False)
    assert len(await office.deliver()) == 1
