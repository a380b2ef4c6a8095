"""What runs beside the requests runs where it should, and begins anew when it has ended."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from vouajudar_stub import background
from vouajudar_stub.assembly import Assembly, assembled
from vouajudar_stub.settings import Settings
from vouajudar_stub.store.protocol import StoreUnavailableError
from vouajudar_stub.store.sqlite.store import SqliteStore

from tests.server_stub.edge.answers import check_problem


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "AGAIN_SECONDS", 0.001)


@asynccontextmanager
async def server_of(folder: Path) -> AsyncIterator[Assembly]:
    async with assembled(Settings(sandbox=True, log_level="error", database=str(folder / "stub.db"))) as assembly:
        yield assembly


class Lead:
    """The lead of a database, which is given and taken by the test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *ends: Exception) -> None:
        self.asked = 0
        self.held = asyncio.Semaphore(0)
        self.sought = asyncio.Event()
        self.given = asyncio.Event()
        self._ends = list(ends)
        lead = self

        @asynccontextmanager
        async def leading(_store: SqliteStore, name: str) -> AsyncGenerator[None]:
            assert name == background.LEADERSHIP
            lead.asked += 1
            lead.sought.set()
            await lead.given.wait()
            if lead._ends:
                raise lead._ends.pop(0)
            lead.held.release()
            yield

        monkeypatch.setattr(SqliteStore, "lead", leading)


class Handlers:
    """Notes whether handlers run."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.running = 0

        @asynccontextmanager
        async def running(*_arguments: Any, **_options: Any) -> AsyncGenerator[None]:
            self.running += 1
            try:
                yield
            finally:
                self.running -= 1

        monkeypatch.setattr(background, "running_handlers", running)


async def test_a_process_that_does_not_lead_serves_and_runs_no_handlers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lead, handlers = Lead(monkeypatch), Handlers(monkeypatch)
    async with server_of(tmp_path) as server:
        key = {"X-API-Key": server.partners[0][1].api_key}
        async with httpx.AsyncClient(transport=httpx.ASGITransport(server.app), base_url="http://stub.test/v1") as client:
            assert (await client.get("/me", headers=key)).status_code == 200
        async with asyncio.timeout(20):
            await lead.sought.wait()
            assert (lead.asked, handlers.running) == (1, 0)
            lead.given.set()
            await lead.held.acquire()
        assert handlers.running == 1
    assert handlers.running == 0


@pytest.mark.parametrize("error", [StoreUnavailableError("the connection is gone"), RuntimeError("a bug of ours")])
async def test_a_lead_that_is_lost_is_sought_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    lead, handlers = Lead(monkeypatch, error, error), Handlers(monkeypatch)
    lead.given.set()
    async with server_of(tmp_path):
        async with asyncio.timeout(20):
            await lead.held.acquire()
        assert (lead.asked, handlers.running) == (3, 1)


async def test_uses_of_a_key_are_written_before_the_process_ends(tmp_path: Path) -> None:
    async def last_use() -> Any:
        async with server_of(tmp_path) as server:
            transport, key = httpx.ASGITransport(server.app), {"X-API-Key": server.partners[1][1].api_key}
            async with httpx.AsyncClient(transport=transport, base_url="http://stub.test/v1", headers=key) as client:
                return (await client.get("/api-keys")).json()["items"][0]["last_used_at"]

    first = await last_use()
    async with server_of(tmp_path) as server:
        partner = server.partners[1][0].id
        (key,) = await server.store.read("test", lambda reading: reading.accounts.api_keys(partner))
    assert first is not None
    assert key.last_used_at is not None


async def test_a_token_whose_key_cannot_be_looked_up_is_503(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with server_of(tmp_path) as server:
        transport = httpx.ASGITransport(server.app)
        partner, secrets = server.partners[0]
        grant = {"grant_type": "client_credentials", "client_id": partner.client_id, "client_secret": secrets.client_secret}
        async with httpx.AsyncClient(transport=transport, base_url="http://stub.test/v1") as client:
            token = (await client.post("/oauth/token", data=grant)).json()["access_token"]

            async def fails(*_arguments: object) -> None:
                raise StoreUnavailableError("locked")

            monkeypatch.setattr("vouajudar_stub.services.token_keys._PATIENCE_SECONDS", 0.0)
            monkeypatch.setattr(server.store, "secrets", fails)
            _, body, signature = token.split(".")
            unknown = {"Authorization": f"Bearer eyJhbGciOiJIUzI1NiIsImtpZCI6Im5ldyIsInR5cCI6ImF0K2p3dCJ9.{body}.{signature}"}
            check_problem(await client.get("/me", headers=unknown), "service-unavailable")
