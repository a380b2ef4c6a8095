"""The partner scenarios of spec/workflows, run against an implementation by `redocly respect`.

Respect says what it did; whether that was all there is to do is judged here: every step of the file, every criterion of every
step, and the three checks of its own (status declared, media type declared, body valid) for each call.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

from vouajudar_contracts.document.files import SpecFiles
from vouajudar_contracts.node import REDOCLY, ToolError, run_node
from vouajudar_contracts.verify.redaction import redacted

INPUTS = "REDOCLY_CLI_RESPECT_INPUT"
"""Respect reads its inputs from here as well: keys on a command line are seen by every user of the machine."""
CONTRACT_CHECKS = ("status code check", "content-type check", "schema check")
WITHOUT_BODY = ("$statusCode == 204", "$statusCode == 304")
"""An answer that has no body is judged by its status alone."""
CRITERION = "success criteria check"
PATIENCE_MS = 10_000
"""The longest that one call may take."""
SHOWN = 600
"""So much of an answer stands in a failure."""

ROLES = {
    "provider_key": "provider",
    "shelter_key": "shelter",
    "carrier_key": "dispatch",
    "second_carrier_key": "dispatch",
    "third_carrier_key": "dispatch",
}
"""The partners of a scenario, each another one, and the kind that each must hold."""
OUTSIDER = "outsider_key"
"""A carrier that has no part in the delivery: in the one scenario that has it, the second carrier is free."""


class CastError(Exception):
    """What was given cannot play the scenarios; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Step:
    """One call that a scenario makes."""

    workflow: str
    name: str
    criteria: tuple[str, ...]

    @property
    def checks(self) -> tuple[str, ...]:
        """All that its answer is held against."""
        bodiless = any(criterion in WITHOUT_BODY for criterion in self.criteria)
        return (*self.criteria, *(CONTRACT_CHECKS[:1] if bodiless else CONTRACT_CHECKS))

    def __str__(self) -> str:
        return f"{self.workflow}.{self.name}"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A file of spec/workflows with all that it does, steps of included workflows among it."""

    path: Path
    title: str
    inputs: frozenset[str]
    steps: tuple[Step, ...]

    @property
    def name(self) -> str:
        return self.path.name.removesuffix(".arazzo.yaml")

    @property
    def checks(self) -> int:
        return sum(len(step.checks) for step in self.steps)


@dataclass(frozen=True, slots=True)
class Played:
    """What became of a scenario."""

    scenario: Scenario
    steps: int
    """Calls made."""
    checks: int
    """Checks passed."""
    milliseconds: int
    """Time spent in calls."""
    failures: tuple[str, ...]
    """A line for each check that did not hold and each step or check that was left out."""


def scenarios(root: Path) -> list[Scenario]:
    """The scenarios below `root`/spec/workflows, by name. Raises SpecError for a file that cannot be read."""
    files = SpecFiles(root)
    return [scenario(files, path) for path in sorted((root / "spec/workflows").glob("*.arazzo.yaml"))]


def scenario(files: SpecFiles, path: Path) -> Scenario:
    """The scenario in this file."""
    document: dict[str, Any] = files.load(path).value
    workflows: list[dict[str, Any]] = document["workflows"]
    inputs = frozenset(name for workflow in workflows for name in workflow["inputs"]["properties"])
    steps = tuple(step for workflow in workflows for step in _steps(files, path, document, workflow))
    return Scenario(path, document["info"]["title"], inputs, steps)


def _steps(files: SpecFiles, path: Path, document: dict[str, Any], workflow: dict[str, Any]) -> Iterator[Step]:
    for step in workflow["steps"]:
        included: str | None = step.get("workflowId")
        if included is None:
            criteria = tuple(criterion["condition"] for criterion in step["successCriteria"])
            yield Step(workflow["workflowId"], step["stepId"], criteria)
            continue
        _, source, _, wanted = included.split(".")  # $sourceDescriptions.<source>.workflows.<workflowId>
        url = next(described["url"] for described in document["sourceDescriptions"] if described["name"] == source)
        other = (path.parent / url).resolve()
        loaded: dict[str, Any] = files.load(other).value
        yield from _steps(files, other, loaded, next(w for w in loaded["workflows"] if w["workflowId"] == wanted))


def selected(known: Sequence[Scenario], names: Sequence[str]) -> list[Scenario]:
    """Those whose name begins with one of `names`; all when there is none. Raises CastError for a name that is nobody's."""
    for name in names:
        if not any(each.name.startswith(name) for each in known):
            raise CastError(f"there is no scenario {name}; there are {', '.join(each.name for each in known)}")
    return [each for each in known if not names or any(each.name.startswith(name) for name in names)]


