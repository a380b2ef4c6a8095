"""createAccessToken: the client credentials grant, with the errors of RFC 6749."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import pytest_asyncio
from joserfc import jws
from vouajudar_stub.services.oauth import OauthService
from vouajudar_stub.services.tokens import Tokens

from tests.server_stub.edge.answers import check_answer, check_problem
from tests.server_stub.edge.contract import follow, operations, witness
from tests.server_stub.edge.world import NOW, FakeCredentials, World, partner
from tests.server_stub.fixed_keys import FixedKeys

SECRET = "a secret of the sandbox, 32 bytes long"

GRANT = {"grant_type": "client_credentials", "client_id": "client_guaiba", "client_secret": "s3cret+/= ü"}

CLIENT_SCOPES = frozenset({"batches:read", "batches:write"})


@pytest.fixture
def tokens() -> Tokens:
    return Tokens(FixedKeys({"1": SECRET.encode()}))


@pytest_asyncio.fixture
async def issuer(tokens: Tokens) -> Any:
    clients = {(GRANT["client_id"], GRANT["client_secret"]): partner(scopes=CLIENT_SCOPES, credential_id="client_guaiba")}
    world = World(oauth=OauthService(FakeCredentials(clients=clients), tokens))
    async with world.client:
        yield world


def check_oauth(response: httpx.Response, status: int, error: str) -> None:
    """An error of the grant, in the form that the contract gives it."""
    check_answer(response)
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Cache-Control"] == "no-store"
    body = response.json()
    assert body["error"] == error
    response_object = operations()["createAccessToken"].responses[status]
    witness(response_object["content"]["application/json"]["schema"]).validate(body)
    assert set(response_object["headers"]) <= set(map(_title, response.headers)) | {"X-Request-Id", "RateLimit-Policy"}
    if status == 401:
        assert response.headers["WWW-Authenticate"].startswith("Basic ")


def _title(name: str) -> str:
    special = {"ratelimit": "RateLimit", "www-authenticate": "WWW-Authenticate"}
    return special.get(name, "-".join(word.capitalize() for word in name.split("-")))


async def test_a_client_gets_a_token_for_an_hour_with_all_its_scopes(issuer: World, tokens: Tokens) -> None:
    response = await issuer.client.post("/v1/oauth/token", data=GRANT)
    check_answer(response)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    body = response.json()
    schema = operations()["createAccessToken"].responses[200]["content"]["application/json"]["schema"]
    witness(schema).validate(body)
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("Bearer", 3600, "batches:read batches:write")
    claims = tokens.read(body["access_token"])
    assert claims is not None
    assert (claims.client_id, claims.scopes) == ("client_guaiba", CLIENT_SCOPES)
    assert claims.expires_at == datetime(2026, 5, 14, 15, 30, tzinfo=UTC)
    assert claims.expires_at > NOW


async def test_the_token_names_the_key_that_signed_it(issuer: World) -> None:
    token = (await issuer.client.post("/v1/oauth/token", data=GRANT)).json()["access_token"]
    assert jws.extract_compact(token.encode()).headers()["kid"] == "1"


async def test_a_token_signed_with_another_key_is_none_of_ours(tokens: Tokens) -> None:
    forged = Tokens(FixedKeys({"1": b"another secret, which is 32 bytes long too"})).issue("client_guaiba", CLIENT_SCOPES, NOW)
    assert tokens.read(forged) is None


async def test_a_client_may_ask_for_fewer_scopes(issuer: World) -> None:
    response = await issuer.client.post("/v1/oauth/token", data=GRANT | {"scope": "batches:read"})
    assert response.json()["scope"] == "batches:read"


@pytest.mark.parametrize("scope", ["locations:read", "batches:read everything", "", " ", "batches:read  batches:write"])
async def test_other_scopes_are_refused(scope: str, issuer: World) -> None:
    check_oauth(await issuer.client.post("/v1/oauth/token", data=GRANT | {"scope": scope}), 400, "invalid_scope")


def basic(client_id: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"{client_id}:{secret}".encode()).decode()}


async def test_a_client_may_authenticate_by_http_basic(issuer: World) -> None:
    headers = basic("client_guaiba", "s3cret%2B%2F%3D+%C3%BC")
    for form in ({}, {"client_id": "client_guaiba"}):
        response = await issuer.client.post("/v1/oauth/token", data={"grant_type": "client_credentials", **form}, headers=headers)
        assert response.status_code == 200, response.text


@pytest.mark.parametrize(
    "headers",
    [
        basic("client_guaiba", "wrong"),
        {"Authorization": "Basic !!!"},
        {"Authorization": "Basic /w=="},
        {"Authorization": "Basic " + b64encode(b"client_guaiba").decode()},
        {"Authorization": "Bearer token"},
        {},
    ],
)
async def test_a_client_that_fails_to_authenticate_is_invalid(headers: dict[str, str], issuer: World) -> None:
    response = await issuer.client.post("/v1/oauth/token", data={"grant_type": "client_credentials"}, headers=headers)
    check_oauth(response, 401, "invalid_client")


@pytest.mark.parametrize("change", [{"client_secret": "wrong"}, {"client_id": "nobody"}, {"client_secret": ""}])
async def test_a_wrong_secret_is_an_invalid_client(change: dict[str, str], issuer: World) -> None:
    check_oauth(await issuer.client.post("/v1/oauth/token", data=GRANT | change), 401, "invalid_client")


async def test_two_ways_to_authenticate_at_once_are_one_too_many(issuer: World) -> None:
    response = await issuer.client.post("/v1/oauth/token", data=GRANT, headers=basic("client_guaiba", "x"))
    check_oauth(response, 400, "invalid_request")


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("", "invalid_request"),
        ("client_id=a&client_secret=b", "invalid_request"),
        ("grant_type=client_credentials&grant_type=client_credentials", "invalid_request"),
        ("grant_type=client_credentials&colour=red", "invalid_request"),
        ("grant_type=password", "unsupported_grant_type"),
        ("grant_type=", "unsupported_grant_type"),
    ],
)
async def test_a_form_that_breaks_the_grant_is_refused(content: str, error: str, issuer: World) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    check_oauth(await issuer.client.post("/v1/oauth/token", content=content, headers=headers), 400, error)


async def test_no_body_at_all_is_an_invalid_request(issuer: World) -> None:
    check_oauth(await issuer.client.post("/v1/oauth/token"), 400, "invalid_request")


async def test_the_form_s_size_and_media_type_are_problems_like_anywhere(issuer: World) -> None:
    check_problem(await issuer.client.post("/v1/oauth/token", json=GRANT), "unsupported-media-type")
    response = await issuer.client.post("/v1/oauth/token", data=GRANT | {"client_secret": "x" * 70_000})
    check_problem(response, "payload-too-large")


async def test_the_example_of_the_contract_is_a_form_that_is_understood(issuer: World) -> None:
    media = operations()["createAccessToken"].raw["requestBody"]["content"]["application/x-www-form-urlencoded"]
    form = follow(next(iter(media["examples"].values())))["value"]
    check_oauth(await issuer.client.post("/v1/oauth/token", data=form), 401, "invalid_client")
