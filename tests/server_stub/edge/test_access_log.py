"""What the log says of requests: one line about each, from which nobody learns a secret."""

from __future__ import annotations

import io
import json
import os
from typing import Any

import pytest
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.edge.access_log import AccessLog
from vouajudar_stub.edge.connection import Cut
from vouajudar_stub.logs import WHOLE, Lines

from tests.server_stub.edge.contract import ULID
from tests.server_stub.edge.world import World, partner


class Desk:
    """A world whose access log is read."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        self.lines = Lines(self.stream)
        self.world = World(access=AccessLog(self.lines))
        self.client = self.world.client

    def read(self) -> list[dict[str, Any]]:
        self.lines.flush()
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_every_answer_has_a_line_with_its_operation_status_time_caller_and_request_id(desk: Desk) -> None:
    answer = await desk.client.get(f"/v1/batches/bat_{ULID}", headers={"X-API-Key": "all"})
    (line,) = desk.read()
    assert line.pop("time").endswith("Z")
    assert 0 < line.pop("ms") < 10_000
    assert line == {
        "level": "info",
        "logger": "vouajudar.access",
        "message": "answered",
        "method": "GET",
        "operation": "getBatch",
        "status": 200,
        "problem": None,
        "request_id": answer.headers["X-Request-Id"],
        "partner_id": partner().id,
        "pid": os.getpid(),
    }


async def test_a_refusal_is_named_by_its_problem_and_an_unknown_caller_by_nothing(desk: Desk) -> None:
    desk.world.answer = Refusal("not-found", "There is none.")
    await desk.client.get(f"/v1/batches/bat_{ULID}", headers={"X-API-Key": "all"})
    await desk.client.get("/v1/me")
    await desk.client.get("/v1/nowhere", headers={"X-API-Key": "all"})
    told = [(line["operation"], line["status"], line["problem"], line["partner_id"]) for line in desk.read()]
    assert told == [
        ("getBatch", 404, "not-found", partner().id),
        ("getCurrentPartner", 401, "unauthenticated", None),
        (None, 404, "not-found", None),
    ]


async def test_path_query_headers_and_bodies_stand_in_no_line(desk: Desk) -> None:
    secret = "va_test_0123456789abcdef0123456789abcdef"
    await desk.client.get(f"/v1/batches/{secret}", params={"cursor": secret}, headers={"X-API-Key": secret})
    await desk.client.post("/v1/batches", json={"description": secret}, headers={"X-API-Key": "all", "traceparent": secret})
    await desk.client.get(f"/{secret}")
    assert len(desk.read()) == 3
    assert secret not in desk.stream.getvalue()


async def test_a_connection_that_is_cut_has_a_line_without_a_status(desk: Desk) -> None:
    with pytest.raises(Cut):
        await desk.client.get("/v1/me", headers={"X-API-Key": "all", "X-Sandbox-Fault": "drop=before"})
    (line,) = desk.read()
    assert (line["message"], line["status"], line["operation"]) == ("not answered", None, "getCurrentPartner")


async def test_a_stream_has_its_line_when_it_ends(desk: Desk) -> None:
    answer = await desk.client.get("/v1/events/stream", headers={"X-API-Key": "all"})
    (line,) = desk.read()
    assert (line["operation"], line["status"], line["request_id"]) == ("streamEvents", 200, answer.headers["X-Request-Id"])


async def test_lines_are_written_a_moment_later_in_pieces_that_stay_whole() -> None:
    class Pipe(io.StringIO):
        def __init__(self) -> None:
            super().__init__()
            self.pieces: list[str] = []

        def write(self, text: str, /) -> int:
            self.pieces.append(text)
            return len(text)

    pipe = Pipe()
    lines = Lines(pipe)
    for number in range(100):
        lines.write({"number": number, "filling": "x" * 100})
    assert pipe.pieces == []
    lines.flush()
    assert len(pipe.pieces) > 1
    assert all(len(piece) <= WHOLE and piece.endswith("\n") for piece in pipe.pieces)
    assert [json.loads(line)["number"] for line in "".join(pipe.pieces).splitlines()] == list(range(100))
