"""Judges values by schemas of a bundle, as JSON Schema says."""

from __future__ import annotations

from typing import Any, Protocol

import jsonschema_rs

from vouajudar_contracts.document.contract import Json, JsonObject

_BASE = "urn:bundle"


class Flaw(Protocol):
    """What jsonschema-rs says about one violation."""

    message: str
    instance_path: list[str | int]
    instance: Any


class Judge:
    """Judges by pointers into one document; formats are asserted."""

    def __init__(self, document: JsonObject, draft: int) -> None:
        self._draft = draft
        self._validator = jsonschema_rs.Draft7Validator if draft == 7 else jsonschema_rs.Draft202012Validator
        number = jsonschema_rs.Draft7 if draft == 7 else jsonschema_rs.Draft202012
        self._registry = jsonschema_rs.Registry([(_BASE, dict(document))], draft=number)
        self._validators: dict[str, Any] = {}

    def flaws(self, pointer: str, value: Json) -> list[Flaw]:
        """What is wrong with `value` by the schema at `pointer`."""
        validator = self._validators.get(pointer)
        if validator is None:
            reference = {"$ref": f"{_BASE}#{_quoted(pointer)}"}
            validator = self._validator(reference, registry=self._registry, validate_formats=True)
            self._validators[pointer] = validator
        return list(validator.iter_errors(value))


def _quoted(pointer: str) -> str:
    """A pointer as the fragment of a URI: braces and spaces are not allowed there."""
    return pointer.replace("%", "%25").replace("{", "%7B").replace("}", "%7D").replace(" ", "%20")


def say(flaw: Flaw) -> str:
    where = "/".join(map(str, flaw.instance_path))
    message = flaw.message if len(flaw.message) <= 300 else f"{flaw.message[:297]}..."
    return f"/{where}: {message}" if where else message
