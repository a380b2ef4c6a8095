"""A proxy that breaks connections at chosen places, byte by byte, between the SDK and a real server."""

from __future__ import annotations

import asyncio
import json
import random
import threading
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

PROBLEMS = "https://vouajudar.org/problems/"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request that came in, and the way to the server."""

    request: bytes
    writer: asyncio.StreamWriter
    forward: Callable[[], Awaitable[bytes]]
    """Sends it on and reads the whole answer."""


async def pass_on(exchange: Exchange) -> bool:
    exchange.writer.write(await exchange.forward())
    return True


async def drop_before(_exchange: Exchange) -> bool:
    """The server never hears of it."""
    return False


async def drop_after(exchange: Exchange) -> bool:
    """The server has done it, and nobody hears of that."""
    await exchange.forward()
    return False


async def truncate(exchange: Exchange) -> bool:
    answer = await exchange.forward()
    exchange.writer.write(answer[: len(answer) * 2 // 3])
    await exchange.writer.drain()
    return False


async def truncate_head(exchange: Exchange) -> bool:
    exchange.writer.write((await exchange.forward())[:20])
    await exchange.writer.drain()
    return False


async def drip(exchange: Exchange) -> bool:
    answer = await exchange.forward()
    step = max(1, len(answer) // 5)
    for at in range(0, len(answer), step):
        exchange.writer.write(answer[at : at + step])
        await exchange.writer.drain()
        await asyncio.sleep(0.002)
    return True


async def half_close(exchange: Exchange) -> bool:
    """A good answer on a connection that is promised to stay and does not."""
    exchange.writer.write(await exchange.forward())
    await exchange.writer.drain()
    exchange.writer.write_eof()
    return False


async def too_late(exchange: Exchange) -> bool:
    """Done, and answered after everybody has stopped waiting."""
    answer = await exchange.forward()
    await asyncio.sleep(TOO_LATE_SECONDS)
    exchange.writer.write(answer)
    return True


async def unavailable(exchange: Exchange) -> bool:
    exchange.writer.write(_problem(503, "service-unavailable", "Service unavailable"))
    return True


async def limited(exchange: Exchange) -> bool:
    exchange.writer.write(_problem(429, "rate-limited", "Rate limited"))
    return True


async def not_json(exchange: Exchange) -> bool:
    """What a load balancer says when the server behind it is gone, after the server has done it."""
    await exchange.forward()
    body = b"<html>Bad gateway</html>"
    head = f"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
    exchange.writer.write(head.encode() + body)
    return True


TOO_LATE_SECONDS = 0.6

FAULTS: dict[str, tuple[float, Callable[[Exchange], Awaitable[bool]]]] = {
    "drop before": (0.04, drop_before),
    "drop after": (0.04, drop_after),
    "truncated body": (0.03, truncate),
    "truncated head": (0.02, truncate_head),
    "drip": (0.03, drip),
    "half-closed": (0.04, half_close),
    "too late": (0.004, too_late),
    "503": (0.04, unavailable),
    "429": (0.04, limited),
    "502 without JSON": (0.02, not_json),
}
"""Name to its share of all requests, and what it does. It gives back whether the connection goes on."""


class ChaosProxy:
    """Runs in a thread of its own; `count` says how often each fault struck."""

    def __init__(self, target: str, seed: int) -> None:
        parts = urlsplit(target)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._chance = random.Random(seed)
        self._loop = asyncio.new_event_loop()
        self.count: Counter[str] = Counter()
        self.calm = False
        """No faults any more: for the look at what is left."""
        started: threading.Event = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(started, parts.path), daemon=True)
        self._thread.start()
        started.wait()

    def _run(self, started: threading.Event, path: str) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}{path}"
        started.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                request = await _message(reader)
                if b"/events/stream" in request.split(b"\r\n", 1)[0]:
                    await self._stream(request, writer)
                    break
                if not await self._choose()(Exchange(request, writer, lambda request=request: self._forward(request))):  # type: ignore[misc]
                    break
                await writer.drain()
        writer.close()

    def _choose(self) -> Callable[[Exchange], Awaitable[bool]]:
        draw = self._chance.random()
        for name, (share, fault) in FAULTS.items():
            if draw < share and not self.calm:
                self.count[name] += 1
                return fault
            draw -= share
        self.count["none"] += 1
        return pass_on

    async def _forward(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection(self._host, self._port)
        try:
            writer.write(request)
            return await _message(reader)
        finally:
            writer.close()

    async def _stream(self, request: bytes, writer: asyncio.StreamWriter) -> None:
        """A stream that is cut after some bytes, wherever that is in a frame."""
        reader, upstream = await asyncio.open_connection(self._host, self._port)
        left = 10**9 if self.calm else self._chance.randrange(2_000, 30_000)
        try:
            upstream.write(request)
            while left > 0:
                data = await reader.read(min(left, 4096))
                if not data:
                    return
                left -= len(data)
                writer.write(data)
                await writer.drain()
            self.count["stream cut"] += 1
        finally:
            upstream.close()


async def _message(reader: asyncio.StreamReader) -> bytes:
    """One request or answer, head and body."""
    head = await reader.readuntil(b"\r\n\r\n")
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return head + await reader.readexactly(int(value))
    return head


def _problem(status: int, slug: str, title: str) -> bytes:
    members = {"type": PROBLEMS + slug, "title": title, "status": status, "detail": "Said by the network.", "instance": "/v1"}
    body = json.dumps({**members, "request_id": "rid_01J8ZQ4Y7N3V5W6X8Y9Z0A1B2C", "errors": []}).encode()
    head = f"HTTP/1.1 {status} {title}\r\nContent-Type: application/problem+json\r\nRetry-After: 0\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
