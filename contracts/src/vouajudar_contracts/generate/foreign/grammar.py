"""The objects of an OpenAPI document, as 3.0 and 3.1 define them, and a walk over all of them.

What a walk yields is told by kind, so that whoever looks for something does not have to know where it may stand. What the
grammar does not know is told as well: `strangers` are members that neither version defines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from vouajudar_contracts.document.operations import METHODS
from vouajudar_contracts.document.values import escape, is_array, is_object

Shape = Literal["one", "list", "map"]
Member = tuple[str, Shape] | None
"""Kind and shape of a member that holds objects; None for a plain value."""


def _plain(*names: str) -> dict[str, Member]:
    return dict.fromkeys(names)


_PARAMETER: dict[str, Member] = {
    **_plain("description", "required", "deprecated", "allowEmptyValue", "style", "explode", "allowReserved"),
    **_plain("example", "examples"),
    "schema": ("schema", "one"),
    "content": ("media type", "map"),
}

GRAMMAR: Mapping[str, Mapping[str, Member]] = {
    "document": {
        **_plain("openapi", "info", "security", "tags", "externalDocs", "jsonSchemaDialect"),
        "servers": ("server", "list"),
        "paths": ("path item", "map"),
        "webhooks": ("path item", "map"),
        "x-webhooks": ("path item", "map"),
        "components": ("components", "one"),
    },
    "components": {
        "schemas": ("schema", "map"),
        "responses": ("response", "map"),
        "parameters": ("parameter", "map"),
        "examples": None,
        "requestBodies": ("request body", "map"),
        "headers": ("header", "map"),
        "securitySchemes": ("security scheme", "map"),
        "links": ("link", "map"),
        "callbacks": ("callback", "map"),
        "pathItems": ("path item", "map"),
    },
    "server": _plain("url", "description", "variables"),
    "path item": {
        **_plain("summary", "description"),
        "servers": ("server", "list"),
        "parameters": ("parameter", "list"),
        **dict.fromkeys(METHODS, ("operation", "one")),
    },
    "operation": {
        **_plain("tags", "summary", "description", "externalDocs", "operationId", "deprecated", "security"),
        "parameters": ("parameter", "list"),
        "requestBody": ("request body", "one"),
        "responses": ("response", "map"),
        "callbacks": ("callback", "map"),
        "servers": ("server", "list"),
    },
    "parameter": {**_plain("name", "in"), **_PARAMETER},
    "header": _PARAMETER,
    "request body": {**_plain("description", "required"), "content": ("media type", "map")},
    "media type": {**_plain("example", "examples"), "schema": ("schema", "one"), "encoding": ("encoding", "map")},
    "encoding": {**_plain("contentType", "style", "explode", "allowReserved"), "headers": ("header", "map")},
    "response": {
        **_plain("description"),
        "headers": ("header", "map"),
        "content": ("media type", "map"),
        "links": ("link", "map"),
    },
    "callback": {},  # expressions instead of members
    "link": _plain("operationRef", "operationId", "parameters", "requestBody", "description", "server"),
    "security scheme": _plain("type", "description", "name", "in", "scheme", "bearerFormat", "flows", "openIdConnectUrl"),
    "schema": {
        **_plain("type", "format", "enum", "const", "default", "required", "description", "title", "example", "examples"),
        **_plain("deprecated", "readOnly", "writeOnly", "externalDocs", "xml", "nullable", "discriminator", "$comment"),
        **_plain("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength"),
        **_plain("pattern", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "minContains"),
        **_plain("maxContains", "dependentRequired", "contentEncoding", "contentMediaType"),
        **_plain("$id", "$schema", "$anchor", "$dynamicRef", "$dynamicAnchor", "$vocabulary"),
        **dict.fromkeys(("properties", "patternProperties", "$defs", "definitions", "dependentSchemas"), ("schema", "map")),
        **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), ("schema", "list")),
        **dict.fromkeys(
            ("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames"), ("schema", "one")
        ),
        **dict.fromkeys(("unevaluatedItems", "unevaluatedProperties", "contentSchema"), ("schema", "one")),
    },
}


@dataclass(frozen=True, slots=True)
class Node:
    """One object of the document."""

    kind: str
    pointer: str
    value: Any
    """A mapping; of a schema also true or false."""
    misfit: bool = False
    """It is no mapping where one must stand."""

    @property
    def is_reference(self) -> bool:
        return is_object(self.value) and isinstance(self.value.get("$ref"), str)


def walk(document: Any, kind: str = "document", pointer: str = "") -> Iterator[Node]:
    """Every object, each before what it holds; references are told and not followed."""
    stack = [(kind, pointer, document)]
    while stack:
        kind, pointer, value = stack.pop()
        fits = kind in GRAMMAR and (is_object(value) or (kind == "schema" and isinstance(value, bool)))
        yield Node(kind, pointer, value, misfit=not fits)
        if fits and is_object(value):
            stack += list(_members(kind, pointer, value))[::-1]


def strangers(node: Node) -> Iterator[str]:
    """Members that the grammar does not know; extensions (`x-`) are none."""
    if is_object(node.value) and node.kind != "callback" and not node.is_reference:
        yield from (key for key in node.value if key not in GRAMMAR[node.kind] and not key.startswith("x-") and key != "$ref")


def misfit_prose(node: Node) -> Iterator[str]:
    """Members that must be text and are not."""
    if is_object(node.value):
        for key in ("summary", "description"):
            if key in node.value and key in GRAMMAR[node.kind] and not isinstance(node.value[key], str):
                yield key


def _members(kind: str, pointer: str, value: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    if kind == "callback":
        yield from (("path item", f"{pointer}/{escape(key)}", item) for key, item in value.items() if key != "$ref")
        return
    grammar = GRAMMAR[kind]
    for key, held in value.items():
        member = grammar.get(key)
        if member is None:
            continue
        inner, shape = member
        place = f"{pointer}/{escape(key)}"
        if shape == "one":
            yield inner, place, held
        elif shape == "list" and is_array(held):
            yield from ((inner, f"{place}/{n}", item) for n, item in enumerate(held))
        elif shape == "map" and is_object(held):
            # An extension beside the answers or the paths is none of them.
            extensible = key in ("paths", "responses")
            yield from (
                (inner, f"{place}/{escape(name)}", item)
                for name, item in held.items()
                if not (extensible and name.startswith("x-"))
            )
        else:
            yield "misplaced", place, held
