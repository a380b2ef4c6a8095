"""Whatever goes wrong behind the ports, the caller gets a problem, and nobody a secret."""

from __future__ import annotations

import logging

import pytest
from starlette.exceptions import HTTPException
from vouajudar_stub.domain.refusal import Refusal, Violation
from vouajudar_stub.edge.call import Reply
from vouajudar_stub.generated.problems import PROBLEMS

from tests.server_stub.edge.answers import check_answer, check_problem
from tests.server_stub.edge.contract import document, operations, problem_witness
from tests.server_stub.edge.test_order_of_problems import Draft
from tests.server_stub.edge.world import World

ME = {"X-API-Key": "all"}


@pytest.mark.parametrize("slug", PROBLEMS)
async def test_every_refusal_of_the_catalogue_is_answered_as_its_schema_says(slug: str, world: World) -> None:
    extra = {name: next(iter(_examples(slug, name))) for name in PROBLEMS[slug].extra}
    world.answer = Refusal(slug, "This time.", extra, errors=[Violation("not_found", "leads nowhere", pointer="/batch_id")])
    response = await world.client.get("/v1/me", headers=ME)
    body = check_problem(response, slug)
    assert body["detail"] == "This time."
    assert body["errors"] == [{"pointer": "/batch_id", "parameter": None, "code": "not_found", "detail": "leads nowhere"}]
    assert body["instance"] == "/v1/me"
    if "Retry-After" in {
        n for o in operations().values() for r in o.responses.values() if slug in r.get("x-problems", []) for n in r["headers"]
    }:
        assert int(response.headers["Retry-After"]) >= 1
    if slug == "precondition-failed":
        assert response.headers["ETag"] == body["current_etag"]


def _examples(slug: str, member: str) -> list[object]:
    """Values that the examples of the contract give an extra member."""
    uri = f"https://vouajudar.org/problems/{slug}"
    return [
        example["value"][member]
        for example in document()["components"]["examples"].values()
        if isinstance(example["value"], dict) and example["value"].get("type") == uri
    ]


async def test_retry_after_is_what_the_refusal_says(world: World) -> None:
    world.answer = Refusal("handover-locked", "Locked.", retry_after=873)
    assert (await world.client.get("/v1/me", headers=ME)).headers["Retry-After"] == "873"


async def test_an_unexpected_exception_is_an_internal_error_with_the_request_id_in_the_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.answer = RuntimeError("boom")
    with caplog.at_level(logging.ERROR):
        body = check_problem(await world.client.get("/v1/me", headers=ME), "internal-error")
    assert "boom" not in str(body)
    (record,) = caplog.records
    assert record.__dict__["request_id"] == body["request_id"]
    assert "boom" in caplog.text


async def test_no_log_holds_a_credential_or_a_body(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.answer = RuntimeError("boom")
    draft = Draft.of(operations()["verifyPickup"])
    with caplog.at_level(logging.DEBUG, logger="vouajudar"):
        await draft.send(world)
        await world.client.get("/v1/me?secret-parameter=1", headers={"Authorization": "Bearer secret-token"})
    text = "".join(f"{record.getMessage()}{record.__dict__}" for record in caplog.records if record.name.startswith("vouajudar"))
    assert "boom" in caplog.text
    for secret in ("secret-token", "483920", draft.headers["X-API-Key"]):
        assert secret not in text


async def test_a_refusal_outside_the_catalogue_is_an_internal_error(world: World) -> None:
    world.answer = Refusal("made-up", "Nobody knows this.")
    check_problem(await world.client.get("/v1/me", headers=ME), "internal-error")


async def test_a_refusal_without_its_extra_member_is_an_internal_error(world: World) -> None:
    world.answer = Refusal("limit-reached", "Twenty keys.")
    check_problem(await world.client.get("/v1/me", headers=ME), "internal-error")


async def test_an_error_of_the_framework_is_a_problem_too(world: World) -> None:
    world.answer = HTTPException(418, "Short and stout.", headers={"X-Kettle": "1"})
    response = await world.client.get("/v1/me", headers=ME)
    check_answer(response)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["X-Kettle"] == "1"
    body = response.json()
    assert (body["type"], body["status"], body["detail"]) == ("about:blank", 418, "Short and stout.")


async def test_a_port_without_a_service_is_not_implemented_and_only_that() -> None:
    world = World(batches=None)
    async with world.client:
        response = await Draft.of(operations()["createBatch"]).send(world)
        check_answer(response)
        assert response.status_code == 501
        assert response.json()["type"] == "https://vouajudar.org/problems/not-implemented"
        check_problem(await world.client.get("/v1/batches"), "unauthenticated")
        assert (await world.client.get("/v1/me", headers=ME)).status_code == 200


async def test_a_reply_goes_out_as_the_service_gave_it(world: World) -> None:
    world.answer = Reply(201, b'{"a":"\xc3\xa9"}', {"Location": "/v1/batches/x", "ETag": '"1"'}, "application/cloudevents+json")
    response = await Draft.of(operations()["createBatch"]).send(world)
    check_answer(response)
    assert response.content == b'{"a":"\xc3\xa9"}'
    assert response.headers["Content-Type"] == "application/cloudevents+json"
    assert response.headers["Content-Length"] == str(len(response.content))
    assert (response.headers["Location"], response.headers["ETag"]) == ("/v1/batches/x", '"1"')


async def test_request_ids_are_the_server_s_own_and_never_the_same(world: World) -> None:
    ids = {
        (await world.client.get("/v1/health", headers={"X-Request-Id": "rid_01J8ZQ4Y7N3V5W6X8Y9Z0A1B2C"})).headers["X-Request-Id"]
        for _ in range(50)
    }
    assert len(ids) == 50
    assert "rid_01J8ZQ4Y7N3V5W6X8Y9Z0A1B2C" not in ids


def test_the_catalogue_of_the_stub_is_the_contract_s() -> None:
    for slug, kind in PROBLEMS.items():
        schema = problem_witness(slug)
        assert kind.type == f"https://vouajudar.org/problems/{slug}"
        assert schema is not None
