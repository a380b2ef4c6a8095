"""Arazzo workflows: every step calls an operation that exists with what it takes, and reads only what is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from vouajudar_contracts.document.contract import Json, JsonObject, Operation, Source
from vouajudar_contracts.document.errors import SpecError
from vouajudar_contracts.document.load import Spec
from vouajudar_contracts.document.loader import LoadedFile
from vouajudar_contracts.document.values import escape, is_array, members
from vouajudar_contracts.lint.expressions import expressions, in_condition, why_not
from vouajudar_contracts.lint.judge import Judge, say
from vouajudar_contracts.lint.rule import Remark, rule

_OWN_VALUE = re.compile(
    r"\$(steps|workflows)\.([A-Za-z0-9_-]+)\.(outputs|inputs)\.([A-Za-z0-9_-]+)|\$(inputs|outputs)\.([A-Za-z0-9_-]+)"
)


def workflow_files(spec: Spec) -> list[Path]:
    return sorted((spec.root / "workflows").glob("*.arazzo.yaml"))


@rule("workflow-step-resolves", "A scenario that calls what the contract does not have cannot be run, and no linter says so.")
def workflow_step_resolves(spec: Spec) -> Iterator[Remark]:
    for path in workflow_files(spec):
        try:
            file = spec.files.load(path)
        except SpecError as error:
            yield from ((fault.source, fault.reason) for fault in error.faults)
            continue
        yield from _File(spec, file).remarks()


@rule("workflow-body-valid", "The bodies of a scenario are examples too.")
def workflow_body_valid(spec: Spec) -> Iterator[Remark]:
    judge = Judge(spec.openapi.document, 2020)
    bodies = {o.id: o for o in spec.contract.operations}
    for path in workflow_files(spec):
        try:
            file = spec.files.load(path)
        except SpecError:
            continue
        for step, at in _steps(file):
            operation = bodies.get(_operation_id(step))
            payload: Json = members(step, "requestBody").get("payload")
            if operation is None or operation.body is None or payload is None:
                continue
            schema = f"/paths/{escape(operation.path)}/{operation.method.lower()}/requestBody/content"
            schema += f"/{escape(operation.body.media_type)}/schema"
            for flaw in judge.flaws(schema, payload):
                # What an expression will be is known only when the workflow runs.
                if not any(expressions(flaw.instance)):
                    where = "".join(f"/{escape(str(key))}" for key in flaw.instance_path)
                    yield file.source(f"{at}/requestBody/payload{where}"), f"the body of {operation.id}: {say(flaw)}"


def _steps(file: LoadedFile) -> Iterator[tuple[JsonObject, str]]:
    for i, workflow in enumerate(file.value.get("workflows", [])):
        for j, step in enumerate(workflow.get("steps", [])):
            yield step, f"/workflows/{i}/steps/{j}"


def _operation_id(step: JsonObject) -> str:
    """`operationId`, also when written as `$sourceDescriptions.<name>.<operationId>`."""
    return str(step.get("operationId", "")).rpartition(".")[2]


class _File:
    """One Arazzo document, read from top to bottom: a step sees the outputs of the steps before it."""

    def __init__(self, spec: Spec, file: LoadedFile) -> None:
        self._spec = spec
        self._file = file
        self._operations = {o.id: o for o in spec.contract.operations}
        self._workflows: dict[str, JsonObject] = {w.get("workflowId", ""): w for w in file.value.get("workflows", [])}

    def remarks(self) -> Iterator[Remark]:
        for i, workflow in enumerate(self._file.value.get("workflows", [])):
            inputs = set(members(members(workflow, "inputs"), "properties"))
            outputs: dict[str, set[str]] = {}
            for j, step in enumerate(workflow.get("steps", [])):
                at = f"/workflows/{i}/steps/{j}"
                yield from self._step(step, at, inputs, outputs)
                outputs[step.get("stepId", "")] = set(members(step, "outputs"))
            for name, value in members(workflow, "outputs").items():
                source = self._source(f"/workflows/{i}/outputs/{escape(name)}")
                for expression in expressions(value):
                    yield from ((source, reason) for reason in self._own(expression, inputs, outputs))

    def _source(self, pointer: str) -> Source:
        return self._file.source(pointer)

    def _step(self, step: JsonObject, at: str, inputs: set[str], outputs: dict[str, set[str]]) -> Iterator[Remark]:
        name = step.get("stepId", at)
        if "workflowId" in step:
            if step["workflowId"] not in self._workflows:
                yield self._source(f"{at}/workflowId"), f"step {name}: no workflow {step['workflowId']} in this file"
            return
        operation = self._operations.get(_operation_id(step))
        if operation is None:
            yield self._source(f"{at}/operationId"), f"step {name}: no operation {step.get('operationId', 'is named')}"
            return
        yield from self._parameters(step, operation, at)
        if members(step, "requestBody") and operation.body is None:
            yield self._source(f"{at}/requestBody"), f"step {name}: {operation.id} takes no body"
        if operation.body is not None and operation.body.required and not members(step, "requestBody"):
            yield self._source(at), f"step {name}: {operation.id} needs a body"
        yield from self._values(step, operation, at, inputs, outputs)

    def _parameters(self, step: JsonObject, operation: Operation, at: str) -> Iterator[Remark]:
        given: set[tuple[str, str]] = set()
        known = {(p.place, p.name.lower() if p.place == "header" else p.name): p for p in operation.parameters}
        for i, written in enumerate(step.get("parameters", [])):
            if "reference" in written:
                continue
            place, name = written.get("in", ""), written.get("name", "")
            key = place, name.lower() if place == "header" else name
            given.add(key)
            # Authorization is never a declared parameter: the security schemes stand for it.
            if key not in known and key not in {("header", "authorization"), ("header", "x-api-key")}:
                source = self._source(f"{at}/parameters/{i}")
                yield source, f"step {step.get('stepId')}: {operation.id} takes no {place} parameter {name}"
        for key, parameter in known.items():
            if parameter.required and key not in given:
                reason = f"step {step.get('stepId')}: {operation.id} needs the {parameter.place} parameter {parameter.name}"
                yield self._source(at), reason

    def _values(
        self, step: JsonObject, operation: Operation, at: str, inputs: set[str], outputs: dict[str, set[str]]
    ) -> Iterator[Remark]:
        read: list[tuple[str, Json]] = [
            (f"{at}/{key}", step[key]) for key in ("parameters", "requestBody", "outputs") if key in step
        ]
        found = [(pointer, expression) for pointer, value in read for expression in expressions(value)]
        for i, criterion in enumerate(step.get("successCriteria", [])):
            where = f"{at}/successCriteria/{i}"
            if criterion.get("type", "simple") == "simple":
                found += [(where, expression) for expression in in_condition(str(criterion.get("condition", "")))]
            found += [(where, expression) for expression in expressions(criterion.get("context"))]
        statuses = self._statuses(step)
        answers = [a for a in operation.answers if not statuses or a.status in statuses]
        for status in sorted(statuses - {a.status for a in operation.answers}):
            yield self._source(f"{at}/successCriteria"), f"step {step.get('stepId')}: {operation.id} never answers {status}"
        for pointer, expression in found:
            if expression.startswith(("$steps.", "$inputs.", "$workflows.", "$outputs.")):
                reasons = list(self._own(expression, inputs, outputs))
            else:
                reason = why_not(self._spec.openapi.document, operation, answers, expression)
                reasons = [f"{expression}: {reason}"] if reason else []
            for text in reasons:
                yield self._source(pointer), f"step {step.get('stepId')}: {text}"

    @staticmethod
    def _statuses(step: JsonObject) -> set[int]:
        criteria: Json = step.get("successCriteria", [])
        conditions = [str(c.get("condition", "")) for c in criteria] if is_array(criteria) else []
        return {int(n) for c in conditions for n in re.findall(r"\$statusCode == ([0-9]{3})", c)}

    def _own(self, expression: str, inputs: set[str], outputs: dict[str, set[str]]) -> Iterator[str]:
        match = _OWN_VALUE.match(expression)
        if match is None:
            yield f"{expression}: this is no runtime expression"
            return
        kind, owner, _, member, _, own = match.groups()
        if kind == "steps" and owner not in outputs:
            yield f"{expression}: no step {owner} before this one"
        elif kind == "steps" and member not in outputs[owner]:
            yield f"{expression}: step {owner} has no output {member}"
        elif kind == "workflows" and owner not in self._workflows:
            yield f"{expression}: no workflow {owner} in this file"
        elif kind is None and expression.startswith("$inputs.") and own not in inputs:
            yield f"{expression}: the workflow has no input {own}"


RULES = (workflow_step_resolves, workflow_body_valid)
