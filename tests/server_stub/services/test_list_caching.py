"""No cache stands between a caller and a list: what was written a moment ago is in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from vouajudar_stub.assembly import assembled
from vouajudar_stub.settings import Settings

from tests.server_stub.edge.contract import follow, operations

PAGES = {
    operation.id: operation.path
    for operation in operations().values()
    if "Cache-Control" in operation.responses.get(200, {}).get("headers", {})
    and follow(operation.responses[200]["headers"]["Cache-Control"])["schema"]["const"] == "private, no-cache"
}


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with assembled(Settings(sandbox=True, log_level="error")) as server:
        key = {"X-API-Key": server.partners[0][1].api_key}
        transport = httpx.ASGITransport(server.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://stub.test/v1", headers=key) as client:
            yield client


async def _made(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> str:
    answer = await client.post(path, json=body, headers={"Idempotency-Key": "list-caching-0001"})
    assert answer.status_code == 201, answer.text
    id_: str = answer.json()["id"]
    return id_


async def test_every_list_says_that_it_is_the_caller_s_alone_and_is_to_be_asked_for_again(client: httpx.AsyncClient) -> None:
    places = (await client.get("/locations?limit=100")).json()["items"]
    shelter = next(place["id"] for place in places if place["name"] == "Abrigo Ginasio Menino Deus")
    item = {"product_type": "meal", "name": "Lunch", "unit": "meal", "quantity": 20}
    ids = {
        "{resource_request_id}": await _made(client, "/resource-requests", {"location_id": shelter, "items": [item]}),
        "{webhook_endpoint_id}": await _made(
            client, "/webhook-endpoints", {"url": "https://example.org/hooks", "event_types": ["batch.*"]}
        ),
    }
    assert len(PAGES) == 10
    for operation, path in PAGES.items():
        for name, value in ids.items():
            path = path.replace(name, value)  # noqa: PLW2901 - the path with its ids
        answer = await client.get(path)
        assert (answer.status_code, answer.headers.get_list("Cache-Control")) == (200, ["private, no-cache"]), operation
        assert "ETag" not in answer.headers


async def test_only_lists_say_so(client: httpx.AsyncClient) -> None:
    assert "Cache-Control" not in (await client.get("/me")).headers
