"""Gives inline objects names of their own, so that no generator has to invent them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from vouajudar_contracts.document.names import pascal
from vouajudar_contracts.document.values import follow, is_array, is_object
from vouajudar_contracts.generate.foreign.grammar import walk
from vouajudar_contracts.generate.foreign.read import methods_of
from vouajudar_contracts.generate.foreign.rename import RESERVED, class_name, free
from vouajudar_contracts.generate.profiles import REF_PREFIX


def hoist(document: dict[str, Any], *, compositions: bool) -> None:
    """Changes `document` in place. With `compositions` also what is put together of parts, or told apart by a member."""
    schemas: dict[str, Any] = document.setdefault("components", {}).setdefault("schemas", {})
    hoister = _Hoister(schemas, set(schemas) | RESERVED, _is_any_object if compositions else _is_plain_object)
    for name in list(schemas):
        schemas[name] = hoister.into(schemas[name], name)
    components = document["components"]
    for section, ending in (("requestBodies", "Body"), ("responses", "")):
        for name, node in components.get(section, {}).items():
            hoister.media(node, f"{class_name(name, 'Answer')}{ending}", whole=section == "responses" and compositions)
    for base, operation in _named_operations(document):
        hoister.media(operation.get("requestBody"), f"{base}Body", whole=False)
        for status, answer in operation.get("responses", {}).items():
            ending = "Result" if status.startswith("2") else f"Answer{pascal(status)}"
            hoister.media(answer, base + ending, whole=compositions)


def _named_operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every operation that is called, or that calls, with the beginning of the names of what stands in it."""
    for path, item in document.get("paths", {}).items():
        for method, operation in methods_of(item):
            yield class_name(operation.get("operationId") or f"{method} {path}", "Call"), operation
    for section in ("webhooks", "x-webhooks"):
        for name, item in document.get(section, {}).items():
            for _, operation in methods_of(item):
                yield class_name(operation.get("operationId") or name, "Webhook"), operation
    for node in walk(document):
        if node.kind == "callback" and is_object(node.value):
            name = node.pointer.rpartition("/")[2]
            for item in node.value.values():
                for _, operation in methods_of(item) if is_object(item) else ():
                    yield class_name(operation.get("operationId") or name, "Callback"), operation


def _is_plain_object(schema: Any) -> bool:
    return is_object(schema) and "properties" in schema and not schema.keys() & {"$ref", "allOf", "anyOf", "oneOf"}


def _is_any_object(schema: Any) -> bool:
    return (
        is_object(schema)
        and "$ref" not in schema
        and (
            "properties" in schema
            or "allOf" in schema
            or ("discriminator" in schema and bool(schema.keys() & {"anyOf", "oneOf"}))
        )
    )


@dataclass(slots=True)
class _Hoister:
    schemas: dict[str, Any]
    taken: set[str]
    deserves: Callable[[Any], bool]
    """Whether an inline schema gets a name."""

    def into(self, schema: Any, name: str) -> Any:
        """The schema with what stands below it replaced by references."""
        if not is_object(schema):
            return schema
        result: dict[str, Any] = {}
        for key, value in schema.items():
            if key == "properties" and is_object(value):
                result[key] = {member: self.below(sub, name + (pascal(member) or "Member")) for member, sub in value.items()}
            elif key in ("items", "additionalProperties") and is_object(value):
                result[key] = self.below(value, f"{name}Item" if key == "items" else f"{name}Value")
            elif key == "prefixItems" and is_array(value):
                result[key] = [self.below(part, f"{name}Item{n}") for n, part in enumerate(value, 1)]
            elif key == "allOf" and is_array(value):
                result[key] = [self.into(part, name) for part in value]
            elif key in ("anyOf", "oneOf") and is_array(value):
                result[key] = [self.below(part, f"{name}Variant{n}") for n, part in enumerate(value, 1)]
            else:
                result[key] = value
        return result

    def below(self, schema: Any, name: str) -> Any:
        inner = self.into(schema, name)
        return self.named(inner, name) if self.deserves(inner) else inner

    def named(self, schema: Any, name: str) -> dict[str, Any]:
        unique = free(name, self.taken)
        kinds = schema.get("type")
        if is_array(kinds) and "null" in kinds and "properties" in schema:
            rest = [kind for kind in kinds if kind != "null"]
            schema = {**schema, "type": rest[0] if len(rest) == 1 else rest}
            self.schemas[unique] = schema
            return {"anyOf": [{"$ref": REF_PREFIX + unique}, {"type": "null"}]}
        self.schemas[unique] = schema
        return {"$ref": REF_PREFIX + unique}

    def media(self, node: Any, name: str, *, whole: bool) -> None:
        """Names what stands in the media of a body or an answer; an answer as a whole, because a method gives it by name."""
        for media_type, media in node.get("content", {}).items() if is_object(node) else ():
            schema = media.get("schema") if is_object(media) else None
            if not is_object(schema) or "$ref" in schema:
                continue
            inner = self.into(schema, name)
            named = self.deserves(inner) or (whole and "json" in media_type)
            media["schema"] = self.named(inner, name) if named else inner


def unite_answers(document: dict[str, Any]) -> None:
    """An operation with several kinds of JSON success gives one of them: a union of all."""
    schemas: dict[str, Any] = document["components"]["schemas"]
    taken = set(schemas) | RESERVED
    for base, operation in _named_operations(document):
        found: dict[str, dict[str, Any]] = {}
        for status, written in operation.get("responses", {}).items():
            if not status.startswith("2"):
                continue
            for media_type, media in follow(document, written).get("content", {}).items():
                if "json" in media_type and is_object(media.get("schema")) and "$ref" in media["schema"]:
                    found.setdefault(media["schema"]["$ref"], media)
        if len(found) > 1:
            name = free(f"{base}Results", taken)
            schemas[name] = {"anyOf": [{"$ref": ref} for ref in found]}
            _give(document, operation, {"$ref": REF_PREFIX + name})


def _give(document: dict[str, Any], operation: dict[str, Any], schema: dict[str, Any]) -> None:
    """Puts `schema` into every JSON success of the operation; answers that others share are copied first."""
    answers = operation["responses"]
    for status, written in answers.items():
        if status.startswith("2"):
            answer = dict(follow(document, written))
            content = answer.get("content", {})
            answer["content"] = {
                media_type: {**media, "schema": schema} if "json" in media_type and is_object(media.get("schema")) else media
                for media_type, media in content.items()
            }
            answers[status] = answer
