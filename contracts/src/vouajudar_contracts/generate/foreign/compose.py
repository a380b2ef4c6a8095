"""Settles compositions: what `allOf` puts together becomes one object, what it puts around alternatives goes into each of them.

The generator of models would make classes of `allOf`, which cannot be when two bases order theirs differently, or when a part
says more exactly what another has said. An object with all members says the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from vouajudar_contracts.document.values import escape, is_array, is_object
from vouajudar_contracts.generate.foreign.grammar import GRAMMAR, walk
from vouajudar_contracts.generate.foreign.notes import Note
from vouajudar_contracts.generate.profiles import REF_PREFIX

_PROSE = frozenset(
    {"description", "title", "example", "examples", "default", "deprecated", "readOnly", "writeOnly", "externalDocs"}
)
_JUDGING = frozenset({
    "required", "not", "if", "then", "else", "minProperties", "maxProperties", "dependentRequired", "dependentSchemas",
    "minItems", "maxItems", "uniqueItems", "minLength", "maxLength", "pattern", "unevaluatedProperties", "minimum", "maximum",
    "propertyNames", "patternProperties", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "contains", "$comment", "xml",
})  # fmt: skip
_BRANCHES = ("anyOf", "oneOf")
_MOST_BRANCHES = 100


def compose(document: dict[str, Any], old_names: dict[str, str]) -> list[Note]:
    """Changes `document` in place. `old_names`: name of a schema -> what the document calls it, for the notes."""
    schemas: dict[str, Any] = document.get("components", {}).get("schemas", {})
    composer = _Composer(schemas, old_names)
    for name in list(schemas):
        composer.component(name)
    for node in walk(document):
        if node.kind in ("media type", "parameter", "header") and is_object(node.value) and is_object(node.value.get("schema")):
            node.value["schema"] = composer.settle(node.value["schema"], f"{node.pointer}/schema")
    return composer.notes


@dataclass(slots=True)
class _Composer:
    schemas: dict[str, Any]
    old_names: dict[str, str]
    notes: list[Note] = field(default_factory=list[Note])
    settled: set[str] = field(default_factory=set[str])
    open: list[str] = field(default_factory=list[str])
    """Components that are being settled."""

    def component(self, name: str) -> Any:
        """The component, settled. One that is a part of itself is given as it stands."""
        if name in self.settled or name in self.open:
            return self.schemas[name]
        self.open.append(name)
        old = self.old_names.get(name, name)
        self.schemas[name] = self.settle(self.schemas[name], f"/components/schemas/{escape(old)}")
        self.open.pop()
        self.settled.add(name)
        return self.schemas[name]

    def settle(self, schema: Any, pointer: str) -> Any:
        if not is_object(schema):
            return {} if schema is True else schema
        if "$ref" in schema:
            return self._reference(schema, pointer)
        parts = [part for part in schema.get("allOf", []) if is_object(part)]
        own = {key: value for key, value in schema.items() if key != "allOf"}
        own = self._inner(own, pointer)
        branching = next((key for key in _BRANCHES if key in own), None)
        if not parts and not (branching and "properties" in own):
            return own
        return self._together(own, parts, pointer)

    def _reference(self, schema: dict[str, Any], pointer: str) -> Any:
        """What stands beside a reference counts in 3.1: prose is kept, the rest is a composition."""
        beside = schema.keys() - _PROSE - _JUDGING - {"$ref"}
        if not any(not key.startswith("x-") for key in beside):
            return {key: value for key, value in schema.items() if key in ("$ref", "description")}
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        return self.settle({"allOf": [{"$ref": schema["$ref"]}, rest]}, pointer)

    def _inner(self, schema: dict[str, Any], pointer: str) -> dict[str, Any]:
        """The schema with its subschemas settled, and without alternatives that only judge."""
        result = dict(schema)
        for key in _BRANCHES:
            branches = result.get(key)
            if is_array(branches):
                kept = [
                    (n, part) for n, part in enumerate(branches) if not is_object(part) or not part.keys() <= _JUDGING | _PROSE
                ]
                del result[key]
                if kept:
                    result[key] = [self.settle(part, f"{pointer}/{key}/{n}") for n, part in kept]
        lone = next((key for key in _BRANCHES if len(result.get(key, [])) == 1), None)
        if lone and "properties" not in result:
            only = result.pop(lone)[0]
            return {**only, **{k: v for k, v in result.items() if k == "description"}} if is_object(only) else result
        grammar = GRAMMAR["schema"]
        for key, value in result.items():
            shape = (grammar.get(key) or ("", ""))[1]
            place = f"{pointer}/{escape(key)}"
            if key in _BRANCHES:
                continue
            if shape == "one" and is_object(value):
                result[key] = self.settle(value, place)
            elif shape == "map" and is_object(value):
                result[key] = {name: self.settle(sub, f"{place}/{escape(name)}") for name, sub in value.items()}
            elif shape == "list" and is_array(value):
                result[key] = [self.settle(sub, f"{place}/{n}") for n, sub in enumerate(value)]
        return result

    def _together(self, own: dict[str, Any], parts: list[Any], pointer: str) -> Any:
        """One schema that says what all of them say."""
        prose = {key: own.pop(key) for key in list(own) if key in _PROSE}
        pieces = [piece for n, part in enumerate(parts) for piece in self._piece(part, f"{pointer}/allOf/{n}")]
        judged = [piece for piece in pieces if piece.keys() <= _JUDGING | _PROSE]
        pieces = [piece for piece in pieces if not piece.keys() <= _JUDGING | _PROSE]
        required = [name for piece in judged for name in piece.get("required", [])]
        rest = {key: value for key, value in own.items() if not key.startswith("x-")}
        if len(pieces) == 1 and not rest.keys() - {"type", "required"} and not required and not rest.get("required"):
            # One part, and nothing but prose around it: it is the part.
            return {**pieces[0], **{k: v for k, v in prose.items() if k == "description"}}
        if rest.keys() - {"type"}:
            pieces.append(rest)
        whole = self._merged([self._opened(piece) for piece in pieces], pointer)
        if required:
            whole = self._required(whole, required)
        return {**whole, **{k: v for k, v in prose.items() if k == "description"}}

    def _piece(self, part: Any, pointer: str) -> Iterator[dict[str, Any]]:
        settled = self.settle(part, pointer)
        if is_object(settled) and settled:
            yield settled

    def _opened(self, piece: dict[str, Any]) -> dict[str, Any]:
        """The piece itself, for a reference what it leads to."""
        seen: set[str] = set()
        while "$ref" in piece:
            name = str(piece["$ref"]).removeprefix(REF_PREFIX)
            if name in seen:
                return {}
            seen.add(name)
            found: Any = self.component(name) if name in self.schemas else {}
            piece = found if is_object(found) else {}
        return piece

    def _merged(self, pieces: list[dict[str, Any]], pointer: str) -> dict[str, Any]:
        whole: dict[str, Any] = {}
        for piece in pieces:
            whole = self._two(whole, piece, pointer) if whole else dict(piece)
        return whole

    def _two(self, first: dict[str, Any], second: dict[str, Any], pointer: str) -> dict[str, Any]:
        for one, other, swapped in ((first, second, False), (second, first, True)):
            key = next((key for key in _BRANCHES if key in one), None)
            if key is not None:
                return self._distributed(one, key, other, pointer, swapped=swapped)
        result = {key: value for key, value in (first | second).items() if key != "discriminator"}
        if "properties" in first and "properties" in second:
            result["properties"] = self._members(first["properties"], second["properties"], pointer)
        if required := list(dict.fromkeys([*first.get("required", []), *second.get("required", [])])):
            result["required"] = required
        if "enum" in first and "enum" in second:
            result["enum"] = [value for value in second["enum"] if value in first["enum"]] or second["enum"]
        if first.get("additionalProperties") is False or second.get("additionalProperties") is False:
            # Closed parts would refuse each other's members; what they mean is the sum of both.
            result["additionalProperties"] = False
        kinds = _kinds(first) & _kinds(second)
        if "type" in first and "type" in second and kinds:
            listed = [kind for kind in _listed(second["type"]) if kind in kinds]
            result["type"] = listed[0] if len(listed) == 1 else listed
        return result

    def _distributed(
        self, alternatives: dict[str, Any], key: str, other: dict[str, Any], pointer: str, *, swapped: bool
    ) -> dict[str, Any]:
        """`other` in each of the alternatives."""
        branches: list[Any] = alternatives[key]
        around = {k: v for k, v in alternatives.items() if k not in (key, "discriminator", *_PROSE)}
        if around:
            other = self._two(around, other, pointer)
        count = len(branches) * len(other.get("anyOf", other.get("oneOf", [0])))
        if count > _MOST_BRANCHES:
            self.notes.append(Note("limit", "alternatives times alternatives", f"{count} are too many: not typed", pointer))
            return {}
        results: list[Any] = []
        for branch in branches:
            if not is_object(branch) or branch.get("type") == "null":
                continue
            opened = self._opened(branch)
            pair = (other, opened) if swapped else (opened, other)
            if _contradict(*pair):
                continue
            found = self._two(pair[0], pair[1], pointer)
            results += found["anyOf"] if found.keys() == {"anyOf"} else [found]
        if len(results) == 1:
            return dict(results[0])
        kept = {"discriminator": alternatives["discriminator"]} if "discriminator" in alternatives else {}
        return {"anyOf": results, **kept} if results else dict(other)

    def _members(self, first: dict[str, Any], second: dict[str, Any], pointer: str) -> dict[str, Any]:
        members = {**first, **second}
        for name in first.keys() & second.keys():
            one, other = first[name], second[name]
            if one == other or not is_object(one) or not is_object(other):
                continue
            if not other.keys() - _PROSE - _JUDGING:
                members[name] = one
            elif one.keys() - _PROSE - _JUDGING and not self._same_kind(one, other):
                what = "one member with two types in allOf"
                self.notes.append(Note("limit", what, "the last type is taken", f"{pointer}/properties/{escape(name)}"))
            elif "$ref" not in one and "$ref" not in other:
                members[name] = self._two(one, other, f"{pointer}/properties/{escape(name)}")
        return members

    def _same_kind(self, one: dict[str, Any], other: dict[str, Any]) -> bool:
        kinds = _kinds(self._opened(one)) & _kinds(self._opened(other))
        return bool(kinds - {"null"})

    def _required(self, whole: dict[str, Any], names: list[str]) -> dict[str, Any]:
        for key in _BRANCHES:
            if key in whole:
                return {**whole, key: [self._required(self._opened(part), names) for part in whole[key]]}
        return {**whole, "required": list(dict.fromkeys([*whole.get("required", []), *names]))}


def _listed(kinds: Any) -> list[Any]:
    return kinds if is_array(kinds) else [kinds]


_ALL = frozenset({"object", "array", "string", "number", "integer", "boolean", "null"})


def _kinds(schema: dict[str, Any]) -> frozenset[str]:
    """The types that a schema lets through, as far as it says."""
    if "type" in schema:
        found = frozenset(str(kind) for kind in _listed(schema["type"]))
        return found | {"integer"} if "number" in found else found
    if "properties" in schema:
        return frozenset({"object"})
    for key in _BRANCHES:
        if key in schema:
            return frozenset[str]().union(*(_kinds(part) for part in schema[key] if is_object(part)))
    return _ALL


def _contradict(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return not _kinds(one) & _kinds(other)
