"""What is sent again, and what never is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from vouajudar import Clock, VouAjudar, errors
from vouajudar._steps import pause_before_next

from .conftest import BASE, KEY, Api, Tape, problem

Example = Callable[[str], Any]


@pytest.fixture
def waits(tape: Tape) -> list[float]:
    return tape.slept


@pytest.fixture
def patient(api: Api, tape: Tape) -> Iterator[VouAjudar]:
    with httpx.Client(transport=httpx.MockTransport(api)) as transport:
        yield VouAjudar(api_key=KEY, base_url=BASE, http_client=transport, max_retries=2, clock=tape)


def test_a_create_is_sent_again_with_the_same_key(patient: VouAjudar, api: Api, example: Example, waits: list[float]) -> None:
    api.will(httpx.ReadTimeout("lost"), problem(503, "service-unavailable"), httpx.Response(201, json=example("ProducingBatch")))
    patient.batches.create(provider_location_id="loc_1", product_type="meal", quantity=80)
    assert len(api.asked) == 3
    assert len({r.headers["Idempotency-Key"] for r in api.asked}) == 1
    assert len({r.content for r in api.asked}) == 1
    assert len(waits) == 2


def test_a_post_without_a_key_is_never_sent_twice_once_it_may_have_arrived(patient: VouAjudar, api: Api) -> None:
    for answer in (httpx.ReadTimeout("lost"), problem(503, "service-unavailable"), problem(500, "internal-error")):
        api.asked.clear()
        api.will(answer)
        with pytest.raises(errors.VouAjudarError):
            patient.sandbox.reset()
        assert len(api.asked) == 1


def test_a_request_that_cannot_have_arrived_is_sent_again_even_without_a_key(patient: VouAjudar, api: Api) -> None:
    api.will(httpx.ConnectError("refused"), httpx.Response(204))
    assert patient.sandbox.reset() is None
    assert len(api.asked) == 2


def test_retry_after_is_the_least_that_is_waited(patient: VouAjudar, api: Api, example: Example, waits: list[float]) -> None:
    limited = problem(429, "rate-limited")
    limited.headers["Retry-After"] = "7"
    api.will(limited, httpx.Response(200, json=example("ProducingBatch")))
    patient.batches.get("bat_1")
    assert 7 <= waits[0] <= 8


@pytest.mark.parametrize(
    ("status", "slug"),
    [
        (409, "invalid-state"),
        (429, "handover-locked"),
        (404, "not-found"),
        (422, "validation-error"),
        (412, "precondition-failed"),
    ],
)
def test_an_answer_that_waiting_does_not_change_is_given_at_once(patient: VouAjudar, api: Api, status: int, slug: str) -> None:
    api.will(problem(status, slug))
    with pytest.raises(errors.APIError):
        patient.batches.mark_ready("bat_1")
    assert len(api.asked) == 1


def test_a_call_under_way_elsewhere_is_waited_for(patient: VouAjudar, api: Api, example: Example) -> None:
    api.will(problem(409, "idempotency-in-progress"), httpx.Response(201, json=example("ProducingBatch")))
    patient.batches.create(provider_location_id="loc_1", product_type="meal", quantity=80)
    assert len(api.asked) == 2


def test_the_last_error_is_raised_when_the_tries_are_used_up(patient: VouAjudar, api: Api, waits: list[float]) -> None:
    api.will(problem(503, "service-unavailable"))
    with pytest.raises(errors.ServiceUnavailableError):
        patient.batches.get("bat_1")
    assert (len(api.asked), len(waits)) == (3, 2)


def test_waits_grow_and_are_capped() -> None:
    lost = errors.APIConnectionError("lost", sent=False)
    longest = [max(pause_before_next(lost, attempt, True, Clock()) or 0 for _ in range(400)) for attempt in range(8)]
    assert longest[0] <= 0.5 < longest[2] <= 2
    assert max(longest) <= 8


def test_a_server_that_asks_for_more_patience_than_ours_is_not_waited_for(patient: VouAjudar, api: Api) -> None:
    limited = problem(429, "rate-limited")
    limited.headers["Retry-After"] = "3600"
    api.will(limited)
    with pytest.raises(errors.RateLimitedError):
        patient.batches.get("bat_1")
    assert len(api.asked) == 1


async def test_the_asynchronous_client_follows_the_same_course(api: Api, example: Example, tape: Tape) -> None:
    from vouajudar import AsyncVouAjudar

    api.will(httpx.ReadTimeout("lost"), problem(503, "service-unavailable"), httpx.Response(201, json=example("ProducingBatch")))
    async with httpx.AsyncClient(transport=httpx.MockTransport(api)) as transport:
        client = AsyncVouAjudar(api_key=KEY, base_url=BASE, http_client=transport, max_retries=2, clock=tape)
        await client.batches.create(provider_location_id="loc_1", product_type="meal", quantity=80)
    assert len({r.headers["Idempotency-Key"] for r in api.asked}) == 1
    assert (len(api.asked), len(tape.slept)) == (3, 2)
