"""Property-based calls to an implementation, generated from the contract by schemathesis.

What a general fuzzer cannot know of this contract stands in two places: here, which answers are right beside the usual ones (a
stale or missing precondition, a feed cursor older than its retention); in `guidance`, what only the server can give.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import EngineFinished, FatalError, NonFatalError, PhaseStarted, ScenarioFinished

from vouajudar_contracts.verify.fuzz_report import Failure, FuzzReport
from vouajudar_contracts.verify.guidance import Caller, Given, Guide, is_the_callers_alone, points_into_the_request
from vouajudar_contracts.verify.redaction import redacted

SCHEMATHESIS: Any = schemathesis
CONFIG: Any = SchemathesisConfig
"""Both partly untyped: seen as Any, so that our own types stay strict."""

ACCEPTED = ["2xx", "3xx", 401, 403, 404, 409, 429, "5xx"]
"""What a valid call may be answered with: state and permission decide the rest."""
REJECTED = [400, 401, 403, 404, 405, 406, 409, 412, 415, 422, 428, 429, "5xx"]
HEADER_MISSED = [400, 401, 403, 406, 415, 422, 428]
CHECKS = frozenset(
    {
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
        "positive_data_acceptance",
        "missing_required_header",
        "unsupported_method",
        "allow_header_conformance",
        "use_after_free",
        "ensure_resource_availability",
        "ignored_auth",
        "object_level_authorization",
    }
)
PHASES = ("examples", "coverage", "fuzzing", "stateful")
ATTEMPTS = 200
"""Runs that one stateful pass may take."""
STREAM_SECONDS = 3
"""A stream that does not end is left after this time."""
ENDS_THE_WORLD = "resetSandbox"
"""What it takes away, other calls would look for: it is judged in a pass of its own."""
EVENT_TYPE = r"^org\.vouajudar\.[a-z_]+\.[a-z_]+\.v1$"
COMES_LATER = frozenset({"/deliveries/{delivery_id}/position"})
"""Not there as soon as the thing itself: a delivery has no position before the first report."""
JOURNEY_TAGS = frozenset({"locations", "batches", "deliveries", "resource-requests", "reservations"})


@dataclass(frozen=True, slots=True)
class Pass:
    """One run of schemathesis over some operations."""

    name: str
    operations: frozenset[str]
    max_examples: int
    """Calls that each operation gets in the phase `fuzzing`; scenarios of a stateful pass."""
    boundaries: bool = True
    """Also call with every boundary value of every parameter and member, the wrong side included."""
    stateful: bool = False
    """Scenarios of several steps that follow links, instead of single calls."""
    max_steps: int = 2
    declared_links_only: bool = False
    """Follow no link but those of the contract: scenarios go deeper."""

    @property
    def phases(self) -> tuple[str, ...]:
        if self.stateful:
            return ("stateful",)
        return ("examples", "coverage", "fuzzing") if self.boundaries else ("examples", "fuzzing")


def plan(
    document: Mapping[str, Any],
    *,
    max_examples: int,
    scenarios: int,
    boundaries: bool = True,
    only: Iterable[str] = (),
    skip: Iterable[str] = (),
) -> list[Pass]:
    """The passes that cover these operations (none named: all of the contract); `boundaries` asks for every boundary value."""
    chosen = frozenset(only or operation_names(document).values()) - frozenset(skip)
    whole = chosen - {ENDS_THE_WORLD}
    tags = {operation["operationId"]: set(operation["tags"]) for _, _, operation in _operations(document)}
    journeys = frozenset(name for name in whole if tags[name] & JOURNEY_TAGS)
    passes = [
        Pass("calls", whole, max_examples, boundaries),
        Pass("sequences", whole, scenarios, stateful=True, max_steps=15),
        Pass("journeys", journeys, scenarios, stateful=True, max_steps=50, declared_links_only=True),
        Pass("reset", chosen & {ENDS_THE_WORLD}, max_examples, boundaries),
    ]
    return [each for each in passes if each.operations and each.max_examples]


def fuzz(
    document: Mapping[str, Any],
    passes: Iterable[Pass],
    *,
    caller: Caller,
    seed: int,
    app: Callable[..., Any] | None = None,
    base_url: str | None = None,
    report: FuzzReport | None = None,
    progress: Callable[[str, int], None] = lambda _what, _calls: None,
) -> FuzzReport:
    """Run the passes over HTTP at `base_url`, or in process through the ASGI `app`; go on with `report` when one is given.

    `progress` is told the pass and phase that runs, and all calls made so far.
    """
    passes = list(passes)
    result = report or FuzzReport(tuple(sorted(frozenset[str]().union(*(each.operations for each in passes)))), seed)
    result.declared_links = len(set(_links(document)))
    given = Given()
    given.learn(list(caller.places), {})
    run = _Run(document, caller, given, app, base_url, result, progress)
    started = time.monotonic()
    for each in passes:
        done = 0
        for attempt in range(ATTEMPTS):
            done += run.once(each, seed + 1000 * attempt, each.max_examples - done)
            if done >= each.max_examples or not each.stateful:
                break
        else:
            result.add(Failure(f"pass {each.name}", "run to the end", f"{done} of {each.max_examples} scenarios", "", "", ""))
    for status, names in given.reached.items():
        result.reached[status] = result.reached.get(status, 0) + len(names)
    result.seconds += time.monotonic() - started
    return result


def fuzz_until(
    cases: int,
    document: Mapping[str, Any],
    *,
    seed: int,
    passes: Callable[[bool], list[Pass]],
    report: FuzzReport | None = None,
    **common: Any,
) -> FuzzReport:
    """Go on, each round with another seed, until so many calls were made.

    `passes` gives those of a round; it is told whether it is the first, whose boundary values need no second time. `common` is
    what `fuzz` takes besides.
    """
    result = fuzz(document, passes(True), seed=seed, report=report, **common)
    before = -1
    while before < result.cases < cases:  # a round without a single answer is the last
        before = result.cases
        seed += 1
        result = fuzz(document, passes(False), seed=seed, report=result, **common)
    return result


@dataclass(frozen=True, slots=True)
class _Run:
    """What all passes have in common."""

    document: Mapping[str, Any]
    caller: Caller
    given: Given
    app: Callable[..., Any] | None
    base_url: str | None
    report: FuzzReport
    progress: Callable[[str, int], None]

    def once(self, each: Pass, seed: int, max_examples: int) -> int:
        """One run of schemathesis. Returns the scenarios that were played: when a server's state shines through, and it answers
        the same steps in another way than before, a run of scenarios ends early without a word.
        """
        settings = configuration(self.document, each, max_examples, seed=seed, base_url=self.base_url)
        with _identified(self.caller, peers=each.stateful) as identity:
            config = CONFIG.from_dict({**settings, **identity})
            schema: Any = SCHEMATHESIS.openapi.from_dict(with_frames(self.document), config=config)
        names = operation_names(self.document)
        left_out = sorted(frozenset(names.values()) - each.operations)
        if left_out:  # by exclusion: settings of single operations make an inclusion of its own out of every other
            schema = schema.exclude(operation_id=left_out)
        if self.app is not None:
            schema.app = self.app
        scenarios = 0
        with _guided(Guide(self.caller, seed, self.given)):
            for event in from_schema(schema).execute():
                if isinstance(event, ScenarioFinished):
                    scenarios += event.phase.name == "STATEFUL_TESTING"
                self._take(event, each, names)
        return scenarios

    def _take(self, event: Any, each: Pass, names: Mapping[str, str]) -> None:
        report, secrets = self.report, self.caller.secrets
        if isinstance(event, PhaseStarted):
            self.progress(f"{each.name}, {event.phase.name.value.lower()}", report.cases)
        elif isinstance(event, ScenarioFinished):
            report.passes[each.name] = report.passes.get(each.name, 0) + report.take(event.recorder, names, secrets)
            self.progress("", report.cases)
        elif isinstance(event, NonFatalError):
            label = names.get(event.label, event.label)
            report.add(Failure(label, "no answer", type(event.value).__name__, redacted(str(event.value), secrets), "", ""))
        elif isinstance(event, FatalError):
            raise event.exception
        elif isinstance(event, EngineFinished) and event.stop_reason.value != "completed":
            report.add(Failure(f"pass {each.name}", "run to the end", f"stopped: {event.stop_reason.value}", "", "", ""))


@contextmanager
def _guided(guide: Guide) -> Generator[None]:
    """Schemathesis knows hooks of this kind for the whole process alone; they are gone when the pass is over."""

    def before_call(_context: Any, case: Any, _kwargs: dict[str, Any]) -> None:
        guide.before_call(case)

    def after_call(_context: Any, case: Any, response: Any) -> None:
        guide.after_call(case, response)

    def filter_failure(_context: Any, failure: Any, case: Any, response: Any) -> bool:
        path = case.operation.path
        match type(failure).__name__:
            case "EnsureResourceAvailability":
                return not points_into_the_request(response) and path not in COMES_LATER
            case "ObjectLevelAuthorizationViolation":
                return is_the_callers_alone(path, response.json())
            case _:
                return True

    hooks = (before_call, after_call, filter_failure)
    for hook in hooks:
        SCHEMATHESIS.hook(hook)
    try:
        yield
    finally:
        for hook in hooks:
            SCHEMATHESIS.hooks.unregister(hook)


@contextmanager
def _identified(caller: Caller, *, peers: bool) -> Generator[dict[str, Any]]:
    """The settings that say who calls, and with `peers` who else must not see what is the caller's alone.

    Schemathesis reads several identities from a file alone (Web Fuzzing Commons); it is gone as soon as it was read.
    """
    if not peers or caller.peer_key is None:
        yield {"headers": {"X-API-Key": caller.api_key}}
        return
    keys = {"caller": caller.api_key, "peer": caller.peer_key}
    users = [{"name": name, "fixedHeaders": [{"name": "X-API-Key", "value": key}]} for name, key in keys.items()]
    with TemporaryDirectory(prefix="vouajudar-fuzz-") as folder:  # for its owner alone
        path = Path(folder) / "users.json"
        path.write_text(json.dumps({"auth": users}), encoding="utf-8")
        yield {"auth": {"wfc": {"path": str(path), "user": "caller", "peers": list(keys)}}}


def configuration(
    document: Mapping[str, Any], each: Pass, max_examples: int, *, seed: int, base_url: str | None
) -> dict[str, Any]:
    """The settings of one pass: seeds fixed, no example database, the contract's own answers allowed."""
    phases: dict[str, Any] = {name: {"enabled": name in each.phases} for name in PHASES}
    phases["stateful"]["max-steps"] = each.max_steps
    if each.declared_links_only:
        phases["stateful"]["inference"] = {"algorithms": []}
    settings: dict[str, Any] = {
        "seed": seed,
        "continue-on-failure": True,
        "suppress-health-check": ["all"],
        "max-stream-events": 4,
        "request-timeout": 20,
        "generation": {"max-examples": max_examples, "database": "none", "deterministic": True},
        "phases": phases,
        "checks": {
            **{name: {"enabled": True} for name in sorted(CHECKS)},
            "positive_data_acceptance": {"expected-statuses": ACCEPTED},
            "negative_data_rejection": {"expected-statuses": REJECTED},
            "missing_required_header": {"expected-statuses": HEADER_MISSED},
        },
        "operations": [
            {"include-operation-id": operation["operationId"], **own}
            for _, _, operation in _operations(document)
            if operation["operationId"] in each.operations and (own := _own_settings(document, operation))
        ],
    }
    if base_url is not None:
        settings["base-url"] = base_url
    return settings


