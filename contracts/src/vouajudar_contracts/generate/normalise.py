"""Makes an OpenAPI document of somebody else into what the writers read: 3.1, every object named, names that are Python's.

Of 3.0 this is taken: `nullable` (with a type, an enum, a reference, a composition), boolean `exclusiveMinimum` and
`exclusiveMaximum`, `example`, and that the siblings of `$ref` do not count. What the writers cannot express is noted by name and
place; nothing is left out in silence.
"""

from __future__ import annotations

import copy
import keyword
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from vouajudar_contracts.document.names import pascal, snake
from vouajudar_contracts.document.operations import METHODS
from vouajudar_contracts.generate.profiles import REF_PREFIX, is_array, is_object, map_schema

_USED = frozenset(
    {
        *("Annotated", "Any", "Field", "Instant", "Literal", "Mapping", "NotRequired", "OpenModel", "Sequence", "TypeAlias"),
        *("TypeAliasType", "TypedDict", "None", "True", "False", "Page", "ETag", "NotGiven", "CallOptions"),
    }
)
_COMPOSITIONS = ("allOf", "anyOf", "oneOf")


@dataclass(slots=True)
class Normalised:
    """The document as the writers read it, and what of it they will not express."""

    document: dict[str, Any]
    notes: list[str] = field(default_factory=list[str])
    renamed: dict[str, str] = field(default_factory=dict[str, str])


def normalise(document: dict[str, Any]) -> Normalised:
    found = Normalised(copy.deepcopy(document))
    old = str(document.get("openapi", "")).startswith("3.0")
    found.document["openapi"] = "3.1.0"
    _rename(found)
    if old:
        _each_schema(found.document, _lift)
    _hoist(found)
    _name_methods(found)
    found.notes += _inexpressible(found.document)
    return found


def _each_schema(document: dict[str, Any], change: Callable[[Any], Any]) -> None:
    """Replaces every schema of the document by what `change` makes of it."""
    schemas = document.get("components", {}).get("schemas", {})
    for name in schemas:
        schemas[name] = change(schemas[name])
    rest = {k: v for k, v in document.get("components", {}).items() if k != "schemas"}
    for node in (document.get("paths", {}), document.get("webhooks", {}), rest):
        _each_slot(node, change)


def _each_slot(node: Any, change: Callable[[Any], Any]) -> None:
    if is_object(node):
        for key, value in node.items():
            if key == "schema" and is_object(value):
                node[key] = change(value)
            elif key not in ("example", "examples"):
                _each_slot(value, change)
    elif is_array(node):
        for item in node:
            _each_slot(item, change)


def _lift(schema: Any) -> Any:
    """A schema of 3.0 in the words of 3.1."""
    if not is_object(schema):
        return schema
    if "$ref" in schema:
        bare: dict[str, Any] = {"$ref": schema["$ref"]}
    else:
        bare = map_schema({k: v for k, v in schema.items() if k not in ("nullable", "example")}, _lift)
    if "example" in schema and "$ref" not in schema:
        bare["examples"] = [schema["example"]]
    for bound, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        strict = bare.get(bound)
        if isinstance(strict, bool):
            del bare[bound]
            if strict and limit in bare:
                bare[bound] = bare.pop(limit)
    return _nullable(bare) if schema.get("nullable") is True else bare


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    if isinstance(schema.get("type"), str) and not any(key in schema for key in _COMPOSITIONS):
        lifted = {**schema, "type": [schema["type"], "null"]}
        if "enum" in lifted and None not in lifted["enum"]:
            lifted["enum"] = [*lifted["enum"], None]
        return lifted
    if "$ref" in schema or any(key in schema for key in _COMPOSITIONS):
        notes = {k: schema[k] for k in ("description",) if k in schema}
        return {**notes, "anyOf": [{k: v for k, v in schema.items() if k != "description"}, {"type": "null"}]}
    return schema


