"""One request with its answer, and the transports that note them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import httpx


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and what it was answered."""

    method: str
    url: httpx.URL
    asked: httpx.Headers
    sent: bytes
    status: int
    headers: httpx.Headers
    body: bytes | None
    """None for a stream, which is still open."""

    @property
    def path(self) -> str:
        return self.url.path

    @property
    def key(self) -> str:
        """The API key of the call; empty when another credential, or none, was sent."""
        return self.asked.get("X-API-Key", "")

    def json(self) -> Any:
        """The answer's body, None when it has none. Raises ValueError when it is not JSON."""
        return json.loads(self.body) if self.body else None

    def __str__(self) -> str:
        return f"{self.method} {self.url.raw_path.decode()} -> {self.status}"


Take: TypeAlias = Callable[[Exchange], None]


@dataclass
class Recorder:
    """Keeps every exchange, in the order in which the answers came."""

    exchanges: list[Exchange] = field(default_factory=list[Exchange])

    def __call__(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)


class RecordingTransport(httpx.BaseTransport):
    """Sends through `inner` and gives `take` each exchange."""

    def __init__(self, inner: httpx.BaseTransport, take: Take) -> None:
        self._inner = inner
        self._take = take

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        sent = request.read()
        response = self._inner.handle_request(request)
        body = None if _streams(response) else response.read()
        self._take(_exchange(request, sent, response, body))
        return response

    def close(self) -> None:
        self._inner.close()


class AsyncRecordingTransport(httpx.AsyncBaseTransport):
    """As `RecordingTransport`, for an asynchronous client."""

    def __init__(self, inner: httpx.AsyncBaseTransport, take: Take) -> None:
        self._inner = inner
        self._take = take

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        sent = await request.aread()
        response = await self._inner.handle_async_request(request)
        body = None if _streams(response) else await response.aread()
        self._take(_exchange(request, sent, response, body))
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


def _streams(response: httpx.Response) -> bool:
    return response.headers.get("Content-Type", "").startswith("text/event-stream")


def _exchange(request: httpx.Request, sent: bytes, response: httpx.Response, body: bytes | None) -> Exchange:
    return Exchange(request.method, request.url, request.headers, sent, response.status_code, response.headers, body)
