"""What the API says about its limits, and the pause before a call that would exceed them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from vouajudar import RateLimit, VouAjudar, errors
from vouajudar._limits import rate_limit_of

from .conftest import BASE, KEY, Api, Tape, problem

Example = Callable[[str], Any]


def limited(body: Any, policy: str, left: int, seconds: int) -> httpx.Response:
    quota = {"reads": 600, "writes": 120}[policy]
    headers = {"RateLimit": f'"{policy}";r={left};t={seconds}', "RateLimit-Policy": f'"{policy}";q={quota};w=60'}
    return httpx.Response(200, json=body, headers=headers)


def test_every_answer_and_every_error_tells_the_state_it_counted_against(client: VouAjudar, api: Api, example: Example) -> None:
    api.will(limited(example("ProducingBatch"), "reads", 599, 60))
    assert client.batches.with_response.get("bat_1").rate_limit == RateLimit("reads", 599, 60, 600, 60)
    refused = problem(404, "not-found")
    refused.headers["RateLimit"] = '"reads";r=3;t=9'
    api.will(refused)
    with pytest.raises(errors.NotFoundError) as raised:
        client.batches.get("bat_1")
    assert raised.value.rate_limit == RateLimit("reads", 3, 9, None, None)


@pytest.mark.parametrize("header", [None, "", "reads;r=1;t=2", '"reads"', '"reads";r=1', '"reads";r=x;t=2'])
def test_a_header_that_cannot_be_read_is_no_state(header: str | None) -> None:
    assert rate_limit_of(header, None) is None


def test_a_paced_client_waits_for_the_next_window_instead_of_a_429(api: Api, tape: Tape, example: Example) -> None:
    client = VouAjudar(api_key=KEY, base_url=BASE, http_client=httpx.MockTransport(api), pace=True, clock=tape)
    api.will(limited(example("ProducingBatch"), "reads", 1, 40))
    client.batches.get("bat_1")
    api.will(limited(example("ProducingBatch"), "reads", 0, 40))
    client.batches.get("bat_1")
    assert tape.slept == []
    client.batches.get("bat_1")
    assert tape.slept == [40]


def test_reads_do_not_wait_for_writes(api: Api, tape: Tape, example: Example) -> None:
    client = VouAjudar(api_key=KEY, base_url=BASE, http_client=httpx.MockTransport(api), pace=True, clock=tape)
    api.will(limited(example("ProducingBatch"), "writes", 0, 40))
    client.batches.mark_ready("bat_1")
    client.batches.get("bat_1")
    assert tape.slept == []
    client.batches.mark_ready("bat_1")
    assert tape.slept == [40]


def test_a_pause_that_the_deadline_does_not_allow_is_a_timeout(api: Api, tape: Tape, example: Example) -> None:
    client = VouAjudar(api_key=KEY, base_url=BASE, http_client=httpx.MockTransport(api), pace=True, clock=tape)
    api.will(limited(example("ProducingBatch"), "reads", 0, 40))
    client.batches.get("bat_1")
    with pytest.raises(errors.APITimeoutError, match="nothing has reached the API") as late:
        client.batches.get("bat_1", total_timeout=30)
    assert (late.value.sent, len(api.asked)) == (False, 1)


def test_without_pacing_nothing_waits(api: Api, tape: Tape, example: Example) -> None:
    client = VouAjudar(api_key=KEY, base_url=BASE, http_client=httpx.MockTransport(api), clock=tape)
    api.will(limited(example("ProducingBatch"), "reads", 0, 40))
    for _ in range(3):
        client.batches.get("bat_1")
    assert tape.slept == []
