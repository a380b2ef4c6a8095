"""The contract's schemas and operations, as a judge needs them."""

from __future__ import annotations

import json
import re
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import jsonschema_rs
from vouajudar_contracts.document.contract import Answer, Contract, Operation
from vouajudar_contracts.document.load import contract_of

BUNDLES = Path(__file__).parents[3] / "contracts" / "bundles"

_URI = "urn:vouajudar:openapi"


class Schemas:
    """Validators of one bundled OpenAPI document, compiled when they are first asked for."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self._registry = jsonschema_rs.Registry([(_URI, document)], draft=jsonschema_rs.Draft202012)
        self._validators: dict[int, tuple[Any, Any]] = {}

    def errors(self, schema: Any, value: Any) -> list[str]:
        """Every way in which `value` breaks a schema of the document, with its place; three at most."""
        # The document's own objects live as long as this does, so that each is known by its identity.
        if id(schema) not in self._validators:
            self._validators[id(schema)] = schema, self._compiled(schema)
        return _errors(self._validators[id(schema)][1], value)

    def named(self, name: str, value: Any) -> list[str]:
        return self.errors(self.document["components"]["schemas"][name], value)

    def _compiled(self, schema: Any) -> Any:
        absolute = json.loads(json.dumps(schema).replace('"$ref": "#', f'"$ref": "{_URI}#'))
        return jsonschema_rs.Draft202012Validator(absolute, registry=self._registry, validate_formats=True)

    def follow(self, value: Any) -> Any:
        """What a local reference points to, in the end."""
        while isinstance(value, dict) and "$ref" in value:
            found: Any = self.document
            for token in value["$ref"].removeprefix("#/").split("/"):
                found = found[token.replace("~1", "/").replace("~0", "~")]
            value = found
        return value


def _errors(validator: Any, value: Any) -> list[str]:
    if validator.is_valid(value):
        return []
    found = [f"/{'/'.join(map(str, error.instance_path))}: {error.message[:300]}" for error in validator.iter_errors(value)]
    return found[:3]


class Spec:
    """Operations by method and path, events by type."""

    def __init__(self, openapi: Any, asyncapi: Any) -> None:
        self.contract: Contract = contract_of(openapi, asyncapi)
        self.schemas = Schemas(openapi)
        self._headers: dict[tuple[str, int], dict[str, Any]] = {}
        self._paths = [
            (re.compile("/v1" + re.sub(r"\{\w+\}", "([^/]+)", operation.path)), operation)
            for operation in self.contract.operations
        ]

    def operation(self, method: str, path: str) -> Operation | None:
        found = [each for pattern, each in self._paths if each.method == method and pattern.fullmatch(path)]
        # `/events/stream` is also what `/events/{event_id}` looks like: what is written out comes first
        return min(found, key=lambda each: each.path.count("{"), default=None)

    @cached_property
    def by_id(self) -> dict[str, Operation]:
        return {operation.id: operation for operation in self.contract.operations}

    @cached_property
    def event_schemas(self) -> dict[str, str]:
        """Full event type -> name of its schema."""
        return {event.full_type: event.schema_name for event in self.contract.events}

    def event_errors(self, event: Any) -> list[str]:
        name = self.event_schemas.get(event.get("type"))
        return [f"no event type {event.get('type')!r}"] if name is None else self.schemas.named(name, event)

    def answer(self, operation: Operation, status: int) -> Answer | None:
        return next((answer for answer in operation.answers if answer.status == status), None)

    def headers(self, operation: Operation, status: int) -> dict[str, Any]:
        """Lower-case name -> Header Object of an answer."""
        key = operation.id, status
        if key not in self._headers:
            self._headers[key] = self._written_headers(operation, status)
        return self._headers[key]

    def _written_headers(self, operation: Operation, status: int) -> dict[str, Any]:
        written = self.schemas.follow(operation.raw["responses"][str(status)]).get("headers", {})
        return {name.lower(): self.schemas.follow(header) for name, header in written.items()}

    @cached_property
    def header_names(self) -> frozenset[str]:
        """Every header that some answer of the contract declares."""
        return frozenset(name.lower() for name in self.schemas.document["components"]["headers"])


@cache
def spec() -> Spec:
    """Of the bundles."""
    openapi, asyncapi = (json.loads((BUNDLES / f"{name}.json").read_text()) for name in ("openapi", "asyncapi"))
    return Spec(openapi, asyncapi)
