"""Sends prepared requests and reads their answers: over a transport of our own, or over the caller's client.

Requests go straight to a transport: what `httpx.Client.send` does on top (redirects, cookies, auth flows, event hooks) costs
more than a third of a call and is not wanted here. A client that the caller passes in is used whole, redirects apart.
"""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from typing import NoReturn, Protocol

import httpx

from vouajudar._answer import Answer
from vouajudar._errors import APIConnectionError, APITimeoutError
from vouajudar._request import Prepared
from vouajudar._types import Timeout

_NOT_SENT = frozenset(
    {"ConnectError", "ConnectTimeout", "PoolTimeout", "UnsupportedProtocol", "LocalProtocolError", "InvalidURL"}
)


class Sender(Protocol):
    """Sends one request and waits for its answer."""

    def send(self, request: Prepared) -> Answer: ...
    def close(self) -> None: ...


class AsyncSender(Protocol):
    """Sends one request and waits for its answer, letting others run meanwhile."""

    async def send(self, request: Prepared) -> Answer: ...
    async def close(self) -> None: ...


def sender(client: httpx.Client | None, base_url: str) -> Sender:
    """How a client sends: proxies of the environment need httpx's own client."""
    if client is not None:
        return ClientSender(client)
    if urllib.request.getproxies():
        return ClientSender(httpx.Client(), own=True)
    return TransportSender(lambda: httpx.HTTPTransport(verify=_tls(base_url)))


def async_sender(client: httpx.AsyncClient | None, base_url: str) -> AsyncSender:
    if client is not None:
        return AsyncClientSender(client)
    if urllib.request.getproxies():
        return AsyncClientSender(httpx.AsyncClient(), own=True)
    return AsyncTransportSender(lambda: httpx.AsyncHTTPTransport(verify=_tls(base_url)))


def _tls(base_url: str) -> bool:
    """Whether certificates are needed: to load them takes longer than to import this package. Redirects are not followed."""
    return not base_url.startswith("http://")


class TransportSender:
    """Sends over a transport, which is opened for the first request."""

    def __init__(self, open_transport: Callable[[], httpx.BaseTransport]) -> None:
        self._open = open_transport
        self._opening = threading.Lock()
        self._transport: httpx.BaseTransport | None = None

    def send(self, request: Prepared) -> Answer:
        outgoing = _outgoing(request)
        transport = self._transport or self._opened()
        try:
            response = transport.handle_request(outgoing)
            response.request = outgoing
            return _read(request, response)
        except Exception as reason:
            _explain(reason, request)

    def _opened(self) -> httpx.BaseTransport:
        with self._opening:
            if self._transport is None:
                self._transport = self._open()
            return self._transport

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


class AsyncTransportSender:
    """Sends over an asynchronous transport, which is opened for the first request."""

    def __init__(self, open_transport: Callable[[], httpx.AsyncBaseTransport]) -> None:
        self._open = open_transport
        self._transport: httpx.AsyncBaseTransport | None = None

    async def send(self, request: Prepared) -> Answer:
        outgoing = _outgoing(request)
        if self._transport is None:
            self._transport = self._open()
        try:
            response = await self._transport.handle_async_request(outgoing)
            response.request = outgoing
            return await _aread(request, response)
        except Exception as reason:
            _explain(reason, request)

    async def close(self) -> None:
        if self._transport is not None:
            await self._transport.aclose()


class ClientSender:
    """Sends over the caller's client, which need not be httpx's own as long as it behaves like it."""

    def __init__(self, client: httpx.Client, *, own: bool = False) -> None:
        self._client = client
        self._own = own

    def send(self, request: Prepared) -> Answer:
        try:
            outgoing = self._client.build_request(
                request.operation.method, request.url, headers=request.headers, content=request.content, timeout=request.timeout
            )
            return _read(request, self._client.send(outgoing, stream=True, follow_redirects=False))
        except Exception as reason:
            _explain(reason, request)

    def close(self) -> None:
        if self._own:
            self._client.close()


class AsyncClientSender:
    """Sends over the caller's asynchronous client."""

    def __init__(self, client: httpx.AsyncClient, *, own: bool = False) -> None:
        self._client = client
        self._own = own

    async def send(self, request: Prepared) -> Answer:
        try:
            outgoing = self._client.build_request(
                request.operation.method, request.url, headers=request.headers, content=request.content, timeout=request.timeout
            )
            return await _aread(request, await self._client.send(outgoing, stream=True, follow_redirects=False))
        except Exception as reason:
            _explain(reason, request)

    async def close(self) -> None:
        if self._own:
            await self._client.aclose()


def _outgoing(request: Prepared) -> httpx.Request:
    return httpx.Request(
        request.operation.method,
        request.url,
        headers={"Accept-Encoding": "gzip, deflate", "Connection": "keep-alive", **request.headers},
        content=request.content,
        extensions={"timeout": _timeouts(request.timeout)},
    )


def _timeouts(timeout: Timeout) -> dict[str, float | None]:
    if isinstance(timeout, httpx.Timeout):
        return timeout.as_dict()
    return {"connect": timeout, "read": timeout, "write": timeout, "pool": timeout}


def _read(request: Prepared, response: httpx.Response) -> Answer:
    if request.stream and response.status_code == 200:
        answer = _answer(request, response, b"")
        answer.lines = _lines(request, response)
        answer.close = response.close
        return answer
    try:
        return _answer(request, response, response.read())
    finally:
        response.close()


async def _aread(request: Prepared, response: httpx.Response) -> Answer:
    if request.stream and response.status_code == 200:
        answer = _answer(request, response, b"")
        answer.lines = _alines(request, response)
        answer.close = response.aclose
        return answer
    try:
        return _answer(request, response, await response.aread())
    finally:
        await response.aclose()


def _answer(request: Prepared, response: httpx.Response, content: bytes) -> Answer:
    return Answer(request.operation.method, request.url, response.status_code, response.headers.multi_items(), content)


def _lines(request: Prepared, response: httpx.Response) -> Iterator[str]:
    try:
        yield from response.iter_lines()
    except Exception as reason:
        _explain(reason, request)
    finally:
        response.close()


async def _alines(request: Prepared, response: httpx.Response) -> AsyncIterator[str]:
    try:
        async for line in response.aiter_lines():
            yield line
    except Exception as reason:
        _explain(reason, request)
    finally:
        await response.aclose()


def _explain(reason: Exception, request: Prepared) -> NoReturn:
    """Raises what the SDK says for a failure of the layers below. By name, so that a client of another library will do."""
    names = {kind.__name__ for kind in type(reason).__mro__}
    if not names & {"TransportError", "InvalidURL", "DecodingError", "StreamError", "OSError"}:
        raise reason
    sent = not names & _NOT_SENT
    where = f"{request.operation.method} {request.url}"
    doubt = "it may have reached the API" if sent else "it has not reached the API"
    text = str(reason) or type(reason).__name__
    if "TimeoutException" in names:
        raise APITimeoutError(f"{where}: no answer in time ({text}); {doubt}", sent=sent) from reason
    raise APIConnectionError(f"{where}: no answer ({text}); {doubt}", sent=sent) from reason
