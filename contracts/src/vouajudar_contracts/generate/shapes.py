"""How a parameter or a body that is no plain value is written, where the runtime does not know it by itself.

The runtime writes lists in a query repeated or joined by commas, mappings as `name[member]`, and JSON and form bodies. What else
a document may ask for goes through a small module of the package, `_shapes`, which is there only when something needs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from vouajudar_contracts.document.contract import Parameter
from vouajudar_contracts.generate.profiles import REF_PREFIX, is_array, is_object

BOUNDARY = "part-3f1c9a64e07b4d25a8d6"
"""Stands between the parts of a multipart body. A body that contains it by chance is refused."""

_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|", "form": ",", "simple": ",", "label": ",", "matrix": ","}


def shape_of(schema: Any, schemas: Mapping[str, Any]) -> Literal["array", "object", "scalar"]:
    """What a value of this schema is: of alternatives the first that is no scalar."""
    seen: set[str] = set()
    while is_object(schema) and isinstance(schema.get("$ref"), str) and schema["$ref"] not in seen:
        seen.add(schema["$ref"])
        schema = schemas.get(schema["$ref"].removeprefix(REF_PREFIX), {})
    if not is_object(schema):
        return "scalar"
    for key in ("anyOf", "oneOf"):
        for branch in schema.get(key, []):
            found = shape_of(branch, schemas)
            if found != "scalar":
                return found
    kinds = schema.get("type")
    listed: list[Any] = kinds if is_array(kinds) else [kinds]
    if "array" in listed:
        return "array"
    return "object" if "object" in listed or "properties" in schema or "allOf" in schema else "scalar"


def is_repeated(parameter: Parameter, schemas: Mapping[str, Any]) -> bool:
    """A list in a query, one pair for each item."""
    return parameter.place == "query" and parameter.explode and shape_of(parameter.schema, schemas) == "array"


def sent_as(parameter: Parameter, python: str, schemas: Mapping[str, Any]) -> str:
    """The expression for what is sent of the argument `python`; one that begins with `**` stands for several pairs."""
    if parameter.media_type is not None:
        return f"shapes.as_json({python})" if "json" in parameter.media_type else python
    shape = shape_of(parameter.schema, schemas)
    if shape == "scalar" or parameter.place == "cookie" or is_repeated(parameter, schemas):
        return python
    if parameter.place == "query":
        if parameter.style == "deepObject" or (parameter.style == "form" and shape == "array"):
            return python
        if parameter.style == "form" and parameter.explode:
            return f'**shapes.spread("{parameter.name}", {python})'
    separator = _SEPARATORS.get(parameter.style, ",")
    return f'shapes.joined({python}, "{separator}")'
