"""Health tells whether commands and queries can be carried out, whatever it is that keeps them from it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from vouajudar_stub.assembly import Assembly, assembled
from vouajudar_stub.settings import Settings
from vouajudar_stub.store.protocol import StoreUnavailableError

from tests.server_stub.edge.answers import check_problem


@pytest.fixture
async def server() -> AsyncIterator[Assembly]:
    async with assembled(Settings(log_level="error")) as assembly:
        yield assembly


async def _health(server: Assembly) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(server.app), base_url="http://stub.test/v1") as client:
        return await client.get("/health")


@pytest.mark.parametrize("error", [StoreUnavailableError("locked"), OSError("no space left"), RuntimeError("a bug of ours")])
async def test_health_is_503_whatever_the_store_raises(
    server: Assembly, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_arguments: object) -> None:
        raise error

    assert (await _health(server)).status_code == 200
    monkeypatch.setattr(server.store, "read", fails)
    answer = await _health(server)
    body = check_problem(answer, "service-unavailable")
    assert int(answer.headers["Retry-After"]) >= 1
    assert "bug" not in body["detail"]
    monkeypatch.undo()
    assert (await _health(server)).status_code == 200


async def test_health_is_503_while_the_server_stops(server: Assembly) -> None:
    server.stop_waiting()
    check_problem(await _health(server), "service-unavailable")
