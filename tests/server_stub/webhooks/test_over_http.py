"""Every command that has events, from the request to the receiver: plainly, and with `X-Sandbox-Fault: webhook=...`."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from vouajudar_stub.workers.webhooks import WebhookWorker

from tests.server_stub.webhooks.house import House, open_house

CONTRACT = orjson.loads((Path(__file__).parents[3] / "contracts/bundles/openapi.json").read_bytes())

EVERYTHING = ("*", "delivery.position_updated")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    address: str = str(tmp_path / "house.db") if request.param == "sqlite" else request.getfixturevalue("empty_database")
    return address


@pytest.fixture
async def house(database: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    # one message after the other, so that the order of arrival is that of sending
    monkeypatch.setitem(WebhookWorker.__init__.__kwdefaults__, "at_once", 1)
    async with open_house(database) as house:
        yield house


async def journey(house: House, endpoint: str) -> None:
    """Every command that has events, the last one a move of the clock that has several."""
    place = {
        "kind": "shelter",
        "name": "Abrigo Cais Maua",
        "address": "Avenida Maua, 1050",
        "city_id": "porto-alegre",
        "position": {"lat": -30.0277, "lng": -51.2287},
    }
    made = (await house.do("POST", "/locations", place))["id"]
    await house.do("PATCH", f"/locations/{made}", {"capacity": 120})
    await house.do("POST", f"/webhook-endpoints/{endpoint}/test")
    key = (await house.do("POST", "/api-keys", {"name": "painel", "scopes": ["events:read"]}))["id"]
    await house.do("DELETE", f"/api-keys/{key}")

    batch = await ready_batch(house, 40)
    await house.do("PATCH", f"/batches/{batch}", {"description": "Feijoada"})
    other = await house.do("POST", "/batches", draft(house, 5))
    await house.do("POST", f"/batches/{other['id']}/cancel", {"reason": "duplicate"})

    rest = await offer(house, batch, 20)
    part = (await house.do("POST", f"/deliveries/{rest}/commit", {"volunteer_ref": "vol-1", "quantity": 8}))["delivery"]["id"]
    await house.do("POST", f"/deliveries/{part}/release", {"reason": "other"})
    await house.do("POST", f"/deliveries/{part}/commit", {"volunteer_ref": "vol-1"})
    await house.do("POST", f"/deliveries/{part}/confirm")
    await hand_over(house, part, "pickup")
    await house.do("POST", f"/deliveries/{part}/positions", position())
    await hand_over(house, part, "dropoff")
    await house.do("POST", f"/deliveries/{rest}/cancel", {"reason": "other"})
    lost = await claim(house, batch, 5, "vol-2")
    await hand_over(house, lost, "pickup")
    await house.do("POST", f"/deliveries/{lost}/fail", {"reason": "road_blocked", "disposition": "discarded"})

    wanted = {
        "location_id": house.shelter,
        "items": [{"product_type": "meal", "name": "Marmita", "unit": "meal", "quantity": 30}],
    }
    request = await house.do("POST", "/resource-requests", wanted)
    items = [{"item_id": request["items"][0]["id"], "quantity": 10}]
    path = f"/resource-requests/{request['id']}"
    await house.do("PATCH", path, {"priority": "urgent", "items": [{**items[0], "quantity": 25}]})
    promised = await house.do("POST", f"{path}/reservations", {"volunteer_ref": "vol-3", "items": items})
    await house.do("POST", f"/reservations/{promised['id']}/cancel", {"reason": "other"})
    promised = await house.do("POST", f"{path}/reservations", {"volunteer_ref": "vol-3", "items": items})
    await house.do("POST", f"/reservations/{promised['id']}/receipt", {"code": promised["confirmation_code"]})
    await house.do("POST", f"{path}/cancel", {"reason": "duplicate"})

    await claim(house, batch, 3, "vol-4")
    clock = await house.do("POST", "/sandbox/clock", {"advance_seconds": 16 * 60})
    assert clock["events_emitted"] >= 2


def draft(house: House, quantity: int) -> dict[str, Any]:
    return {"provider_location_id": house.kitchen, "product_type": "meal", "quantity": quantity}


def position() -> dict[str, Any]:
    return {"position": {"lat": -30.04, "lng": -51.21}, "recorded_at": "2026-05-14T15:00:00Z"}


async def ready_batch(house: House, quantity: int) -> str:
    batch: str = (await house.do("POST", "/batches", draft(house, quantity)))["id"]
    await house.do("POST", f"/batches/{batch}/ready")
    return batch


async def offer(house: House, batch: str, quantity: int, **more: Any) -> str:
    body = {"batch_id": batch, "dropoff_location_id": house.shelter, "quantity": quantity, **more}
    delivery: str = (await house.do("POST", "/deliveries", body))["id"]
    return delivery


async def claim(house: House, batch: str, quantity: int, volunteer: str) -> str:
    return await offer(house, batch, quantity, volunteer_ref=volunteer)


async def hand_over(house: House, delivery: str, what: str) -> None:
    codes = await house.get(f"/deliveries/{delivery}/handover-codes")
    await house.do("POST", f"/deliveries/{delivery}/{what}", {"code": codes[f"{what}_code"]})


def operation_of(method: str, path: str) -> str:
    """The contract's name for it."""
    for template, operations in CONTRACT["paths"].items():
        if method.lower() in operations and re.fullmatch(re.sub(r"\{[a-z_]+\}", "[^/]+", template), path):
            operation: str = operations[method.lower()]["operationId"]
            return operation
    raise LookupError(path)


