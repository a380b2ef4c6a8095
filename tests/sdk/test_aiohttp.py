"""The aiohttp extra: another way to send, the same answers."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
from vouajudar import AsyncVouAjudar, errors
from vouajudar.aiohttp import AiohttpSender

from .conftest import KEY
from .wire import response, serving

Example = Callable[[str], Any]


@pytest.fixture
def batch(example: Example) -> bytes:
    return json.dumps(example("ProducingBatch")).encode()


async def test_calls_go_over_aiohttp_and_share_its_connections(batch: bytes) -> None:
    page = b'{"items":[],"next_cursor":null}'

    def script(connection: socket.socket, request: bytes) -> None:
        connection.sendall(response(page if b"/batches?" in request else batch, ETag='"1"'))

    with serving(script) as server:
        async with AsyncVouAjudar(api_key=KEY, base_url=server.base_url, http_client=AiohttpSender()) as client:
            found = await client.batches.with_response.get("bat_1")
            assert (found.body.quantity, found.etag) == (80, '"1"')
            await client.batches.list(status=["ready", "in_delivery"], near="-30.0346,-51.2177")
        assert server.requests[1].startswith(b"GET /v1/batches?status=ready,in_delivery&near=-30.0346,-51.2177 HTTP/1.1")
        assert server.connections == 1


async def test_a_session_that_was_passed_in_stays_open(batch: bytes) -> None:
    with serving(lambda connection, _request: connection.sendall(response(batch))) as server:
        async with aiohttp.ClientSession() as session:
            async with AsyncVouAjudar(api_key=KEY, base_url=server.base_url, http_client=AiohttpSender(session)) as client:
                await client.batches.get("bat_1")
            assert not session.closed


async def test_failures_are_told_apart_as_over_httpx(batch: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        closed = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    async with AsyncVouAjudar(api_key=KEY, base_url=closed, http_client=AiohttpSender(), max_retries=0) as client:
        with pytest.raises(errors.APIConnectionError) as refused:
            await client.batches.get("bat_1")
        assert not refused.value.sent

    def cut(connection: socket.socket, _request: bytes) -> None:
        connection.sendall(response(batch)[:-20])
        connection.shutdown(socket.SHUT_RDWR)

    with serving(cut) as server:
        async with AsyncVouAjudar(api_key=KEY, base_url=server.base_url, http_client=AiohttpSender(), max_retries=0) as client:
            with pytest.raises(errors.APIConnectionError) as lost:
                await client.batches.get("bat_1")
            assert lost.value.sent


async def test_the_limit_of_an_attempt_holds(batch: bytes) -> None:
    silent = asyncio.Event()
    with serving(lambda _connection, _request: silent.set()) as server:
        async with AsyncVouAjudar(api_key=KEY, base_url=server.base_url, http_client=AiohttpSender(), max_retries=0) as client:
            with pytest.raises(errors.APITimeoutError) as late:
                await client.batches.get("bat_1", timeout=0.2)
            assert late.value.sent


async def test_a_stream_is_read_line_by_line() -> None:
    frames = b": heartbeat\n\nid: c1\nevent: x\ndata: {}\n\nid: c2\nevent: y\ndata: {}\n\n"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"

    def script(connection: socket.socket, _request: bytes) -> None:
        connection.sendall(head)
        for at in range(0, len(frames), 7):
            piece = frames[at : at + 7]
            connection.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
        connection.sendall(b"0\r\n\r\n")

    with serving(script) as server:
        client = AsyncVouAjudar(api_key=KEY, base_url=server.base_url, http_client=AiohttpSender())
        async with client, await client.events.stream(after="c0") as stream:
            found = aiter(stream)
            assert [((frame := await anext(found)).cursor, frame.type) for _ in range(2)] == [("c1", "x"), ("c2", "y")]
