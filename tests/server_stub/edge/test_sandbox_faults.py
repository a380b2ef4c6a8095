"""`X-Sandbox-Fault`: failures on purpose, in test mode only, after the caller has been let in."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
import uvicorn
from vouajudar_stub.edge.call import Fault
from vouajudar_stub.edge.connection import Cut, CuttableHttp
from vouajudar_stub.edge.faults import parse_fault

from tests.server_stub.edge.answers import check_answer, check_problem
from tests.server_stub.edge.contract import operations
from tests.server_stub.edge.test_order_of_problems import Draft
from tests.server_stub.edge.world import World, partner

ME = {"X-API-Key": "all"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("status=503", Fault(status=503)),
        ("delay=0", Fault(delay_ms=0)),
        ("delay=30000", Fault(delay_ms=30000)),
        ("drop=before", Fault(drop="before")),
        ("drop=after", Fault(drop="after")),
        ("webhook=duplicate", Fault(webhook="duplicate")),
        ("webhook=reorder", Fault(webhook="reorder")),
        ("status=500", None),
        ("status=200", None),
        ("delay=30001", None),
        ("delay=-1", None),
        ("delay=1.5", None),
        ("delay=٣", None),
        ("drop", None),
        ("drop=now", None),
        ("webhook=lost", None),
        ("status=503, drop=after", None),
        ("STATUS=503", None),
        ("", None),
    ],
)
def test_a_fault_is_one_of_a_few_known_forms(text: str, fault: Fault | None) -> None:
    assert parse_fault(text) == fault


async def test_status_answers_at_once_and_the_port_is_not_asked(world: World) -> None:
    response = await world.client.get("/v1/me", headers=ME | {"X-Sandbox-Fault": "status=503"})
    check_problem(response, "service-unavailable")
    assert response.headers["Retry-After"] == "1"
    assert world.asked == []


async def test_a_malformed_fault_is_named_with_all_else_that_is_wrong(world: World) -> None:
    draft = Draft.of(operations()["createBatch"])
    draft.headers["X-Sandbox-Fault"] = "status=418"
    draft.content = b"{}"
    errors = check_problem(await draft.send(world), "validation-error")["errors"]
    assert {"X-Sandbox-Fault"} == {e["parameter"] for e in errors if e["parameter"]}
    assert {"/quantity", "/product_type", "/provider_location_id"} == {e["pointer"] for e in errors if e["pointer"]}


@pytest.mark.parametrize("fault", ["status=503", "drop=before", "drop=after", "delay=30000", "nonsense"])
async def test_in_live_mode_the_header_means_nothing(fault: str, world: World) -> None:
    world.know("live", partner("live", mode="live"))
    response = await world.client.get("/v1/me", headers={"X-API-Key": "live", "X-Sandbox-Fault": fault})
    assert response.status_code == 200
    assert world.asked[0].call.fault is None


async def test_a_command_takes_its_delay_along_to_the_service(world: World) -> None:
    draft = Draft.of(operations()["createBatch"])
    draft.headers["X-Sandbox-Fault"] = "delay=30000"
    started = time.perf_counter()
    assert (await draft.send(world)).status_code == 200
    assert time.perf_counter() - started < 10
    assert world.asked[0].call.fault == Fault(delay_ms=30000)


async def test_a_query_is_delayed_before_its_port_is_asked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        assert world.asked == []

    monkeypatch.setattr("vouajudar_stub.edge.gate.asyncio.sleep", sleep)
    await world.client.get("/v1/me", headers=ME | {"X-Sandbox-Fault": "delay=1500"})
    assert slept == [1.5]


async def test_webhook_faults_are_for_the_service(world: World) -> None:
    draft = Draft.of(operations()["createBatch"])
    draft.headers["X-Sandbox-Fault"] = "webhook=duplicate"
    assert (await draft.send(world)).status_code == 200
    assert world.asked[0].call.fault == Fault(webhook="duplicate")


@pytest.mark.parametrize(("moment", "asked"), [("before", 0), ("after", 1)])
async def test_in_process_a_dropped_connection_is_an_error(moment: str, asked: int, world: World) -> None:
    with pytest.raises(Cut):
        await world.client.get("/v1/me", headers=ME | {"X-Sandbox-Fault": f"drop={moment}"})
    assert len(world.asked) == asked


class AnnouncingServer(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listens.set()


@pytest_asyncio.fixture
async def server(world: World) -> AsyncIterator[str]:
    """The address of a real server on the world's app."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(world.app, http=CuttableHttp, log_config=None, lifespan="off")
    running = AnnouncingServer(config)
    task = asyncio.create_task(running.serve(sockets=[listener]))
    await asyncio.wait_for(running.listens.wait(), 10)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    running.should_exit = True
    await task


@pytest.mark.parametrize(("moment", "asked"), [("before", 0), ("after", 1)])
async def test_over_http_the_connection_is_closed_without_a_byte(moment: str, asked: int, world: World, server: str) -> None:
    host, port = server.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    request = f"GET /v1/me HTTP/1.1\r\nHost: {host}\r\nX-API-Key: all\r\nX-Sandbox-Fault: drop={moment}\r\n\r\n"
    writer.write(request.encode())
    try:
        received = await asyncio.wait_for(reader.read(), 10)
    except ConnectionResetError:
        received = b""
    writer.close()
    assert received == b""
    assert len(world.asked) == asked


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_command_s_connection_can_be_cut_and_the_server_goes_on(moment: str, world: World, server: str) -> None:
    draft = Draft.of(operations()["createBatch"])
    headers = draft.headers | ME
    async with httpx.AsyncClient(base_url=server) as client:
        with pytest.raises(httpx.TransportError):
            await client.post(draft.url, headers=headers | {"X-Sandbox-Fault": f"drop={moment}"}, content=draft.content)
        response = await client.post(draft.url, headers=headers, content=draft.content)
    assert response.status_code == 200
    check_answer(response)


async def test_over_http_a_head_and_a_304_have_no_body(world: World, server: str) -> None:
    async with httpx.AsyncClient(base_url=server) as client:
        response = await client.head("/v1/me")
        assert (response.status_code, response.content) == (405, b"")
        check_answer(response)


async def test_over_http_a_large_body_is_refused_and_not_read(world: World, server: str) -> None:
    draft = Draft.of(operations()["createBatch"])
    async with httpx.AsyncClient(base_url=server) as client:
        response = await client.post(draft.url, headers=draft.headers | ME, content=b" " * (64 * 1024 + 1))
    check_problem(response, "payload-too-large")
