"""Says in the words of OpenAPI 3.1 what a document says in those of 3.0.

Taken of 3.0: `nullable` (of a type, an enum, a reference, a composition), boolean `exclusiveMinimum` and `exclusiveMaximum`,
`example`, the formats `binary` and `byte`, and that what stands beside `$ref` does not count.
Everything else is the same in both.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vouajudar_contracts.document.values import is_object
from vouajudar_contracts.generate.foreign.grammar import Node, walk
from vouajudar_contracts.generate.foreign.notes import Note

COMPOSITIONS = ("allOf", "anyOf", "oneOf")


def lift(document: dict[str, Any]) -> list[Note]:
    """Changes `document` in place; returns what was converted, in the document's order.

    Documents that call themselves 3.1 often go on saying `nullable`: they mean it.
    """
    old = document["openapi"].startswith("3.0")
    document["openapi"] = "3.1.0"
    schemas = [node for node in walk(document) if node.kind == "schema" and is_object(node.value)]
    converted: list[list[Note]] = []
    for node in reversed(schemas):
        # From the inside out: a schema that gets a place of its own below a new one has been converted by then.
        converted.append(list(_lift(node, old=old)))
    return [note for notes in reversed(converted) for note in notes]


def _lift(node: Node, *, old: bool) -> Iterator[Note]:
    schema: dict[str, Any] = node.value

    def note(what: str, done: str) -> Note:
        return Note("converted", what, done, node.pointer)

    if "$ref" in schema:
        beside = sorted(schema.keys() - {"$ref", "nullable"})
        if beside and old:
            for key in beside:
                del schema[key]
            yield note("members beside $ref", "left out, as 3.0 says")
        if schema.pop("nullable", False) is True:
            _or_null(schema)
            yield note("nullable", "anyOf with type null")
        return
    if "example" in schema:
        schema["examples"] = [schema.pop("example")]
        yield note("example", "examples")
    for bound, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        strict = schema.get(bound)
        if isinstance(strict, bool):
            del schema[bound]
            if strict and limit in schema:
                schema[bound] = schema.pop(limit)
            yield note(f"boolean {bound}", f"{bound} as a number" if strict else f"{limit} as it is")
    if old and schema.get("format") == "byte":
        schema["contentEncoding"] = "base64"
        yield note("format byte", "contentEncoding base64")
    if old and schema.get("format") == "binary":
        schema["contentMediaType"] = "application/octet-stream"
        yield note("format binary", "contentMediaType application/octet-stream")
    if schema.pop("nullable", False) is True:
        yield from _nullable(schema, note("nullable", "type null as well"), note("nullable", "anyOf with type null"))


def _nullable(schema: dict[str, Any], listed: Note, branched: Note) -> Iterator[Note]:
    if any(key in schema for key in COMPOSITIONS):
        _or_null(schema)
        yield branched
    elif isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
        if "enum" in schema and None not in schema["enum"]:
            schema["enum"] = [*schema["enum"], None]
        yield listed
    elif "enum" in schema:
        if None not in schema["enum"]:
            schema["enum"] = [*schema["enum"], None]
        yield listed
    else:
        # Without a type null is allowed already.
        yield Note(listed.kind, listed.what, "nothing: without a type null is allowed", listed.pointer)


def _or_null(schema: dict[str, Any]) -> None:
    """Turns the schema into `anyOf` of what it is and null; prose stays outside."""
    prose: dict[str, Any] = {key: schema.pop(key) for key in ("description", "title", "examples", "deprecated") if key in schema}
    inner = dict(schema)
    schema.clear()
    schema.update(prose)
    schema["anyOf"] = [inner, {"type": "null"}]
