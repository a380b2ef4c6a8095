"""Nobody sees or does what is not theirs: every operation, every role, every kind of partner."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from itertools import product
from typing import Any

import pytest

from .conformance.schemas import spec
from .tenancy_table import BODIES, CALLERS, FILTERS, KEEP, KINDS_BY_BODY, PATHS, ROLES, Filter, Named, Role, Row, accounted
from .tenancy_world import TenancyWorld, tenancy
from .variants import each_database


@pytest.fixture
async def world(own_database: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TenancyWorld]:
    async with tenancy(own_database, monkeypatch) as world:
        yield world


def test_every_operation_is_accounted_for() -> None:
    operations = {operation.id for operation in spec().contract.operations}
    assert len(operations) == 59
    assert accounted() == operations
    with_a_path_id = {operation.id for operation in spec().contract.operations if "{" in operation.path}
    assert {row.operation for row in PATHS} == with_a_path_id


async def filled(world: TenancyWorld, body: Any, replaced: dict[str, str]) -> Any:
    """The body with names in pointed brackets put in."""
    text = json.dumps(body)
    for name in ("shelter", "ready batch"):
        if f"<{name}>" in text:
            text = text.replace(f"<{name}>", await world.id(name))
    for name, value in {**replaced, "new": world.volunteer()}.items():
        text = text.replace(f"<{name}>", value)
    return json.loads(text)


async def called(world: TenancyWorld, row: Row, role: Role, kinds: frozenset[str]) -> tuple[int, str]:
    subject = await world.id(row.subject)
    replaced = {"code": world.codes.get(row.subject, "")}
    if "<item>" in json.dumps(row.body):
        replaced["item"] = await world.item_of(subject)
    if "<event>" in json.dumps(row.body):
        replaced["event"] = await world.id("event of a claimed delivery")
    body = None if row.body is None else await filled(world, row.body, replaced)
    answer = await world.ask(row.operation, role, kinds, path=subject, body=body, if_match=row.if_match)
    if answer.status < 300 and spec().by_id[row.operation].side == "command" and row.operation not in KEEP:
        world.drop(row.subject)
    return answer.outcome


async def wrongly_answered(world: TenancyWorld, rows: Iterable[Row]) -> list[str]:
    """Calls of the table that are not answered as it says."""
    wrong = []
    for row, role, kinds in product(rows, ROLES, CALLERS):
        expected, outcome = row.expected(role, kinds), await called(world, row, role, kinds)
        if outcome != expected:
            wrong.append(f"{row} by the {role}, {sorted(kinds)}: {outcome}, not {expected}")
    return wrong


@each_database
async def test_a_resource_in_the_path_is_found_and_changed_by_those_it_concerns(world: TenancyWorld) -> None:
    assert await wrongly_answered(world, PATHS) == []


@pytest.mark.parametrize(
    ("part", "weakened", "operation"),
    [
        ("vouajudar_stub.services.access.may_read", lambda *_: True, "confirmDelivery"),
        ("vouajudar_stub.services.deliveries.require_role", lambda *_: None, "confirmDelivery"),
        ("vouajudar_stub.edge.gate._authorise", lambda *_: None, "markBatchReady"),
    ],
    ids=["everything is readable", "every role will do", "every kind will do"],
)
async def test_a_server_that_lets_more_happen_is_found_out(
    world: TenancyWorld, monkeypatch: pytest.MonkeyPatch, part: str, weakened: Any, operation: str
) -> None:
    rows = [row for row in PATHS if row.operation == operation]
    monkeypatch.setattr(part, weakened)
    assert await wrongly_answered(world, rows) != []


async def named(world: TenancyWorld, row: Named, role: Role, kinds: frozenset[str]) -> tuple[int, str]:
    path = ""
    if row.path:
        path = await (world.own(row.path, role) if "caller" in row.path else world.id(row.path))
    replaced = {"named": await world.id(row.names), "code": world.codes.get(row.path, "")}
    body = await filled(world, row.body, replaced)
    answer = await world.ask(row.operation, role, kinds, path=path, body=body, if_match=row.operation.startswith("update"))
    if answer.status == 404:
        assert [error["pointer"] for error in answer.body["errors"]] == [row.member], str(row)
    return answer.outcome


@each_database
async def test_a_resource_in_the_body_is_one_that_the_caller_may_name(world: TenancyWorld) -> None:
    wrong = []
    for row, role, kinds in product(BODIES, ROLES, CALLERS):
        expected, outcome = row.expected(role, kinds), await named(world, row, role, kinds)
        if outcome != expected:
            wrong.append(f"{row} by the {role}, {sorted(kinds)}: {outcome}, not {expected}")
    assert wrong == []


async def found(world: TenancyWorld, row: Filter, role: Role, kinds: frozenset[str]) -> bool:
    wanted = await world.id(row.finds)
    query: dict[str, Any] = {row.parameter: await world.id(row.names)} if row.parameter else {}
    if row.operation == "streamEvents":
        frames = (await world.ask(row.operation, role, kinds, query={"after": "earliest"})).body
        return wanted in [json.loads(line[5:])["id"] for line in frames.splitlines() if line.startswith("data:")]
    cursor: str | None = "earliest" if row.operation == "listEvents" else None
    while True:
        given = {"after": cursor} if row.operation == "listEvents" else {"cursor": cursor} if cursor else {}
        page = (await world.ask(row.operation, role, kinds, query={**query, **given, "limit": 100})).body
        if wanted in [item["id"] for item in page["items"]]:
            return True
        cursor = page["next_cursor"]
        if cursor is None or not page["items"]:
            return False


@each_database
async def test_a_list_and_a_filter_show_what_the_reader_may_get(world: TenancyWorld) -> None:
    for row in FILTERS:  # made one after the other, so that all may be read at once
        await world.id(row.finds)
    cases = list(product(FILTERS, ROLES, CALLERS))
    answers = await asyncio.gather(*(found(world, row, role, kinds) for row, role, kinds in cases))
    wrong = [
        f"{row} by the {role}, {sorted(kinds)}: {shown}"
        for (row, role, kinds), shown in zip(cases, answers, strict=True)
        if shown != row.expected(role, kinds)
    ]
    assert wrong == []


@each_database
async def test_a_filter_finds_nothing_by_an_id_that_there_is_not_and_refuses_one_that_cannot_be(world: TenancyWorld) -> None:
    prefixes = {
        "organization_id": "org",
        "provider_location_id": "loc",
        "location_id": "loc",
        "batch_id": "bat",
        "resource_request_id": "req",
    }
    for row in FILTERS:
        if not row.parameter:
            continue
        unknown = await world.ask(row.operation, "provider", query={row.parameter: f"{prefixes[row.parameter]}_{0:026}"})
        assert (unknown.status, unknown.body["items"]) == (200, []), str(row)
        malformed = await world.ask(row.operation, "provider", query={row.parameter: "not-an-id"})
        assert malformed.outcome == (422, "validation-error"), str(row)
    endpoint, event = await world.id("endpoint"), f"evt_{0:026}"
    attempts = await world.ask("listWebhookAttempts", "provider", path=endpoint, query={"event_id": event})
    assert (attempts.status, attempts.body["items"]) == (200, [])


@each_database
async def test_a_malformed_id_in_the_path_is_not_found(world: TenancyWorld) -> None:
    for row in {row.operation: row for row in PATHS}.values():
        kinds = row.kinds
        body = (
            None
            if row.body is None
            else await filled(world, row.body, {"code": "123456", "item": f"itm_{0:026}", "event": f"evt_{0:026}"})
        )
        answer = await world.ask(row.operation, "provider", kinds, path="not-an-id", body=body, if_match=row.if_match)
        assert answer.outcome == (404, "not-found"), row.operation


@each_database
async def test_the_kind_of_a_new_location_says_which_partners_may_make_it(world: TenancyWorld) -> None:
    for (operation, members, allowed), kinds in product(KINDS_BY_BODY, CALLERS):
        body = {
            "name": "Ponto",
            "address": "Rua Nova 10",
            "city_id": "canoas",
            "position": {"lat": -29.9, "lng": -51.1},
            **members,
        }
        answer = await world.ask(operation, "stranger", kinds, body=body)
        assert answer.outcome == ((201, "") if kinds & allowed else (403, "forbidden-for-partner-kind")), (members, kinds)


@each_database
async def test_what_names_nobody_concerns_the_caller_alone(world: TenancyWorld) -> None:
    delivery = await world.id("moving delivery")
    await world.make("verifyDropoff", "carrier", path=delivery, body={"code": world.codes["moving delivery"]})
    wanted = {"channels": {name: ["push"] for name in ("batch", "delivery", "resource_request", "reservation", "location")}}
    replaced = {**wanted, "quiet_hours": None, "timezone": "America/Recife"}
    await world.make("putNotificationPreferences", "provider", body=replaced, if_match=True)
    soon = (await world.make("advanceSandboxClock", "provider", body={"advance_seconds": 3600}))["now"]
    for role, kinds in product(ROLES, CALLERS):
        me = await world.make("getCurrentPartner", role, kinds=kinds)
        assert set(me["kinds"]) == kinds
        preferences = await world.make("getNotificationPreferences", role, kinds=kinds)
        assert (preferences["timezone"] == "America/Recife") == (role == "provider")
        impact = await world.make("getImpactSummary", role, kinds=kinds, query={"to": soon})
        series = await world.make("getImpactTimeseries", role, kinds=kinds, query={"to": soon})
        party = role != "stranger" or "observer" in kinds
        assert impact["deliveries_completed"] == sum(p["deliveries_completed"] for p in series["points"]) == int(party), (
            role,
            kinds,
        )
