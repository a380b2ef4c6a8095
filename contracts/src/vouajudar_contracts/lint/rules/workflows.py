"""Arazzo workflows: every step calls what exists with what it takes, and reads only what is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from vouajudar_contracts.document.contract import Json, JsonObject, Operation, Parameter
from vouajudar_contracts.document.errors import SpecError
from vouajudar_contracts.document.load import Spec
from vouajudar_contracts.document.loader import LoadedFile
from vouajudar_contracts.document.values import escape, is_array, members
from vouajudar_contracts.lint.expressions import expressions, in_condition, why_not
from vouajudar_contracts.lint.judge import Judge, say
from vouajudar_contracts.lint.rule import Remark, rule

_OWN_VALUE = re.compile(r"\$(?:(steps)\.([\w-]+)\.outputs|inputs|outputs)\.([\w-]+)")
_SHARED = "$components.parameters."
_CREDENTIALS = {("header", "authorization"), ("header", "x-api-key")}
"""Never declared as parameters: the security schemes stand for them."""


def workflow_files(spec: Spec) -> list[Path]:
    return sorted((spec.root / "workflows").glob("*.arazzo.yaml"))


@rule("workflow-step-resolves", "A scenario that calls what the contract does not have cannot be run, and no linter says so.")
def workflow_step_resolves(spec: Spec) -> Iterator[Remark]:
    for file in _loaded(spec):
        for i, workflow in enumerate(file.value.get("workflows", [])):
            yield from _Workflow(spec, file, workflow, f"/workflows/{i}").remarks()


@rule("workflow-file-readable", "A scenario that cannot be read is not judged by any other rule.")
def workflow_file_readable(spec: Spec) -> Iterator[Remark]:
    for path in workflow_files(spec):
        try:
            spec.files.load(path)
        except SpecError as error:
            yield from ((fault.source, fault.reason) for fault in error.faults)


@rule("workflow-body-valid", "The bodies of a scenario are examples too.")
def workflow_body_valid(spec: Spec) -> Iterator[Remark]:
    judge = Judge(spec.openapi.document, 2020)
    operations = {o.id: o for o in spec.contract.operations}
    for file in _loaded(spec):
        for i, workflow in enumerate(file.value.get("workflows", [])):
            for j, step in enumerate(workflow.get("steps", [])):
                operation = operations.get(_operation_id(step))
                payload: Json = members(step, "requestBody").get("payload")
                if operation is None or operation.body is None or payload is None:
                    continue
                schema = f"/paths/{escape(operation.path)}/{operation.method.lower()}/requestBody/content"
                schema += f"/{escape(operation.body.media_type)}/schema"
                for flaw in judge.flaws(schema, payload):
                    # What an expression will be is known only when the workflow runs.
                    if not any(expressions(flaw.instance)):
                        where = "".join(f"/{escape(str(key))}" for key in flaw.instance_path)
                        at = f"/workflows/{i}/steps/{j}/requestBody/payload{where}"
                        yield file.source(at), f"step {step.get('stepId')}: the body of {operation.id}: {say(flaw)}"


def _loaded(spec: Spec) -> Iterator[LoadedFile]:
    for path in workflow_files(spec):
        try:
            yield spec.files.load(path)
        except SpecError:
            continue


def _operation_id(step: JsonObject) -> str:
    """`operationId`, also when written as `$sourceDescriptions.<name>.<operationId>`."""
    return str(step.get("operationId", "")).rpartition(".")[2]


class _Workflow:
    """One workflow, read from top to bottom: a step sees the outputs of the steps before it."""

    def __init__(self, spec: Spec, file: LoadedFile, workflow: JsonObject, at: str) -> None:
        self._spec = spec
        self._file = file
        self._workflow = workflow
        self._at = at
        self._operations = {o.id: o for o in spec.contract.operations}
        self._shared = members(members(file.value, "components"), "parameters")
        self._inputs = set(members(members(workflow, "inputs"), "properties"))
        self._outputs: dict[str, set[str]] = {}

    def remarks(self) -> Iterator[Remark]:
        for j, step in enumerate(self._workflow.get("steps", [])):
            at = f"{self._at}/steps/{j}"
            for pointer, reason in self._step(step, at):
                yield self._file.source(pointer), f"step {step.get('stepId', j)}: {reason}"
            self._outputs[step.get("stepId", "")] = set(members(step, "outputs"))
        for name, value in members(self._workflow, "outputs").items():
            for expression in expressions(value):
                if unsound := self._own(expression):
                    yield self._file.source(f"{self._at}/outputs/{escape(name)}"), f"output {name}: {unsound}"

    def _step(self, step: JsonObject, at: str) -> Iterator[tuple[str, str]]:
        given = self._given(step, at)
        yield from ((pointer, f"no {written['reference']}") for pointer, written in given if "reference" in written)
        if "workflowId" in step:
            yield from self._call_of_workflow(step, at, given)
            return
        operation = self._operations.get(_operation_id(step))
        if operation is None:
            yield f"{at}/operationId", f"no operation {step.get('operationId', 'is named')}"
            return
        yield from self._parameters(given, operation, at, _statuses(step))
        body = members(step, "requestBody")
        if body and operation.body is None:
            yield f"{at}/requestBody", f"{operation.id} takes no body"
        if not body and operation.body is not None and operation.body.required:
            yield at, f"{operation.id} needs a body"
        yield from self._values(step, operation, at, given)

    def _given(self, step: JsonObject, at: str) -> list[tuple[str, JsonObject]]:
        """The parameters of a step, those of the file's components in place; one that is missing there stays a reference."""
        found: list[tuple[str, JsonObject]] = []
        for i, written in enumerate(step.get("parameters", [])):
            name = str(written.get("reference", "")).removeprefix(_SHARED)
            found.append((f"{at}/parameters/{i}", self._shared.get(name, written)))
        return found

    def _call_of_workflow(self, step: JsonObject, at: str, given: list[tuple[str, JsonObject]]) -> Iterator[tuple[str, str]]:
        called = self._find_workflow(str(step["workflowId"]))
        if called is None:
            yield f"{at}/workflowId", f"no workflow {step['workflowId']}"
            return
        takes = members(called, "inputs")
        names = {str(written.get("name")) for _, written in given}
        for name in sorted(names - set(members(takes, "properties"))):
            yield f"{at}/parameters", f"{called.get('workflowId')} has no input {name}"
        for name in sorted(set(takes.get("required", [])) - names):
            yield at, f"{called.get('workflowId')} needs the input {name}"
        for name, value in members(step, "outputs").items():
            for expression in expressions(value):
                if expression.removeprefix("$outputs.") not in members(called, "outputs"):
                    yield f"{at}/outputs/{escape(name)}", f"{called.get('workflowId')} has no output {expression}"
        for pointer, written in given:
            for expression in expressions(written.get("value")):
                if unsound := self._own(expression):
                    yield pointer, unsound

    def _find_workflow(self, name: str) -> JsonObject | None:
        """A workflow of this file, or of one that `sourceDescriptions` names."""
        file, wanted = self._file, name
        match = re.fullmatch(r"\$sourceDescriptions\.([\w-]+)(?:\.workflows)?\.([\w-]+)", name)
        if match:
            urls = {d.get("name"): d.get("url", "") for d in self._file.value.get("sourceDescriptions", [])}
            path = self._spec.files.root / Path(self._file.name).parent / str(urls.get(match[1], ""))
            wanted = match[2]
            if not path.is_file():
                return None
            file = self._spec.files.load(path)
        return next((w for w in file.value.get("workflows", []) if w.get("workflowId") == wanted), None)

    @staticmethod
    def _parameters(
        given: list[tuple[str, JsonObject]], operation: Operation, at: str, statuses: set[int]
    ) -> Iterator[tuple[str, str]]:
        known: dict[tuple[str, str], Parameter] = {_key(p.place, p.name): p for p in operation.parameters}
        keys: set[tuple[str, str]] = set()
        for pointer, written in given:
            if "reference" in written:
                continue
            key = _key(str(written.get("in", "")), str(written.get("name", "")))
            keys.add(key)
            if key not in known and key not in _CREDENTIALS:
                yield pointer, f"{operation.id} takes no {written.get('in')} parameter {written.get('name')}"
        for key, parameter in known.items():
            # A scenario may leave a header out in order to be refused for it.
            refused = parameter.place == "header" and statuses and statuses <= {400, 428}
            if parameter.required and key not in keys and not refused:
                yield at, f"{operation.id} needs the {parameter.place} parameter {parameter.name}"

    def _values(
        self, step: JsonObject, operation: Operation, at: str, given: list[tuple[str, JsonObject]]
    ) -> Iterator[tuple[str, str]]:
        read: list[tuple[str, Json]] = [(pointer, written.get("value")) for pointer, written in given]
        read += ((f"{at}/{key}", step.get(key)) for key in ("requestBody", "outputs"))
        found = [(pointer, expression) for pointer, value in read for expression in expressions(value)]
        for i, criterion in enumerate(step.get("successCriteria", [])):
            where = f"{at}/successCriteria/{i}"
            if criterion.get("type", "simple") == "simple":
                found += ((where, expression) for expression in in_condition(str(criterion.get("condition", ""))))
            found += ((where, expression) for expression in expressions(criterion.get("context")))
        statuses = _statuses(step)
        answers = [a for a in operation.answers if not statuses or a.status in statuses]
        for status in sorted(statuses - {a.status for a in operation.answers}):
            yield f"{at}/successCriteria", f"{operation.id} never answers {status}"
        for pointer, expression in found:
            if expression.startswith(("$steps.", "$inputs.", "$outputs.")):
                reason = self._own(expression)
            else:
                reason = why_not(self._spec.openapi.document, operation, answers, expression)
                reason = f"{expression}: {reason}" if reason else None
            if reason:
                yield pointer, reason

    def _own(self, expression: str) -> str | None:
        """Why an expression about this workflow points to nothing; None when it is sound."""
        match = _OWN_VALUE.match(expression)
        reason: str | None = None
        if match is None:
            reason = "this is no runtime expression"
        elif match[1] and match[2] not in self._outputs:
            reason = f"no step {match[2]} before this one"
        elif match[1] and match[3] not in self._outputs[match[2]]:
            reason = f"step {match[2]} has no output {match[3]}"
        elif expression.startswith("$inputs.") and match[3] not in self._inputs:
            reason = f"the workflow has no input {match[3]}"
        return f"{expression}: {reason}" if reason else None


def _key(place: str, name: str) -> tuple[str, str]:
    return place, name.lower() if place == "header" else name


def _statuses(step: JsonObject) -> set[int]:
    """The statuses that the criteria of a step wait for."""
    criteria: Json = step.get("successCriteria")
    conditions = [str(c.get("condition", "")) for c in criteria] if is_array(criteria) else []
    return {int(n) for c in conditions for n in re.findall(r"\$statusCode == ([0-9]{3})", c)}


RULES = (workflow_step_resolves, workflow_file_readable, workflow_body_valid)
