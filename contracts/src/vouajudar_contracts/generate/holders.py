"""Which models carry the id and the version of a resource: where its id is asked for, one of them may be passed instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from vouajudar_contracts.generate.endpoints import Endpoint
from vouajudar_contracts.generate.profiles import is_object


def holders_of(endpoints: Iterable[Endpoint], schemas: Mapping[str, Any]) -> dict[str, list[str]]:
    """Name of an id's schema to the models, of those that operations answer with, that have it as `id` beside a `version`."""
    found: dict[str, set[str]] = {}
    for endpoint in endpoints:
        name = endpoint.item or endpoint.result or ""
        members = members_of(schemas.get(name), schemas)
        reference = members.get("id", {}).get("$ref", "")
        if reference and "version" in members:
            found.setdefault(reference.rpartition("/")[2], set()).add(name)
    return {reference: sorted(names) for reference, names in found.items()}


def members_of(schema: Any, schemas: Mapping[str, Any]) -> dict[str, Any]:
    """Properties of a schema and of what it is made of by `allOf`."""
    if not is_object(schema):
        return {}
    found: dict[str, Any] = {}
    reference = schema.get("$ref")
    if isinstance(reference, str):
        found |= members_of(schemas.get(reference.rpartition("/")[2]), schemas)
    for part in schema.get("allOf", ()):
        found |= members_of(part, schemas)
    return found | {name: body for name, body in schema.get("properties", {}).items() if is_object(body)}