def _rename(found: Normalised) -> None:
    """Gives every schema a name that a Python class can have."""
    schemas: dict[str, Any] = found.document.get("components", {}).get("schemas", {})
    taken: set[str] = set(_USED)
    for name in schemas:
        fitting = name if name.isidentifier() and name[:1].isupper() and name not in taken else pascal(name) or "Schema"
        if not fitting.isidentifier() or keyword.iskeyword(fitting):
            fitting = f"Schema{fitting}"
        found.renamed[name] = free(fitting, taken)
    if all(old == new for old, new in found.renamed.items()):
        return
    found.document = _retarget(found.document, found.renamed)
    components = found.document["components"]
    components["schemas"] = {found.renamed[name]: body for name, body in components["schemas"].items()}


def free(name: str, taken: set[str]) -> str:
    """The name, with a number when it is taken; takes it."""
    unique, n = name, 2
    while unique in taken:
        unique, n = f"{name}{n}", n + 1
    taken.add(unique)
    return unique


def _retarget(node: Any, renamed: dict[str, str]) -> Any:
    if is_object(node):
        return {key: _target(value, renamed) if key == "$ref" else _mapping(key, value, renamed) for key, value in node.items()}
    if is_array(node):
        return [_retarget(item, renamed) for item in node]
    return node


def _mapping(key: str, value: Any, renamed: dict[str, str]) -> Any:
    if key == "discriminator" and is_object(value) and is_object(value.get("mapping")):
        return {**value, "mapping": {k: _target(v, renamed) for k, v in value["mapping"].items()}}
    return _retarget(value, renamed)


def _target(ref: Any, renamed: dict[str, str]) -> Any:
    if isinstance(ref, str) and ref.startswith(REF_PREFIX):
        name = ref.removeprefix(REF_PREFIX)
        return REF_PREFIX + renamed.get(name, name)
    return ref if isinstance(ref, str) else _retarget(ref, renamed)


@dataclass(slots=True)
class _Hoister:
    """Gives inline objects names of their own, so that no generator has to invent them."""

    schemas: dict[str, Any]
    taken: set[str]

    def into(self, schema: Any, name: str) -> Any:
        """The schema with each inline object below it replaced by a reference."""
        if not is_object(schema):
            return schema
        result: dict[str, Any] = {}
        for key, value in schema.items():
            if key == "properties" and is_object(value):
                result[key] = {member: self.below(sub, name + pascal(member)) for member, sub in value.items()}
            elif key in ("items", "additionalProperties") and is_object(value):
                result[key] = self.below(value, f"{name}Item" if key == "items" else f"{name}Value")
            elif key == "allOf" and is_array(value):
                result[key] = [self.into(part, name) for part in value]
            elif key in ("anyOf", "oneOf") and is_array(value):
                result[key] = [self.below(part, f"{name}Variant{n}") for n, part in enumerate(value, 1)]
            else:
                result[key] = value
        return result

    def below(self, schema: Any, name: str) -> Any:
        inner = self.into(schema, name)
        return self.named(inner, name) if _is_object_schema(inner) else inner

    def named(self, schema: Any, name: str) -> dict[str, Any]:
        unique = free(name, self.taken)
        kinds = schema.get("type")
        if is_array(kinds) and "null" in kinds:
            rest = [kind for kind in kinds if kind != "null"]
            schema = {**schema, "type": rest[0] if len(rest) == 1 else rest}
            self.schemas[unique] = schema
            return {"anyOf": [{"$ref": REF_PREFIX + unique}, {"type": "null"}]}
        self.schemas[unique] = schema
        return {"$ref": REF_PREFIX + unique}


def _is_object_schema(schema: Any) -> bool:
    return is_object(schema) and "$ref" not in schema and ("properties" in schema or "allOf" in schema)


def _hoist(found: Normalised) -> None:
    document = found.document
    schemas: dict[str, Any] = document.setdefault("components", {}).setdefault("schemas", {})
    hoister = _Hoister(schemas, set(schemas) | _USED)
    for name in list(schemas):
        schemas[name] = hoister.into(schemas[name], name)
    for section in ("requestBodies", "responses"):
        for name, node in document["components"].get(section, {}).items():
            _hoist_media(node, pascal(name), hoister, whole=section == "responses")
    for identifier, operation in operations(document):
        base = pascal(identifier)
        _hoist_media(operation.get("requestBody"), f"{base}Body", hoister, whole=False)
        for status, answer in operation.get("responses", {}).items():
            _hoist_media(answer, f"{base}Result" if status.startswith("2") else f"{base}Answer{status}", hoister, whole=True)


