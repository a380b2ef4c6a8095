"""Two readings of one contract's schemas, made before any model is generated.

The *strict* reading serves the stub: instances are judged by the bundle's own JSON Schema, so the models only carry types.
The *open* reading serves clients: whatever a later server may add (members, enum values, variants) must come through it
unchanged, so closed objects, bounds and fixed vocabularies are taken out and unions get a variant for the unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal, TypeAlias, TypeGuard

Profile: TypeAlias = Literal["client", "server"]
Schemas: TypeAlias = dict[str, Any]
"""Component schemas by name."""

REF_PREFIX = "#/components/schemas/"

_SCHEMA_MAPS = frozenset({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"})
_SCHEMA_LISTS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_SCHEMA_SLOTS = frozenset({"items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames",
                           "unevaluatedItems", "unevaluatedProperties"})  # fmt: skip

_PROSE = frozenset({"title", "examples", "example", "externalDocs", "xml", "$comment"})
_STRING_BOUNDS = frozenset({"minLength", "maxLength", "pattern"})
_BOUNDS = _STRING_BOUNDS | {
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minItems", "maxItems", "uniqueItems",
    "minProperties", "maxProperties", "contains", "minContains", "maxContains", "propertyNames", "dependentRequired",
    "dependentSchemas", "not", "if", "then", "else", "unevaluatedProperties", "unevaluatedItems",
}  # fmt: skip
_KEPT_FORMATS = frozenset({"date-time", "date", "binary", "int32", "int64", "float", "double"})
"""Formats that give a Python type of their own; the others would refuse or rewrite what the server sent."""


def project(schemas: Mapping[str, Any], profile: Profile) -> Schemas:
    """The schemas as the model generator shall see them in one profile."""
    if profile == "server":
        return {name: _strict(schema) for name, schema in schemas.items()}
    tags = _discriminators(schemas)
    opened = {name: _open(schema, tags.get(name, frozenset())) for name, schema in schemas.items()}
    for name, schema in schemas.items():
        if _is_tagged_union(schema):
            opened |= _open_union(name, schema, schemas)
    return opened


def is_object(value: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def is_array(value: Any) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def refs(node: Any) -> Iterator[str]:
    """Names of the component schemas that a schema names, in order of appearance."""
    if is_object(node):
        ref = node.get("$ref")
        if isinstance(ref, str) and ref.startswith(REF_PREFIX):
            yield ref.removeprefix(REF_PREFIX)
        for key, value in node.items():
            if key in _SCHEMA_MAPS and is_object(value):
                # A member may be called `examples`.
                for sub in value.values():
                    yield from refs(sub)
            elif key not in {"example", "examples", "default", "enum", "const", "discriminator"}:
                yield from refs(value)
    elif is_array(node):
        for item in node:
            yield from refs(item)


class Edges(dict[str, list[str]]):
    """Schema -> the schemas it names. Made once where many walks are made."""

    def __init__(self, schemas: Mapping[str, Any]) -> None:
        super().__init__((name, list(refs(body))) for name, body in schemas.items())


def reach(roots: Iterable[str], schemas: Mapping[str, Any] | Edges) -> dict[str, None]:
    """Every schema that the roots reach, themselves included, in order of discovery."""
    edges = schemas if isinstance(schemas, Edges) else Edges(schemas)
    found: dict[str, None] = {}
    stack = list(roots)[::-1]
    while stack:
        name = stack.pop()
        if name in found or name not in edges:
            continue
        found[name] = None
        stack.extend(edges[name][::-1])
    return found


def map_schema(schema: Any, change: Callable[[Any], Any]) -> Any:
    """The schema with `change` applied to each of its direct subschemas."""
    if not is_object(schema):
        return schema
    result: dict[str, Any] = {}
    for key, value in schema.items():
        if key in _SCHEMA_MAPS and is_object(value):
            result[key] = {name: change(sub) for name, sub in value.items()}
        elif key in _SCHEMA_LISTS and is_array(value):
            result[key] = [change(sub) for sub in value]
        elif key in _SCHEMA_SLOTS and is_object(value):
            result[key] = change(value)
        else:
            result[key] = value
    return result


def _without(schema: Any, keys: frozenset[str]) -> Any:
    return {key: value for key, value in schema.items() if key not in keys and not key.startswith("x-")}


def _strict(schema: Any) -> Any:
    if not is_object(schema):
        return schema
    bare = _without(schema, _PROSE)
    if {"format", "enum", "const"} & bare.keys():
        bare = _without(bare, _STRING_BOUNDS)
    return map_schema(bare, _strict)


def _open(schema: Any, tags: frozenset[str]) -> Any:
    if not is_object(schema):
        return schema
    bare = _without(schema, _PROSE | _BOUNDS | {"description", "default", "deprecated", "readOnly", "writeOnly"})
    if isinstance(bare.get("additionalProperties"), bool):
        del bare["additionalProperties"]
    if bare.get("format") not in _KEPT_FORMATS:
        bare.pop("format", None)
    if "const" in bare:
        bare = {"type": _type_of(bare["const"])}
    if "enum" in bare:
        return _open_enum(bare)

    def change(sub: Any) -> Any:
        return _open(sub, tags)

    opened = map_schema(bare, change)
    for tag in tags & opened.get("properties", {}).keys():
        original = schema["properties"][tag]
        if "const" in original:
            opened["properties"][tag] = {"type": "string", "const": original["const"]}
        elif len(original.get("enum", ())) == 1:
            opened["properties"][tag] = {"type": "string", "const": original["enum"][0]}
    return opened


def _open_enum(schema: dict[str, Any]) -> dict[str, Any]:
    """An enum that lets values of a later version through as themselves."""
    values = [value for value in schema["enum"] if value is not None]
    kinds = dict.fromkeys(_type_of(value) for value in values)
    variants: list[dict[str, Any]] = [{"enum": [v for v in values if _type_of(v) == kind], "type": kind} for kind in kinds]
    variants += [{"type": kind} for kind in kinds]
    if None in schema["enum"]:
        variants.append({"type": "null"})
    return {"anyOf": variants}


_TYPES: dict[type, str] = {bool: "boolean", int: "integer", float: "number", str: "string", type(None): "null", list: "array"}


def _type_of(value: object) -> str:
    return _TYPES.get(type(value), "object")


def _is_tagged_union(schema: Any) -> bool:
    return is_object(schema) and "discriminator" in schema and ("oneOf" in schema or "anyOf" in schema)


def _variants(schema: Any) -> list[str]:
    return list(dict.fromkeys(refs(schema.get("oneOf") or schema.get("anyOf"))))


def _discriminators(schemas: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """Schema name -> members of it that tell a union's variants apart."""
    tags: dict[str, set[str]] = {}
    for schema in schemas.values():
        if _is_tagged_union(schema):
            for variant in _variants(schema):
                tags.setdefault(variant, set()).add(schema["discriminator"]["propertyName"])
    return {name: frozenset(members) for name, members in tags.items()}


