"""The Python type that a caller may pass where the contract has a schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from vouajudar_contracts.generate.modules import is_scalar, schema_name
from vouajudar_contracts.generate.profiles import is_array, is_object

_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_FORMATS = {"date-time": "datetime | str", "date": "date | str", "binary": "bytes"}


@dataclass(slots=True)
class Annotations:
    """Writes annotations, and remembers what they need imported."""

    schemas: Mapping[str, Any]
    models: set[str] = field(default_factory=set[str])
    params: set[str] = field(default_factory=set[str])
    names: set[str] = field(default_factory=set[str])
    """From `datetime`, `collections.abc` and `typing`."""

    def of(self, schema: Any) -> str:
        """The type of a value that is sent as this schema."""
        return " | ".join(dict.fromkeys(self._parts(schema)))

    def _parts(self, schema: Any) -> list[str]:  # noqa: PLR0911  # one for each form that a schema has
        if not is_object(schema) or not schema:
            return [self._name("Any")]
        named = schema_name(schema)
        if named is not None:
            return self._named(named)
        for key in ("anyOf", "oneOf"):
            branches = schema.get(key)
            if is_array(branches):
                return _null_last([part for branch in branches for part in self._parts(branch)])
        parts = schema.get("allOf")
        if is_array(parts) and "properties" not in schema:
            return self._parts(parts[0]) if len(parts) == 1 else [self._mapping("Any")]
        if "const" in schema:
            return [self._literal([schema["const"]])]
        if "enum" in schema:
            kinds = dict.fromkeys(_class_name(v) for v in schema["enum"] if v is not None)
            return [self._literal(schema["enum"]), *kinds]
        written = schema.get("type")
        return [part for kind in (written if is_array(written) else [written]) for part in self._kind(kind, schema)]

    def _kind(self, kind: Any, schema: dict[str, Any]) -> list[str]:
        if kind == "array":
            self.names.add("Sequence")
            return [f"Sequence[{self.of(schema.get('items'))}]"]
        if kind == "object" or (kind is None and "properties" in schema):
            values = schema.get("additionalProperties")
            return [self._mapping(self.of(values) if is_object(values) and "properties" not in schema else self._name("Any"))]
        if kind == "string" and schema.get("format") in _FORMATS:
            text = _FORMATS[schema["format"]]
            self.names.update({"datetime", "date"} & set(text.split(" | ")))
            return text.split(" | ")
        return [_PLAIN[kind]] if kind in _PLAIN else [self._name("Any")]

    def _named(self, name: str) -> list[str]:
        schema = self.schemas.get(name)
        if is_scalar(schema) and is_object(schema):
            if schema.get("format") in _FORMATS:
                return self._parts(schema)
            self.models.add(name)
            return [name]
        if is_object(schema) and ("properties" in schema or "allOf" in schema):
            self.models.add(name)
            self.params.add(name)
            return [name, f"{name}Param"]
        return self._parts(schema)

    def _mapping(self, values: str) -> str:
        self.names.add("Mapping")
        if values == "Any":
            self.names.add("Any")
        return f"Mapping[str, {values}]"

    def _literal(self, values: list[Any]) -> str:
        return f"{self._name('Literal')}[{', '.join(quoted(v) for v in values)}]"

    def _name(self, name: str) -> str:
        self.names.add(name)
        return name


def quoted(value: Any) -> str:
    """A literal in double quotes."""
    if isinstance(value, str):
        text = repr(value)
        return text if '"' in value or text[0] == '"' else f'"{text[1:-1]}"'
    return repr(value)


def _class_name(value: object) -> str:
    return type(value).__name__


def _null_last(parts: list[str]) -> list[str]:
    return [p for p in parts if p != "None"] + (["None"] if "None" in parts else [])


def members_of(schema: Any, schemas: Mapping[str, Any]) -> tuple[dict[str, Any], set[str]] | None:
    """Members and required members of an object schema, through refs, allOf and variants; None when it is no such object.

    Of variants (oneOf, anyOf) the members of all, and required what all require.
    """
    if not is_object(schema):
        return None
    named = schema_name(schema)
    if named is not None:
        return members_of(schemas.get(named), schemas)
    properties: dict[str, Any] = dict(schema.get("properties", {}))
    required = set[str](schema.get("required", ()))
    found = "properties" in schema
    for part in schema.get("allOf", []):
        inner = members_of(part, schemas)
        if inner is not None:
            found = True
            properties |= inner[0]
            required |= inner[1]
    for key in ("oneOf", "anyOf"):
        inners = [members_of(part, schemas) for part in schema.get(key, [])]
        known = [inner for inner in inners if inner is not None]
        if inners and len(known) == len(inners):
            found = True
            for inner in known:
                properties = inner[0] | properties
            required |= set[str].intersection(*(inner[1] for inner in known))
        elif inners and not found:
            return None
    return (properties, required & properties.keys()) if found else None
