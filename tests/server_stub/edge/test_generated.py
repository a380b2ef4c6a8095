"""What is generated for the stub has every name of the contract, read from its syntax tree: nothing was lost on the way."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import orjson
from vouajudar_stub.generated.events import EVENTS
from vouajudar_stub.generated.operations import OPERATIONS
from vouajudar_stub.generated.problems import PROBLEMS

from tests.server_stub.edge.contract import BUNDLE, document, follow, operations

GENERATED = Path(__file__).parents[3] / "server_stub" / "src" / "vouajudar_stub" / "generated"


def snake(name: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).replace("-", "_").lower()


def tree(name: str) -> ast.Module:
    return ast.parse((GENERATED / name).read_text())


def classes(module: ast.Module) -> dict[str, ast.ClassDef]:
    return {node.name: node for node in module.body if isinstance(node, ast.ClassDef)}


def methods(node: ast.ClassDef) -> dict[str, ast.AsyncFunctionDef]:
    return {each.name: each for each in node.body if isinstance(each, ast.AsyncFunctionDef)}


def tags() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for operation in operations().values():
        found.setdefault(operation.raw["tags"][0], set()).add(snake(operation.id))
    return found


def pascal(tag: str) -> str:
    return "".join(word.capitalize() for word in tag.split("-"))


def test_every_tag_has_a_port_with_a_method_for_each_of_its_operations() -> None:
    ports = classes(tree("ports.py"))
    assert ports.keys() == {f"{pascal(tag)}Port" for tag in tags()} | {"Ports"}
    for tag, names in tags().items():
        assert methods(ports[f"{pascal(tag)}Port"]).keys() == names


def test_every_tag_has_routes_for_each_of_its_operations() -> None:
    assert {p.stem for p in (GENERATED / "routes").glob("*.py")} == {snake(tag) for tag in tags()} | {"__init__"}
    for tag, names in tags().items():
        routes = classes(tree(f"routes/{snake(tag)}.py"))[f"{pascal(tag)}Routes"]
        assert methods(routes).keys() == names


def test_a_port_takes_every_parameter_and_the_body_of_its_operation() -> None:
    ports = {name: method for port in classes(tree("ports.py")).values() for name, method in methods(port).items()}
    of_the_call = {"If-Match", "If-None-Match", "Idempotency-Key"}
    for operation in operations().values():
        arguments = ports[snake(operation.id)].args
        places: dict[str, list[str]] = {"path": [], "query": [], "header": []}
        for parameter in operation.parameters:
            if parameter["name"] not in of_the_call:
                places[parameter["in"]].append(snake(parameter["name"].replace("Last-Event-ID", "last_event_id")))
        body = [] if operation.media_type is None else ["body" if operation.media_type == "application/json" else "form"]
        assert [each.arg for each in arguments.args] == ["self", "call", *places["path"], *body], operation.id
        assert [each.arg for each in arguments.kwonlyargs] == [*places["query"], *places["header"]], operation.id


def test_a_parameter_may_be_none_exactly_when_it_need_not_be_sent_and_has_no_default() -> None:
    ports = {name: method for port in classes(tree("ports.py")).values() for name, method in methods(port).items()}
    for operation in operations().values():
        annotations = {
            each.arg: ast.unparse(each.annotation) for each in ports[snake(operation.id)].args.kwonlyargs if each.annotation
        }
        for parameter in operation.parameters:
            if parameter["in"] == "query":
                always = parameter.get("required", False) or "default" in follow(parameter["schema"])
                assert annotations[parameter["name"]].endswith("| None") is not always, (operation.id, parameter["name"])


def test_every_schema_has_its_model() -> None:
    names: set[str] = set()
    for node in tree("models.py").body:
        if isinstance(node, ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
        elif isinstance(node, ast.Assign):  # a TypedDict with a member called like a keyword
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    assert names >= document()["components"]["schemas"].keys()


def test_every_event_of_the_catalogue_is_registered() -> None:
    union: list[Any] = document()["components"]["schemas"]["Event"]["oneOf"]
    schemas = [branch["$ref"].rpartition("/")[2] for branch in union]
    assert [kind.schema for kind in EVENTS.values()] == schemas
    assert len(EVENTS) == 38
    asyncapi = orjson.loads((BUNDLE.parent / "asyncapi.json").read_bytes())
    messages = asyncapi["components"]["messages"]
    assert {name for name, kind in EVENTS.items() if not kind.retained} == {
        message["name"] for message in messages.values() if message.get("x-retained") is False
    }
    for short, kind in EVENTS.items():
        assert kind.full_type == f"org.vouajudar.{short}.v1"
        assert kind.group == short.partition(".")[0]
        schema = document()["components"]["schemas"][kind.dataschema.rpartition("/")[2].removesuffix(".json")]
        assert schema["type"] == "object"
        assert re.search(document()["components"]["schemas"]["EventDataSchema"]["pattern"], kind.dataschema)


def test_every_problem_that_an_operation_names_is_in_the_catalogue() -> None:
    assert len(PROBLEMS) == 43
    named = {slug for operation in OPERATIONS for slug in operation.problems}
    assert named <= PROBLEMS.keys()
    assert PROBLEMS.keys() - named == {"method-not-allowed"}


def test_a_problem_s_status_title_and_members_are_those_of_its_schema() -> None:
    base = document()["components"]["schemas"]["ProblemBase"]["properties"].keys() | {"type", "status"}
    for slug, kind in PROBLEMS.items():
        name = "".join(word.capitalize() for word in slug.split("-")) + "Problem"
        schema = document()["components"]["schemas"][name]
        assert schema["properties"]["type"]["const"] == kind.type
        assert schema["properties"]["status"]["const"] == kind.status
        assert set(schema["required"]) - base == set(kind.extra)
