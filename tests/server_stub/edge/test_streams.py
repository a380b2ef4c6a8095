"""Answers that are written as they happen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from vouajudar_stub.edge.call import StreamReply

from tests.server_stub.edge.answers import check_answer
from tests.server_stub.edge.world import World


async def test_a_stream_s_chunks_go_out_one_by_one_with_the_headers_of_every_answer(world: World) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b": hello\n\n"
        yield b"id: 7\n\n"

    world.answer = StreamReply(chunks(), {"Cache-Control": "no-store"})
    response = await world.client.get("/v1/events/stream", headers={"X-API-Key": "all"})
    check_answer(response)
    assert response.content == b": hello\n\nid: 7\n\n"
    assert response.headers["Content-Type"] == "text/event-stream"
    assert response.headers["Cache-Control"] == "no-store"
    assert "Content-Length" not in response.headers


def scope() -> dict[str, Any]:
    return {
        "type": "http",
        "method": "GET",
        "path": "/v1/events/stream",
        "raw_path": b"/v1/events/stream",
        "root_path": "",
        "query_string": b"",
        "headers": [(b"x-api-key", b"all")],
        "client": ("127.0.0.1", 1),
    }


@pytest.mark.parametrize("waiting", [True, False])
async def test_a_stream_ends_when_its_reader_has_gone(waiting: bool, world: World) -> None:
    closed = asyncio.Event()
    started = asyncio.Event()

    async def chunks() -> AsyncIterator[bytes]:
        try:
            while True:
                yield b": tick\n\n"
                started.set()
                await (asyncio.Event().wait() if waiting else asyncio.sleep(0))
        finally:
            closed.set()

    async def receive() -> dict[str, Any]:
        await started.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        pass

    world.answer = StreamReply(chunks())
    await asyncio.wait_for(world.app(scope(), receive, send), 10)  # type: ignore[arg-type]
    assert closed.is_set()


async def test_a_stream_that_breaks_is_cut_off_not_ended(world: World) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b": hello\n\n"
        raise RuntimeError("boom")

    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    world.answer = StreamReply(chunks())
    with pytest.raises(RuntimeError, match="boom"):
        await asyncio.wait_for(world.app(scope(), receive, send), 10)  # type: ignore[arg-type]
    assert sent[-1]["more_body"] is True


async def test_a_client_that_leaves_before_its_body_is_whole_is_answered_nothing(world: World) -> None:
    messages = iter([{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}])

    async def receive() -> dict[str, Any]:
        return next(messages)

    async def send(message: dict[str, Any]) -> None:
        raise AssertionError(message)

    half = scope() | {"method": "POST", "path": "/v1/batches"}
    await world.app(half, receive, send)  # type: ignore[arg-type]
    assert world.asked == []
