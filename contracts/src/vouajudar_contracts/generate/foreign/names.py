"""The proof that nothing is lost: the names in the package, read from its syntax trees, against those of the document.

The document is read here once more, by itself: what the way to the package has lost must not be missing on both sides.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeGuard

from vouajudar_contracts.document.contract import Contract
from vouajudar_contracts.document.values import follow, is_object
from vouajudar_contracts.generate.endpoints import read_endpoints
from vouajudar_contracts.generate.foreign.read import methods_of, parameters_of
from vouajudar_contracts.generate.names import defined

_PLACEHOLDER = "{}"


@dataclass(frozen=True, slots=True)
class Names:
    """What a document names, or a package."""

    operations: frozenset[str]
    """`<METHOD> <path with {} for each parameter>`."""
    parameters: frozenset[str]
    """`<METHOD> <path> <place> <name>`."""
    schemas: frozenset[str]


KINDS = tuple(field.name for field in fields(Names))


def document_names(document: Mapping[str, Any]) -> Names:
    """The operations, parameters and component schemas of a document, as it was given."""
    operations: set[str] = set()
    parameters: set[str] = set()
    whole = dict(document)
    for path, written in document.get("paths", {}).items():
        if path.startswith("x-") or not is_object(written):
            continue
        item = {**follow(whole, written), **written} if "$ref" in written else written
        for method, operation in methods_of(item):
            own = list(parameters_of(whole, item, operation))
            key = f"{method.upper()} {_template(path, [p['name'] for p in own if p['in'] == 'path'])}"
            operations.add(key)
            parameters |= {f"{key} {p['in']} {p['name']}" for p in own}
    return Names(frozenset(operations), frozenset(parameters), frozenset(document.get("components", {}).get("schemas", {})))


def _template(path: str, names: list[str]) -> str:
    for name in names:
        path = path.replace("{" + name + "}", _PLACEHOLDER)
    return path


def package_names(files: Mapping[str, str], contract: Contract, renamed: Mapping[str, str]) -> Names:
    """The operations that are methods of both clients, their arguments and the models, read from the sources of a package."""
    rows = dict(_rows(ast.parse(files["_operations.py"])))
    kinds = [_calls(files, is_async=False), _calls(files, is_async=True)]
    path_names = {
        f"{e.operation.method} {_template(e.operation.path, [a.wire for a in e.of('path')])}": {
            a.python: a.wire for a in e.of("path")
        }
        for e in read_endpoints(contract)
    }
    operations: set[str] = set()
    parameters: set[str] = set()
    for constant, key in rows.items():
        if not all(len(calls.get(constant, ())) == 1 for calls in kinds):
            continue
        operations.add(key)
        told = [set(_arguments(calls[constant][0], path_names.get(key, {}))) for calls in kinds]
        parameters |= {f"{key} {place} {name}" for place, name in told[0] & told[1]}
    models = {name for path, text in files.items() if path.startswith("models/") for name in defined(ast.parse(text))}
    return Names(frozenset(operations), frozenset(parameters), frozenset(old for old, new in renamed.items() if new in models))


def lost(wanted: Names, found: Names) -> list[str]:
    """What one side has and the other has not, one line each."""
    lines: list[str] = []
    for kind in KINDS:
        ours: frozenset[str] = getattr(wanted, kind)
        theirs: frozenset[str] = getattr(found, kind)
        lines += [f"{kind}: {name} is missing" for name in sorted(ours - theirs)]
        lines += [f"{kind}: {name} is not in the document" for name in sorted(theirs - ours)]
    return lines


def _rows(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Constant -> `<METHOD> <template>` of the table of wire facts."""
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and isinstance(node.value, ast.Call):
            texts = [str(a.value) for a in node.value.args if isinstance(a, ast.Constant)]
            yield node.target.id, f"{texts[1]} {texts[2]}"


def _calls(files: Mapping[str, str], *, is_async: bool) -> dict[str, list[ast.Call]]:
    """Constant -> the calls that name it, in the methods of one kind of client."""
    found: dict[str, list[ast.Call]] = {}
    for path, text in files.items():
        if not path.startswith("resources/") or path.endswith("_async.py") != is_async:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and node.args and (constant := _constant(node.args[0])):
                found.setdefault(constant, []).append(node)
    return found


def _constant(node: ast.expr) -> str | None:
    """`wire.LIST_KITCHENS` -> LIST_KITCHENS."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "wire":
        return node.attr
    return None


def _arguments(call: ast.Call, path_names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Place and name of what a call sends."""
    if len(call.args) > 1 and isinstance(call.args[1], ast.Tuple):
        for element in call.args[1].elts:
            for name in (n.id for n in ast.walk(element) if isinstance(n, ast.Name)):
                if name in path_names:
                    yield "path", path_names[name]
    for keyword in call.keywords:
        if keyword.arg in ("query", "header") and isinstance(keyword.value, ast.Dict):
            yield from _pairs(keyword.arg, keyword.value)


def _pairs(place: str, table: ast.Dict) -> Iterator[tuple[str, str]]:
    for key, value in zip(table.keys, table.values, strict=True):
        if key is None and isinstance(value, ast.Call):
            # **shapes.spread("name", name)
            yield place, str(ast.literal_eval(value.args[0]))
        elif isinstance(key, ast.Constant) and _is_cookies(value):
            yield from (
                ("cookie", name) for cookies in value.args if isinstance(cookies, ast.Dict) for _, name in _pairs("", cookies)
            )
        elif isinstance(key, ast.Constant):
            yield place, str(key.value)


def _is_cookies(value: ast.expr) -> TypeGuard[ast.Call]:
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "cookies"
