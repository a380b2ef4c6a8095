"""A whole server in this process, reached by HTTP, and a partner of every kind with a receiver of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx
from vouajudar_stub.assembly import Assembly, assembled
from vouajudar_stub.settings import Settings
from vouajudar_stub.store.protocol import Reading

from tests.server_stub.webhooks.post_office import Receiver, receiving

_keys = count(1)


@dataclass
class House:
    """Calls as a partner makes them, and what its receiver got."""

    assembly: Assembly
    http: httpx.AsyncClient
    receiver: Receiver
    fault: str | None = None
    """Asked for with every command from here on."""
    kitchen: str = ""
    shelter: str = ""
    requests: list[str] = field(default_factory=list)
    """`rid_` ids of the commands that a fault was asked for with."""
    done: list[tuple[str, str]] = field(default_factory=list)
    """Method and path of these commands."""

    async def get(self, path: str, **query: Any) -> Any:
        answer = await self.http.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def do(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """A command; its answer's body."""
        named = {"Idempotency-Key": f"house-key-{next(_keys):016}"} if method == "POST" else {}
        if method in {"PATCH", "PUT"}:
            named["If-Match"] = "*"
        if self.fault is not None:
            named["X-Sandbox-Fault"] = self.fault
        answer = await self.http.request(method, path, json=body, headers=named | headers)
        assert 200 <= answer.status_code < 300, (path, answer.text)
        if self.fault is not None:
            self.requests.append(answer.headers["X-Request-Id"])
            self.done.append((method, path))
        return answer.json() if answer.content else None

    async def open(self, *patterns: str) -> Any:
        """A new endpoint of the receiver's address; no fault is asked for."""
        key = {"Idempotency-Key": f"house-key-{next(_keys):016}"}
        body = {"url": self.receiver.url, "event_types": list(patterns)}
        answer = await self.http.post("/webhook-endpoints", json=body, headers=key)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def feed(self, after: str) -> list[Any]:
        events: list[Any] = []
        while True:
            page = await self.get("/events", after=after, limit=100)
            if not page["items"]:
                return events
            events += page["items"]
            after = page["next_cursor"]

    async def head(self) -> str:
        cursor: str = (await self.get("/events", after="latest"))["next_cursor"]
        return cursor

    async def at_rest(self) -> None:
        """Wait until every event has been queued, and every queue is empty."""

        async def look(reading: Reading) -> bool:
            behind = await reading.events.head() > await reading.checkpoints.position("webhooks")
            return not behind and not await reading.webhooks.waiting()

        async with asyncio.timeout(60):
            while not await self.assembly.store.read("test", look):  # noqa: ASYNC110
                await asyncio.sleep(0.01)  # an empty queue tells nobody


@asynccontextmanager
async def open_house(database: str) -> AsyncIterator[House]:
    settings = Settings(sandbox=True, log_level="error", database=database, rate_limit_factor=1000)
    async with receiving() as receiver, assembled(settings) as assembly:
        partner, secrets = assembly.partners[0]
        transport = httpx.ASGITransport(assembly.app)
        key = {"X-API-Key": secrets.api_key}
        async with httpx.AsyncClient(transport=transport, base_url="http://stub.test/v1", headers=key) as http:
            house = House(assembly, http, receiver)
            own = [(id_, place) for id_, place in assembly.places if place.partner == partner.seed]
            house.kitchen = next(id_ for id_, place in own if place.kind == "provider")
            house.shelter = next(id_ for id_, place in own if place.kind == "shelter")
            yield house
