"""Sending one message to one address: connections kept open, redirects not followed, every address judged before it is called."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from ipaddress import ip_address
from types import TracebackType
from typing import Any, Protocol, Self, TypeAlias

import aiohappyeyeballs

from vouajudar_stub.domain.webhook_retry_after import read_retry_after
from vouajudar_stub.domain.webhook_targets import TargetRules
from vouajudar_stub.domain.webhook_url import BadUrlError, Target, read_url
from vouajudar_stub.workers.http_line import Head, Line, LineClosedError

TIMEOUT_SECONDS = 15.0
KEPT_OPEN_SECONDS = 30.0
"""An idle connection is closed after this time."""
LONGEST_LIFE_SECONDS = 300.0
"""A busy one too, after this: then its name is looked up again."""
SECOND_ADDRESS_SECONDS = 0.25
"""So long an address has to answer before the next one of the same name is tried beside it."""

_Found: TypeAlias = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[Any, ...]]
_Origin: TypeAlias = tuple[bool, str, int]

_start_connection: Callable[..., Awaitable[socket.socket]] = aiohappyeyeballs.start_connection  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]


class RefusedTargetError(OSError):
    """The URL of an endpoint leads to an address that nothing is sent to."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `status` None: nothing within the time allowed."""

    status: int | None
    latency_ms: int | None
    retry_after: timedelta | None = None


class Sender(Protocol):
    """Posts bytes. Never raises for what a receiver does."""

    async def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer: ...


class HttpSender:
    """Implements `Sender`. An async context manager: leaving it closes its connections.

    A name is looked up for each connection anew, what is found is judged, and the connection is made to the very address that was
    judged: no second look-up can lead elsewhere.
    """

    def __init__(self, rules: TargetRules, *, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._rules = rules
        self._seconds = timeout_seconds
        self._idle: dict[_Origin, deque[Line]] = {}
        self._open: set[Line] = set()
        self._looking: dict[tuple[str, int], asyncio.Task[list[_Found]]] = {}
        """Look-ups under way: a name whose servers do not answer takes one of the few threads that look up, and no more."""
        self._tls: ssl.SSLContext | None = None
        self._sweep: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._sweep is not None:
            self._sweep.cancel()
        for line in self._open:
            line.close()
        for looking in self._looking.values():
            looking.cancel()
        self._idle.clear()

    async def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        began = time.monotonic()
        try:
            target, head = _addressed(url)
            message = b"".join((head, _fields(headers, len(body)), body))
            async with asyncio.timeout(self._seconds):
                answer = await self._post(target, message)
        except (OSError, BadUrlError):  # time-outs, look-ups and TLS are OSErrors all
            return Answer(None, None)
        latency = round((time.monotonic() - began) * 1000)
        if answer.retry_after is None:
            return Answer(answer.status, latency)
        return Answer(answer.status, latency, read_retry_after(answer.retry_after.decode("latin-1").strip(), datetime.now(UTC)))

    async def _post(self, target: Target, message: bytes) -> Head:
        while True:
            idle = self._kept(target)
            line = idle or await self._connected(target)
            try:
                return await line.post(message)
            except LineClosedError:
                if idle is None or line.heard:
                    raise  # an open connection may have been closed for its age just now: that is no answer to the message
            except BaseException:
                line.close()  # an answer that still comes must not be taken for the next one's
                raise

    def _kept(self, target: Target) -> Line | None:
        """An open connection that is idle; those that are too old are closed."""
        idle = self._idle.get((target.tls, target.host, target.port))
        now = time.monotonic()
        while idle:
            line = idle.pop()
            if line.usable and now - line.free_since < KEPT_OPEN_SECONDS and now - line.opened_at < LONGEST_LIFE_SECONDS:
                return line
            line.close()
        return None

    async def _connected(self, target: Target) -> Line:
        """A new connection. Raises OSError, RefusedTargetError among them."""
        objection = self._rules.objection(target)
        if objection is not None:
            raise RefusedTargetError(objection)
        loop = asyncio.get_running_loop()
        found = self._allowed(await self._look_up(target))
        connection = await _start_connection(found, happy_eyeballs_delay=SECOND_ADDRESS_SECONDS)
        origin = (target.tls, target.host, target.port)

        def opened() -> Line:
            line = Line(free, self._open.discard)
            self._open.add(line)
            return line

        def free(line: Line) -> None:
            self._idle.setdefault(origin, deque()).append(line)
            if self._sweep is None:
                self._sweep = loop.call_later(KEPT_OPEN_SECONDS, self._close_idle)

        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            tls = self._context() if target.tls else None
            _, line = await loop.create_connection(opened, sock=connection, ssl=tls, server_hostname=target.host if tls else None)
        except BaseException:
            connection.close()
            raise
        return line

    async def _look_up(self, target: Target) -> list[_Found]:
        if target.address is not None:
            family = socket.AF_INET if target.address.version == 4 else socket.AF_INET6
            place = (target.host, target.port) if target.address.version == 4 else (target.host, target.port, 0, 0)
            return [(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", place)]
        name = target.host, target.port
        looking = self._looking.get(name)
        if looking is None:
            looking = self._looking[name] = asyncio.create_task(_resolved(*name))
            looking.add_done_callback(lambda done: self._looked_up(name, done))
        return await asyncio.shield(looking)

    def _looked_up(self, name: tuple[str, int], done: asyncio.Task[list[_Found]]) -> None:
        del self._looking[name]
        if not done.cancelled():
            done.exception()  # whoever still waits for it is told

    def _allowed(self, found: list[_Found]) -> list[_Found]:
        """Of the addresses of a name those that may be called. Raises RefusedTargetError when there is none."""
        objection = None
        allowed: list[_Found] = []
        for each in found:
            objects = self._rules.address_objection(ip_address(str(each[4][0]).partition("%")[0]))
            if objects is None:
                allowed.append(each)
            objection = objects or objection
        if not allowed:
            raise RefusedTargetError(objection or "The host has no address.")
        return allowed

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = ssl.create_default_context()
        return self._tls

    def _close_idle(self) -> None:
        """Close what has been idle for long, and come back for the rest."""
        before = time.monotonic() - KEPT_OPEN_SECONDS
        for origin, idle in list(self._idle.items()):
            while idle and (idle[0].free_since <= before or not idle[0].usable):
                idle.popleft().close()
            if not idle:
                del self._idle[origin]
        again = asyncio.get_running_loop().call_later(KEPT_OPEN_SECONDS, self._close_idle) if self._idle else None
        self._sweep = again


async def _resolved(host: str, port: int) -> list[_Found]:
    loop = asyncio.get_running_loop()
    return [*await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)]


@lru_cache(maxsize=1024)
def _addressed(url: str) -> tuple[Target, bytes]:
    """The target of a URL, and the beginning of every message to it. Raises BadUrlError."""
    target = read_url(url)
    head = (
        f"POST {target.path} HTTP/1.1\r\nHost: {target.authority}\r\nUser-Agent: VouAjudar-Webhooks/1.0\r\n"
        "Content-Type: application/cloudevents+json\r\n"
    )
    return target, head.encode("ascii")


def _fields(headers: Mapping[str, str], length: int) -> bytes:
    lines = "".join([f"{name}: {value}\r\n" for name, value in headers.items()])
    return f"{lines}Content-Length: {length}\r\n\r\n".encode("ascii")
