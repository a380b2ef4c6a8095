"""Property-based calls to an implementation, generated from the contract by schemathesis.

The contract's own rules that a general fuzzer cannot know stand in `configuration` and the hooks below: a write needs a key that
nobody has used, a cursor is good only when the server gave it, a refusal for a stale or missing precondition is a right answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import EngineFinished, FatalError, NonFatalError, ScenarioFinished

ACCEPTED = ["2xx", "3xx", 401, 403, 404, 409, 429, "5xx"]
"""What a valid call may be answered with: state and permission decide the rest."""
REJECTED = [400, 401, 403, 404, 405, 406, 409, 412, 415, 422, 428, 429, "5xx"]
HEADER_MISSED = [400, 401, 403, 406, 415, 422, 428]
SERVER_GIVEN = ("cursor", "after")
"""Query parameters whose values only the server can make; each is tested by hand."""
PHASES = ("examples", "coverage", "fuzzing", "stateful")


@dataclass(slots=True)
class FuzzReport:
    """What a run did and what it found."""

    cases: int = 0
    operations: set[str] = field(default_factory=set[str])
    failures: list[str] = field(default_factory=list[str])
    """One readable line or block for each broken check: operation, rule, what was sent, what came."""

    def __str__(self) -> str:
        return f"{self.cases} cases over {len(self.operations)} operations, {len(self.failures)} failures"


def configuration(
    document: Mapping[str, Any],
    *,
    headers: Mapping[str, str],
    seed: int,
    max_examples: int,
    phases: Iterable[str],
    base_url: str | None,
) -> dict[str, Any]:
    """The settings of one run: seeds fixed, no example database, the contract's own answers allowed."""
    chosen = set(phases)
    conditional = [op for op in _operations(document) if any(p.get("name") == "If-Match" for p in op[2])]
    settings: dict[str, Any] = {
        "seed": seed,
        "headers": dict(headers),
        "continue-on-failure": True,
        "suppress-health-check": ["all"],
        "max-stream-events": 4,
        "request-timeout": 20,
        "generation": {"max-examples": max_examples, "database": "none", "deterministic": True},
        "phases": {name: {"enabled": name in chosen} for name in PHASES},
        "checks": {
            "positive_data_acceptance": {"expected-statuses": ACCEPTED},
            "negative_data_rejection": {"expected-statuses": REJECTED},
            "missing_required_header": {"expected-statuses": HEADER_MISSED},
        },
        "operations": [
            {
                "include-operation-id": operation_id,
                "checks": {"positive_data_acceptance": {"expected-statuses": [*ACCEPTED, 412]}},
            }
            for operation_id, _method, _parameters in conditional
        ],
    }
    if base_url is not None:
        settings["base-url"] = base_url
    return settings


def fuzz(
    document: Mapping[str, Any],
    *,
    headers: Mapping[str, str],
    seed: int,
    max_examples: int,
    app: Callable[..., Any] | None = None,
    base_url: str | None = None,
    phases: Iterable[str] = PHASES,
    only: Iterable[str] | None = None,
) -> FuzzReport:
    """Run schemathesis over `only` these operationIds (default all): over HTTP at `base_url`, or in process through the ASGI `app`."""
    settings = configuration(document, headers=headers, seed=seed, max_examples=max_examples, phases=phases, base_url=base_url)
    schema: Any = schemathesis.openapi.from_dict(dict(document), config=SchemathesisConfig.from_dict(settings))
    if app is not None:
        schema.app = app
    if only is not None:
        schema = schema.include(operation_id=list(only))
    report = FuzzReport()
    for event in from_schema(schema).execute():
        if isinstance(event, ScenarioFinished):
            _take(event, report)
        elif isinstance(event, NonFatalError):
            report.failures.append(f"{event.label}: {event.value}")
        elif isinstance(event, FatalError):
            raise event.exception
        elif isinstance(event, EngineFinished):
            report.failures.extend(str(failure) for failure in event.failures)
    return report


def _take(event: ScenarioFinished, report: FuzzReport) -> None:
    recorder = event.recorder
    report.cases += len(recorder.cases)
    for case_id, node in recorder.cases.items():
        report.operations.add(node.value.operation.label)
        for check in recorder.checks.get(case_id, []):
            if check.failure_info is not None:
                failure = check.failure_info.failure
                report.failures.append(
                    f"{node.value.operation.label}: {failure.title}\n{failure.message}\n{check.failure_info.code_sample}"
                )


def _operations(document: Mapping[str, Any]) -> list[tuple[str, str, list[dict[str, Any]]]]:
    found: list[tuple[str, str, list[dict[str, Any]]]] = []
    components = document.get("components", {}).get("parameters", {})
    for item in document["paths"].values():
        for method, operation in item.items():
            if isinstance(operation, dict) and "operationId" in operation:
                parameters = [
                    components.get(p["$ref"].rsplit("/", 1)[1], {}) if "$ref" in p else p for p in operation.get("parameters", [])
                ]
                found.append((operation["operationId"], method, parameters))
    return found


@schemathesis.hook
def map_headers(_context: Any, headers: dict[str, Any] | None) -> dict[str, Any] | None:
    """Drop what the fuzzer invents for headers it cannot leave out otherwise: the bare `0`."""
    if not headers:
        return headers
    return {name: value for name, value in headers.items() if value != "0"}


@schemathesis.hook
def map_query(_context: Any, query: dict[str, Any] | None) -> dict[str, Any] | None:
    """No cursor that the server has not given, no long poll."""
    if not query:
        return query
    kept = {name: value for name, value in query.items() if name not in SERVER_GIVEN}
    if isinstance(kept.get("wait"), int):
        kept["wait"] = 0
    return kept


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: dict[str, Any]) -> None:
    """A valid idempotency key is made fresh for every call: the same key with another body is a refusal of its own."""
    headers = case.headers
    if headers and "Idempotency-Key" in headers and _well_formed(str(headers["Idempotency-Key"])):
        headers["Idempotency-Key"] = f"fuzz-{uuid4().hex}"


def _well_formed(key: str) -> bool:
    bare = key.removeprefix('"').removesuffix('"')
    return 16 <= len(bare) <= 128 and all(c.isascii() and (c.isalnum() or c in "_-") for c in bare)
