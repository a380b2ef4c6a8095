"""A small world around the edge: partners known by their keys, and services that only note what they are asked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any, Literal

import httpx
from fastapi import FastAPI
from vouajudar_stub.app import create_app
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.edge.access_log import NotesAnswers
from vouajudar_stub.edge.call import Partner, Reply, StreamReply
from vouajudar_stub.edge.credentials import Expired
from vouajudar_stub.edge.rate_limit import RateLimits
from vouajudar_stub.generated.ports import Ports
from vouajudar_stub.settings import Settings

from tests.server_stub.edge.contract import document, follow

NOW = datetime(2026, 5, 14, 14, 30, tzinfo=UTC)

KINDS = frozenset({"provider", "shelter", "dispatch", "observer"})


def scopes() -> frozenset[str]:
    return frozenset(follow(document()["components"]["schemas"]["Scope"])["enum"])


def partner(name: str = "all", **changes: Any) -> Partner:
    """A test partner that may do everything, but for the changes."""
    facts: dict[str, Any] = {
        "id": "ptn_01J8ZQ4Y7N3V5W6X8Y9Z0A1B2C",
        "name": name,
        "mode": "test",
        "kinds": KINDS,
        "organization_id": "org_01J8ZQ4Y7N3V5W6X8Y9Z0A1B2C",
        "organization_name": "Cozinha Solidaria Guaiba Vivo",
        "scopes": scopes(),
        "credential_id": f"key_{name}",
    }
    return Partner(**(facts | changes))


@dataclass
class FakeCredentials:
    """Keys, tokens and clients by their secret."""

    keys: dict[str, Partner | Expired] = field(default_factory=dict[str, "Partner | Expired"])
    tokens: dict[str, Partner | Expired] = field(default_factory=dict[str, "Partner | Expired"])
    clients: dict[tuple[str, str], Partner] = field(default_factory=dict[tuple[str, str], Partner])

    async def partner_for_key(self, key: str) -> Partner | Expired | None:
        return self.keys.get(key)

    async def partner_for_token(self, token: str) -> Partner | Expired | None:
        return self.tokens.get(token)

    async def partner_for_client(self, client_id: str, client_secret: str) -> Partner | None:
        return self.clients.get((client_id, client_secret))

    async def now(self, world: Literal["live", "test"]) -> datetime:  # noqa: ARG002
        return NOW


@dataclass(frozen=True)
class Asked:
    """One call of a port."""

    method: str
    call: Any
    positional: tuple[Any, ...]
    named: Mapping[str, Any]


class NotingPort:
    """A service of any tag. Notes each call and gives the next answer."""

    def __init__(self, world: World) -> None:
        self._world = world

    def __getattr__(self, method: str) -> Any:
        async def port(call: Any, *positional: Any, **named: Any) -> Reply | StreamReply:
            self._world.asked.append(Asked(method, call, positional, named))
            answer = self._world.answer
            if isinstance(answer, BaseException):
                raise answer
            if method == "stream_events" and isinstance(answer, Reply):
                return StreamReply(_nothing())
            return answer

        return port


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield b""


class World:
    """An app on fake credentials and noting services, and a client that talks to it in process."""

    def __init__(
        self,
        *,
        limits: RateLimits | None = None,
        settings: Settings | None = None,
        access: NotesAnswers | None = None,
        **ports: Any,
    ) -> None:
        self.credentials = FakeCredentials(keys={"all": partner()}, tokens={"token": partner("token")})
        self.asked: list[Asked] = []
        self.answer: Reply | StreamReply | Refusal | Exception = Reply(200, b"{}")
        self.limits = limits or RateLimits()
        services: dict[str, Any] = {f.name: NotingPort(self) for f in fields(Ports)} | ports
        self.app: FastAPI = create_app(
            settings or Settings(), Ports(**services), self.credentials, limits=self.limits, access=access
        )
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://stub.test")

    def know(self, key: str, who: Partner | Expired) -> str:
        self.credentials.keys[key] = who
        return key
