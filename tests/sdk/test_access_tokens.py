"""OAuth2 client credentials: a token when one is needed, a new one before it ends, and one more try when it has."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from vouajudar import AsyncVouAjudar, VouAjudar, errors

from .conftest import BASE, Tape, problem

Example = Callable[[str], Any]


class Issuer:
    """Gives tokens `t1`, `t2`, ... and answers calls that carry one it has not ended."""

    def __init__(self, body: Any) -> None:
        self.body = body
        self.issued: list[dict[str, list[str]]] = []
        self.used: list[str] = []
        self.ended: set[str] = set()
        self._lock = threading.Lock()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/oauth/token":
            with self._lock:
                self.issued.append(parse_qs(request.content.decode()))
                token = f"t{len(self.issued)}"
            return httpx.Response(200, json={"access_token": token, "token_type": "Bearer", "expires_in": 3600, "scope": "x"})
        token = request.headers["Authorization"].removeprefix("Bearer ")
        self.used.append(token)
        return problem(401, "token-expired") if token in self.ended else httpx.Response(200, json=self.body)


@pytest.fixture
def issuer(example: Example) -> Issuer:
    return Issuer(example("ProducingBatch"))


@pytest.fixture
def client(issuer: Issuer, tape: Tape) -> Iterator[VouAjudar]:
    scopes = ["batches:read", "batches:write"]
    transport = httpx.MockTransport(issuer)
    with VouAjudar(
        client_id="cli_1", client_secret="s3cret", scopes=scopes, base_url=BASE, http_client=transport, clock=tape, max_retries=0
    ) as made:
        yield made


def test_one_token_serves_many_calls(client: VouAjudar, issuer: Issuer) -> None:
    for _ in range(3):
        client.batches.get("bat_1")
    assert issuer.used == ["t1"] * 3
    asked = {"grant_type": ["client_credentials"], "client_id": ["cli_1"], "client_secret": ["s3cret"]}
    assert issuer.issued == [asked | {"scope": ["batches:read batches:write"]}]


def test_a_token_is_replaced_before_it_ends(client: VouAjudar, issuer: Issuer, tape: Tape) -> None:
    client.batches.get("bat_1")
    tape.slept.append(3600 - 61)
    client.batches.get("bat_1")
    tape.slept.append(2)
    client.batches.get("bat_1")
    assert issuer.used == ["t1", "t1", "t2"]


def test_an_ended_token_costs_one_more_try_even_of_what_is_never_repeated(client: VouAjudar, issuer: Issuer) -> None:
    issuer.ended.add("t1")
    client.batches.update("bat_1", if_match=1, description="Soup")
    assert issuer.used == ["t1", "t2"]


def test_a_second_ended_token_is_told(client: VouAjudar, issuer: Issuer) -> None:
    issuer.ended |= {"t1", "t2"}
    with pytest.raises(errors.TokenExpiredError):
        client.batches.get("bat_1")
    assert issuer.used == ["t1", "t2"]


def test_threads_that_need_a_token_at_once_ask_for_one(client: VouAjudar, issuer: Issuer) -> None:
    threads = [threading.Thread(target=lambda: client.batches.get("bat_1")) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(issuer.issued), len(issuer.used)) == (1, 16)


async def test_tasks_that_need_a_token_at_once_ask_for_one(issuer: Issuer) -> None:
    import asyncio

    transport = httpx.MockTransport(issuer)
    async with AsyncVouAjudar(client_id="cli_1", client_secret="s3cret", base_url=BASE, http_client=transport) as client:
        await asyncio.gather(*(client.batches.get("bat_1") for _ in range(16)))
    assert (len(issuer.issued), len(issuer.used)) == (1, 16)


def test_a_refused_client_is_told_in_the_words_of_the_token_endpoint() -> None:
    def refuse(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(401, json={"error": "invalid_client", "error_description": "Unknown client."})

    with (
        VouAjudar(client_id="cli_1", client_secret="s3cret", base_url=BASE, http_client=httpx.MockTransport(refuse)) as client,
        pytest.raises(errors.OAuthError, match=r"Unknown client\.") as refused,
    ):
        client.me.get()
    assert refused.value.error == "invalid_client"
    assert "s3cret" not in f"{refused.value!r}{refused.value}{client!r}"


def test_credentials_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, issuer: Issuer) -> None:
    monkeypatch.delenv("VOUAJUDAR_API_KEY", raising=False)
    monkeypatch.setenv("VOUAJUDAR_CLIENT_ID", "cli_2")
    monkeypatch.setenv("VOUAJUDAR_CLIENT_SECRET", "s3cret")
    VouAjudar(base_url=BASE, http_client=httpx.MockTransport(issuer)).batches.get("bat_1")
    assert issuer.issued[0]["client_id"] == ["cli_2"]
