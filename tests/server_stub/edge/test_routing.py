"""Paths and methods: what is known, what is not, and what a browser of another origin may send."""

from __future__ import annotations

import pytest

from tests.server_stub.edge.answers import check_answer, check_problem
from tests.server_stub.edge.contract import METHODS, document, operations
from tests.server_stub.edge.world import World

PATHS = {path: {method.upper() for method in item if method in METHODS} for path, item in document()["paths"].items()}

URLS = {operation.path: operation.url for operation in operations().values()}

ALL = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")


@pytest.mark.parametrize("path", PATHS)
async def test_a_method_that_a_path_does_not_have_is_405_with_all_that_it_has(path: str, world: World) -> None:
    for method in ALL:
        if method not in PATHS[path]:
            response = await world.client.request(method, URLS[path])
            assert response.status_code == 405, method
            assert set(response.headers["Allow"].split(", ")) == PATHS[path]
            check_answer(response)
            if method != "HEAD":
                check_problem(response, "method-not-allowed")


@pytest.mark.parametrize("path", PATHS)
async def test_options_says_what_may_be_sent_and_asks_for_no_credential(path: str, world: World) -> None:
    for _ in range(2):
        response = await world.client.options(URLS[path], headers={"Origin": "https://app.example"})
        assert (response.status_code, response.content) == (204, b"")
        check_answer(response, counted=False)
        assert set(response.headers["Access-Control-Allow-Methods"].split(", ")) == PATHS[path]
        allowed = {name.lower() for name in response.headers["Access-Control-Allow-Headers"].split(", ")}
        declared = {p["name"].lower() for o in operations().values() for p in o.parameters if p["in"] == "header"}
        assert allowed >= declared | {"authorization", "x-api-key", "content-type"}
        assert int(response.headers["Access-Control-Max-Age"]) > 0


@pytest.mark.parametrize("path", PATHS)
async def test_a_trailing_slash_is_another_path_that_does_not_exist(path: str, world: World) -> None:
    for method in ("GET", "POST", "OPTIONS"):
        check_problem(await world.client.request(method, URLS[path] + "/"), "not-found")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/v1",
        "/v1/",
        "/v2/batches",
        "/batches",
        "/v1/Batches",
        "/v1//batches",
        "/v1/batches//ready",
        "/v1/batches/a/b/c",
        "/v1/deliveries/del_01J8ZQ4Y7N3V5W6X8Y9Z0A1B2C/steal",
        "/v1/batches/x%2Fready/",
        "/v1/%00",
        "/v1/two words",
        "/favicon.ico",
    ],
)
async def test_an_unknown_path_is_not_found_before_anybody_is_asked_who_they_are(path: str, world: World) -> None:
    body = check_problem(await world.client.get(path), "not-found")
    assert " " not in body["instance"]


async def test_a_fixed_path_goes_before_one_with_a_parameter(world: World) -> None:
    response = await world.client.get("/v1/events/stream", headers={"X-API-Key": "all"})
    assert response.status_code == 200
    assert world.asked[0].method == "stream_events"


async def test_an_id_with_an_encoded_slash_leads_nowhere(world: World) -> None:
    check_problem(
        await world.client.get("/v1/batches/bat_01J8ZQ4Y7N3V5W6X8Y9Z0A1B2C%2F", headers={"X-API-Key": "all"}), "not-found"
    )


@pytest.mark.parametrize("path", ["/openapi.json", "/v1/openapi.json"])
async def test_the_contract_is_served_as_the_bundle_is(path: str, world: World) -> None:
    response = await world.client.get(path)
    check_answer(response)
    assert response.json() == document()
    assert (await world.client.head(path)).status_code == 405


async def test_the_docs_name_every_operation_and_load_nothing_from_elsewhere(world: World) -> None:
    response = await world.client.get("/docs")
    check_answer(response)
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    for operation_id in operations():
        assert f'id="{operation_id}"' in response.text
    assert "http://" not in response.text
    assert "https://" not in response.text
    assert "<script" not in response.text
