"""Leaves in schemas only words that the writers read, each where it has a meaning."""

from __future__ import annotations

from typing import Any

from vouajudar_contracts.document.values import is_array, is_object
from vouajudar_contracts.generate.foreign.grammar import GRAMMAR, misfit_prose, walk

_UNREAD = frozenset(
    {
        *("$id", "$schema", "$anchor", "$dynamicRef", "$dynamicAnchor", "$vocabulary", "$defs", "definitions"),
        *("not", "if", "then", "else", "patternProperties", "dependentRequired", "dependentSchemas", "propertyNames"),
        *("contains", "minContains", "maxContains", "unevaluatedItems", "unevaluatedProperties"),
        *("contentSchema", "contentEncoding", "contentMediaType", "nullable", "xml", "externalDocs"),
    }
)
_FORMATS = {
    "int32": "integer", "int64": "integer", "float": "number", "double": "number",
    "date-time": "string", "date": "string", "binary": "string",
}  # fmt: skip
"""Formats with a type of their own, and the type beside which they mean it."""


def drop_misfit_prose(document: dict[str, Any]) -> None:
    """Changes `document` in place: a description that is no text is none."""
    for node in walk(document):
        for key in list(misfit_prose(node)):
            del node.value[key]


def plain_words(document: dict[str, Any]) -> None:
    """Changes `document` in place. What is taken out here has been noted before: it is no part of a client's types."""
    grammar = GRAMMAR["schema"]
    for node in walk(document):
        if node.kind != "schema" or not is_object(node.value):
            continue
        schema = node.value
        for key in [key for key in schema if key in _UNREAD or (key not in grammar and key != "$ref")]:
            del schema[key]
        wanted = _FORMATS.get(str(schema.get("format")))
        kinds = schema.get("type")
        if "format" in schema and wanted not in (kinds if is_array(kinds) else [kinds]):
            del schema["format"]
        for key in ("items", "additionalProperties"):
            if schema.get(key) is True:
                schema[key] = {}
        if "prefixItems" in schema:
            rest = [schema["items"]] if is_object(schema.get("items")) else []
            schema["items"] = {"anyOf": [*schema.pop("prefixItems"), *rest]}
        if kinds == "array" and "items" not in schema:
            schema["items"] = {}
