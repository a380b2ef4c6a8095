"""The answers of an operation that is to go say so, all of them, and no other operation's do."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest
from vouajudar_stub import app as wiring
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.generated import operations
from vouajudar_stub.generated.routes import handlers

from tests.server_stub.edge.contract import ULID
from tests.server_stub.edge.world import World

NOTICES = (("Deprecation", "@1798761600"), ("Sunset", "Sat, 01 Jan 2028 06:04:05 GMT"))


@pytest.fixture
def going(monkeypatch: pytest.MonkeyPatch) -> World:
    """A world where getBatch and streamEvents are to go."""
    leaving = {operations.GET_BATCH.id, operations.STREAM_EVENTS.id}
    monkeypatch.setattr(
        wiring,
        "handlers",
        lambda gate, ports: [
            (replace(operation, notices=NOTICES) if operation.id in leaving else operation, handler)
            for operation, handler in handlers(gate, ports)
        ],
    )
    return World()


def _notices(answer: httpx.Response) -> tuple[str | None, str | None]:
    return answer.headers.get("Deprecation"), answer.headers.get("Sunset")


async def test_a_success_a_refusal_and_an_error_of_ours_say_that_the_operation_is_to_go(going: World) -> None:
    path, key = f"/v1/batches/bat_{ULID}", {"X-API-Key": "all"}
    answers = [await going.client.get(path, headers=key), await going.client.get(path)]
    going.answer = Refusal("not-found", "There is none.")
    answers.append(await going.client.get(path, headers=key))
    going.answer = RuntimeError("a bug of ours")
    answers.append(await going.client.get(path, headers=key))
    assert [answer.status_code for answer in answers] == [200, 401, 404, 500]
    assert {_notices(answer) for answer in answers} == {("@1798761600", "Sat, 01 Jan 2028 06:04:05 GMT")}


async def test_a_stream_says_so_too(going: World) -> None:
    answer = await going.client.get("/v1/events/stream", headers={"X-API-Key": "all"})
    assert (answer.status_code, _notices(answer)[0]) == (200, "@1798761600")


async def test_other_operations_say_nothing_of_the_kind(going: World) -> None:
    for path in ("/v1/me", "/v1/batches", "/v1/nowhere"):
        assert _notices(await going.client.get(path, headers={"X-API-Key": "all"})) == (None, None)
