"""Sending one message to one address: HTTP kept alive, redirects not followed, every connection judged before it is made."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from types import TracebackType
from typing import Any, Protocol, Self

import aiohttp
from yarl import URL

from vouajudar_stub.domain.webhook_targets import TargetRules

TIMEOUT_SECONDS = 15.0
MAX_CONNECTIONS = 512
KEPT_ALIVE_SECONDS = 30.0
MAX_DRAINED = 64 * 1024
"""Of an answer's body so much is read, to keep the connection; nobody looks at it."""

_LONGEST_RETRY_AFTER = timedelta(days=366)


class RefusedTargetError(OSError):
    """The name of an endpoint leads to an address that nothing is sent to."""


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
    """Implements `Sender`. An async context manager: leaving it closes its connections."""

    def __init__(self, rules: TargetRules, *, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._rules = rules
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(
            limit=MAX_CONNECTIONS,
            keepalive_timeout=KEPT_ALIVE_SECONDS,
            use_dns_cache=False,  # a name is looked up for each connection, and what is found is judged below
            socket_factory=self._socket,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            timeout=self._timeout,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": "VouAjudar-Webhooks/1.0", "Content-Type": "application/cloudevents+json"},
            auto_decompress=False,
            trust_env=False,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        if self._session is None:
            raise RuntimeError("the sender is not open")
        began = time.monotonic()
        try:
            async with self._session.post(URL(url), data=body, headers=headers, allow_redirects=False) as response:
                latency = round((time.monotonic() - began) * 1000)
                await _drain(response)
                return Answer(response.status, latency, _retry_after(response.headers.get("Retry-After")))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, asyncio.IncompleteReadError):
            return Answer(None, None)

    def _socket(self, found: Any) -> socket.socket:
        """The socket for an address that a connection is about to be made to: this very address is judged, then connected to."""
        family, kind, protocol, _, address = found
        objection = self._rules.address_objection(ip_address(str(address[0]).partition("%")[0]))
        if objection is not None:
            raise RefusedTargetError(objection)
        return socket.socket(family, kind, protocol)


async def _drain(response: aiohttp.ClientResponse) -> None:
    """Read what is left of a small answer; cut the connection of a large one."""
    left = MAX_DRAINED
    async for chunk in response.content.iter_any():
        left -= len(chunk)
        if left < 0:
            response.close()
            return


def _retry_after(value: str | None) -> timedelta | None:
    """Seconds, or a date of HTTP; None for anything else."""
    if value is None:
        return None
    if value.isascii() and value.isdecimal():
        return min(timedelta(seconds=int(value[:9])), _LONGEST_RETRY_AFTER)
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return min(max(at - datetime.now(UTC), timedelta()), _LONGEST_RETRY_AFTER)
