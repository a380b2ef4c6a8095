"""A client whose API is a function, and the examples of the contract to answer with."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from vouajudar import AsyncVouAjudar, Clock, VouAjudar

KEY = "va_test_0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BASE = "https://api.example.test/v1"
BUNDLE = Path(__file__).parents[2] / "contracts/bundles/openapi.json"


@pytest.fixture(scope="session")
def bundle() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(BUNDLE.read_text())
    return loaded


@pytest.fixture(scope="session")
def example(bundle: dict[str, Any]) -> Callable[[str], Any]:
    """The value of a named example of the contract, fresh each time."""
    return lambda name: json.loads(json.dumps(bundle["components"]["examples"][name]["value"]))


@dataclass
class Api:
    """Answers from a list, in order, the last one for ever; remembers what it was asked."""

    answers: list[httpx.Response | Exception] = field(default_factory=list)
    asked: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        # A response can be read once; the last one is given again and again.
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    def will(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)

    @property
    def last(self) -> httpx.Request:
        return self.asked[-1]


class Tape(Clock):
    """Lets no time pass, and remembers what it was asked to let pass."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return sum(self.slept)

    def sleep(self, seconds: float, stop: threading.Event) -> None:  # noqa: ARG002
        self.slept.append(seconds)

    async def sleep_async(self, seconds: float) -> None:
        self.slept.append(seconds)


@pytest.fixture
def tape() -> Tape:
    return Tape()


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture
def client(api: Api) -> Iterator[VouAjudar]:
    with httpx.Client(transport=httpx.MockTransport(api)) as transport:
        yield VouAjudar(api_key=KEY, base_url=BASE, http_client=transport, max_retries=0)


@pytest.fixture
async def async_client(api: Api) -> Any:
    async with httpx.AsyncClient(transport=httpx.MockTransport(api)) as transport:
        yield AsyncVouAjudar(api_key=KEY, base_url=BASE, http_client=transport, max_retries=0)


def problem(status: int, slug: str, **more: Any) -> httpx.Response:
    """An answer as the API words its refusals."""
    body = {
        "type": f"https://vouajudar.org/problems/{slug}",
        "title": slug.replace("-", " ").capitalize(),
        "status": status,
        "detail": "Seen in a test.",
        "instance": "/v1/batches",
        "request_id": "rid_01J8ZQ4Y7N3V5W6X8Y9Z0A1B2C",
        **more,
    }
    headers = {"Content-Type": "application/problem+json", "X-Request-Id": "rid_01J8ZQ4Y7N3V5W6X8Y9Z0A1B2C"}
    return httpx.Response(status, json=body, headers=headers)
