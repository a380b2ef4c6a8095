"""Limits that hold against a server that answers a byte now and then. Real sockets: this is about what they do."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable

import httpx
import pytest
from vouajudar import AsyncVouAjudar, VouAjudar, errors

from .conftest import BASE, KEY, Api, Tape, problem
from .wire import WireServer, response, serving

LIMIT = 0.25
"""Seconds. What is asserted below is that a call ends long before the server is done, not how exact the timer is."""
DONE_AFTER = 30.0


def dripping(server: list[WireServer]) -> Callable[[socket.socket, bytes], None]:
    """Answers so slowly that each read succeeds and the whole takes half a minute."""

    def script(connection: socket.socket, _request: bytes) -> None:
        body = response(b'{"status":"ok","version":"1.0.0"}')
        server[0].drip(connection, body, DONE_AFTER / len(body))

    return script


@pytest.mark.parametrize("limits", [{"timeout": LIMIT}, {"timeout": 60.0, "total_timeout": LIMIT}])
def test_a_server_that_drips_does_not_hold_a_call_beyond_its_limit(limits: dict[str, float]) -> None:
    box: list[WireServer] = []
    with serving(dripping(box)) as server, VouAjudar(api_key=KEY, base_url=server.base_url, max_retries=0, **limits) as client:  # type: ignore[arg-type]
        box.append(server)
        started = time.monotonic()
        with pytest.raises(errors.APITimeoutError) as late:
            client.health.get()
        assert time.monotonic() - started < DONE_AFTER / 3
        assert late.value.sent


@pytest.mark.parametrize("limits", [{"timeout": LIMIT}, {"timeout": 60.0, "total_timeout": LIMIT}])
async def test_nor_one_that_is_awaited(limits: dict[str, float]) -> None:
    box: list[WireServer] = []
    with serving(dripping(box)) as server:
        box.append(server)
        async with AsyncVouAjudar(api_key=KEY, base_url=server.base_url, max_retries=0, **limits) as client:  # type: ignore[arg-type]
            started = time.monotonic()
            with pytest.raises(errors.APITimeoutError):
                await client.health.get()
            assert time.monotonic() - started < DONE_AFTER / 3


def test_the_limit_of_a_call_holds_over_a_client_that_was_passed_in() -> None:
    box: list[WireServer] = []
    with serving(dripping(box)) as server, httpx.Client(trust_env=False) as given:
        box.append(server)
        client = VouAjudar(api_key=KEY, base_url=server.base_url, http_client=given, max_retries=0, total_timeout=LIMIT)
        started = time.monotonic()
        with pytest.raises(errors.APITimeoutError):
            client.health.get()
        assert time.monotonic() - started < DONE_AFTER / 3


async def test_the_connection_of_a_call_that_was_cut_off_is_not_used_again() -> None:
    box: list[WireServer] = []
    fast = response(b'{"status":"ok","version":"1.0.0"}')

    def script(connection: socket.socket, request: bytes) -> None:
        if len(box[0].requests) == 1:
            box[0].drip(connection, fast, DONE_AFTER / len(fast))
        connection.sendall(fast)

    with serving(script) as server:
        box.append(server)
        async with AsyncVouAjudar(api_key=KEY, base_url=server.base_url, max_retries=0) as client:
            with pytest.raises(errors.APITimeoutError):
                await client.health.get(timeout=LIMIT)
            assert (await client.health.get()).status == "ok"
        assert server.connections == 2


def test_the_deadline_ends_the_retries_with_the_last_error(api: Api, tape: Tape) -> None:
    """No wait is begun that the deadline would cut off: what the server said is worth more than that time ran out."""
    api.will(problem(503, "service-unavailable"))
    api.answers[0].headers["Retry-After"] = "4"  # type: ignore[union-attr]
    client = VouAjudar(api_key=KEY, base_url=BASE, http_client=httpx.MockTransport(api), clock=tape, max_retries=9)
    with pytest.raises(errors.ServiceUnavailableError):
        client.me.get(total_timeout=14)
    assert len(api.asked) in (3, 4)
    assert sum(tape.slept) < 14


def test_the_deadline_is_shared_by_the_attempts(api: Api, tape: Tape) -> None:
    api.will(problem(503, "service-unavailable"))
    api.answers[0].headers["Retry-After"] = "4"  # type: ignore[union-attr]
    client = VouAjudar(api_key=KEY, base_url=BASE, http_client=httpx.MockTransport(api), clock=tape, max_retries=1, timeout=60)
    with pytest.raises(errors.ServiceUnavailableError):
        client.me.get(total_timeout=30)
    limits = [request.extensions["timeout"]["read"] for request in api.asked]
    assert limits[0] == 30
    assert 21 < limits[1] <= 26


def test_a_stream_outlives_the_limit_of_the_attempt_that_opened_it() -> None:
    box: list[WireServer] = []

    def script(connection: socket.socket, _request: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
        for frame in (b": heartbeat\n\n", b"id: c1\nevent: x\ndata: {}\n\n"):
            box[0].stopping.wait(LIMIT)
            connection.sendall(b"%x\r\n%s\r\n" % (len(frame), frame))
        connection.sendall(b"0\r\n\r\n")

    with serving(script) as server, VouAjudar(api_key=KEY, base_url=server.base_url, timeout=LIMIT * 1.5) as client:
        box.append(server)
        with client.events.stream(after="c0") as stream:
            assert next(iter(stream)).cursor == "c1"
        assert len(server.requests) == 1


async def test_many_waits_at_once_end_together(tape: Tape) -> None:
    """Awaited calls do not queue behind one another's timeouts."""
    box: list[WireServer] = []
    with serving(dripping(box)) as server:
        box.append(server)
        async with AsyncVouAjudar(api_key=KEY, base_url=server.base_url, max_retries=0, timeout=LIMIT) as client:
            started = time.monotonic()
            ended = await asyncio.gather(*(client.health.get() for _ in range(8)), return_exceptions=True)
            assert all(isinstance(reason, errors.APITimeoutError) for reason in ended)
            assert time.monotonic() - started < DONE_AFTER / 3
