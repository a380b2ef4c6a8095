"""What the contract says of events and refusals, for tests that hold the domain against it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
from vouajudar_stub.domain.emission import Event
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.generated.operations import OPERATIONS
from vouajudar_stub.generated.problems import PROBLEMS

_BUNDLE = Path(__file__).parents[3] / "contracts" / "bundles" / "openapi.json"


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = orjson.loads(_BUNDLE.read_bytes())
    return document


@cache
def emits(operation_id: str) -> frozenset[str]:
    """The event types an operation may cause, by its `x-emits`."""
    for path in _document()["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict) and operation.get("operationId") == operation_id:
                return frozenset(operation["x-emits"])
    raise KeyError(operation_id)


@cache
def problems(operation_id: str) -> frozenset[str]:
    """The slugs an operation may answer."""
    return next(frozenset(each.problems) for each in OPERATIONS if each.id == operation_id)


def misfits(event: Event) -> list[str]:
    """Where an event's data does not fit its schema, or has a member that the schema does not name."""
    data = orjson.loads(orjson.dumps(event.data))
    schema = _document()["components"]["schemas"][_schema_name(event.type)]
    unnamed = set(data) - set(schema["properties"])
    return [f"{event.type}: {error}" for error in _validator(event.type).iter_errors(data)] + [
        f"{event.type}: {name} stands in no schema" for name in sorted(unnamed)
    ]


def wrong_extra(refusal: Refusal) -> set[str]:
    """Members that a refusal has and its problem does not, or the other way round."""
    return set(refusal.extra) ^ set(PROBLEMS[refusal.slug].extra)


@cache
def _validator(event_type: str) -> jsonschema_rs.Draft202012Validator:
    pointer = f"#/components/schemas/{_schema_name(event_type)}"
    return jsonschema_rs.Draft202012Validator({**_document(), "$ref": pointer}, validate_formats=True)


def _schema_name(event_type: str) -> str:
    return "".join(word.capitalize() for word in event_type.replace(".", "_").split("_")) + "Data"
