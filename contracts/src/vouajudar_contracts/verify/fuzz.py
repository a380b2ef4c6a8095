"""Property-based calls to an implementation, generated from the contract by schemathesis.

The contract's own rules that a general fuzzer cannot know stand in `configuration` and the hooks below: a write needs a key that
nobody has used, a cursor is good only when the server gave it, a refusal for a stale or missing precondition is a right answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import EngineFinished, FatalError, NonFatalError, ScenarioFinished

SCHEMATHESIS: Any = schemathesis
CONFIG: Any = SchemathesisConfig
"""Both partly untyped: seen as Any, so that our own types stay strict."""

ACCEPTED = ["2xx", "3xx", 401, 403, 404, 409, 429, "5xx"]
"""What a valid call may be answered with: state and permission decide the rest."""
REJECTED = [400, 401, 403, 404, 405, 406, 409, 412, 415, 422, 428, 429, "5xx"]
HEADER_MISSED = [400, 401, 403, 406, 415, 422, 428]
SERVER_GIVEN = ("cursor", "after")
"""Query parameters whose values only the server can make; each is tested by hand."""
KEY = re.compile(r'"?[A-Za-z0-9_-]{16,128}"?')
CURSOR = re.compile(r"[^\x00]{0,512}", re.DOTALL)
WAIT = re.compile(r"[0-9]|[12][0-9]|30")
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
                "checks": {"positive_data_acceptance": {"expected-statuses": [*ACCEPTED, 412, 428]}},
            }
            for operation_id in _conditional(document)
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
    """Run schemathesis over `only` these operationIds (default all): over HTTP at `base_url` or in process through `app`."""
    settings = configuration(document, headers=headers, seed=seed, max_examples=max_examples, phases=phases, base_url=base_url)
    tested = document if only is None else restricted(document, frozenset(only))
    schema: Any = SCHEMATHESIS.openapi.from_dict(dict(tested), config=CONFIG.from_dict(settings))
    if app is not None:
        schema.app = app
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


def restricted(document: Mapping[str, Any], only: frozenset[str]) -> dict[str, Any]:
    """The document with no operation but these, and no link to another."""
    whole: dict[str, Any] = deepcopy(dict(document))
    for path, item in list(whole["paths"].items()):
        for method, operation in list(item.items()):
            if operation["operationId"] not in only:
                del item[method]
                continue
            for answer in operation["responses"].values():
                links = answer.get("links", {})
                for name in [n for n, link in links.items() if link["operationId"] not in only]:
                    del links[name]
        if not item:
            del whole["paths"][path]
    return whole


def _take(event: Any, report: FuzzReport) -> None:
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


def _conditional(document: Mapping[str, Any]) -> list[str]:
    """The operationIds that take If-Match."""
    components: dict[str, Any] = document.get("components", {}).get("parameters", {})

    def name(parameter: dict[str, Any]) -> str:
        named = components[parameter["$ref"].rsplit("/", 1)[1]] if "$ref" in parameter else parameter
        return str(named["name"])

    operations = [operation for item in document["paths"].values() for operation in item.values()]
    return [o["operationId"] for o in operations if any(name(p) == "If-Match" for p in o.get("parameters", []))]


def before_call(_context: Any, case: Any, _kwargs: dict[str, Any]) -> None:
    """Make a generated call one that the contract lets succeed; what is malformed on purpose stays as it is."""
    headers, query = case.headers, case.query
    if headers:
        # A key is good for one body: every call brings a fresh one.
        if _matches(KEY, headers.get("Idempotency-Key")):
            headers["Idempotency-Key"] = f"fuzz-{uuid4().hex}"
        # The fuzzer's filler for a header it has no value for.
        for name in [n for n in ("If-Match", "If-None-Match") if headers.get(n) == "0"]:
            del headers[name]
    if query:
        # Only the server makes cursors; using them is tested by hand.
        for name in [n for n in SERVER_GIVEN if _matches(CURSOR, query.get(n))]:
            del query[name]
        # A long poll proves nothing here and costs half a minute.
        if _matches(WAIT, query.get("wait")):
            query["wait"] = 0


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, (str, int)) and pattern.fullmatch(str(value)) is not None


SCHEMATHESIS.hook(before_call)
