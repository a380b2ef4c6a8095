"""Runtime expressions of OpenAPI links and Arazzo steps: do they point to something that the contract has?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vouajudar_contracts.document.contract import Answer, Json, JsonObject, Operation
from vouajudar_contracts.document.values import follow, is_array, is_object, members, tokens

_EMBEDDED = re.compile(r"\{(\$[^{}]+)\}")
_WHOLE = re.compile(r"\$[A-Za-z]+([.#][^\s]*)?")
_IN_CONDITION = re.compile(r"\$(?:statusCode|response|request|steps|inputs|url|method|workflows|outputs)[A-Za-z0-9_.#/~\-]*")


def expressions(value: Json) -> Iterator[str]:
    """Every runtime expression in a value: a string that is one, or has some in braces."""
    if is_array(value):
        for item in value:
            yield from expressions(item)
    elif is_object(value):
        for member in value.values():
            yield from expressions(member)
    elif isinstance(value, str):
        if _WHOLE.fullmatch(value):
            yield value
        else:
            yield from _EMBEDDED.findall(value)


def in_condition(condition: str) -> list[str]:
    """The runtime expressions in a criterion, for example `$statusCode == 201`."""
    return _IN_CONDITION.findall(condition)


def why_not(document: JsonObject, operation: Operation, answers: list[Answer], expression: str) -> str | None:
    """Why an expression about a call of `operation`, answered by one of `answers`, points to nothing; None when it is sound."""
    head, _, fragment = expression.partition("#")
    reason: str | None = "this is no runtime expression"
    match head.split(".", 2):
        case ["$url" | "$method" | "$statusCode"] if not fragment:
            reason = None
        case ["$request", "body"]:
            schema = operation.body.schema if operation.body else None
            reason = _in_body(document, [schema], fragment, f"the request body of {operation.id}")
        case ["$request", place, name]:
            reason = _parameter(operation, place, name)
        case ["$response", "body"]:
            reason = _in_body(document, [answer.schema for answer in answers], fragment, f"the answer of {operation.id}")
        case ["$response", "header", name]:
            reason = _header(operation, answers, name)
        case _:
            pass
    return reason


def _header(operation: Operation, answers: list[Answer], name: str) -> str | None:
    found = any(name.lower() == header.lower() for answer in answers for header in answer.headers)
    return None if found else f"{operation.id} answers no header {name}"


def _parameter(operation: Operation, place: str, name: str) -> str | None:
    for parameter in operation.parameters:
        same = parameter.name.lower() == name.lower() if place == "header" else parameter.name == name
        if parameter.place == place and same:
            return None
    return f"{operation.id} has no {place} parameter {name}"


def _in_body(document: JsonObject, schemas: list[JsonObject | None], fragment: str, what: str) -> str | None:
    present = [schema for schema in schemas if schema is not None]
    if not present:
        return f"{what} has no body"
    if any(has(document, schema, tokens(fragment)) for schema in present):
        return None
    return f"{what} has no {fragment}"


def has(document: JsonObject, schema: Json, path: list[str]) -> bool:
    """Whether a value of `schema` may have something at `path`."""
    schema = follow(document, schema)
    if not path:
        return True
    if not is_object(schema):
        return False
    key, rest = path[0], path[1:]
    properties = members(schema, "properties")
    if key in properties:
        return has(document, properties[key], rest)
    if key.isdigit() and "items" in schema:
        return has(document, schema["items"], rest)
    if is_object(schema.get("additionalProperties")):
        return has(document, schema["additionalProperties"], rest)
    branches = [branch for keyword in ("allOf", "anyOf", "oneOf") for branch in schema.get(keyword, [])]
    return any(has(document, branch, path) for branch in branches)
