"""The Contract: one picture of the documents, ours or anybody's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from vouajudar_contracts.document.contract import Contract
from vouajudar_contracts.document.load import contract_of, load_contract

from ..lint.kitchens import kitchens, write


@pytest.fixture
def small(tmp_path: Path) -> Contract:
    return load_contract(write(kitchens(), tmp_path))


def test_an_operation_says_what_it_takes_gives_causes_and_refuses(small: Contract) -> None:
    create = next(o for o in small.operations if o.id == "createKitchen")
    assert (create.method, create.path, create.tag) == ("POST", "/kitchens", "kitchens")
    assert (create.sdk_resource, create.sdk_verb, create.side) == ("kitchens", "create", "command")
    assert (create.public, create.scopes, create.partner_kinds) == (False, ("kitchens:write",), ("provider",))
    assert (create.idempotency_key, create.if_match, create.if_none_match) == ("required", None, False)
    assert create.body is not None
    assert (create.body.media_type, create.body.schema_name, create.body.required) == ("application/json", "KitchenCreate", True)
    assert [(a.status, a.schema_name) for a in create.ok] == [(201, "Kitchen")]
    assert create.emits == ("kitchen.created",)
    assert {"limit-reached", "token-expired", "forbidden-for-partner-kind"} <= set(create.problems)
    assert str(create.source) == "spec/openapi/paths/kitchens/createKitchen.yaml:1"


def test_a_list_is_paginated_and_a_read_can_be_conditional(small: Contract) -> None:
    assert {o.id for o in small.operations if o.paginated} == {"listKitchens"}
    assert {o.id for o in small.operations if o.if_none_match} == {"getKitchen"}
    assert {o.id for o in small.operations if o.if_match == "required"} == {"updateKitchen"}


def test_events_and_problems_come_in_the_order_of_their_catalogues(small: Contract) -> None:
    assert [(e.type, e.message, e.schema_name) for e in small.events] == [
        ("kitchen.created", "KitchenCreated", "KitchenCreatedEvent"),
        ("kitchen.updated", "KitchenUpdated", "KitchenUpdatedEvent"),
    ]
    assert [p.slug for p in small.problems][:3] == ["malformed-request", "invalid-cursor", "idempotency-key-required"]
    limit = next(p for p in small.problems if p.slug == "limit-reached")
    assert (limit.status, limit.schema_name, set(limit.extra)) == (409, "LimitReachedProblem", {"limit"})


def test_a_document_without_our_extensions_is_understood_by_general_rules() -> None:
    document: dict[str, Any] = {
        "openapi": "3.0.3",
        "security": [{"token": []}],
        "paths": {
            "/repos/{owner}": {
                "parameters": [{"name": "owner", "in": "path", "required": True, "schema": {"type": "string"}}],
                "get": {
                    "operationId": "repos/get-one",
                    "tags": ["repos"],
                    "parameters": [{"name": "q", "in": "query", "content": {"application/json": {"schema": {"type": "object"}}}}],
                    "responses": {"200": {"description": "Yes."}, "4XX": {"description": "No."}, "default": {"description": "?"}},
                },
                "delete": {"security": [], "responses": {"204": {"description": "Gone."}}},
            }
        },
    }
    read, delete = contract_of(document).operations
    assert (read.sdk_resource, read.sdk_verb, read.side, read.public) == ("repos", "repos_get_one", "query", False)
    assert [(p.name, p.place, p.required, p.schema) for p in read.parameters] == [
        ("owner", "path", True, {"type": "string"}),
        ("q", "query", False, {"type": "object"}),
    ]
    assert [a.status for a in read.answers] == [200, 400, 0]
    assert (delete.id, delete.side, delete.public, delete.emits) == ("delete_repos_owner", "command", True, ())


def test_the_contract_has_59_operations_38_events_and_43_problems() -> None:
    contract = load_contract(Path(__file__).parents[3] / "spec")
    assert (len(contract.operations), len(contract.events), len(contract.problems)) == (59, 38, 43)
