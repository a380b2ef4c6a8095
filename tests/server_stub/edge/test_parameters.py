"""Query parameters and headers: what is read from them, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server_stub.edge.answers import check_problem, places
from tests.server_stub.edge.contract import operations
from tests.server_stub.edge.test_order_of_problems import Draft
from tests.server_stub.edge.world import World

REFUSED = [
    # operation, query, (parameter, code)
    ("listBatches", "limit=0", ("limit", "minimum")),
    ("listBatches", "limit=101", ("limit", "maximum")),
    ("listBatches", "limit=5.0", ("limit", "type")),
    ("listBatches", "limit=%2B5", ("limit", "type")),
    ("listBatches", "limit=+5", ("limit", "type")),
    ("listBatches", "limit=05", ("limit", "type")),
    ("listBatches", "limit=1e1", ("limit", "type")),
    ("listBatches", "limit=-5", ("limit", "minimum")),
    ("listBatches", "limit=", ("limit", "type")),
    ("listBatches", "limit", ("limit", "type")),
    ("listBatches", "limit=true", ("limit", "type")),
    ("listBatches", "limit=%D9%A5", ("limit", "type")),
    ("listBatches", f"limit={'9' * 5000}", ("limit", "type")),
    ("listBatches", "limit=5&limit=5", ("limit", "repeated_parameter")),
    ("listBatches", "limit=5&limit=6", ("limit", "repeated_parameter")),
    ("listBatches", "Limit=5", ("Limit", "unknown_parameter")),
    ("listBatches", "offset=5", ("offset", "unknown_parameter")),
    ("listBatches", "=5", ("?", "unknown_parameter")),
    ("listBatches", "a%00b=5", ("a\N{REPLACEMENT CHARACTER}b", "unknown_parameter")),
    ("listBatches", "%FF=5", ("?", "unknown_parameter")),
    ("listBatches", "status=ready,done", ("status", "enum")),
    ("listBatches", "status=ready,ready", ("status", "unique_items")),
    ("listBatches", "status=ready,", ("status", "enum")),
    ("listBatches", "status=", ("status", "min_items")),
    ("listBatches", "status=ready&status=producing", ("status", "repeated_parameter")),
    ("listBatches", "product_type=soup", ("product_type", "enum")),
    ("listBatches", "city_id=Porto%20Alegre", ("city_id", "pattern")),
    ("listBatches", "city_id=%FF", ("city_id", "malformed")),
    ("listBatches", "organization_id=loc_01J8ZQ4Y7N3V5W6X8Y9Z0A1B2C", ("organization_id", "pattern")),
    ("listBatches", "updated_since=2026-05-14", ("updated_since", "pattern")),
    ("listBatches", "updated_since=2026-02-30T00:00:00Z", ("updated_since", "format")),
    ("listBatches", "near=-30.0346,%20-51.2177", ("near", "pattern")),
    ("listBatches", "near=91,0", ("near", "pattern")),
    ("listBatches", "near=0,180.0000001", ("near", "pattern")),
    ("listBatches", "near=-30.0346,-51.2177&radius_m=99", ("radius_m", "minimum")),
    ("listBatches", f"cursor={'x' * 513}", ("cursor", "max_length")),
    ("listDeliveries", "batch_id=7", ("batch_id", "pattern")),
    ("listEvents", "wait=31", ("wait", "maximum")),
    ("listEvents", "types=batch", ("types", "pattern")),
    ("getImpactSummary", "days=367", ("days", "maximum")),
    ("getBatch", "expand=1", ("expand", "unknown_parameter")),
    ("markBatchReady", "force=true", ("force", "unknown_parameter")),
    ("resetSandbox", "really=yes", ("really", "unknown_parameter")),
]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: f"{case[0]}?{case[1][:40]}")
async def test_a_query_that_breaks_its_schema_is_refused(case: tuple[str, str, tuple[str, str]], world: World) -> None:
    operation_id, query, place = case
    draft = Draft.of(operations()[operation_id])
    draft.url += f"?{query}"
    assert place in places(check_problem(await draft.send(world), "validation-error"))
    assert world.asked == []


READ: list[tuple[str, str, dict[str, Any]]] = [
    ("listBatches", "", {"limit": 20, "cursor": None, "status": None, "near": None, "radius_m": 10000, "min_available": None}),
    ("listBatches", "limit=5", {"limit": 5}),
    ("listBatches", "&limit=5&", {"limit": 5}),
    ("listBatches", "status=ready,in_delivery", {"status": ["ready", "in_delivery"]}),
    ("listBatches", "status=ready%2Cin_delivery", {"status": ["ready", "in_delivery"]}),
    ("listBatches", "product_type=meal", {"product_type": ["meal"]}),
    ("listBatches", "near=-30.0346,-51.2177&radius_m=100000", {"near": "-30.0346,-51.2177", "radius_m": 100000}),
    ("listBatches", "updated_since=2026-05-14T14:30:00%2B03:00", {"updated_since": "2026-05-14T14:30:00+03:00"}),
    ("listEvents", "types=batch.*,delivery.picked_up", {"types": ["batch.*", "delivery.picked_up"]}),
    ("listEvents", "", {"after": "earliest", "types": None, "wait": 0, "limit": 20}),
    ("listEvents", "after=a+b%2Bc%20d", {"after": "a b+c d"}),
    ("streamEvents", "", {"after": "latest", "types": None, "last_event_id": None}),
]


@pytest.mark.parametrize("case", READ, ids=lambda case: f"{case[0]}?{case[1][:40]}")
async def test_a_query_reaches_the_port_typed_and_with_its_defaults(case: Any, world: World) -> None:
    operation_id, query, values = case
    draft = Draft.of(operations()[operation_id])
    draft.url += f"?{query}"
    assert (await draft.send(world)).status_code == 200
    named = dict(world.asked[0].named)
    assert {name: named[name] for name in values} == values
    assert [type(named[name]) for name in values] == [type(value) for value in values.values()]


BAD_HEADERS = [
    ("updateBatch", "If-Match", "3"),
    ("updateBatch", "If-Match", 'W/"3"'),
    ("updateBatch", "If-Match", '"3", "4"'),
    ("updateBatch", "If-Match", '"3'),
    ("updateBatch", "If-Match", ""),
    ("updateBatch", "If-Match", "**"),
    ("getBatch", "If-None-Match", "*"),
    ("getBatch", "If-None-Match", 'W/"3"'),
    ("getBatch", "If-None-Match", "3"),
    ("createBatch", "Idempotency-Key", ""),
    ("createBatch", "Idempotency-Key", "x" * 15),
    ("createBatch", "Idempotency-Key", "x" * 129),
    ("createBatch", "Idempotency-Key", "x" * 16 + "."),
    ("createBatch", "Idempotency-Key", '"' + "x" * 16),
    ("createBatch", "Idempotency-Key", '"' + "x" * 14 + '"'),
    ("markBatchReady", "Idempotency-Key", "short"),
    ("streamEvents", "Last-Event-ID", "x" * 513),
    ("getBatch", "X-Sandbox-Fault", "status=500"),
]


@pytest.mark.parametrize("case", BAD_HEADERS, ids=lambda case: f"{case[1]}: {case[2][:20]}")
async def test_a_malformed_header_is_refused_by_name(case: tuple[str, str, str], world: World) -> None:
    operation_id, name, value = case
    draft = Draft.of(operations()[operation_id])
    draft.headers[name] = value
    errors = check_problem(await draft.send(world), "validation-error")["errors"]
    assert {e["parameter"] for e in errors} == {name}


GOOD_HEADERS: list[tuple[str, str, str, str, str]] = [
    # operation, header, value, member of the Call, its value
    ("updateBatch", "If-Match", '"3"', "if_match", "3"),
    ("updateBatch", "If-Match", "*", "if_match", "*"),
    ("updateBatch", "If-Match", '"*"', "if_match", '"*"'),
    ("getBatch", "If-None-Match", '"3"', "if_none_match", "3"),
    ("createBatch", "Idempotency-Key", "x" * 16, "idempotency_key", "x" * 16),
    ("createBatch", "Idempotency-Key", "x" * 128, "idempotency_key", "x" * 128),
    ("createBatch", "Idempotency-Key", '"' + "x" * 16 + '"', "idempotency_key", "x" * 16),
]


@pytest.mark.parametrize("case", GOOD_HEADERS, ids=lambda case: f"{case[1]}: {case[2][:20]}")
async def test_a_header_stands_in_the_call_without_its_quotes(case: tuple[str, str, str, str, str], world: World) -> None:
    operation_id, name, value, member, expected = case
    draft = Draft.of(operations()[operation_id])
    draft.headers[name] = value
    assert (await draft.send(world)).status_code == 200
    assert getattr(world.asked[0].call, member) == expected


async def test_a_header_that_the_operation_does_not_know_is_ignored(world: World) -> None:
    draft = Draft.of(operations()["getBatch"])
    draft.headers |= {"If-Match": "nonsense", "Idempotency-Key": "short"}
    assert (await draft.send(world)).status_code == 200
    assert world.asked[0].call.if_match is None
    assert world.asked[0].call.idempotency_key is None


async def test_a_missing_if_match_is_left_to_the_service(world: World) -> None:
    assert (await Draft.of(operations()["updateBatch"]).send(world)).status_code == 200
    assert world.asked[0].call.if_match is None


async def test_last_event_id_reaches_the_stream_s_port(world: World) -> None:
    draft = Draft.of(operations()["streamEvents"])
    draft.headers["Last-Event-ID"] = "cursor-7"
    assert (await draft.send(world)).status_code == 200
    assert world.asked[0].named["last_event_id"] == "cursor-7"


@pytest.mark.parametrize("accept", ["text/event-stream", "text/*", "*/*", "text/html, text/event-stream;q=0.1", None])
async def test_a_stream_is_given_to_whom_accepts_it(accept: str | None, world: World) -> None:
    draft = Draft.of(operations()["streamEvents"])
    if accept is not None:
        draft.headers["Accept"] = accept
    assert (await draft.send(world)).status_code == 200


@pytest.mark.parametrize("accept", ["application/json", "text/html", "*/*, text/event-stream;q=0", "text/event-stream;q=0.0", ""])
async def test_a_stream_is_kept_from_whom_does_not_accept_it(accept: str, world: World) -> None:
    draft = Draft.of(operations()["streamEvents"])
    draft.headers["Accept"] = accept
    check_problem(await draft.send(world), "not-acceptable")


async def test_public_operations_ignore_what_they_do_not_know(world: World) -> None:
    assert (await world.client.get("/v1/health?colour=red")).status_code == 200


SENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (SENT, True),
        ("cc" + SENT[2:] + "-more", True),
        ("ff" + SENT[2:], False),
        (SENT.upper(), False),
        ("00-" + "0" * 32 + SENT[35:], False),
        (SENT[:36] + "0" * 16 + SENT[52:], False),
        ("nonsense", False),
    ],
)
async def test_the_trace_of_the_caller_goes_on_or_a_new_one_begins(sent: str, kept: bool, world: World) -> None:
    draft = Draft.of(operations()["createBatch"])
    draft.headers["traceparent"] = sent
    await draft.send(world)
    trace = world.asked[0].call.traceparent
    assert (trace[3:] == SENT[3:]) is kept
    assert trace.startswith("00-")
    assert len(trace) == 55
