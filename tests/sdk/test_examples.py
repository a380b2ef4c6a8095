"""The example in every method's docstring runs, sync and async, and sends what the contract allows."""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
from typing import Any

import httpx
import pytest
from vouajudar import AsyncVouAjudar, VouAjudar

from .conftest import BASE, BUNDLE, KEY
from .test_future import follow

DOCUMENT: dict[str, Any] = json.loads(BUNDLE.read_text())
OPERATIONS = {
    operation["operationId"]: (path, method, operation)
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
}


def example_of(method: Any) -> str:
    text = inspect.getdoc(method) or ""
    return textwrap.dedent(text.partition("Example:\n")[2])


def answer(identifier: str) -> httpx.Response:
    operation = OPERATIONS[identifier][2]
    for status, written in operation["responses"].items():
        response = follow(DOCUMENT, written)
        for media_type, media in response.get("content", {}).items():
            value = follow(DOCUMENT, next(iter(media["examples"].values())))["value"]
            content = value if isinstance(value, str) else json.dumps(value)
            return httpx.Response(int(status), content=content, headers={"Content-Type": media_type})
        return httpx.Response(int(status))
    raise AssertionError(identifier)


def expected(identifier: str) -> tuple[str, int]:
    path, method, _ = OPERATIONS[identifier]
    return method.upper(), path.count("/")


@pytest.mark.parametrize("identifier", OPERATIONS)
def test_the_example_runs(identifier: str) -> None:
    resource, verb = OPERATIONS[identifier][2]["x-sdk"].split(".")
    asked: list[httpx.Request] = []

    def serve(request: httpx.Request) -> httpx.Response:
        if identifier == "streamEvents" and request.url.path == "/v1/events":
            return answer("listEvents")  # where a stream begins is asked of the feed
        asked.append(request)
        return answer(identifier)

    with httpx.Client(transport=httpx.MockTransport(serve)) as transport:
        client = VouAjudar(api_key=KEY, base_url=BASE, http_client=transport)
        code = example_of(getattr(getattr(client, resource), verb))
        assert code, "no example"
        exec(compile(code, identifier, "exec"), {"client": client})  # noqa: S102  # our own docstring
    method, slashes = expected(identifier)
    assert [r.method for r in asked] == [method]
    assert asked[0].url.path.removeprefix("/v1").count("/") == slashes


@pytest.mark.parametrize("identifier", OPERATIONS)
async def test_the_asynchronous_example_runs(identifier: str) -> None:
    resource, verb = OPERATIONS[identifier][2]["x-sdk"].split(".")
    asked: list[httpx.Request] = []

    def serve(request: httpx.Request) -> httpx.Response:
        if identifier == "streamEvents" and request.url.path == "/v1/events":
            return answer("listEvents")  # where a stream begins is asked of the feed
        asked.append(request)
        return answer(identifier)

    async with httpx.AsyncClient(transport=httpx.MockTransport(serve)) as transport:
        client = AsyncVouAjudar(api_key=KEY, base_url=BASE, http_client=transport)
        code = example_of(getattr(getattr(client, resource), verb))
        compiled = compile(code, identifier, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        await eval(compiled, {"client": client})  # noqa: S307  # our own docstring
    assert [r.method for r in asked] == [expected(identifier)[0]]
