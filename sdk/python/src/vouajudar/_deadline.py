"""A network backend whose every read and write ends at the attempt's deadline.

httpcore counts a timeout for each read, so that a server that sends a byte now and then keeps a call for ever. Here each of them
gets what is left of the attempt, and no more.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterable
from typing import Any

import httpcore


class _Thread(threading.local):
    ends_at: float | None = None


class Deadline:
    """The end of the attempt that this thread is making."""

    __slots__ = ("_thread",)

    def __init__(self) -> None:
        self._thread = _Thread()

    def set(self, seconds: float | None) -> None:
        self._thread.ends_at = None if seconds is None else time.monotonic() + seconds

    def within(self, timeout: float | None, late: type[Exception]) -> float | None:
        ends_at = self._thread.ends_at
        if ends_at is None:
            return timeout
        left = ends_at - time.monotonic()
        if left <= 0:
            raise late("the attempt's time is over")
        return left if timeout is None else min(timeout, left)


class DeadlineBackend(httpcore.NetworkBackend):
    """httpcore's own sockets, kept to the deadline."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        timeout = self._deadline.within(timeout, httpcore.ConnectTimeout)
        stream = self._backend.connect_tcp(host, port, timeout, local_address, socket_options)
        return _Stream(stream, self._deadline)


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.within(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.within(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        timeout = self._deadline.within(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, timeout), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