def partners_in(ready_file: Path) -> list[dict[str, Any]]:
    """The partners of a ready file. Raises CastError when it is none."""
    try:
        partners: list[dict[str, Any]] = json.loads(ready_file.read_text(encoding="utf-8"))["partners"]
        for partner in partners:
            if not isinstance(partner["api_key"], str) or not isinstance(partner["kinds"], list):
                raise TypeError
    except (ValueError, KeyError, TypeError):
        raise CastError(f"{ready_file} has no `partners` with `kinds` and `api_key` each") from None
    return partners


def cast(partners: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """An API key for each role, from the partners of a ready file: `kinds` and `api_key`, `mode` and `suspended` where they are.

    The partner with the fewest kinds is taken first, so that no role sees what belongs to another. Raises CastError.
    """
    free = [p for p in partners if p.get("mode", "test") == "test" and not p.get("suspended", False)]
    free.sort(key=lambda partner: len(partner["kinds"]))
    keys: dict[str, str] = {}
    for role, kind in ROLES.items():
        chosen = next((partner for partner in free if kind in partner["kinds"]), None)
        if chosen is None:
            raise CastError(f"no partner is left for {role}: it takes {len(ROLES)} test partners, this one with the kind {kind}")
        free.remove(chosen)
        keys[role] = chosen["api_key"]
    return {**keys, OUTSIDER: keys["second_carrier_key"]}


def play(root: Path, scenario: Scenario, server: str, keys: Mapping[str, str]) -> Played:
    """Run one scenario against `server` (its address with the base path). Raises ToolError when respect cannot be run."""
    given = {**keys, "run": f"run-{token_hex(8)}"}
    name = scenario.path.relative_to(root).as_posix() if scenario.path.is_relative_to(root) else str(scenario.path)
    with tempfile.TemporaryDirectory(prefix="vouajudar-workflows-") as folder:
        report = Path(folder) / "report.json"
        options = ["--server", f"vouajudar={server}", "--json-output", str(report), "--max-fetch-timeout", str(PATIENCE_MS)]
        process = run_node(
            root,
            REDOCLY,
            ["respect", name, *options],
            variables={INPUTS: json.dumps({each: given[each] for each in scenario.inputs})},
        )
        if not report.exists():
            raise ToolError(f"respect, {scenario.name}: {process.stderr.strip() or process.stdout.strip() or 'no output'}")
        said: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    played = judged(scenario, [run for file in said["files"].values() for run in file["executedWorkflows"]])
    if process.returncode and not played.failures:
        raise ToolError(f"respect, {scenario.name}: exit {process.returncode} without a failed check: {process.stderr.strip()}")
    return played


def judged(scenario: Scenario, executed: Sequence[Mapping[str, Any]]) -> Played:
    """What respect executed, held against what the scenario asks for."""
    calls = list(_calls(executed))
    failures = [_failure(call, check) for call in calls for check in call["checks"] if check["status"] != "success"]
    done = {(call["workflowId"], call["stepId"]): call["checks"] for call in calls}
    missed = [step for step in scenario.steps if (step.workflow, step.name) not in done]
    for step in scenario.steps:
        for left_out in _left_out(step, done.get((step.workflow, step.name))):
            failures.append(f"{step}: not checked: {left_out}")
    if missed:
        failures.append(f"{len(missed)} steps not run: {', '.join(map(str, missed))}")
    if not failures and len(calls) != len(scenario.steps):
        failures.append(f"{len(calls)} calls made, {len(scenario.steps)} asked for")
    passed = sum(check["status"] == "success" for call in calls for check in call["checks"])
    return Played(scenario, len(calls), passed, round(sum(run["totalTimeMs"] for run in executed)), tuple(failures))


def _left_out(step: Step, checks: Sequence[Mapping[str, Any]] | None) -> Iterator[str]:
    """What this step asks for and its call was not held against; nothing for a step that was not run at all."""
    if checks is not None:
        judged_by = [check["condition"] if check["name"] == CRITERION else check["name"] for check in checks]
        for wanted in step.checks:
            if wanted in judged_by:
                judged_by.remove(wanted)
            else:
                yield wanted


def _calls(executed: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for each in executed:
        if each["type"] == "workflow":
            yield from _calls(each["executedSteps"])
        else:
            yield each


def _failure(call: Mapping[str, Any], check: Mapping[str, Any]) -> str:
    """Step, request and answer, and what did not hold."""
    asked, got = call.get("request"), call.get("response")
    request = f"{asked['method'].upper()} {asked['url']}" if asked else "no request"
    answer = f"{got['statusCode']} {json.dumps(got.get('body'), ensure_ascii=False)[:SHOWN]}" if got else "no answer"
    rule = check.get("condition") or f"{check['name']}: {check.get('message', '')}"
    return redacted(f"{call['workflowId']}.{call['stepId']}: does not hold: {rule}\n    {request} -> {answer}")
