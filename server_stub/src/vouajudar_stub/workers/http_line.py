"""One connection to a receiver: HTTP/1.1, kept open, one message at a time.

Of an answer only the head counts. The rest is read as far as it is short, so that the connection can be used again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import httptools

MAX_DRAINED = 64 * 1024
"""Bytes of an answer's body that are read for the connection's sake; behind a longer one the connection is closed."""

DRAIN_SECONDS = 5.0
"""So long the rest of an answer may take."""


class LineClosedError(ConnectionError):
    """The connection ended before an answer came."""


@dataclass(frozen=True, slots=True)
class Head:
    """What counts of an answer."""

    status: int
    retry_after: bytes | None


class Line(asyncio.Protocol):
    """A protocol of asyncio. `free` is called whenever the next message can be posted, `closed` when none can be any more."""

    def __init__(self, free: Callable[[Line], None], closed: Callable[[Line], None]) -> None:
        self._free = free
        self._closed = closed
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[Head] | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._retry_after: bytes | None = None
        self._drained = 0
        self._under_way = False
        """From a message until the last byte of its answer."""
        self.opened_at = time.monotonic()
        self.free_since = self.opened_at
        self.heard = False
        """Something came back for the last message."""

    @property
    def usable(self) -> bool:
        return self._transport is not None and not self._under_way and not self._transport.is_closing()

    def post(self, message: bytes) -> asyncio.Future[Head]:
        """Send the bytes of a request. The future holds the head of the answer, or a LineClosedError."""
        if self._transport is None or not self.usable:
            raise LineClosedError("the connection cannot be used")
        self._answer = self._loop.create_future()
        self._under_way, self.heard, self._retry_after, self._drained = True, False, None, 0
        self._transport.write(message)
        return self._answer

    def close(self) -> None:
        """At once: nothing of what is still to be sent or read matters."""
        if self._transport is not None:
            self._transport.abort()

    # what asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self.heard = True
        if not self._under_way:
            self.close()  # nobody has asked for anything
            return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._end(LineClosedError(f"the answer is no HTTP: {error}"))
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._end(LineClosedError(str(exc or "the connection was closed")))
        self._closed(self)

    # what the parser calls

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"retry-after":
            self._retry_after = value

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        if status < 200 and status != 101:
            return  # the answer proper is still to come
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(Head(status, self._retry_after))
        self._answer = None
        self._deadline = self._loop.call_later(DRAIN_SECONDS, self.close)

    def on_body(self, body: bytes) -> None:
        self._drained += len(body)
        if self._drained > MAX_DRAINED:
            self.close()

    def on_message_complete(self) -> None:
        if self._answer is not None:
            return  # that was a word in advance: 100, 103
        self._end(None)
        if self._parser.should_keep_alive() and self.usable:
            self.free_since = time.monotonic()
            self._free(self)
        else:
            self.close()

    def _end(self, error: Exception | None) -> None:
        self._under_way = False
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        if error is not None and self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)
        self._answer = None
