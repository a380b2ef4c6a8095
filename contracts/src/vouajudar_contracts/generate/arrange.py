"""Takes one generated module of models apart and lays it out as a package of lazily imported modules."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from vouajudar_contracts.document.contract import JsonObject
from vouajudar_contracts.generate.profiles import is_object

INDENT = "    "


@dataclass(slots=True)
class Definition:
    """One class or alias of the generated module."""

    name: str
    text: str
    names: frozenset[str]
    """Every name that its text uses."""


@dataclass(slots=True)
class Module:
    """One module of the package."""

    name: str
    definitions: list[Definition] = field(default_factory=list[Definition])


def take_apart(source: str, docs: Mapping[str, JsonObject]) -> list[Definition]:
    """The definitions of a module in their order, with docstrings from the schemas in `docs`.

    The generator is given no descriptions, because it would write each twice, as a docstring and as a pydantic field that
    costs time at import.
    """
    lines = source.splitlines()
    found: list[Definition] = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef):
            names = frozenset[str]().union(*(_names(part) for part in [*node.bases, *node.body]))
            found.append(Definition(node.name, _class_text(node, lines, docs.get(node.name, {})), names - {node.name}))
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.append(_alias(node, node.targets[0].id, lines, docs.get(node.targets[0].id, {})))
    return found


def _names(node: ast.AST) -> frozenset[str]:
    # A member's own name is a target (Store), not a use.
    names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    for text in (n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)):
        if text.isidentifier():
            names.add(text)
    return frozenset(names)


def _alias(node: ast.Assign, name: str, lines: list[str], schema: JsonObject) -> Definition:
    value = node.value
    names = _names(value)
    if isinstance(value, ast.Call) and ast.unparse(value.func) == "TypeAliasType" and name not in _forward(value):
        inner = value.args[1]
        text = f"{name}: TypeAlias = {_segment(lines, inner)}"
        names = _names(inner) | {"TypeAlias"}
    else:
        text = _segment(lines, node)
    doc = docstring(schema.get("description"), "")
    return Definition(name, f"{text}\n{doc}" if doc else text, names - {name})


def _forward(value: ast.Call) -> set[str]:
    """Names that an alias uses as strings: they are defined after it, or are itself."""
    return {n.value for n in ast.walk(value.args[1]) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def _segment(lines: list[str], node: ast.expr | ast.stmt) -> str:
    """The text of a node in one line. `ast.get_source_segment` would split the whole source again for each."""
    own = [line.encode() for line in lines[node.lineno - 1 : node.end_lineno]]
    own[-1] = own[-1][: node.end_col_offset]
    own[0] = own[0][node.col_offset :]
    return " ".join(line.decode().strip() for line in own)


def _class_text(node: ast.ClassDef, lines: list[str], schema: JsonObject) -> str:
    members = _members(schema)
    out = lines[node.lineno - 1 : node.body[0].lineno - 1]
    if doc := docstring(schema.get("description"), INDENT):
        out = [*out, doc, ""]
    for statement in node.body:
        text = lines[statement.lineno - 1 : statement.end_lineno]
        if isinstance(statement, ast.Pass) and doc:
            continue
        out += text
        if isinstance(statement, ast.AnnAssign) and (note := docstring(_note(statement, members), INDENT)):
            out.append(note)
    while out and not out[-1]:
        out.pop()
    return "\n".join(out)


def _members(schema: JsonObject) -> dict[str, Any]:
    parts: list[Any] = [schema, *schema.get("allOf", [])]
    return {name: member for part in parts for name, member in part.get("properties", {}).items()}


def _note(statement: ast.AnnAssign, members: Mapping[str, Any]) -> str | None:
    name = ast.unparse(statement.target)
    for call in (n for n in ast.walk(statement.annotation) if isinstance(n, ast.Call)):
        for keyword in call.keywords:
            if keyword.arg == "alias" and isinstance(keyword.value, ast.Constant):
                name = str(keyword.value.value)
    member = members.get(name)
    return member.get("description") if is_object(member) else None


def docstring(text: str | None, indent: str) -> str:
    """The text as a docstring at this indent; empty for no text."""
    if not text or not text.strip():
        return ""
    escaped = text.strip().replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    body = [line.rstrip() for line in escaped.splitlines()]
    if len(body) == 1 and not body[0].endswith('"'):
        return f'{indent}"""{body[0]}"""'
    tail = [f"{indent}{line}" if line else "" for line in body[1:]]
    return "\n".join([f'{indent}"""{body[0]}', *tail, f'{indent}"""'])


def order(definitions: list[Definition]) -> Iterator[Definition]:
    """The definitions so that an alias comes after what it names; otherwise in the given order."""
    by_name = {d.name: d for d in definitions}
    place = {name: n for n, name in enumerate(by_name)}
    done: set[str] = set()

    def visit(definition: Definition) -> Iterator[Definition]:
        if definition.name in done:
            return
        done.add(definition.name)
        for name in sorted(definition.names & by_name.keys(), key=place.__getitem__):
            yield from visit(by_name[name])
        yield definition

    for definition in definitions:
        yield from visit(definition)
