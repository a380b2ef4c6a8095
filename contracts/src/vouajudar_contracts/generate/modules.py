"""Which module of the client's models a schema lives in.

Modules are loaded when one of their names is first asked for: a program that reads batches must not pay for events. Tags are
walked in the order of the root document's paths; a schema belongs to the first one whose operations reach it: a module needs only
earlier ones. What several tags share and what needs nothing else goes to `shared`; then come the events, and last the problems.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Mapping
from typing import Any

from vouajudar_contracts.document.contract import Contract, Operation
from vouajudar_contracts.document.names import snake
from vouajudar_contracts.generate.profiles import REF_PREFIX, Edges, is_array, is_object, reach, refs

SHARED, EVENTS, PROBLEMS, OTHER = "shared", "events", "problems", "other"
PROBLEM_MEDIA = "application/problem+json"


def assign(contract: Contract) -> dict[str, str]:
    """Schema name -> module, for every schema, in the order in which modules may need each other."""
    schemas = {schema.name: schema.body for schema in contract.schemas}
    groups = _groups(contract, schemas)
    users: dict[str, set[str]] = {}
    for group, members in groups.items():
        for name in members:
            users.setdefault(name, set()).add(group)
    shared: dict[str, None] = {}
    for name, schema in schemas.items():
        if len(users.get(name, ())) > 1 and is_scalar(schema):
            shared[name] = None
    for name, schema in schemas.items():
        resources = users.get(name, set()) - {EVENTS, PROBLEMS}
        if len(resources) > 1 and all(ref in shared or is_scalar(schemas.get(ref)) for ref in refs(schema)):
            shared |= dict.fromkeys([name, *(ref for ref in refs(schema) if ref in schemas)])
    placed = dict.fromkeys(sorted(shared), SHARED)
    for group, members in groups.items():
        for name in members:
            placed.setdefault(name, group)
    order = [SHARED, *groups, OTHER]
    for name in [n for n in schemas if n not in placed]:
        # Nothing reaches it; it lives with the last of what it needs.
        homes = [placed.get(ref, OTHER) for ref in refs(schemas[name])]
        placed[name] = max(homes, key=order.index, default=OTHER)
    return placed


def is_scalar(schema: Any) -> bool:
    """Whether the schema names a plain value: a string, a number, an enum."""
    if not is_object(schema) or "properties" in schema or "$ref" in schema:
        return False
    if {"allOf", "anyOf", "oneOf"} & schema.keys():
        return False
    kinds = schema.get("type")
    listed: list[Any] = kinds if is_array(kinds) else [kinds]
    return "enum" in schema or "const" in schema or not {"object", "array", None} & set(listed)


def operation_roots(operation: Operation, *, problems: bool) -> Iterator[str]:
    """Schemas that an operation names: in its problem answers, or everywhere else."""
    if not problems:
        for parameter in operation.parameters:
            yield from refs(parameter.schema)
        if operation.body is not None:
            yield from refs(operation.body.schema)
    for answer in operation.answers:
        if (answer.media_type == PROBLEM_MEDIA) == problems:
            yield from refs(answer.schema)


def _groups(contract: Contract, schemas: Mapping[str, Any]) -> dict[str, dict[str, None]]:
    """Module -> what its operations reach, in the order in which modules come."""
    roots: dict[str, list[str]] = {}
    event_roots = [event.schema_name for event in contract.events]
    problem_roots = [problem.schema_name for problem in contract.problems]
    # A document may list its tags by the alphabet; its paths stand in the order in which a reader needs them.
    for operation in contract.operations:
        module = _module(operation.tag)
        (event_roots if module == EVENTS else roots.setdefault(module, [])).extend(operation_roots(operation, problems=False))
        problem_roots += operation_roots(operation, problems=True)
    edges = Edges(schemas)
    problems = reach(problem_roots, edges)
    groups = {module: reach(names, edges) for module, names in roots.items()}
    groups[EVENTS] = reach(event_roots, edges)
    groups[PROBLEMS] = problems
    return groups


def _module(tag: str) -> str:
    name = snake(tag) or OTHER
    if name in {SHARED, PROBLEMS, OTHER} or keyword.iskeyword(name):
        return f"{name}_"
    return name if name.isidentifier() else f"n{name}"


def schema_name(schema: Any) -> str | None:
    """The name of the component that a schema is nothing but a reference to."""
    ref = schema.get("$ref") if is_object(schema) else None
    return ref.removeprefix(REF_PREFIX) if isinstance(ref, str) and ref.startswith(REF_PREFIX) else None
