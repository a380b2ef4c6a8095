"""How a client sends: over its own connections, or over what it was given, with the caller's middleware around."""

from __future__ import annotations

import sys
import threading
import urllib.request
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Protocol, TypeAlias, TypeVar, cast

import httpx

from vouajudar._answer import Answer
from vouajudar._attempt import Attempt

T = TypeVar("T")

Send: TypeAlias = Callable[[Attempt], Answer]
AsyncSend: TypeAlias = Callable[[Attempt], Awaitable[Answer]]

Middleware: TypeAlias = Callable[[Attempt, Send], Answer]
"""Stands around each attempt: calls `send` with it, once, several times or never, and gives an answer back."""
AsyncMiddleware: TypeAlias = Callable[[Attempt, AsyncSend], Awaitable[Answer]]


class Sender(Protocol):
    """Sends one request and waits for its answer."""

    def send(self, attempt: Attempt) -> Answer: ...
    def close(self) -> None: ...


class AsyncSender(Protocol):
    """Sends one request and waits for its answer, letting others run meanwhile."""

    async def send(self, attempt: Attempt) -> Answer: ...
    async def close(self) -> None: ...


class Line:
    """How a client's attempts go out: opened by the first of them, shared by the client and what `with_options` made of it."""

    __slots__ = ("_given", "_middleware", "_opening", "_sender", "send")

    def __init__(self, given: Any, middleware: Sequence[Middleware]) -> None:
        """`given`: an `httpx.Client` or its like, a transport, a sender, or None: the SDK's own connections."""
        self._given = checked(given, "handle_request")
        self._middleware = tuple(middleware)
        self._opening = threading.Lock()
        self._sender: Sender | None = None
        self.send: Send = self._first

    def _first(self, attempt: Attempt) -> Answer:
        with self._opening:
            if self._sender is None:
                self._sender = _sender(self._given)
                self.send = around(self._sender.send, self._middleware)
        return self.send(attempt)

    def close(self) -> None:
        if self._sender is not None:
            self._sender.close()


class AsyncLine:
    """As `Line`, for attempts that are awaited."""

    __slots__ = ("_given", "_middleware", "_sender", "send")

    def __init__(self, given: Any, middleware: Sequence[AsyncMiddleware]) -> None:
        self._given = checked(given, "handle_async_request")
        self._middleware = tuple(middleware)
        self._sender: AsyncSender | None = None
        self.send: AsyncSend = self._first

    def _first(self, attempt: Attempt) -> Awaitable[Answer]:
        if self._sender is None:
            self._sender = _async_sender(self._given)
            self.send = around(self._sender.send, self._middleware)
        return self.send(attempt)

    async def close(self) -> None:
        if self._sender is not None:
            await self._sender.close()


def _sender(given: Any) -> Sender:
    if given is None and not urllib.request.getproxies():
        from vouajudar._pool import PoolSender

        return PoolSender()
    from vouajudar._http_client import ClientSender

    if given is None:  # proxies of the environment need httpx's own client
        return ClientSender(httpx.Client(), own=True)
    if hasattr(given, "handle_request"):
        return ClientSender(_library_of(given).Client(transport=given, trust_env=False))
    return ClientSender(given) if hasattr(given, "build_request") else cast("Sender", given)


def _async_sender(given: Any) -> AsyncSender:
    if given is None and not urllib.request.getproxies():
        from vouajudar._pool import AsyncPoolSender

        return AsyncPoolSender()
    from vouajudar._http_client import AsyncClientSender

    if given is None:
        return AsyncClientSender(httpx.AsyncClient(), own=True)
    if hasattr(given, "handle_async_request"):
        return AsyncClientSender(_library_of(given).AsyncClient(transport=given, trust_env=False))
    return AsyncClientSender(given) if hasattr(given, "build_request") else cast("AsyncSender", given)


def _library_of(transport: Any) -> Any:
    """httpx, or the library of its kind that the transport belongs to: httpx2, for one."""
    for kind in type(transport).__mro__:
        if kind.__name__ in ("BaseTransport", "AsyncBaseTransport"):
            return sys.modules[kind.__module__.partition(".")[0]]
    return httpx


def around(send: Callable[[Attempt], T], middleware: Sequence[Callable[[Attempt, Any], T]]) -> Callable[[Attempt], T]:
    """The first of the middleware is the outermost."""
    for layer in reversed(middleware):
        send = partial(_through, layer, send)
    return send


def _through(layer: Callable[[Attempt, Any], T], send: Any, attempt: Attempt) -> T:
    return layer(attempt, send)


def checked(given: Any, handle: str) -> Any:
    """Raises TypeError for what nothing can be sent through, before the first call."""
    if given is None or hasattr(given, handle) or hasattr(given, "build_request") or callable(getattr(given, "send", None)):
        return given
    raise TypeError(f"http_client must be a client of httpx, a transport or a sender of this SDK, not a {type(given).__name__}")