def with_events() -> set[str]:
    """Operations that emit something; the clock's events are its rules'."""
    operations = [operation for path in CONTRACT["paths"].values() for operation in path.values() if isinstance(operation, dict)]
    return {each["operationId"] for each in operations if each.get("x-emits")} | {"advanceSandboxClock"}


async def test_a_webhook_s_body_is_the_very_bytes_of_getevent_and_of_the_feed(house: House) -> None:
    endpoint = await house.open("*")
    start = await house.head()
    await journey(house, endpoint["id"])
    await house.at_rest()
    bodies = {message.event["id"]: message.body for message in house.receiver.got if "endpoint.test" not in message.type}
    events = await house.feed(start)
    assert {event["id"] for event in events} == bodies.keys()
    for event, body in bodies.items():
        assert (await house.http.get(f"/events/{event}")).content == body
    pages = b""
    while True:
        answer = await house.http.get("/events", params={"after": start, "limit": 100})
        if not answer.json()["items"]:
            break
        pages, start = pages + answer.content, answer.json()["next_cursor"]
    assert all(body in pages for body in bodies.values())


async def test_duplicate_brings_every_event_of_a_command_twice(house: House) -> None:
    endpoint = await house.open(*EVERYTHING)
    start = await house.head()
    house.fault = "webhook=duplicate"
    await journey(house, endpoint["id"])
    assert {operation_of(method, path) for method, path in house.done} == with_events()
    house.fault = None
    plain = (await house.do("POST", "/batches", draft(house, 5)))["id"]
    await house.at_rest()
    counts = Counter(message.verified_by(endpoint["secret"])["id"] for message in house.receiver.got)
    subjects = {message.event["id"]: message.event["subject"] for message in house.receiver.got}
    assert {event: number for event, number in counts.items() if number != 2} == {
        event: 1 for event, subject in subjects.items() if subject == plain
    }
    seen = {event["id"] for event in await house.feed(start)}
    beside = {message.event["id"] for message in house.receiver.got} - seen
    assert counts.keys() >= seen
    assert sorted(message.type for message in house.receiver.got if message.event["id"] in beside) == [
        *["delivery.position_updated"] * 2,
        *["webhook_endpoint.test"] * 2,
    ]
    causes = {message.event["causationid"] for message in house.receiver.got}
    assert set(house.requests) - causes == {house.requests[-1]}  # what the clock has caused names the clock's rule
    assert {cause for cause in causes if not cause.startswith("rid_")} == {"system.clock/C1"}


async def test_reorder_brings_the_events_of_a_command_the_other_way_round(house: House) -> None:
    endpoint = await house.open(*EVERYTHING)
    house.fault = "webhook=reorder"
    await journey(house, endpoint["id"])
    await house.at_rest()
    arrived: dict[str, list[str]] = defaultdict(list)
    for message in house.receiver.got:
        cause = message.event["causationid"]
        arrived[cause if cause.startswith("rid_") else house.requests[-1]].append(message.event["sequence"])
    assert {len(sequences) for sequences in arrived.values()} == {1, 2, 3}
    assert arrived == {cause: sorted(sequences, reverse=True) for cause, sequences in arrived.items()}
