"""The parts of a spec that rules look at, each with the place it was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vouajudar_contracts.document.bundle import Bundle
from vouajudar_contracts.document.contract import Json, JsonObject, Operation, Source
from vouajudar_contracts.document.load import Spec
from vouajudar_contracts.document.values import component, escape, follow, is_array, is_object, members

_SCHEMA_MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
_SCHEMA_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_SCHEMA_PARTS = (
    "items",
    "additionalProperties",
    "unevaluatedProperties",
    "unevaluatedItems",
    "contains",
    "propertyNames",
    "not",
    "if",
    "then",
    "else",
)


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One answer of an operation, references followed."""

    name: str
    """How a person calls it: `createBatch 201`, or the name of the shared response."""
    status: str
    body: JsonObject
    shared: bool
    """True when the operation refers to a response that others use too."""
    source: Source
    """Where it is written: for a shared response, its own file."""

    @property
    def problems(self) -> tuple[str, ...]:
        return tuple(self.body.get("x-problems") or ())

    @property
    def headers(self) -> frozenset[str]:
        return frozenset(members(self.body, "headers"))

    @property
    def good(self) -> bool:
        return self.status.startswith("2")


class OperationView:
    """One operation with its answers and the places of its parts."""

    def __init__(self, spec: Spec, operation: Operation) -> None:
        self._bundle = spec.openapi
        self.operation = operation
        self.pointer = f"/paths/{escape(operation.path)}/{operation.method.lower()}"
        self.answers: dict[str, AnswerView] = {}
        for status, written in members(operation.raw, "responses").items():
            body = follow(spec.openapi.document, written)
            shared = component(written, "responses")
            source = self.at("responses", status)
            if shared is not None:
                source = spec.openapi.source(f"/components/responses/{escape(shared)}")
            name = f"{operation.id} {status}" if shared is None else f"the shared answer {shared}"
            self.answers[status] = AnswerView(name, status, body, shared is not None, source)

    @property
    def id(self) -> str:
        return self.operation.id

    def at(self, *keys: str) -> Source:
        """Where that part of the operation was written; the nearest part around it when it is missing."""
        return self._bundle.source("/".join([self.pointer, *map(escape, keys)]))

    def problems(self, status: str) -> frozenset[str]:
        answer = self.answers.get(status)
        return frozenset(answer.problems if answer else ())

    @property
    def good(self) -> list[AnswerView]:
        return [answer for answer in self.answers.values() if answer.good]


def operations(spec: Spec) -> Iterator[OperationView]:
    for operation in spec.contract.operations:
        yield OperationView(spec, operation)


@dataclass(frozen=True, slots=True)
class SchemaView:
    """One schema, at any depth."""

    bundle: Bundle
    pointer: str
    schema: JsonObject
    role: str
    """The keyword that holds it (`properties`, `items`, `allOf`, ...); `component`, or `inline` outside the components."""
    depth: int
    """0 for the whole schema of a component, a parameter, a header or a body."""

    @property
    def source(self) -> Source:
        return self.bundle.source(self.pointer)

    @property
    def types(self) -> frozenset[str]:
        written: Json = self.schema.get("type")
        if is_array(written):
            return frozenset(written)
        return frozenset([written]) if isinstance(written, str) else frozenset()


def schemas(bundle: Bundle) -> Iterator[SchemaView]:
    """Every schema of the document with everything in it: components, parameters, headers, bodies, messages."""
    for pointer, schema, role in _outermost(bundle.document):
        yield from within(SchemaView(bundle, pointer, schema, role, 0))


def within(view: SchemaView) -> Iterator[SchemaView]:
    """`view` and the schemas written in it; references are not followed."""
    yield view
    for pointer, schema, role in parts(view.schema, view.pointer):
        yield from within(SchemaView(view.bundle, pointer, schema, role, view.depth + 1))


def parts(schema: JsonObject, pointer: str) -> Iterator[tuple[str, JsonObject, str]]:
    """The schemas directly inside `schema`: pointer, schema, keyword."""
    for keyword in _SCHEMA_MAPS:
        for name, part in members(schema, keyword).items():
            if is_object(part):
                yield f"{pointer}/{keyword}/{escape(name)}", part, keyword
    for keyword in _SCHEMA_LISTS:
        listed: Json = schema.get(keyword)
        for i, part in enumerate(listed if is_array(listed) else []):
            if is_object(part):
                yield f"{pointer}/{keyword}/{i}", part, keyword
    for keyword in _SCHEMA_PARTS:
        part = schema.get(keyword)
        if is_object(part):
            yield f"{pointer}/{keyword}", part, keyword


def _outermost(document: JsonObject) -> Iterator[tuple[str, JsonObject, str]]:
    for name, schema in members(members(document, "components"), "schemas").items():
        if is_object(schema):
            yield f"/components/schemas/{escape(name)}", schema, "component"
    for key, member in document.items():
        if key == "components":
            for section, part in members(document, "components").items():
                if section != "schemas":
                    yield from _inline(part, f"/components/{section}")
        else:
            yield from _inline(member, f"/{escape(key)}")


def _inline(value: Json, pointer: str) -> Iterator[tuple[str, JsonObject, str]]:
    if is_array(value):
        for i, item in enumerate(value):
            yield from _inline(item, f"{pointer}/{i}")
    elif is_object(value):
        for key, member in value.items():
            at = f"{pointer}/{escape(key)}"
            if key in ("schema", "payload") and is_object(member) and "schemaFormat" not in member:
                yield at, member, "inline"
            elif key not in ("example", "examples", "value", "payload"):
                yield from _inline(member, at)
