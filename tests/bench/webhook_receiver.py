"""A partner's server as a process of its own: it keeps what arrives and when, answers 204, and judges signatures afterwards."""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Literal, TypeAlias, cast

import httptools
import uvloop
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

ANSWER = b"HTTP/1.1 204 No Content\r\n\r\n"

Order: TypeAlias = Literal["count", "take", "stop"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """One webhook."""

    at: float
    """`time.monotonic`, which all processes of a machine share."""
    headers: dict[str, str]
    body: bytes

    def verified_by(self, webhook: Webhook) -> bool:
        try:
            webhook.verify(self.body, self.headers)
        except WebhookVerificationError:
            return False
        return True


class Receiver:
    """The process, and what it is asked."""

    def __init__(self, connection: Connection, pid: int, url: str) -> None:
        self._connection = connection
        self.pid = pid
        self.url = url

    def count(self) -> int:
        number: int = self._ask("count")
        return number

    def take(self) -> list[Arrival]:
        """What has arrived since the last time."""
        return [Arrival(*row) for row in self._ask("take")]

    def _ask(self, order: Order) -> Any:
        self._connection.send(order)
        return self._connection.recv()


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on a free port of this machine, for the time of the block."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    url: str = ours.recv()
    assert process.pid is not None
    try:
        yield Receiver(ours, process.pid, url)
    finally:
        ours.send("stop")
        process.join(10)


class _Kept(asyncio.Protocol):
    """One connection, kept open. What it reads is kept as it is: judging would take the time that is measured."""

    def __init__(self, arrivals: list[tuple[float, dict[str, str], bytes]]) -> None:
        self._arrivals = arrivals
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._headers: dict[str, str] = {}
        self._body = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_begin(self) -> None:
        self._headers, self._body = {}, b""

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.decode().lower()] = value.decode()

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        self._arrivals.append((time.monotonic(), self._headers, self._body))
        if self._transport is not None:
            self._transport.write(ANSWER)


def _serve(connection: Connection) -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_listen(connection))


async def _listen(connection: Connection) -> None:
    arrivals: list[tuple[float, dict[str, str], bytes]] = []
    server = await asyncio.get_running_loop().create_server(lambda: _Kept(arrivals), "127.0.0.1", 0, backlog=1024)
    connection.send(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hooks")
    await asyncio.to_thread(_obey, connection, arrivals)
    server.close()


def _obey(connection: Connection, arrivals: list[tuple[float, dict[str, str], bytes]]) -> None:
    taken = 0
    while (order := connection.recv()) != "stop":
        if order == "count":
            connection.send(taken + len(arrivals))
        else:
            number = len(arrivals)
            taken += number
            connection.send(arrivals[:number])
            del arrivals[:number]
