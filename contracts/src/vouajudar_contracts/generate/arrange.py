"""Takes one generated module of models apart and lays it out as a package of lazily imported modules."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from vouajudar_contracts.document.contract import JsonObject
from vouajudar_contracts.generate.graph import circles, postorder
from vouajudar_contracts.generate.profiles import is_object

INDENT = "    "


@dataclass(slots=True)
class Definition:
    """One class or alias of the generated module."""

    name: str
    text: str
    names: frozenset[str]
    """Every name that its text uses."""
    first: frozenset[str]
    """Those of them that must be defined before it: the bases of a class, what an alias is made of. Annotations can wait."""


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
            if any(_extra(statement) for statement in node.body):
                names = names - {"ConfigDict", "Dict"} | {"TYPE_CHECKING"}
            bases = frozenset[str]().union(*(_names(base) for base in node.bases))
            text = _class_text(node, lines, docs.get(node.name, {}))
            found.append(Definition(node.name, text, names - {node.name}, bases))
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.append(_alias(node, node.targets[0].id, lines, docs.get(node.targets[0].id, {})))
    return found


def imports_of(source: str) -> dict[str, tuple[str, str]]:
    """Local name -> the module it is imported from, and its name there."""
    return {
        alias.asname or alias.name: (node.module or "", alias.name)
        for node in ast.parse(source).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _names(node: ast.AST) -> frozenset[str]:
    return frozenset(_used(node))


def _used(node: ast.AST) -> Iterator[str]:
    """The names that a node uses; a string is one where a type stands that is defined later."""
    if isinstance(node, ast.Name):
        # A member's own name is a target (Store), not a use.
        if isinstance(node.ctx, ast.Load):
            yield node.id
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield from _told(node.value)
    elif isinstance(node, ast.AnnAssign):
        yield from _used(node.annotation)
        if node.value is not None and not isinstance(node.value, ast.Constant):
            yield from _used(node.value)
    elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Literal":
        yield "Literal"
    elif isinstance(node, ast.keyword):
        if not isinstance(node.value, ast.Constant):
            yield from _used(node.value)
    else:
        for child in ast.iter_child_nodes(node):
            yield from _used(child)


def _told(text: str) -> Iterator[str]:
    """The names in a type that is written as a string."""
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError:
        return
    yield from (node.id for node in ast.walk(tree) if isinstance(node, ast.Name))


def _alias(node: ast.Assign, name: str, lines: list[str], schema: JsonObject) -> Definition:
    value = node.value
    names = _names(value)
    if isinstance(value, ast.Call) and ast.unparse(value.func) == "TypeAliasType" and not _forward(value):
        inner = value.args[1]
        text = f"{name}: TypeAlias = {_segment(lines, inner)}"
        names = _names(inner) | {"TypeAlias"}
    else:
        text = _segment(lines, node)
    doc = docstring(schema.get("description"), "")
    return Definition(name, f"{text}\n{doc}" if doc else text, names - {name}, names - _forward(value) - {name})


def _forward(value: ast.expr) -> set[str]:
    """Names that an alias uses as strings: they are defined after it, or are itself."""
    parts = value.args[1:] if isinstance(value, ast.Call) else [value]
    defined = {n.id for part in parts for n in ast.walk(part) if isinstance(n, ast.Name)}
    return {name for part in parts for name in _used(part)} - defined


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
    typed_extra = any(_extra(statement) for statement in node.body)
    for statement in node.body:
        text = lines[statement.lineno - 1 : statement.end_lineno]
        if isinstance(statement, ast.Pass) and doc:
            continue
        if typed_extra and isinstance(statement, ast.Assign):
            # The type checkers know the member from the base class and would not have it narrowed.
            if extra := _extra(statement):
                out += ["    if not TYPE_CHECKING:", f"        __pydantic_extra__: {extra.replace('Dict[', 'dict[')}"]
            continue
        out += text
        if isinstance(statement, ast.AnnAssign) and (note := docstring(_note(statement, members), INDENT)):
            out.append(note)
    while out and not out[-1]:
        out.pop()
    return "\n".join(out)


def _extra(statement: ast.stmt) -> str:
    """The type of members that the schema does not name, where it gives one."""
    if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Dict):
        for key, value in zip(statement.value.keys, statement.value.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == "__pydantic_extra__":
                return ast.unparse(value)
    return ""


def _members(schema: JsonObject) -> dict[str, Any]:
    parts: list[Any] = [schema, *schema.get("allOf", [])]
    return {name: member for part in parts for name, member in part.get("properties", {}).items()}


def _note(statement: ast.AnnAssign, members: Mapping[str, Any]) -> object:
    name = ast.unparse(statement.target)
    for call in (n for n in ast.walk(statement.annotation) if isinstance(n, ast.Call)):
        for keyword in call.keywords:
            if keyword.arg == "alias" and isinstance(keyword.value, ast.Constant):
                name = str(keyword.value.value)
    member = members.get(name)
    return member.get("description") if is_object(member) else None


def docstring(text: object, indent: str) -> str:
    """The text as a docstring at this indent; empty for no text."""
    if not isinstance(text, str) or not text.strip():
        return ""
    escaped = text.strip().replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    body = [line.rstrip() for line in escaped.splitlines()]
    if len(body) == 1 and not body[0].endswith('"'):
        return f'{indent}"""{body[0]}"""'
    tail = [f"{indent}{line}" if line else "" for line in body[1:]]
    return "\n".join([f'{indent}"""{body[0]}', *tail, f'{indent}"""'])


def order(definitions: list[Definition]) -> Iterator[Definition]:
    """The definitions, each after what it names; in a circle after what must be defined before it."""
    by_name = {d.name: d for d in definitions}
    edges = uses(definitions)
    circle_of = {name: n for n, circle in enumerate(circles(edges)) for name in circle}
    # In a circle only what must come first counts: an annotation finds its names later.
    kept = {
        name: [need for need in needs if circle_of[need] != circle_of[name] or need in by_name[name].first]
        for name, needs in edges.items()
    }
    return (by_name[name] for name in postorder(kept))


def uses(definitions: Iterable[Definition]) -> dict[str, list[str]]:
    """Definition -> the others of them that it names, in the given order."""
    place = {d.name: n for n, d in enumerate(definitions)}
    return {d.name: sorted(d.names & place.keys(), key=place.__getitem__) for d in definitions}