def _open_union(name: str, schema: Any, schemas: Mapping[str, Any]) -> Schemas:
    """A tagged union as `KnownX` and `UnknownX`: a variant of a later version comes through as the second."""
    tag = schema["discriminator"]["propertyName"]
    variants = _variants(schema)
    known = {"oneOf": [{"$ref": REF_PREFIX + v} for v in variants], "discriminator": schema["discriminator"]}
    members = [_own_members(schemas[v]) for v in variants]
    shared = [m for m in members[0] if all(m in other for other in members)] if members else []
    own: dict[str, Any] = {
        "type": "object",
        "required": [tag],
        "properties": {tag: {"type": "string"}} | {m: {} for m in shared if m != tag},
    }
    bases = {_base(schemas[v]) for v in variants}
    base = bases.pop() if len(bases) == 1 else None
    unknown = {"allOf": [{"$ref": REF_PREFIX + base}, own]} if base else own
    return {
        f"Known{name}": known,
        f"Unknown{name}": unknown,
        name: {"anyOf": [{"$ref": f"{REF_PREFIX}Known{name}"}, {"$ref": f"{REF_PREFIX}Unknown{name}"}]},
    }


def _base(schema: Any) -> str | None:
    parts: list[dict[str, Any]] = schema.get("allOf", []) if is_object(schema) else []
    return next((part["$ref"].removeprefix(REF_PREFIX) for part in parts if "$ref" in part), None)


def _own_members(schema: Any) -> list[str]:
    parts: list[dict[str, Any]] = [schema, *schema.get("allOf", [])]
    return [name for part in parts for name in part.get("properties", {})]
