"""Links: each leads to an operation that exists, with parameters it takes, filled from values that are there."""

from __future__ import annotations

from collections.abc import Iterator

from vouajudar_contracts.document.contract import JsonObject, Operation
from vouajudar_contracts.document.load import Spec
from vouajudar_contracts.document.values import follow, members
from vouajudar_contracts.lint.expressions import expressions, has, why_not
from vouajudar_contracts.lint.rule import Remark, rule
from vouajudar_contracts.lint.view import operations


@rule("link-resolves", "No linter and no fuzzer notices a link that leads nowhere: the journey just ends there.")
def link_resolves(spec: Spec) -> Iterator[Remark]:
    document = spec.openapi.document
    targets = {operation.id: operation for operation in spec.contract.operations}
    for view in operations(spec):
        for answer in view.answers.values():
            same_status = [a for a in view.operation.answers if str(a.status) == answer.status]
            for name, written in members(answer.body, "links").items():
                link = follow(document, written)
                source = view.at("responses", answer.status, "links", name)
                target = targets.get(link.get("operationId", ""))
                if target is None:
                    yield source, f"link {name}: no operation {link.get('operationId', 'is named')}"
                    continue
                for wrong in _parameters(link, target):
                    yield source, f"link {name}: {wrong}"
                filled = [link.get("parameters", {}), link.get("requestBody", {})]
                for expression in expressions(filled):
                    reason = why_not(document, view.operation, same_status, expression)
                    if reason:
                        yield source, f"link {name}: {expression}: {reason}"
                for member in members(link, "requestBody"):
                    if target.body is None or not has(document, target.body.schema, [member]):
                        yield source, f"link {name}: the body of {target.id} has no {member}"


def _parameters(link: JsonObject, target: Operation) -> Iterator[str]:
    given: set[tuple[str, str]] = set()
    known = {(p.place, p.name) for p in target.parameters}
    for written in members(link, "parameters"):
        place, dot, name = written.partition(".")
        if not dot or place not in ("path", "query", "header", "cookie"):
            # Without its place a name is ambiguous: more than one parameter may have it.
            found = [key for key in known if key[1] == written]
            given |= set(found)
            if not found:
                yield f"{target.id} takes no parameter {written}"
        elif (place, name) in known:
            given.add((place, name))
        else:
            yield f"{target.id} takes no {place} parameter {name}"
    for parameter in target.parameters:
        if parameter.place == "path" and ("path", parameter.name) not in given:
            yield f"{target.id} needs the path parameter {parameter.name}"


RULES = (link_resolves,)