def with_frames(document: Mapping[str, Any]) -> dict[str, Any]:
    """The contract with each event stream described frame by frame, as schemathesis judges it: OpenAPI 3.1 cannot say it."""
    whole: dict[str, Any] = deepcopy(dict(document))
    for _, _, operation in _operations(whole):
        for answer in operation["responses"].values():
            stream = _found(whole, answer).get("content", {}).get("text/event-stream")
            if stream is not None:
                stream["schema"] = {
                    "type": "object",
                    "required": ["id", "event", "data"],
                    "properties": {
                        "id": {"type": "string", "minLength": 1, "maxLength": 512},
                        "event": {"type": "string", "pattern": EVENT_TYPE},
                        "data": {
                            "type": "string",
                            "contentMediaType": "application/json",
                            "contentSchema": {"$ref": "#/components/schemas/Event"},
                        },
                    },
                }
    return whole


def _own_settings(document: Mapping[str, Any], operation: Mapping[str, Any]) -> dict[str, Any]:
    """What one operation may answer beside the usual, and how long a stream is read."""
    own: dict[str, Any] = {}
    taken = {_found(document, parameter)["name"] for parameter in operation.get("parameters", [])}
    more = ([412, 428] if "If-Match" in taken else []) + ([410] if "410" in operation["responses"] else [])
    if more:
        own["checks"] = {"positive_data_acceptance": {"expected-statuses": [*ACCEPTED, *more]}}
    answers = [_found(document, answer) for answer in operation["responses"].values()]
    if any("text/event-stream" in answer.get("content", {}) for answer in answers):
        own["request-timeout"] = STREAM_SECONDS
    return own


def operation_names(document: Mapping[str, Any]) -> dict[str, str]:
    """operationId by the label that schemathesis gives an operation."""
    return {f"{method.upper()} {path}": operation["operationId"] for path, method, operation in _operations(document)}


def _operations(document: Mapping[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, operation) for path, item in document["paths"].items() for method, operation in item.items()]


def _links(document: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
    for _, _, operation in _operations(document):
        for status, answer in operation["responses"].items():
            for name in _found(document, answer).get("links", {}):
                yield operation["operationId"], status, name


def _found(document: Mapping[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """The part, or the component that it refers to."""
    if "$ref" not in part:
        return part
    section, name = part["$ref"].removeprefix("#/components/").split("/")
    component: dict[str, Any] = document["components"][section][name]
    return component
