"""Requests at a given rate, whatever the answers do: the time that a request waits for its turn counts too."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import cast

import httptools

TICK_SECONDS = 0.001


@dataclass(slots=True)
class Exchange:
    """One request and what came of it. Times are of `time.monotonic`."""

    due: float
    """When it should have been sent."""
    answered: float = 0.0
    status: int = 0
    body: bytes = b""


@dataclass(slots=True)
class _Load:
    requests: Sequence[bytes]
    exchanges: list[Exchange] = field(default_factory=list[Exchange])
    waiting: deque[tuple[Exchange, bytes]] = field(default_factory=deque[tuple[Exchange, bytes]])
    idle: list[_Line] = field(default_factory=list["_Line"])
    left: int = 0
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def go(self) -> None:
        while self.waiting and self.idle:
            self.idle.pop().send(*self.waiting.popleft())

    def answered(self, line: _Line) -> None:
        self.left -= 1
        if self.left == 0:
            self.done.set()
        self.idle.append(line)
        self.go()


class _Line(asyncio.Protocol):
    """One connection, kept open: one request at a time."""

    def __init__(self, load: _Load) -> None:
        self._load = load
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._exchange: Exchange | None = None
        self._body = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._load.idle.append(self)

    def send(self, exchange: Exchange, request: bytes) -> None:
        assert self._transport is not None
        self._exchange, self._body = exchange, b""
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        exchange = self._exchange
        assert exchange is not None
        exchange.answered = time.monotonic()
        exchange.status = self._parser.get_status_code()
        exchange.body = self._body
        self._load.answered(self)


async def post_at(
    host: str,
    port: int,
    requests: Sequence[bytes],
    *,
    rate: float,
    connections: int,
    begun: Callable[[], None] = lambda: None,
) -> list[Exchange]:
    """Send these requests, `rate` of them in a second, and return their exchanges in the same order."""
    loop = asyncio.get_running_loop()
    load = _Load(requests, left=len(requests))
    for _ in range(connections):
        await loop.create_connection(lambda: _Line(load), host, port)
    begun()
    start = time.monotonic()
    sent = 0
    while sent < len(requests):
        until = min(len(requests), int((time.monotonic() - start) * rate) + 1)
        for number in range(sent, until):
            exchange = Exchange(start + number / rate)
            load.exchanges.append(exchange)
            load.waiting.append((exchange, requests[number]))
        sent = max(sent, until)
        load.go()
        await asyncio.sleep(TICK_SECONDS)
    await load.done.wait()
    for line in load.idle:
        if line._transport is not None:
            line._transport.close()
    return load.exchanges
