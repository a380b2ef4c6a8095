"""Rate limits: whom a call counts against, what is left, and what happens when nothing is."""

from __future__ import annotations

import time

import httpx
import pytest
from vouajudar_stub.edge.call import Reply
from vouajudar_stub.edge.rate_limit import LoopStorage, RateLimits
from vouajudar_stub.settings import Settings

from tests.server_stub.edge.answers import check_answer, check_problem
from tests.server_stub.edge.world import World, partner

ME = {"X-API-Key": "all"}


def standing(response: httpx.Response) -> tuple[str, str]:
    return response.headers["RateLimit-Policy"], response.headers["RateLimit"].rpartition(";")[0]


async def test_every_answer_shows_the_policy_it_counted_against(world: World) -> None:
    assert standing(await world.client.get("/v1/me", headers=ME)) == ('"reads";q=600;w=60', '"reads";r=599')
    assert standing(await world.client.get("/v1/me", headers=ME)) == ('"reads";q=600;w=60', '"reads";r=598')
    assert standing(await world.client.post("/v1/sandbox/reset", headers=ME)) == ('"writes";q=120;w=60', '"writes";r=119')
    assert standing(await world.client.get("/v1/health")) == ('"anonymous";q=300;w=60', '"anonymous";r=299')
    assert standing(await world.client.get("/v1/nowhere")) == ('"anonymous";q=300;w=60', '"anonymous";r=298')
    assert standing(await world.client.get("/v1/me")) == ('"anonymous";q=300;w=60', '"anonymous";r=297')
    assert standing(await world.client.post("/v1/oauth/token")) == ('"token";q=30;w=60', '"token";r=29')
    assert standing(await world.client.get("/v1/me?x=1", headers=ME)) == ('"reads";q=600;w=60', '"reads";r=597')


async def test_credentials_of_one_partner_count_apart(world: World) -> None:
    world.know("second", partner("second"))
    await world.client.get("/v1/me", headers=ME)
    response = await world.client.get("/v1/me", headers={"X-API-Key": "second"})
    assert standing(response)[1] == '"reads";r=599'


async def test_the_call_beyond_the_quota_is_refused_and_the_port_not_asked(world: World) -> None:
    for _ in range(120):
        assert (await world.client.post("/v1/sandbox/reset", headers=ME)).status_code == 200
    response = await world.client.post("/v1/sandbox/reset", headers=ME)
    check_problem(response, "rate-limited")
    assert standing(response)[1] == '"writes";r=0'
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert len(world.asked) == 120
    assert (await world.client.get("/v1/me", headers=ME)).status_code == 200


async def test_a_new_window_begins_when_the_old_one_has_ended(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(121):
        response = await world.client.post("/v1/sandbox/reset", headers=ME)
    assert response.status_code == 429
    later = time.time() + int(response.headers["Retry-After"])
    monkeypatch.setattr(time, "time", lambda: later)
    response = await world.client.post("/v1/sandbox/reset", headers=ME)
    assert response.status_code == 200
    assert response.headers["RateLimit"] == '"writes";r=119;t=60'


async def test_strangers_are_refused_by_address_once_they_have_called_too_often(world: World) -> None:
    for _ in range(100):
        check_problem(await world.client.get("/v1/nowhere"), "not-found")
        check_problem(await world.client.get("/v1/me"), "unauthenticated")
        assert (await world.client.get("/v1/health")).status_code == 200
    for path in ("/v1/nowhere", "/v1/me", "/v1/health", "/docs"):
        check_problem(await world.client.get(path), "rate-limited")
    assert (await world.client.get("/v1/me", headers=ME)).status_code == 200


async def test_another_address_has_a_quota_of_its_own(world: World) -> None:
    await world.client.get("/v1/health")
    transport = httpx.ASGITransport(world.app, client=("203.0.113.9", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://stub.test") as neighbour:
        assert standing(await neighbour.get("/v1/health"))[1] == '"anonymous";r=299'


async def test_token_requests_have_a_small_quota_by_address(world: World) -> None:
    for _ in range(30):
        await world.client.post("/v1/oauth/token")
    check_problem(await world.client.post("/v1/oauth/token"), "rate-limited")
    assert (await world.client.get("/v1/health")).status_code == 200


async def test_a_preflight_counts_against_nothing(world: World) -> None:
    for _ in range(400):
        check_answer(await world.client.options("/v1/me"), counted=False)


async def test_a_factor_multiplies_every_quota() -> None:
    world = World(limits=RateLimits(7))
    async with world.client:
        assert standing(await world.client.get("/v1/me", headers=ME)) == ('"reads";q=4200;w=60', '"reads";r=4199')
        assert standing(await world.client.get("/v1/health"))[0] == '"anonymous";q=2100;w=60'


async def test_the_factor_of_the_settings_is_the_one_that_counts() -> None:
    world = World(settings=Settings(rate_limit_factor=3), limits=RateLimits(Settings(rate_limit_factor=3).rate_limit_factor))
    async with world.client:
        assert standing(await world.client.get("/v1/me", headers=ME))[0] == '"reads";q=1800;w=60'


async def test_a_refused_call_still_carries_everything_that_every_answer_carries(world: World) -> None:
    world.answer = Reply(304, None, {"ETag": '"1"'})
    response = await world.client.get("/v1/me", headers=ME)
    assert (response.status_code, response.content) == (304, b"")
    check_answer(response)
    assert "content-type" not in response.headers
    assert "content-length" not in response.headers


def test_counters_that_have_ended_are_swept_away(monkeypatch: pytest.MonkeyPatch) -> None:
    storage = LoopStorage()
    for number in range(1024):
        storage.incr(f"caller-{number}", 60)
    later = time.time() + 61
    monkeypatch.setattr(time, "time", lambda: later)
    assert storage.incr("newcomer", 60) == 1
    assert storage.get("caller-7") == 0
    assert storage.reset() == 1
