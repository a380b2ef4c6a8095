"""The sandbox as a partner finds it: seeds, clock, reset; through the whole application, without a socket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from vouajudar_stub.assembly import Assembly, assembled
from vouajudar_stub.seeds.places import DEMO_BATCHES, DEMO_PLACES, PLACES
from vouajudar_stub.settings import Settings
from vouajudar_stub.store.opening import rebuild

CENTRE = "-30.0346,-51.2177"


class Sandbox:
    """Calls of any seeded partner."""

    def __init__(self, assembly: Assembly) -> None:
        self.assembly = assembly
        self.keys = {partner.seed: credentials.api_key for partner, credentials in assembly.partners}
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(assembly.app), base_url="http://sandbox/v1")
        self._numbers = count(1)

    async def ask(self, method: str, path: str, who: str = "poa_centro", **options: Any) -> httpx.Response:
        headers = {"X-API-Key": self.keys[who], **options.pop("headers", {})}
        if method == "POST" and "Idempotency-Key" not in headers and not path.endswith("/reset"):
            headers["Idempotency-Key"] = f"sandbox-test-{next(self._numbers):08}"
        return await self.http.request(method, path, headers=headers, **options)

    async def get(self, path: str, who: str = "poa_centro", **query: Any) -> Any:
        answer = await self.ask("GET", path, who, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def locations(self, **query: Any) -> list[Any]:
        items: list[Any] = (await self.get("/locations", limit=100, **query))["items"]
        return items


@pytest.fixture
async def sandbox(database: str) -> AsyncIterator[Sandbox]:
    async with assembled(Settings(sandbox=True, database=database)) as assembly:
        opened = Sandbox(assembly)
        async with opened.http:
            yield opened


async def test_the_radius_check_set_is_what_a_fresh_sandbox_lists(sandbox: Sandbox) -> None:
    others = {}
    for radius in (2_500, 10_000, 13_400, 15_000, 20_000, 40_000, 100_000):
        found = await sandbox.locations(near=CENTRE, radius_m=radius, sort="distance")
        assert found[0]["distance_m"] == 0
        others[radius] = len(found) - 1
    assert others == {2_500: 1, 10_000: 2, 13_400: 3, 15_000: 5, 20_000: 7, 40_000: 9, 100_000: 11}


async def test_distances_are_those_of_the_table(sandbox: Sandbox) -> None:
    found = await sandbox.locations(near=CENTRE, radius_m=100_000, sort="distance")
    assert [item["distance_m"] for item in found] == [
        0, 2413, 9890, 13396, 13556, 14726, 17118, 19411, 31238, 38732, 40499, 95600,
    ]  # fmt: skip


async def test_a_fresh_sandbox_has_sixteen_places_and_no_batch(sandbox: Sandbox) -> None:
    assert [place["name"] for place in await sandbox.locations()] == [place.name for place in PLACES]
    assert (await sandbox.get("/batches"))["items"] == []
    assert all(place["approval_status"] == "approved" for place in await sandbox.locations())


async def test_seeded_partners_are_of_every_kind(sandbox: Sandbox) -> None:
    mine = {}
    for seed in ("poa_centro", "canoas", "provider", "shelter", "dispatch", "observer", "live"):
        me = await sandbox.get("/me", seed)
        assert len(me["scopes"]) == 15
        mine[seed] = (me["mode"], me["kinds"])
    every = ["provider", "shelter", "dispatch", "observer"]
    assert mine == {
        "poa_centro": ("test", every),
        "canoas": ("test", every),
        "provider": ("test", ["provider"]),
        "shelter": ("test", ["shelter"]),
        "dispatch": ("test", ["dispatch"]),
        "observer": ("test", ["observer"]),
        "live": ("live", every),
    }
    suspended = await sandbox.ask("GET", "/me", "suspended")
    assert (suspended.status_code, suspended.json()["type"]) == (403, "https://vouajudar.org/problems/partner-suspended")


async def test_the_partner_in_live_mode_has_a_world_of_its_own(sandbox: Sandbox) -> None:
    assert (await sandbox.get("/locations", "live"))["items"] == []
    for path, body in (("/sandbox/clock", {"advance_seconds": 1}), ("/sandbox/reset", None)):
        answer = await sandbox.ask("POST", path, "live", json=body)
        assert answer.json()["type"].endswith("/live-mode")


async def _batch(sandbox: Sandbox, **members: Any) -> Any:
    place = (await sandbox.locations(kind="provider"))[0]["id"]
    body = {"provider_location_id": place, "product_type": "meal", "quantity": 80, **members}
    batch = (await sandbox.ask("POST", "/batches", json=body)).json()
    return (await sandbox.ask("POST", f"/batches/{batch['id']}/ready")).json()


async def test_the_clock_moves_everything_that_falls_due(sandbox: Sandbox) -> None:
    batch = await _batch(sandbox, shelf_life_minutes=30)
    answer = await sandbox.ask("POST", "/sandbox/clock", json={"advance_seconds": 1800})
    state = answer.json()
    assert (answer.status_code, state["advanced_seconds"], state["events_emitted"]) == (200, 1800, 2)
    assert state["now"] >= batch["expires_at"]
    after = await sandbox.get(f"/batches/{batch['id']}")
    assert (after["status"], after["quantity_lost"], after["expired_at"]) == ("expired", 80, batch["expires_at"])


async def test_the_clock_is_moved_once_for_one_key(sandbox: Sandbox) -> None:
    headers = {"Idempotency-Key": "one-key-for-the-clock"}
    first = await sandbox.ask("POST", "/sandbox/clock", json={"advance_seconds": 604_800}, headers=headers)
    again = await sandbox.ask("POST", "/sandbox/clock", json={"advance_seconds": 604_800}, headers=headers)
    assert again.content == first.content
    assert again.headers["Idempotency-Replayed"] == "true"


async def test_a_reset_brings_the_seeds_back_with_their_ids(sandbox: Sandbox) -> None:
    before = [place["id"] for place in await sandbox.locations()]
    batch = await _batch(sandbox)
    await sandbox.ask("POST", "/sandbox/clock", json={"advance_seconds": 86_400})
    head = (await sandbox.get("/events", after="latest"))["next_cursor"]
    sequence = (await sandbox.get("/events", limit=100))["items"][-1]["sequence"]
    assert (await sandbox.ask("POST", "/sandbox/reset")).status_code == 204
    assert [place["id"] for place in await sandbox.locations()] == before
    assert (await sandbox.ask("GET", f"/batches/{batch['id']}")).status_code == 404
    expired = (await sandbox.ask("GET", "/events", params={"after": head})).json()
    assert expired["type"].endswith("/cursor-expired")
    events = (await sandbox.get("/events", after=expired["earliest_cursor"], limit=100))["items"]
    assert [event["type"].split(".")[3] for event in events] == ["created", "approved"] * 16
    assert events[0]["sequence"] > sequence
    assert events[0]["time"] < (await sandbox.get("/locations"))["items"][0]["updated_at"][:10] + "T99"


async def test_keys_outlive_a_reset_and_idempotency_keys_do_not(sandbox: Sandbox) -> None:
    key = (await sandbox.ask("POST", "/api-keys", json={"name": "k", "scopes": ["locations:read"]})).json()["secret"]
    headers = {"Idempotency-Key": "a-key-before-the-reset"}
    place = {
        "kind": "shelter",
        "name": "Abrigo Novo",
        "address": "Rua Nova 10",
        "city_id": "canoas",
        "position": {"lat": -29.9, "lng": -51.1},
    }
    first = await sandbox.ask("POST", "/locations", json=place, headers=headers)
    await sandbox.ask("POST", "/sandbox/reset")
    assert (await sandbox.http.get("/locations", headers={"X-API-Key": key})).status_code == 200
    again = await sandbox.ask("POST", "/locations", json=place, headers=headers)
    assert again.status_code == 201
    assert again.json()["id"] != first.json()["id"]


async def test_a_sandbox_that_is_started_again_has_the_same_keys_and_data(database: str) -> None:
    settings = Settings(sandbox=True, database=database)
    async with assembled(settings) as assembly, Sandbox(assembly).http as http:
        before = assembly.partners
        key = before[0][1].api_key
        first = (await http.get("/locations", headers={"X-API-Key": key})).content
    async with assembled(settings) as assembly, Sandbox(assembly).http as http:
        assert assembly.partners == before
        assert (await http.get("/locations", headers={"X-API-Key": key})).content == first
    assert (await rebuild(database)).different == ()


async def test_each_sandbox_has_keys_of_its_own_and_places_with_the_same_ids(tmp_path: Path) -> None:
    facts = []
    for name in ("a", "b"):
        async with assembled(Settings(sandbox=True, database=str(tmp_path / name))) as assembly:
            facts.append((assembly.partners[0][1].api_key, assembly.places))
    assert facts[0][0] != facts[1][0]
    assert facts[0][1] == facts[1][1]


async def test_the_demo_adds_cities_with_batches_that_a_reset_brings_back(tmp_path: Path) -> None:
    async with assembled(Settings(sandbox=True, demo=True, database=str(tmp_path / "demo.db"))) as assembly:
        sandbox = Sandbox(assembly)
        async with sandbox.http:
            assert len(await sandbox.locations()) == len(PLACES) + len(DEMO_PLACES)
            batches = (await sandbox.get("/batches", "observer", limit=100))["items"]
            assert len(batches) == len(DEMO_BATCHES)
            assert {batch["status"] for batch in batches} == {"ready"}
            await sandbox.ask("POST", "/sandbox/clock", json={"advance_seconds": 604_800})
            await sandbox.ask("POST", "/sandbox/reset")
            again = (await sandbox.get("/batches", "observer", limit=100))["items"]
            assert [batch["id"] for batch in again] == [batch["id"] for batch in batches]
            assert {batch["status"] for batch in again} == {"ready"}


async def test_a_server_without_a_sandbox_has_no_partners(tmp_path: Path) -> None:
    async with assembled(Settings(database=str(tmp_path / "plain.db"))) as assembly, Sandbox(assembly).http as http:
        assert assembly.partners == assembly.places == ()
        assert (await http.get("/health")).json() == {"status": "ok", "version": "1.0.0"}
        assert (await http.get("/me")).status_code == 401
