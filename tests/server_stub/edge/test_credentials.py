"""Who calls: keys, tokens, and what is answered to strangers."""

from __future__ import annotations

import pytest
from vouajudar_stub.edge.credentials import Expired

from tests.server_stub.edge.answers import check_problem
from tests.server_stub.edge.world import NOW, World


async def status(world: World, **headers: str) -> int:
    return (await world.client.get("/v1/me", headers={n.replace("_", "-"): v for n, v in headers.items()})).status_code


async def test_a_key_or_a_token_lets_in(world: World) -> None:
    assert await status(world, X_API_Key="all") == 200
    assert await status(world, Authorization="Bearer token") == 200
    assert await status(world, Authorization="bearer  token") == 200
    assert [asked.call.partner.name for asked in world.asked] == ["all", "token", "token"]


async def test_of_two_credentials_authorization_counts(world: World) -> None:
    assert await status(world, X_API_Key="all", Authorization="Bearer token") == 200
    assert world.asked[0].call.partner.name == "token"
    assert await status(world, X_API_Key="all", Authorization="Bearer wrong") == 401
    assert await status(world, X_API_Key="all", Authorization="Basic YTpi") == 401
    assert await status(world, X_API_Key="wrong", Authorization="Bearer token") == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-API-Key": "wrong"},
        {"X-API-Key": ""},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Bearer"},
        {"Authorization": ""},
        {"Authorization": "token"},
        {"Authorization": "Basic dG9rZW46"},
        {"Authorization": "Token token"},
    ],
)
async def test_a_stranger_is_told_how_to_authenticate(headers: dict[str, str], world: World) -> None:
    response = await world.client.get("/v1/me", headers=headers)
    check_problem(response, "unauthenticated")
    challenge = 'Bearer realm="VouAjudar"'
    assert response.headers["WWW-Authenticate"] == (f'{challenge}, error="invalid_token"' if headers else challenge)


async def test_a_credential_sent_twice_is_none(world: World) -> None:
    response = await world.client.get("/v1/me", headers=[("X-API-Key", "all"), ("X-API-Key", "all")])
    check_problem(response, "unauthenticated")


async def test_an_expired_key_or_token_is_told_so(world: World) -> None:
    world.know("old", Expired(NOW))
    world.credentials.tokens["old"] = Expired(NOW)
    for headers in ({"X-API-Key": "old"}, {"Authorization": "Bearer old"}):
        response = await world.client.get("/v1/me", headers=headers)
        check_problem(response, "token-expired")
        assert response.headers["WWW-Authenticate"].endswith('error="invalid_token"')
        assert "2026-05-14T14:30:00Z" in response.json()["detail"]
