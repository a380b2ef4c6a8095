"""Settles what tells the variants of a union apart."""

from __future__ import annotations

from typing import Any

from vouajudar_contracts.document.values import escape, is_object
from vouajudar_contracts.generate.foreign.notes import Note
from vouajudar_contracts.generate.profiles import REF_PREFIX

_BRANCHES = ("oneOf", "anyOf")


def settle_tags(document: dict[str, Any], old_names: dict[str, str]) -> list[Note]:
    """Changes `document` in place: of a union with a discriminator each variant says its value, or the discriminator goes.

    A discriminator on an object without alternatives tells of variants that only others name: it goes as well.
    """
    schemas: dict[str, Any] = document["components"]["schemas"]
    notes: list[Note] = []
    values: dict[tuple[str, str], str] = {}
    """(variant, member) -> its value in another union."""
    for name, schema in schemas.items():
        if not is_object(schema) or "discriminator" not in schema:
            continue
        pointer = f"/components/schemas/{escape(old_names.get(name, name))}/discriminator"
        key = next((key for key in _BRANCHES if key in schema), None)
        if key is None:
            del schema["discriminator"]
            what = "discriminator of an object that names no alternatives"
            notes.append(Note("limit", what, "read as this object, further members are kept", pointer))
            continue
        wanted = _wanted(schema, key, schemas)
        tag = schema["discriminator"].get("propertyName", "")
        if wanted is None or any(values.get((variant, tag), value) != value for variant, value in wanted.items()):
            del schema["discriminator"]
            what = "discriminator whose variants are no objects, or have several values"
            notes.append(Note("limit", what, "variants are told apart by their members", pointer))
            continue
        for variant, value in wanted.items():
            values[variant, tag] = value
            _say(schemas[variant], tag, value)
        schema["oneOf"] = [{"$ref": REF_PREFIX + variant} for variant in wanted]
        schema["discriminator"] = {"propertyName": tag, "mapping": {v: REF_PREFIX + variant for variant, v in wanted.items()}}
        schema.pop("anyOf", None)
    return notes


def _wanted(schema: dict[str, Any], key: str, schemas: dict[str, Any]) -> dict[str, str] | None:
    """Variant -> the value that tells it; None when it cannot be told so."""
    mapping: dict[str, str] = schema["discriminator"].get("mapping", {})
    tag = schema["discriminator"].get("propertyName")
    by_target: dict[str, list[str]] = {}
    for value, target in mapping.items():
        by_target.setdefault(target.removeprefix(REF_PREFIX), []).append(value)
    wanted: dict[str, str] = {}
    for branch in schema[key]:
        ref = branch.get("$ref", "") if is_object(branch) else ""
        variant = ref.removeprefix(REF_PREFIX)
        body = schemas.get(variant)
        if not is_object(body) or "properties" not in body or body.keys() & {"allOf", "anyOf", "oneOf"}:
            return None
        said, mapped = _said(body["properties"].get(tag)), by_target.get(variant, [])
        values = [value for value in said if value in mapped] if len(said) > 1 else said or mapped
        if len(values) != 1 or not isinstance(values[0], str):
            return None
        wanted[variant] = values[0]
    return wanted if len(set(wanted.values())) == len(wanted) > 0 else None


def _said(member: Any) -> list[Any]:
    """The values that the variant itself allows for the member."""
    if not is_object(member):
        return []
    return [member["const"]] if "const" in member else list(member.get("enum", []))


def _say(variant: dict[str, Any], tag: str, value: str) -> None:
    written = variant["properties"].get(tag)
    prose = {k: v for k, v in written.items() if k == "description"} if is_object(written) else {}
    variant["properties"] = {**variant["properties"], tag: {**prose, "type": "string", "const": value}}
    variant["required"] = list(dict.fromkeys([*variant.get("required", []), tag]))
