"""The proof that nothing is lost: the names in every output, read from its syntax tree, against those of the contract.

Generators drop what they cannot express and end well. A count is not enough, so whole sets of names are compared.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from vouajudar_contracts.document.contract import Contract
from vouajudar_contracts.document.names import snake

SDK = Path("sdk/python/src/vouajudar")
STUB = Path("server_stub/src/vouajudar_stub/generated")

_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Names:
    """All names of one output, as the contract spells them."""

    operations: frozenset[str]
    parameters: frozenset[str]
    """`<operationId> <place> <name>`."""
    schemas: frozenset[str]
    events: frozenset[str]
    problems: frozenset[str]


KINDS = tuple(field.name for field in fields(Names))

Reader = Callable[[Path, Contract], Names]
"""Reads the names of an output below the repository; the contract only tells how they are spelled there."""


def spec_names(contract: Contract) -> Names:
    return Names(
        operations=frozenset(o.id for o in contract.operations),
        parameters=frozenset(f"{o.id} {p.place} {p.name}" for o in contract.operations for p in o.parameters),
        schemas=frozenset(s.name for s in contract.schemas),
        events=frozenset(e.full_type for e in contract.events),
        problems=frozenset(p.slug for p in contract.problems),
    )


def sdk_names(root: Path, contract: Contract) -> Names:
    """The Python SDK: methods that stand in both clients and have wire facts, their arguments, model classes, error classes."""
    folder = root / SDK
    sync = _methods(folder / "resources", "", "Resource")
    waiting = _methods(folder / "resources", "_async", "Resource")
    facts = {
        call.args[0].value
        for call in _calls(_tree(folder / "_operations.py"), "Operation")
        if call.args and isinstance(call.args[0], ast.Constant)
    }
    spelled = {(o.sdk_resource, o.sdk_verb): o for o in contract.operations}
    operations = {f"{resource}.{verb}" for resource, verb in (sync.keys() | waiting.keys()) - spelled.keys()}
    operations |= {o.id for key, o in spelled.items() if key in sync and key in waiting and o.id in facts}
    parameters = {
        f"{o.id} {p.place} {p.name}"
        for key, o in spelled.items()
        for p in o.parameters
        if snake(p.name) in sync.get(key, set()) & waiting.get(key, set())
    }
    models = [tree for path in sorted((folder / "models").glob("*.py")) if path.stem != "__init__" for tree in [_tree(path)]]
    schemas = {name for tree in models for name in defined(tree)}
    # A union that the SDK leaves open for variants of the future is three types: X, KnownX, UnknownX.
    schemas -= {f"{prefix}{name}" for name in schemas for prefix in ("Known", "Unknown")}
    by_slug = _dictionary(_tree(folder / "errors.py"), "BY_SLUG")
    return Names(
        operations=frozenset(operations),
        parameters=frozenset(parameters),
        schemas=frozenset(schemas),
        events=frozenset(text for tree in models for text in _literals(tree) if text.startswith("org.vouajudar.")),
        problems=frozenset(by_slug),
    )


def stub_names(root: Path, contract: Contract) -> Names:
    """The stub: operations with port, route and wire facts, their parameters, the schemas it judges by, both catalogues."""
    folder = root / STUB
    tree = _tree(folder / "operations.py")
    ports = {name for found in _class_methods(_tree(folder / "ports.py"), "Port", _awaited).values() for name in found}
    routes = {
        name
        for path in sorted((folder / "routes").glob("*.py"))
        for found in _class_methods(_tree(path), "Routes", _awaited).values()
        for name in found
    }
    operations: set[str] = set()
    parameters: set[str] = set()
    for call in _calls(tree, "Operation"):
        identifier = _text(call, "id")
        if snake(identifier) in ports & routes:
            operations.add(identifier)
        parameters |= {f"{identifier} {_text(p, 'place')} {_text(p, 'name')}" for p in _calls(call, "Parameter")}
    spelled = {snake(o.id) for o in contract.operations}
    operations |= {name for name in ports | routes if name not in spelled}
    judged_by = json.loads((folder / "openapi.json").read_text(encoding="utf-8"))
    return Names(
        operations=frozenset(operations),
        parameters=frozenset(parameters),
        schemas=frozenset(judged_by["components"]["schemas"]),
        events=frozenset(_text(call, "full_type") for call in _calls(_tree(folder / "events.py"), "EventKind")),
        problems=frozenset(_text(call, "slug") for call in _calls(_tree(folder / "problems.py"), "ProblemKind")),
    )


READERS: Mapping[str, Reader] = {"SDK (Python)": sdk_names, "stub": stub_names}
"""The outputs that `vouajudar-contracts names` compares. Another SDK adds its reader here."""


def differences(wanted: Names, found: Names) -> Iterator[str]:
    """What `found` lacks or has too much, one line each."""
    for kind in KINDS:
        spec: frozenset[str] = getattr(wanted, kind)
        output: frozenset[str] = getattr(found, kind)
        yield from (f"{kind}: {name} is missing" for name in sorted(spec - output))
        yield from (f"{kind}: {name} is not in the contract" for name in sorted(output - spec))


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def _methods(folder: Path, suffix: str, kind: str) -> dict[tuple[str, str], set[str]]:
    """(resource, verb) -> names of the arguments, of every resource module with that suffix.

    Only of methods that call an operation: `wait` and `iterate` put several calls together, and stand for none.
    """
    found: dict[tuple[str, str], set[str]] = {}
    for path in sorted(folder.glob("*.py")):
        if path.stem == "__init__" or path.stem.endswith("_async") != bool(suffix):
            continue
        for methods in _class_methods(_tree(path), kind, lambda method: any(_sends(node) for node in ast.walk(method))).values():
            found |= {(path.stem.removesuffix(suffix), verb): arguments for verb, arguments in methods.items()}
    return found


def _class_methods(tree: ast.Module, ending: str, wanted: Callable[[ast.AST], bool]) -> dict[str, dict[str, set[str]]]:
    """Class -> public method -> arguments, of the classes whose name ends so; properties are no methods."""
    return {
        node.name: {
            method.name: {a.arg for a in (*method.args.posonlyargs, *method.args.args, *method.args.kwonlyargs)}
            for method in node.body
            if isinstance(method, _FUNCTIONS) and wanted(method) and not method.name.startswith("_") and not method.decorator_list
        }
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name.endswith(ending)
    }


def _sends(node: ast.AST) -> bool:
    """`self._caller.call(...)` and its like."""
    return isinstance(node, ast.Call) and ast.unparse(node.func).startswith("self._caller.")


def _awaited(method: ast.AST) -> bool:
    return isinstance(method, ast.AsyncFunctionDef)


def _calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def _text(call: ast.Call, keyword: str) -> str:
    values = [k.value.value for k in call.keywords if k.arg == keyword and isinstance(k.value, ast.Constant)]
    return str(values[0]) if values else ""


def defined(tree: ast.Module) -> Iterator[str]:
    """The names that a module gives to classes and values."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _literals(tree: ast.Module) -> Iterator[str]:
    """The strings in `Literal[...]`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Literal":
            yield from (n.value for n in ast.walk(node.slice) if isinstance(n, ast.Constant) and isinstance(n.value, str))


def _dictionary(tree: ast.Module, name: str) -> Iterator[str]:
    """The keys of the dictionary that the module calls `name`."""
    for node in tree.body:
        target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0] if isinstance(node, ast.Assign) else None
        if isinstance(target, ast.Name) and target.id == name and isinstance(node, ast.AnnAssign | ast.Assign):
            keys = node.value.keys if isinstance(node.value, ast.Dict) else []
            yield from (key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str))