def _hoist_media(node: Any, name: str, hoister: _Hoister, *, whole: bool) -> None:
    """Names what stands in the media of a body or an answer; an answer as a whole, because a method gives it by name."""
    for media in node.get("content", {}).values() if is_object(node) else ():
        schema = media.get("schema")
        if not is_object(schema) or "$ref" in schema:
            continue
        inner = hoister.into(schema, name)
        media["schema"] = hoister.named(inner, name) if whole or _is_object_schema(inner) else inner


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            operation = item.get(method)
            if is_object(operation):
                yield operation.get("operationId") or snake(f"{method} {path}"), operation


def _name_methods(found: Normalised) -> None:
    """`issues/list-for-org` under the tag `issues` is `issues.list_for_org`."""
    taken: dict[str, set[str]] = {}
    for identifier, operation in operations(found.document):
        if "x-sdk" in operation:
            continue
        tag = (operation.get("tags") or ["default"])[0]
        resource = _python(snake(tag)) or "default"
        verb = snake(identifier.rpartition("/")[2]).removeprefix(f"{resource}_") or snake(identifier)
        names = taken.setdefault(resource, {"with_response"})
        operation["x-sdk"] = f"{resource}.{free(_python(verb), names)}"


def _python(name: str) -> str:
    name = name if name[:1].isalpha() else f"n{name}"
    return f"{name}_" if keyword.iskeyword(name) else name


def _inexpressible(document: dict[str, Any]) -> Iterator[str]:
    """What the client will not say, each with its place."""
    for identifier, operation in operations(document):
        body = operation.get("requestBody", {})
        media = list(body.get("content", {}))
        if len(media) > 1:
            yield f"{identifier}: of the body's media types {', '.join(media)} only the first is sent"
        if any(m.startswith("multipart/") for m in media[:1]):
            yield f"{identifier}: a {media[0]} body is one argument of bytes, its parts are not arguments"
        yield from _answers(identifier, operation)
        for parameter in operation.get("parameters", []):
            if parameter.get("in") == "cookie":
                yield f"{identifier}: cookie parameter {parameter['name']!r} is no argument"
        for key in ("callbacks", "servers"):
            if key in operation:
                yield f"{identifier}: {key} are not used"
    if hooks := {**document.get("webhooks", {}), **document.get("x-webhooks", {})}:
        yield f"webhooks: {len(hooks)} ({', '.join(list(hooks)[:3])}, ...) have models, but no handlers"
    for name, schema in document.get("components", {}).get("schemas", {}).items():
        yield from _schema_notes(schema, f"#/components/schemas/{name}")


def _answers(identifier: str, operation: dict[str, Any]) -> Iterator[str]:
    found: dict[str, tuple[str, str]] = {}
    for status, answer in operation.get("responses", {}).items():
        if status.startswith("2"):
            for media_type, media in answer.get("content", {}).items():
                found.setdefault(repr(media.get("schema")), (status, media_type))
    if len(found) > 1:
        places = ", ".join(f"{status} {media_type}" for status, media_type in found.values())
        yield f"{identifier}: of several successes ({places}) the method gives one; `with_response` gives all their bytes"


def _schema_notes(schema: Any, place: str) -> Iterator[str]:
    if not is_object(schema):
        return
    for key in _COMPOSITIONS:
        for part in schema.get(key, []):
            if is_object(part) and part.keys() <= {"required", "description"} and "required" in part:
                yield f"{place}: {key} over required members ({', '.join(part['required'])}) is not in the types"
    for key in ("not", "if", "patternProperties", "dependentRequired", "dependentSchemas", "unevaluatedProperties", "contains"):
        if key in schema:
            yield f"{place}: {key} is not in the types"
    for key, value in schema.get("properties", {}).items():
        yield from _schema_notes(value, f"{place}/properties/{key}")
    for key in ("items", "additionalProperties"):
        yield from _schema_notes(schema.get(key), f"{place}/{key}")
