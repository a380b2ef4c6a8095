"""The contract as the bundle tells it, read here without any of our own code: what the edge is held against."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import orjson
from referencing import Registry
from referencing.jsonschema import DRAFT202012

BUNDLE = Path(__file__).parents[3] / "contracts" / "bundles" / "openapi.json"

METHODS = ("get", "put", "post", "delete", "patch")

ULID = "01J8ZQ4Y7N3V5W6X8Y9Z0A1B2C"

_URI = "urn:test:openapi"


@cache
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = orjson.loads(BUNDLE.read_bytes())
    return loaded


def follow(value: Any) -> Any:
    """What a local reference points to, in the end."""
    while isinstance(value, dict) and "$ref" in value:
        found: Any = document()
        for token in value["$ref"].removeprefix("#/").split("/"):
            found = found[token.replace("~1", "/").replace("~0", "~")]
        value = found
    return value


@dataclass(frozen=True)
class SpecOperation:
    """One operation, as written."""

    id: str
    method: str
    path: str
    raw: dict[str, Any]

    @property
    def parameters(self) -> list[dict[str, Any]]:
        written = [*document()["paths"][self.path].get("parameters", []), *self.raw.get("parameters", [])]
        return [follow(p) for p in written]

    @property
    def responses(self) -> dict[int, dict[str, Any]]:
        return {int(status): follow(response) for status, response in self.raw["responses"].items()}

    @property
    def problems(self) -> set[str]:
        return {slug for response in self.responses.values() for slug in response.get("x-problems", [])}

    @property
    def public(self) -> bool:
        return self.raw["security"] == []

    @property
    def scopes(self) -> list[str]:
        return next((way["oauth2"] for way in self.raw["security"] if "oauth2" in way), [])

    @property
    def kinds(self) -> list[str]:
        return self.raw.get("x-partner-kinds", [])

    @property
    def media_type(self) -> str | None:
        return next(iter(self.raw["requestBody"]["content"]), None) if "requestBody" in self.raw else None

    @property
    def body_schema(self) -> dict[str, Any]:
        schema: dict[str, Any] = next(iter(self.raw["requestBody"]["content"].values()))["schema"]
        return schema

    def body(self) -> Any:
        """The first example of the body."""
        media = next(iter(self.raw["requestBody"]["content"].values()))
        return follow(next(iter(media["examples"].values())))["value"]

    def needs(self, header: str) -> bool:
        return any(p["name"] == header and p["in"] == "header" and p.get("required") for p in self.parameters)

    def takes(self, header: str) -> bool:
        return any(p["name"] == header and p["in"] == "header" for p in self.parameters)

    @property
    def url(self) -> str:
        """The path with an id of the right shape in it."""
        return "/v1" + re.sub(r"\{(\w+)\}", lambda name: well_formed_id(name[1], self), self.path)


def well_formed_id(name: str, operation: SpecOperation) -> str:
    schema = follow(next(p["schema"] for p in operation.parameters if p["name"] == name))
    prefix = re.match(r"\^(\w+_)\[", schema["pattern"])
    assert prefix is not None, schema
    return prefix[1] + ULID


@cache
def operations() -> dict[str, SpecOperation]:
    return {
        raw["operationId"]: SpecOperation(raw["operationId"], method.upper(), path, raw)
        for path, item in document()["paths"].items()
        for method, raw in item.items()
        if method in METHODS
    }


@cache
def registry() -> Any:
    return Registry().with_resource(_URI, DRAFT202012.create_resource(document()))


def _pattern(validator: Any, pattern: str, instance: Any, schema: Any) -> Iterator[jsonschema.ValidationError]:
    """`pattern` by the rules of ECMA-262, as JSON Schema asks: `$` is the end of the text, not a line break before it."""
    if validator.is_type(instance, "string") and not re.search(re.sub(r"(?<!\\)\$", r"\\Z", pattern), instance):
        yield jsonschema.ValidationError(f"{instance!r} does not match {pattern!r}")


_FORMATS = jsonschema.FormatChecker()


@_FORMATS.checks("date-time", raises=ValueError)
def _date_time(value: object) -> bool:
    return not isinstance(value, str) or bool(datetime.fromisoformat(value))


_Witness = jsonschema.validators.extend(jsonschema.Draft202012Validator, {"pattern": _pattern})


def witness(schema: dict[str, Any]) -> Any:
    """A second judge, of another make than the stub's, for a schema of the bundle."""
    ref = {"$ref": _URI + schema["$ref"]} if "$ref" in schema else schema
    return _Witness(ref, registry=registry(), format_checker=_FORMATS)


@cache
def problem_witness(slug: str) -> Any:
    name = "".join(word.capitalize() for word in slug.split("-")) + "Problem"
    return witness({"$ref": f"#/components/schemas/{name}"})


@cache
def header_schema(name: str) -> dict[str, Any]:
    header: dict[str, Any] = follow(document()["components"]["headers"][name])["schema"]
    return header
