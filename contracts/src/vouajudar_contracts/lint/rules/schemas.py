"""Schemas: what both profiles, both documents and every generator can rely on."""

from __future__ import annotations

from collections.abc import Iterator

from vouajudar_contracts.document.bundle import Bundle
from vouajudar_contracts.document.contract import Json, JsonObject
from vouajudar_contracts.document.load import Spec
from vouajudar_contracts.document.values import escape, is_array, is_object, members
from vouajudar_contracts.lint.rule import Remark, rule
from vouajudar_contracts.lint.view import SchemaView, parts, schemas

_AFTER_DRAFT_07 = (
    "$defs",
    "$anchor",
    "$dynamicRef",
    "$dynamicAnchor",
    "unevaluatedProperties",
    "unevaluatedItems",
    "prefixItems",
    "dependentRequired",
    "dependentSchemas",
    "minContains",
    "maxContains",
    "discriminator",
)
_CONSTRAINTS = ("enum", "const", "pattern", "format", "minLength", "maxLength", "minimum", "maximum", "properties", "items")


@rule("request-schema-closed", "A misspelt member of a request must be refused, not ignored.")
def request_schema_closed(spec: Spec) -> Iterator[Remark]:
    for view in _reached(spec.openapi, _request_roots(spec)):
        is_an_object = "object" in view.types or "properties" in view.schema or "allOf" in view.schema
        if is_an_object and view.role != "allOf" and not _closed(view.schema):
            yield view.source, f"{_name(view)} is reached by a request: it needs additionalProperties: false"
        for name, member in members(view.schema, "properties").items():
            if is_object(member) and member.get("readOnly"):
                yield view.source, f"{_name(view)} is reached by a request, and lists the read-only member {name}"


def _closed(schema: JsonObject) -> bool:
    return schema.get("additionalProperties") is False or schema.get("unevaluatedProperties") is False or _is_map(schema)


def _is_map(schema: JsonObject) -> bool:
    return is_object(schema.get("additionalProperties"))


@rule("answer-schema-open", "An answer may gain a member in a compatible release: its schema must not forbid that.")
def answer_schema_open(spec: Spec) -> Iterator[Remark]:
    asked = {view.pointer for view in _reached(spec.openapi, _request_roots(spec))}
    for view in schemas(spec.openapi):
        outside = view.role == "inline" and "/requestBody/" in view.pointer
        if view.pointer in asked or outside:
            continue
        if view.schema.get("additionalProperties") is False or "unevaluatedProperties" in view.schema:
            yield view.source, f"{_name(view)} is no request: it must not close itself"


@rule("values-bounded", "An unbounded value is a way to exhaust a server, and a column nobody knows how wide to make.")
def values_bounded(spec: Spec) -> Iterator[Remark]:
    for bundle in _bundles(spec):
        for view in schemas(bundle):
            missing = list(_missing_bounds(view))
            if missing:
                yield view.source, f"{_name(view)} lacks {', '.join(missing)}"


def _missing_bounds(view: SchemaView) -> Iterator[str]:
    schema = view.schema
    if "enum" in schema or "const" in schema:
        return
    if "string" in view.types:
        if "maxLength" not in schema:
            yield "maxLength"
        if "pattern" not in schema and "format" not in schema:
            yield "pattern or format"
    if "array" in view.types and "maxItems" not in schema:
        yield "maxItems"
    if "integer" in view.types:
        yield from (key for key in ("format", "minimum", "maximum") if key not in schema)
    if "number" in view.types:
        yield from (key for key in ("minimum", "maximum") if key not in schema)


@rule("no-inline-type", "An enum or object without a name of its own gets an invented one in every generated language.")
def no_inline_type(spec: Spec) -> Iterator[Remark]:
    for bundle in _bundles(spec):
        for view in schemas(bundle):
            if view.depth == 0 and view.role == "component":
                continue
            if "enum" in view.schema:
                yield view.source, f"{_name(view)}: an enum needs a file of its own"
            if members(view.schema, "properties") and view.role not in ("allOf", "if", "then", "else", "not"):
                yield view.source, f"{_name(view)}: an object needs a file of its own"
            if view.role == "additionalProperties" and any(key in view.schema for key in _CONSTRAINTS):
                yield view.source, f"{_name(view)}: the value of a map needs a file of its own"


@rule("enum-without-default", "A default on a shared enum becomes the default of every member that uses it.")
def enum_without_default(spec: Spec) -> Iterator[Remark]:
    for view in schemas(spec.openapi):
        if view.role == "component" and "enum" in view.schema and "default" in view.schema:
            yield view.source, f"{_name(view)}: the default belongs to the member that has it"


@rule("draft-07-when-shared", "AsyncAPI reads schemas as draft-07: a newer keyword would be ignored there, silently.")
def draft_07_when_shared(spec: Spec) -> Iterator[Remark]:
    if spec.asyncapi is None:
        return
    for view in schemas(spec.asyncapi):
        for keyword in _AFTER_DRAFT_07:
            if keyword in view.schema:
                yield view.source, f"{_name(view)} is used by AsyncAPI, which has no {keyword}"
        if is_array(view.schema.get("items")) or view.schema.get("items") is False:
            yield view.source, f"{_name(view)} is used by AsyncAPI: items must be one schema"


def _name(view: SchemaView) -> str:
    """How a person calls the schema: its component, and the member in it."""
    kept = [part for part in view.pointer.split("/") if part not in ("", "components", "schemas", "properties", "paths")]
    return "/".join(kept).replace("~1", "/")


def _bundles(spec: Spec) -> list[Bundle]:
    return [spec.openapi] if spec.asyncapi is None else [spec.openapi, spec.asyncapi]


def _request_roots(spec: Spec) -> list[str]:
    """The pointers of the schemas of all request bodies."""
    found: list[str] = []
    for operation in spec.contract.operations:
        body = members(operation.raw, "requestBody")
        at = f"/paths/{escape(operation.path)}/{operation.method.lower()}/requestBody/content"
        found += (f"{at}/{escape(media_type)}/schema" for media_type in members(body, "content"))
    return found


def _reached(bundle: Bundle, roots: list[str]) -> Iterator[SchemaView]:
    """Every schema that a value of one of `roots` meets, each once, references followed."""
    views = {view.pointer: view for view in schemas(bundle)}
    waiting = [pointer for pointer in roots if pointer in views]
    seen: set[str] = set()
    while waiting:
        pointer = waiting.pop()
        if pointer in seen or pointer not in views:
            continue
        seen.add(pointer)
        view = views[pointer]
        yield view
        ref: Json = view.schema.get("$ref")
        if isinstance(ref, str):
            waiting.append(ref.removeprefix("#"))
        waiting += (inner for inner, _, _ in parts(view.schema, pointer))


RULES = (
    request_schema_closed,
    answer_schema_open,
    values_bounded,
    no_inline_type,
    enum_without_default,
    draft_07_when_shared,
)
