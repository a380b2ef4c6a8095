"""Of several things wrong with one request, the first in the contract's order is answered: for every operation."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson
import pytest

from tests.server_stub.edge.answers import check_answer, check_problem
from tests.server_stub.edge.contract import SpecOperation, operations
from tests.server_stub.edge.world import World, partner, scopes


@dataclass
class Draft:
    """A request to be, right in everything until a flaw gets at it."""

    operation: SpecOperation
    url: str
    partner: dict[str, Any] = field(default_factory=dict[str, Any])
    key: str | None = "me"
    exhausted: bool = False
    headers: dict[str, str] = field(default_factory=dict[str, str])
    content: bytes = b""

    @classmethod
    def of(cls, operation: SpecOperation) -> Draft:
        draft = cls(operation, operation.url)
        if operation.media_type is not None:
            draft.headers["Content-Type"] = operation.media_type
            draft.content = orjson.dumps(operation.body())
        if operation.needs("Idempotency-Key"):
            draft.headers["Idempotency-Key"] = "0123456789abcdef"
        return draft

    async def send(self, world: World) -> httpx.Response:
        if self.key is not None:
            who = partner(f"me{len(world.credentials.keys)}", **self.partner)
            self.headers["X-API-Key"] = world.know(who.name, who)
            if self.exhausted:
                for policy in ("reads", "writes"):
                    while not world.limits.count(policy, who.credential_id).exceeded:
                        pass
        return await world.client.request(self.operation.method, self.url, headers=self.headers, content=self.content)


@dataclass(frozen=True)
class Flaw:
    slug: str
    applies: Callable[[SpecOperation], bool]
    do: Callable[[Draft], None]


def _set(name: str, value: Any) -> Callable[[Draft], None]:
    return lambda draft: setattr(draft, name, value)


def _partner(**changes: Any) -> Callable[[Draft], None]:
    return lambda draft: draft.partner.update(changes)


def _header(name: str, value: str) -> Callable[[Draft], None]:
    return lambda draft: draft.headers.__setitem__(name, value)


def _too_large(draft: Draft) -> None:
    draft.content = draft.content.ljust(64 * 1024 + 1, b" ")


def _other_text(draft: Draft) -> None:
    draft.headers["Content-Type"] = "text/plain"


def _broken(draft: Draft) -> None:
    draft.content = b"{" + draft.content


def _no_key(draft: Draft) -> None:
    draft.headers.pop("Idempotency-Key")


def _malformed_id(draft: Draft) -> None:
    draft.url = "/v1" + re.sub(r"\{\w+\}", "x", draft.operation.path)


def _unknown_parameter(draft: Draft) -> None:
    draft.url += "?nobody_knows=1"


def _always(_: SpecOperation) -> bool:
    return True


def _body(operation: SpecOperation) -> bool:
    return operation.media_type is not None


FLAWS = [
    Flaw("unauthenticated", _always, _set("key", None)),
    Flaw("rate-limited", _always, _set("exhausted", True)),
    Flaw("partner-suspended", _always, _partner(suspended=True)),
    Flaw("insufficient-scope", lambda o: bool(o.scopes), _partner(scopes=frozenset())),
    Flaw("live-mode", lambda o: "live-mode" in o.problems, _partner(mode="live")),
    Flaw("forbidden-for-partner-kind", lambda o: bool(o.kinds), _partner(kinds=frozenset())),
    Flaw("service-unavailable", _always, _header("X-Sandbox-Fault", "status=503")),
    Flaw("not-acceptable", lambda o: 406 in o.responses, _header("Accept", "application/json")),
    Flaw("payload-too-large", _body, _too_large),
    Flaw("unsupported-media-type", _body, _other_text),
    Flaw("malformed-request", _body, _broken),
    Flaw("idempotency-key-required", lambda o: o.needs("Idempotency-Key"), _no_key),
    Flaw("not-found", lambda o: "{" in o.path, _malformed_id),
    Flaw("validation-error", _always, _unknown_parameter),
]

GUARDED = [operation_id for operation_id, operation in operations().items() if not operation.public]


@pytest.mark.parametrize("operation_id", GUARDED)
async def test_the_first_problem_in_the_order_wins_over_all_that_follow(operation_id: str, world: World) -> None:
    operation = operations()[operation_id]
    flaws = [flaw for flaw in FLAWS if flaw.applies(operation)]
    for index, first in enumerate(flaws):
        draft = Draft.of(operation)
        for flaw in flaws[index:]:
            flaw.do(draft)
        check_problem(await draft.send(world), first.slug)
        assert world.asked == [], first.slug


@pytest.mark.parametrize("operation_id", GUARDED)
async def test_each_problem_is_answered_when_it_stands_alone_and_the_operation_lists_it(operation_id: str, world: World) -> None:
    operation = operations()[operation_id]
    for flaw in FLAWS:
        if flaw.applies(operation):
            draft = Draft.of(operation)
            flaw.do(draft)
            body = check_problem(await draft.send(world), flaw.slug)
            assert flaw.slug in operation.problems
            assert body["status"] in operation.responses
            assert world.asked == [], flaw.slug


@pytest.mark.parametrize("operation_id", GUARDED)
async def test_a_request_without_a_flaw_reaches_its_port(operation_id: str, world: World) -> None:
    operation = operations()[operation_id]
    response = await Draft.of(operation).send(world)
    assert response.status_code == 200, response.text
    check_answer(response)
    (asked,) = world.asked
    assert asked.method == re.sub(r"(?<!^)([A-Z])", r"_\1", operation_id).lower()
    assert asked.call.operation == operation_id
    assert asked.call.request_id == response.headers["X-Request-Id"]
    assert asked.call.path == operation.url.removeprefix("/v1")
    if operation.media_type is not None:
        assert asked.positional[-1] == operation.body()


async def test_scopes_and_kinds_that_are_missing_are_named(world: World) -> None:
    draft = Draft.of(operations()["listRequestMatches"])
    draft.partner["scopes"] = scopes() - {"batches:read"}
    assert check_problem(await draft.send(world), "insufficient-scope")["required"] == ["requests:read", "batches:read"]
    draft = Draft.of(operations()["cancelDelivery"])
    draft.partner["kinds"] = frozenset({"observer"})
    required = check_problem(await draft.send(world), "forbidden-for-partner-kind")["required"]
    assert set(required) == {"provider", "shelter", "dispatch"}


async def test_one_kind_of_several_is_enough(world: World) -> None:
    for kind in ("provider", "shelter", "dispatch"):
        draft = Draft.of(operations()["cancelDelivery"])
        draft.partner["kinds"] = frozenset({kind})
        assert (await draft.send(world)).status_code == 200


async def test_parameters_headers_and_body_are_judged_in_one_answer(world: World) -> None:
    draft = Draft.of(operations()["cancelBatch"])
    draft.url += "?colour=red"
    draft.headers |= {"If-Match": "3", "Idempotency-Key": "short"}
    draft.content = b'{"reason":"boredom","extra":1}'
    errors = check_problem(await draft.send(world), "validation-error")["errors"]
    assert {(e["parameter"], e["pointer"], e["code"]) for e in errors} >= {
        ("colour", None, "unknown_parameter"),
        ("If-Match", None, "pattern"),
        ("Idempotency-Key", None, "pattern"),
        (None, "/reason", "enum"),
        (None, "/extra", "additional_properties"),
    }
