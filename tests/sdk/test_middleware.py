"""What stands around each attempt, and what answers say about tomorrow."""

from __future__ import annotations

import warnings
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from vouajudar import Answer, AsyncVouAjudar, Attempt, VouAjudar, errors

from .conftest import BASE, KEY, Api, Tape, problem

Example = Callable[[str], Any]


def test_middleware_stands_around_each_attempt_the_first_outermost(api: Api, tape: Tape, example: Example) -> None:
    seen: list[str] = []

    def layer(name: str) -> Callable[[Attempt, Callable[[Attempt], Answer]], Answer]:
        def around(attempt: Attempt, send: Callable[[Attempt], Answer]) -> Answer:
            seen.append(f"{name} {attempt.operation} {attempt.number}")
            attempt.headers["X-Layers"] = attempt.headers.get("X-Layers", "") + name
            answer = send(attempt)
            seen.append(f"{name} {answer.status}")
            return answer

        return around

    api.will(problem(503, "service-unavailable"), httpx.Response(200, json=example("ProducingBatch")))
    client = VouAjudar(
        api_key=KEY, base_url=BASE, http_client=httpx.MockTransport(api), clock=tape, middleware=[layer("a"), layer("b")]
    )
    client.batches.get("bat_1")
    assert seen == [
        "a getBatch 1", "b getBatch 1", "b 503", "a 503",
        "a getBatch 2", "b getBatch 2", "b 200", "a 200",
    ]  # fmt: skip
    assert [request.headers["X-Layers"] for request in api.asked] == ["ab", "ab"]


async def test_awaited_middleware_can_answer_by_itself(api: Api, example: Example) -> None:
    async def chaos(attempt: Attempt, send: Callable[[Attempt], Awaitable[Answer]]) -> Answer:
        if attempt.number == 1:
            raise errors.APIConnectionError("cut", sent=True)
        return await send(attempt)

    api.will(httpx.Response(200, json=example("ProducingBatch")))
    client = AsyncVouAjudar(api_key=KEY, base_url=BASE, http_client=httpx.MockTransport(api), middleware=[chaos], clock=Tape())
    assert (await client.batches.get("bat_1")).quantity == 80


def test_an_attempt_shows_no_credential(api: Api, example: Example) -> None:
    shown: list[str] = []

    def look(attempt: Attempt, send: Callable[[Attempt], Answer]) -> Answer:
        shown.append(repr(attempt))
        return send(attempt)

    api.will(httpx.Response(200, json=example("ProducingBatch")))
    VouAjudar(api_key=KEY, base_url=BASE, http_client=httpx.MockTransport(api), middleware=[look]).batches.get("bat_1")
    assert KEY not in shown[0]


def test_a_deprecated_operation_warns_once_and_names_what_replaces_it(
    client: VouAjudar, api: Api, example: Example, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vouajudar._notices._told", set())
    headers = {
        "Deprecation": "@1790000000",
        "Sunset": "Wed, 31 Mar 2027 00:00:00 GMT",
        "Link": '</v1/batches?limit=1>; rel="next", </v2/batches>; rel="successor-version"',
    }
    api.will(httpx.Response(200, json=example("ProducingBatch"), headers=headers))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        client.batches.get("bat_1")
        client.batches.get("bat_1")
    assert [w.category for w in caught] == [DeprecationWarning]
    said = str(caught[0].message)
    assert said == ("getBatch is deprecated since 2026-09-21; it ends on Wed, 31 Mar 2027 00:00:00 GMT; use /v2/batches instead")


def test_each_call_carries_a_trace_of_its_own_that_its_retries_keep(api: Api, tape: Tape, example: Example) -> None:
    api.will(problem(503, "service-unavailable"), httpx.Response(200, json=example("ProducingBatch")))
    client = VouAjudar(api_key=KEY, base_url=BASE, http_client=httpx.MockTransport(api), clock=tape)
    client.batches.get("bat_1")
    client.batches.get("bat_1")
    first, again, other = (request.headers["traceparent"] for request in api.asked)
    assert first == again != other
    client.batches.get("bat_1", extra_headers={"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"})
    assert api.last.headers["traceparent"].endswith("-01")
