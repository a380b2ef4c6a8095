"""The routes of the running app, projected to what goes over the wire, are the contract's operations, and nothing else."""

from __future__ import annotations

import re
from typing import Any

from starlette.routing import Route
from vouajudar_stub.contract import Operation
from vouajudar_stub.edge.routing import ContractRoute, ContractRoutes

from tests.server_stub.edge.contract import BUNDLE, SpecOperation, document, follow, operations
from tests.server_stub.edge.world import World

BESIDE = {("GET", "/openapi.json"), ("GET", "/v1/openapi.json"), ("GET", "/docs")}


def of_the_app(route: ContractRoute) -> dict[str, Any]:
    operation = route.operation
    assert operation is not None
    return {
        "method": route.method,
        "path": route.path,
        "methods": route.methods,
        "operationId": route.name,
        "tag": operation.tag,
        "parameters": {
            (p.place, p.name, p.required, p.type, p.many, _frozen(p.default), _frozen(schema_at(p.schema)))
            for p in operation.parameters
        },
        "body": _body(operation),
        "security": None if operation.public else set(operation.scopes),
        "kinds": set(operation.kinds),
        "side": operation.side,
        "answers": {status: set(headers) for status, headers in operation.answers.items()},
        "problems": set(operation.problems),
        "idempotency_key": operation.idempotency_key,
        "if_match": operation.if_match,
        "if_none_match": operation.if_none_match,
    }


def _body(operation: Operation) -> Any:
    if operation.body is None:
        return None
    return operation.body.media_type, operation.body.required, _frozen(schema_at(operation.body.schema))


def of_the_contract(operation: SpecOperation) -> dict[str, Any]:
    return {
        "method": operation.method,
        "path": f"/v1{operation.path}",
        "methods": {operation.method},
        "operationId": operation.id,
        "tag": operation.raw["tags"][0],
        "parameters": {_parameter(p) for p in operation.parameters},
        "body": None
        if operation.media_type is None
        else (operation.media_type, operation.raw["requestBody"].get("required", False), _frozen(follow(operation.body_schema))),
        "security": None if operation.public else set(operation.scopes),
        "kinds": set(operation.kinds),
        "side": operation.raw["x-side"],
        "answers": {status: set(response.get("headers", {})) for status, response in operation.responses.items()},
        "problems": operation.problems,
        "idempotency_key": need(operation, "Idempotency-Key"),
        "if_match": need(operation, "If-Match"),
        "if_none_match": operation.takes("If-None-Match"),
    }


def need(operation: SpecOperation, header: str) -> str | None:
    if operation.needs(header):
        return "required"
    return "optional" if operation.takes(header) else None


def _parameter(parameter: dict[str, Any]) -> tuple[Any, ...]:
    schema = follow(parameter["schema"])
    many = schema.get("type") == "array"
    if many:
        assert parameter["style"] == "form"
        assert parameter["explode"] is False
    item = follow(schema["items"]) if many else schema
    default = schema.get("default")
    place, name, required = parameter["in"], parameter["name"], parameter.get("required", False)
    return place, name, required, item.get("type", "string"), many, _frozen(default), _frozen(schema)


def schema_at(pointer: str) -> Any:
    return follow(follow({"$ref": f"#{pointer}"}))


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return tuple((key, _frozen(member)) for key, member in value.items())
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def contract_routes(world: World) -> list[ContractRoute]:
    (table,) = world.app.routes
    assert isinstance(table, ContractRoutes)
    assert all(isinstance(route, Route) for route in table.routes)
    return table.routes


async def test_every_operation_has_its_route_and_every_route_its_operation(world: World) -> None:
    routes = {route.name: of_the_app(route) for route in contract_routes(world) if route.operation is not None}
    wanted = {operation_id: of_the_contract(operation) for operation_id, operation in operations().items()}
    assert routes.keys() == wanted.keys()
    for operation_id, facts in wanted.items():
        assert routes[operation_id] == facts, operation_id


async def test_beside_the_contract_there_are_only_its_own_text_and_the_docs(world: World) -> None:
    assert {(r.method, r.path) for r in contract_routes(world) if r.operation is None} == BESIDE


async def test_a_route_tells_its_path(world: World) -> None:
    assert world.app.url_path_for("getBatch", batch_id="bat_1") == "/v1/batches/bat_1"


async def test_the_edge_acts_on_what_the_contract_says_of_modes_policies_and_streams(world: World) -> None:
    for route in contract_routes(world):
        operation = route.operation
        if operation is None:
            continue
        spec = operations()[operation.id]
        assert operation.test_mode_only == ("live-mode" in spec.problems)
        assert operation.strict_parameters == ("validation-error" in spec.problems)
        assert (operation.streams is not None) == (406 in spec.responses)
        if spec.public:
            assert operation.policy == ("token" if operation.id == "createAccessToken" else "anonymous")
        else:
            assert operation.policy == ("reads" if spec.raw["x-side"] == "query" else "writes")


def test_the_served_contract_is_the_bundle_byte_by_byte() -> None:
    package = BUNDLE.parents[2] / "server_stub" / "src" / "vouajudar_stub" / "generated"
    for name in ("openapi.json", "asyncapi.json"):
        assert (package / name).read_bytes() == (BUNDLE.parent / name).read_bytes()


def test_the_security_of_every_operation_offers_a_token_or_a_key() -> None:
    for operation in operations().values():
        if not operation.public:
            assert [list(way) for way in operation.raw["security"]] == [["oauth2"], ["apiKey"]], operation.id


def test_paths_that_share_a_prefix_call_its_parameter_alike() -> None:
    names: dict[str, set[str]] = {}
    for path in document()["paths"]:
        prefix = ""
        for segment in path.split("/")[1:]:
            if segment.startswith("{"):
                names.setdefault(prefix, set()).add(segment)
            prefix += f"/{re.sub('[{].*[}]', '{}', segment)}"
    assert all(len(found) == 1 for found in names.values())
    assert all(re.fullmatch(r"\{[a-z_]+\}", name) for found in names.values() for name in found)
