"""Sends over connections of the SDK's own: httpcore, the pool below httpx, without what `httpx.Client` adds to each call.

Redirects, cookies, auth flows and event hooks are not wanted here, and to carry a request through them costs more than half of a
call.
"""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator
from functools import lru_cache
from types import TracebackType
from typing import Any, Self, cast

import httpcore
import httpx

from vouajudar._answer import Answer, RawHeaders
from vouajudar._attempt import Attempt
from vouajudar._deadline import Deadline, DeadlineBackend
from vouajudar._failures import explain
from vouajudar._lines import lines_of, lines_of_async
from vouajudar._types import Timeout

CONNECTIONS: dict[str, Any] = {"max_connections": 100, "max_keepalive_connections": 20, "keepalive_expiry": 5.0}
"""As httpx has them."""


class PoolSender:
    """Threads share it. The pool is opened for the first request."""

    def __init__(self) -> None:
        self._opening = threading.Lock()
        self._pool: httpcore.ConnectionPool | None = None
        self._deadline = Deadline()

    def send(self, attempt: Attempt) -> Answer:
        pool = self._pool or self._opened(attempt.url)
        self._deadline.set(attempt.seconds)
        try:
            response = pool.handle_request(_outgoing(attempt))
            if attempt.stream and response.status == 200:
                self._deadline.set(None)
                whole = httpx.Response(200, headers=list(response.headers), stream=_Body(response))
                return _answer(attempt, response, b"").reading(lines_of(attempt, whole), response.close)
            try:
                return _answer(attempt, response, response.read())
            finally:
                response.close()
        except Exception as reason:
            explain(reason, attempt)
        finally:
            self._deadline.set(None)

    def _opened(self, url: str) -> httpcore.ConnectionPool:
        with self._opening:
            if self._pool is None:
                backend = DeadlineBackend(self._deadline)
                self._pool = httpcore.ConnectionPool(ssl_context=_tls(url), network_backend=backend, **CONNECTIONS)
            return self._pool

    def close(self) -> None:
        if self._pool is not None:
            self._pool.close()


class AsyncPoolSender:
    """Tasks of one event loop share it. The pool is opened for the first request."""

    def __init__(self) -> None:
        self._pool: httpcore.AsyncConnectionPool | None = None

    async def send(self, attempt: Attempt) -> Answer:
        if self._pool is None:
            self._pool = httpcore.AsyncConnectionPool(ssl_context=_tls(attempt.url), **CONNECTIONS)
        try:
            with _Limit(attempt.seconds):
                response = await self._pool.handle_async_request(_outgoing(attempt))
                if attempt.stream and response.status == 200:
                    whole = httpx.Response(200, headers=list(response.headers), stream=_AsyncBody(response))
                    return _answer(attempt, response, b"").reading(lines_of_async(attempt, whole), response.aclose)
                try:
                    return _answer(attempt, response, await response.aread())
                finally:
                    await response.aclose()
        except Exception as reason:
            explain(reason, attempt)

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.aclose()


class _Limit:
    """Ends what is awaited in it after so many seconds, with a TimeoutError; without seconds it is nothing."""

    __slots__ = ("_scope",)

    def __init__(self, seconds: float | None) -> None:
        self._scope: Any = None
        if seconds is not None:
            from anyio import fail_after  # what httpcore itself waits by: asyncio and trio

            self._scope = fail_after(seconds)

    def __enter__(self) -> Self:
        if self._scope is not None:
            self._scope.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool | None:
        return None if self._scope is None else cast("bool | None", self._scope.__exit__(kind, error, trace))


def _tls(url: str) -> Any:
    """Certificates only where they are needed: to load them takes longer than to import this package."""
    return None if url.startswith("http://") else httpx.create_ssl_context()


@lru_cache(maxsize=64)
def _origin(url: str) -> tuple[bytes, bytes, int | None, bytes]:
    """Scheme, host, port and Host header of `scheme://authority`."""
    parts = httpx.URL(url)
    return parts.raw_scheme, parts.raw_host, parts.port, parts.netloc


def _outgoing(attempt: Attempt) -> httpcore.Request:
    start = attempt.url.index("/", attempt.url.index("//") + 2)
    scheme, host, port, netloc = _origin(attempt.url[:start])
    headers = [(b"Host", netloc), (b"Accept-Encoding", b"gzip, deflate"), (b"Connection", b"keep-alive")]
    headers += [(name.encode("ascii"), value.encode("ascii")) for name, value in attempt.headers.items()]
    content = attempt.content
    if content is not None:
        headers.append((b"Content-Length", b"%d" % len(content)))
    elif attempt.method not in ("GET", "HEAD", "DELETE"):
        headers.append((b"Content-Length", b"0"))
    return httpcore.Request(
        attempt.method,
        httpcore.URL(scheme=scheme, host=host, port=port, target=attempt.url[start:].encode("ascii")),
        headers=headers,
        content=content,
        extensions={"timeout": phases(attempt.timeout)},
    )


def phases(timeout: Timeout) -> dict[str, float | None]:
    """A plain number is the limit of the whole attempt, and so of each phase."""
    if timeout is not None and not isinstance(timeout, (int, float)):
        return timeout.as_dict()
    return {"connect": timeout, "read": timeout, "write": timeout, "pool": timeout}


def _answer(attempt: Attempt, response: httpcore.Response, content: bytes) -> Answer:
    headers: RawHeaders = response.headers
    if content and any(name.lower() == b"content-encoding" for name, _ in headers):
        content = httpx.Response(response.status, headers=list(headers), content=content).content
    return Answer(attempt.method, attempt.url, response.status, headers, content)


class _Body(httpx.SyncByteStream):
    """What is still to come of a response of httpcore."""

    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


class _AsyncBody(httpx.AsyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._response.aiter_stream():
            yield chunk

    async def aclose(self) -> None:
        await self._response.aclose()
