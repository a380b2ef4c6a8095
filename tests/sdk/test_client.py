"""The shape of the client: raw and asynchronous twins, pages, streams, what the package offers."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Callable
from importlib import metadata
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
import pytest
import vouajudar
from vouajudar import ApiResponse, AsyncVouAjudar, VouAjudar, models

from .conftest import BASE, KEY, Api, problem

Example = Callable[[str], Any]
PACKAGE = Path(vouajudar.__file__).parent
SSE = (
    b": heartbeat\n\n"
    b'id: c1\nevent: org.vouajudar.batch.ready.v1\ndata: {"a":\ndata: 1}\n\n'
    b"retry: 10\nunknown: x\n\n"
    b"id: c2\r\nevent: org.vouajudar.batch.created.v1\r\ndata:{}\r\n\r\n"
    b"id: c3\ndata: cut off"
)


def test_the_raw_twin_gives_the_whole_answer(client: VouAjudar, api: Api, example: Example) -> None:
    batch = example("ProducingBatch")
    api.will(httpx.Response(201, json=batch, headers={"ETag": '"1"', "X-Request-Id": "rid_1", "Location": "/v1/batches/b"}))
    answer = client.batches.with_response.create(provider_location_id="loc_1", product_type="meal", quantity=80)
    assert isinstance(answer, ApiResponse)
    assert (answer.status, answer.etag, answer.request_id, answer.headers["location"]) == (201, '"1"', "rid_1", "/v1/batches/b")
    assert isinstance(answer.body, models.Batch)
    assert answer.json() == batch
    assert answer.content == httpx.Response(200, json=batch).content
    assert isinstance(client.batches.get("bat_1"), models.Batch), "the plain method is not changed by its twin"


async def test_the_asynchronous_twin_gives_the_same(async_client: AsyncVouAjudar, api: Api, example: Example) -> None:
    api.will(httpx.Response(200, json=example("ProducingBatch")))
    batch = await async_client.batches.get("bat_1")
    answer = await async_client.batches.with_response.get("bat_1")
    assert isinstance(batch, models.Batch)
    assert answer.body == batch
    api.will(problem(404, "not-found"))
    with pytest.raises(vouajudar.errors.NotFoundError):
        await async_client.batches.get("bat_1")


def pages(api: Api, example: Example) -> list[str]:
    items = [example("ProducingBatch") | {"id": f"bat_01J8ZQ4Y7N3V5W6X8Y9Z0A1B{n}C"} for n in range(10, 15)]
    api.will(
        httpx.Response(200, json={"items": items[:2], "next_cursor": "c,1"}),
        httpx.Response(200, json={"items": items[2:4], "next_cursor": "c2"}),
        httpx.Response(200, json={"items": items[4:], "next_cursor": None}),
    )
    return [item["id"] for item in items]


def test_a_page_gives_its_items_and_goes_on_by_itself_with_the_same_filters(
    client: VouAjudar, api: Api, example: Example
) -> None:
    wanted = pages(api, example)
    page = client.batches.list(status=["ready"], limit=2)
    assert ([item.id for item in page.items], page.next_cursor, len(page)) == (wanted[:2], "c,1", 2)
    assert len(api.asked) == 1, "nothing is fetched before it is needed"
    assert [item.id for item in page] == wanted
    assert [r.url.query for r in api.asked] == [
        b"status=ready&limit=2",
        b"status=ready&limit=2&cursor=c,1",
        b"status=ready&limit=2&cursor=c2",
    ]
    assert client.batches.list().next_page() is None


async def test_an_asynchronous_page_goes_on_too(async_client: AsyncVouAjudar, api: Api, example: Example) -> None:
    wanted = pages(api, example)
    page = await async_client.batches.list(limit=2)
    assert [item.id async for item in page] == wanted


def test_the_raw_twin_of_a_list_holds_a_page_that_goes_on(client: VouAjudar, api: Api, example: Example) -> None:
    wanted = pages(api, example)
    answer = client.batches.with_response.list(limit=2)
    assert answer.status == 200
    assert [item.id for item in answer.body] == wanted


def test_a_stream_gives_each_whole_frame_with_its_cursor(client: VouAjudar, api: Api) -> None:
    api.will(httpx.Response(200, content=SSE, headers={"Content-Type": "text/event-stream"}))
    with client.events.stream(types=["batch.*"], after="c0") as stream:
        frames = [(frame.cursor, frame.type, frame.data) for frame in islice(stream, 2)]
    assert frames == [
        ("c1", "org.vouajudar.batch.ready.v1", '{"a":\n1}'),
        ("c2", "org.vouajudar.batch.created.v1", "{}"),
    ]
    assert api.last.headers["Accept"] == "text/event-stream"


async def test_an_asynchronous_stream_gives_typed_events(async_client: AsyncVouAjudar, api: Api, bundle: dict[str, Any]) -> None:
    values = [e["value"] for e in bundle["components"]["examples"].values() if isinstance(e.get("value"), dict)]
    event = next(value for value in values if value.get("type") == "org.vouajudar.batch.ready.v1")
    data = httpx.Response(200, json=event).content
    api.will(httpx.Response(200, content=b"id: c1\nevent: t\ndata: " + data + b"\n\n"))
    async with await async_client.events.stream(after="c0") as stream:
        frames = [await anext(aiter(stream))]
    assert [frame.cursor for frame in frames] == ["c1"]
    assert isinstance(frames[0].event, models.BatchReadyEvent)


def test_a_refused_stream_is_an_error_like_any_other(client: VouAjudar, api: Api) -> None:
    api.will(problem(410, "cursor-expired", earliest_cursor="c9"))
    with pytest.raises(vouajudar.errors.CursorExpiredError) as raised:
        client.events.stream(after="old")
    assert raised.value.earliest_cursor == "c9"


def test_what_has_no_body_gives_none(client: VouAjudar, api: Api) -> None:
    api.will(httpx.Response(204))
    assert client.sandbox.reset() is None
    assert client.sandbox.with_response.reset().status == 204


def test_both_kinds_of_client_have_the_same_resources_and_methods() -> None:
    def methods(kind: Any, instance: Any) -> dict[str, list[str]]:
        resources = [name for name, value in vars(kind).items() if isinstance(value, property)]
        return {name: sorted(m for m in dir(getattr(instance, name)) if not m.startswith("_")) for name in resources}

    plain, waiting = VouAjudar(api_key=KEY, base_url=BASE), AsyncVouAjudar(api_key=KEY, base_url=BASE)
    assert methods(VouAjudar, plain) == methods(AsyncVouAjudar, waiting)
    for name in methods(VouAjudar, plain):
        for verb in methods(VouAjudar, plain)[name]:
            if verb == "with_response":
                continue
            one, other = getattr(getattr(plain, name), verb), getattr(getattr(waiting, name), verb)
            assert inspect.signature(one).parameters == inspect.signature(other).parameters
            if verb in ("wait", "iterate"):
                continue  # of many calls: there is no one answer around the result
            assert inspect.iscoroutinefunction(other)
            assert hasattr(getattr(plain, name).with_response, verb)


def test_the_package_offers_exactly_what_it_says() -> None:
    assert set(vouajudar.__all__) == {
        "NOT_GIVEN", "Answer", "ApiResponse", "AsyncEventStream", "AsyncPage", "AsyncVouAjudar", "Attempt", "Clock", "ETagCache",
        "EventStream", "NotGiven", "NotModified", "Page", "RateLimit", "StreamedEvent", "VouAjudar", "VouAjudarError",
        "__version__", "errors", "reapply", "reapply_async",
    }  # fmt: skip
    assert all(hasattr(vouajudar, name) for name in vouajudar.__all__)
    assert (PACKAGE / "py.typed").is_file()


def test_a_client_is_made_without_loading_pydantic_or_any_model() -> None:
    code = (
        "import sys, vouajudar\n"
        "client = vouajudar.VouAjudar(api_key='x'); client.batches; client.events\n"
        "print([m for m in sys.modules if m.startswith(('pydantic', 'vouajudar.models', 'asyncio'))])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_to_read_batches_does_not_load_the_models_of_events() -> None:
    code = "import sys; from vouajudar.models import Batch; print('vouajudar.models.events' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "False"


def test_an_unknown_model_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="Moon"):
        _ = models.Moon  # type: ignore[attr-defined]


def test_the_sdk_needs_httpx_and_pydantic_and_nothing_else() -> None:
    needed: set[str] = set()
    extras = {PACKAGE / "aiohttp.py", PACKAGE / "opentelemetry.py"}
    for file in set(PACKAGE.rglob("*.py")) - extras:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                needed |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                needed.add(node.module.partition(".")[0])
    outside = needed - set(sys.stdlib_module_names) - {"vouajudar"}
    of_httpx = {re.match(r"[A-Za-z0-9_]+", need)[0] for need in metadata.requires("httpx") or () if "extra ==" not in need}
    assert outside <= {"httpx", "pydantic", "typing_extensions"} | (of_httpx & {"httpcore", "anyio"}), "or what comes with them"
