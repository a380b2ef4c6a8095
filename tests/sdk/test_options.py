"""What a call and a client can be told, and what is refused at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import httpx
import httpx2
import pytest
from vouajudar import AsyncVouAjudar, Clock, VouAjudar, VouAjudarError, errors

from .conftest import BASE, KEY, Api, Tape, problem

Example = Callable[[str], Any]


def test_a_misspelt_argument_is_refused_before_anything_is_sent(client: VouAjudar, api: Api) -> None:
    misspelt: dict[str, Any] = {"allergenes": ["soy"]}
    with pytest.raises(TypeError, match="createBatch takes no argument 'allergenes'"):
        client.batches.create(provider_location_id="loc_1", product_type="meal", quantity=80, **misspelt)
    assert api.asked == []


def test_options_of_a_call_go_before_those_of_the_client(api: Api, tape: Tape) -> None:
    api.will(problem(503, "service-unavailable"))
    with httpx.Client(transport=httpx.MockTransport(api)) as transport:
        client = VouAjudar(api_key=KEY, base_url=BASE, http_client=transport, max_retries=0, clock=tape)
        with pytest.raises(errors.ServiceUnavailableError):
            client.me.get(max_retries=3, extra_headers={"X-Sandbox-Fault": "status=503"}, timeout=1.5)
    assert len(api.asked) == 4
    assert api.last.headers["X-Sandbox-Fault"] == "status=503"
    assert api.last.extensions["timeout"]["read"] == 1.5


def test_with_options_changes_a_copy_over_the_same_connections(client: VouAjudar, api: Api, example: Example) -> None:
    api.will(httpx.Response(200, json=example("ProducingBatch")))
    with client.with_options(extra_headers={"X-Trace": "a"}).with_options(timeout=2) as changed:
        changed.batches.get("bat_1")
        assert api.last.headers["X-Trace"] == "a"
        assert api.last.extensions["timeout"]["read"] == 2
    client.batches.get("bat_1")
    assert "X-Trace" not in api.last.headers


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ({"max_retries": -1}, "max_retries must be 0 or more"),
        ({"timeout": 0}, "timeout must be more than 0"),
        ({"total_timeout": 0}, "total_timeout must be more than 0"),
        ({"api_key": "va_test_1\n"}, "line break"),
        ({"base_url": "https://user:pass@host/v1"}, "no credentials"),
        ({"client_id": "me"}, "not both"),
    ],
)
def test_a_client_that_cannot_work_is_not_made(argument: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        VouAjudar(**{"api_key": KEY, "base_url": BASE} | argument)


def test_something_that_cannot_send_is_refused_when_the_client_is_made() -> None:
    nonsense: Any = object()
    with pytest.raises(TypeError, match="http_client must be a client of httpx"):
        VouAjudar(api_key=KEY, http_client=nonsense)


def test_a_transport_will_do_instead_of_a_client(api: Api, example: Example) -> None:
    api.will(httpx.Response(200, json=example("ProducingBatch")))
    client = VouAjudar(api_key=KEY, base_url=BASE, http_client=httpx.MockTransport(api))
    assert client.batches.get("bat_1").quantity == 80


def test_clients_and_transports_of_httpx2_will_do_too(example: Example) -> None:
    asked: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.path)
        if len(asked) == 1:
            raise httpx2.ReadTimeout("lost")
        return httpx2.Response(200, json=example("ProducingBatch"))

    transport: Any = httpx2.MockTransport(answer)
    with httpx2.Client(transport=transport, trust_env=False) as given:
        for http_client in (transport, given):
            asked.clear()
            client = VouAjudar(api_key=KEY, base_url=BASE, http_client=http_client, clock=Tape())
            assert client.batches.get("bat_1").quantity == 80
            assert len(asked) == 2


def test_closing_a_client_ends_the_waits_of_its_other_threads(api: Api) -> None:
    api.will(problem(429, "rate-limited"))
    api.answers[0].headers["Retry-After"] = "50"  # type: ignore[union-attr]
    client = VouAjudar(api_key=KEY, base_url=BASE, http_client=httpx.MockTransport(api))
    asked = threading.Event()
    ended: list[BaseException] = []

    def wait() -> None:
        asked.set()
        try:
            client.me.get()
        except VouAjudarError as reason:
            ended.append(reason)

    thread = threading.Thread(target=wait)
    thread.start()
    asked.wait()
    client.close()
    thread.join(timeout=10)
    assert not thread.is_alive()
    assert "closed" in str(ended[0])


async def test_cancelling_a_task_ends_its_wait(api: Api) -> None:
    import asyncio

    api.will(problem(429, "rate-limited"))
    api.answers[0].headers["Retry-After"] = "50"  # type: ignore[union-attr]
    sleeping = asyncio.Event()

    class Asleep(Clock):
        async def sleep_async(self, seconds: float) -> None:
            sleeping.set()
            await super().sleep_async(seconds)

    client = AsyncVouAjudar(api_key=KEY, base_url=BASE, http_client=httpx.MockTransport(api), clock=Asleep())
    task = asyncio.create_task(client.me.get())
    await sleeping.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
