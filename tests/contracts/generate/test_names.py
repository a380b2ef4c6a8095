"""Nothing is lost on the way: the names in the SDK's syntax trees are the names of the contract."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from vouajudar_contracts.document.contract import Contract
from vouajudar_contracts.generate.endpoints import python_name, read_endpoints, witness
from vouajudar_contracts.generate.prose import error_class

from .conftest import PACKAGE


def trees(*places: str) -> Iterator[ast.Module]:
    for place in places:
        path = PACKAGE / place
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            yield ast.parse(file.read_text())


def definitions(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


BEYOND = {"with_response", "wait", "iterate"}
"""What stands for no operation: the raw twin, and what puts several calls together."""


def methods(suffix: str) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    """`resource.verb` -> the method, of every resource class in the modules of one kind."""
    found: dict[str, ast.FunctionDef | ast.AsyncFunctionDef] = {}
    for file in sorted((PACKAGE / "resources").glob("*.py")):
        if file.stem == "__init__" or file.stem.endswith("_async") != bool(suffix):
            continue
        for node in ast.parse(file.read_text()).body:
            if isinstance(node, ast.ClassDef) and node.name.endswith("Resource"):
                for method in node.body:
                    if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef) and method.name not in BEYOND:
                        found[f"{file.stem.removesuffix('_async')}.{method.name}"] = method
    return found


@pytest.mark.parametrize("suffix", ["", "_async"])
def test_every_operation_is_a_method_and_no_method_is_anything_else(contract: Contract, suffix: str) -> None:
    wanted = {f"{o.sdk_resource}.{o.sdk_verb}" for o in contract.operations}
    assert methods(suffix).keys() == wanted
    assert len(wanted) == len(contract.operations)


@pytest.mark.parametrize("suffix", ["", "_async"])
def test_every_parameter_and_body_member_is_an_argument_and_is_sent_under_its_own_name(contract: Contract, suffix: str) -> None:
    found = methods(suffix)
    for endpoint in read_endpoints(contract):
        operation = endpoint.operation
        method = found[f"{operation.sdk_resource}.{operation.sdk_verb}"]
        names = [a.arg for a in method.args.args[1:]] + [a.arg for a in method.args.kwonlyargs]
        assert sorted(names) == sorted(a.python for a in endpoint.arguments), operation.id
        keys = {c.value for n in ast.walk(method) if isinstance(n, ast.Dict) for c in n.keys if isinstance(c, ast.Constant)}
        sent = {p.name for p in operation.parameters if p.place in ("query", "header")}
        if operation.body is not None and not endpoint.whole_body:
            sent |= {a.wire for a in endpoint.of("body")}
        assert keys == sent, operation.id
        assert {p.name for p in operation.parameters if p.place == "path"} == {a.wire for a in endpoint.of("path")}


def test_every_operation_has_its_row_of_wire_facts(contract: Contract) -> None:
    rows = {
        node.target.id: node.value
        for tree in trees("_operations.py")
        for node in tree.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    assert rows.keys() == {python_name(o.id).upper() for o in contract.operations}
    for operation in contract.operations:
        call = rows[python_name(operation.id).upper()]
        assert isinstance(call, ast.Call)
        values = [a.value for a in call.args if isinstance(a, ast.Constant)]
        assert values[:2] == [operation.id, operation.method]


def test_every_schema_is_a_model_in_exactly_one_module(contract: Contract) -> None:
    found = [name for tree in trees("models") for name in definitions(tree) if not name.startswith("_")]
    assert len(found) == len(set(found))
    extra = set(found) - {s.name for s in contract.schemas}
    assert {s.name for s in contract.schemas} <= set(found)
    assert extra == {"KnownEvent", "UnknownEvent"}, "only what opens a union is added"


def test_every_event_is_a_variant_of_the_known_ones_and_tells_its_type(contract: Contract) -> None:
    classes = {node.name: node for tree in trees("models/events.py") for node in tree.body if isinstance(node, ast.ClassDef)}
    told = {
        name: literal.value
        for name, node in classes.items()
        for statement in node.body
        if isinstance(statement, ast.AnnAssign) and ast.unparse(statement.target) == "type"
        for literal in ast.walk(statement.annotation)
        if isinstance(literal, ast.Constant) and isinstance(literal.value, str)
    }
    assert told == {event.schema_name: event.full_type for event in contract.events}
    known = next(
        node
        for tree in trees("models/events.py")
        for node in tree.body
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "KnownEvent"
    )
    assert known.value is not None
    assert {n.id for n in ast.walk(known.value) if isinstance(n, ast.Name)} >= {e.schema_name for e in contract.events}


def test_every_problem_is_an_error_class_with_its_slug_and_members(contract: Contract) -> None:
    (tree,) = trees("errors.py")
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    slugs: dict[str, str] = {}
    for name, node in classes.items():
        for statement in node.body:
            if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "_slug":
                assert isinstance(statement.value, ast.Constant)
                slugs[str(statement.value.value)] = name
    assert slugs == {p.slug: error_class(p.slug) for p in contract.problems}
    for problem in contract.problems:
        members = {n.name for n in classes[error_class(problem.slug)].body if isinstance(n, ast.FunctionDef)}
        assert members == set(problem.extra)


def test_the_second_reader_of_the_contract_sees_the_same_operations_and_names(contract: Contract) -> None:
    assert witness(contract) == []


def test_the_second_reader_notices_a_parameter_that_the_first_has_lost(contract: Contract) -> None:
    import dataclasses

    first = contract.operations[-1]
    victim = next(o for o in contract.operations if o.parameters)
    lame = dataclasses.replace(victim, parameters=victim.parameters[1:])
    operations = tuple(lame if o is victim else o for o in contract.operations if o is not first)
    notes = witness(dataclasses.replace(contract, operations=operations))
    assert (
        f"{victim.id}: {victim.parameters[0].place} parameter {victim.parameters[0].name!r} is known to one reader only" in notes
    )
    assert any("only the parser sees it" in note for note in notes)


def test_no_generated_file_mentions_a_place_on_this_machine() -> None:
    root = str(Path(__file__).parents[3])
    assert not [f for f in PACKAGE.rglob("*.py") if root in f.read_text()]
