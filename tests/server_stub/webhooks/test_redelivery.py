from __future__ import annotations

from typing import Any

from tests.server_stub.services.town import APP, KITCHEN, OTHER_APP
from tests.server_stub.webhooks.post_office import PostOffice, refused

DAY = 86_400


async def redeliver(office: PostOffice, who: Any, endpoint: str, **body: Any) -> int:
    answer = await office.ask(who, office.endpoints.redeliver_events, endpoint, body)
    assert answer.status == 202
    scheduled: int = answer.body["scheduled"]
    return scheduled


async def test_named_events_are_sent_again_whatever_the_patterns(office: PostOffice) -> None:
    endpoint = await office.open(KITCHEN, "location.created")
    await office.town.ready_batch(10)
    ids = [event["id"] for event in await office.town.events(KITCHEN) if event["type"].startswith("org.vouajudar.batch")]
    assert await redeliver(office, KITCHEN, endpoint["id"], event_ids=[*ids, ids[0]]) == 2
    sent = await office.deliver()
    assert sorted(message.verified_by(endpoint["secret"])["id"] for message in sent) == sorted(ids)


async def test_a_redelivery_is_a_new_chain_under_the_same_id(office: PostOffice) -> None:
    endpoint = (await office.open(KITCHEN, "batch.created"))["id"]
    await office.town.ready_batch(10)
    (first,) = await office.deliver()
    await redeliver(office, KITCHEN, endpoint, event_ids=[first.event["id"]])
    (again,) = await office.deliver()
    assert again.body == first.body
    assert [each["attempt"] for each in await office.attempts(KITCHEN, endpoint, event_id=first.event["id"])] == [1, 1]


async def test_one_unknown_or_unseen_event_refuses_the_whole_call(office: PostOffice) -> None:
    endpoint = (await office.open(OTHER_APP, "*"))["id"]
    batch = await office.town.ready_batch(10)
    await office.town.claim(batch, 4)
    seen = [event["id"] for event in await office.town.events(OTHER_APP)]
    hidden = [event["id"] for event in await office.town.events(APP) if event["id"] not in seen]
    for bad in (hidden[0], f"evt_{0:026}"):
        body = {"event_ids": [seen[0], bad]}
        refusal = await refused(office.ask(OTHER_APP, office.endpoints.redeliver_events, endpoint, body))
        assert refusal.slug == "not-found"
        assert refusal.errors[0].pointer == "/event_ids/1"
    await office.deliver()
    assert all(message.event["id"] not in hidden for message in office.receiver.got)


async def test_since_sends_what_patterns_and_sight_cover_from_then_on(office: PostOffice) -> None:
    endpoint = (await office.open(OTHER_APP, "delivery.*", "batch.ready", "delivery.position_updated"))["id"]
    await office.change(OTHER_APP, endpoint, status="disabled")
    await office.town.ready_batch(10)
    await office.town.wait(60)
    batch = await office.town.ready_batch(20)
    await office.town.claim(batch, 4)
    await office.town.offer(batch, 4)
    ready = next(
        event
        for event in await office.town.events(KITCHEN)
        if event["subject"] == batch and event["type"].endswith("batch.ready.v1")
    )
    await office.change(OTHER_APP, endpoint, status="enabled")
    assert await redeliver(office, OTHER_APP, endpoint, since=ready["time"]) == 2
    assert sorted(message.type for message in await office.deliver()) == ["batch.ready", "delivery.created"]


async def test_a_test_event_is_not_redelivered(office: PostOffice) -> None:
    endpoint = (await office.open(KITCHEN, "*"))["id"]
    event_id = (await office.ask(KITCHEN, office.endpoints.send_test_event, endpoint)).body["event_id"]
    by_id = office.ask(KITCHEN, office.endpoints.redeliver_events, endpoint, {"event_ids": [event_id]})
    assert (await refused(by_id)).slug == "not-found"
    await office.deliver()
    await redeliver(office, KITCHEN, endpoint, since="2020-01-01T00:00:00Z")
    assert "webhook_endpoint.test" not in [message.type for message in await office.deliver()]


async def test_only_retained_events_are_sent_again(office: PostOffice) -> None:
    endpoint = (await office.open(KITCHEN, "batch.created"))["id"]
    await office.town.ready_batch(10)
    (old,) = await office.deliver()
    await office.town.wait(15 * DAY)
    await office.town.wait(15 * DAY + 60)
    by_id = office.ask(KITCHEN, office.endpoints.redeliver_events, endpoint, {"event_ids": [old.event["id"]]})
    assert (await refused(by_id)).slug == "not-found"
    assert await redeliver(office, KITCHEN, endpoint, since="2020-01-01T00:00:00Z") == 0


async def test_attempts_are_listed_page_by_page_and_filtered(office: PostOffice) -> None:
    endpoint = (await office.open(KITCHEN, "batch.*"))["id"]
    for _ in range(3):
        await office.town.ready_batch(10)
    office.receiver.fails(1)
    await office.deliver()
    query: dict[str, Any] = {"outcome": None, "event_id": None, "limit": 4}
    first = (await office.ask(KITCHEN, office.endpoints.list_webhook_attempts, endpoint, cursor=None, **query)).body
    second = await office.ask(KITCHEN, office.endpoints.list_webhook_attempts, endpoint, cursor=first["next_cursor"], **query)
    whole = await office.attempts(KITCHEN, endpoint)
    assert [*first["items"], *second.body["items"]] == whole
    assert len(whole) == 6
    assert len(await office.attempts(KITCHEN, endpoint, outcome="retrying")) == 1
    assert await office.attempts(KITCHEN, endpoint, event_id=f"evt_{0:026}") == []
    foreign = {**query, "outcome": "succeeded", "cursor": first["next_cursor"]}
    refusal = await refused(office.ask(KITCHEN, office.endpoints.list_webhook_attempts, endpoint, **foreign))
    assert refusal.slug == "invalid-cursor"
