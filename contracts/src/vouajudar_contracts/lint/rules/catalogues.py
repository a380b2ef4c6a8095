"""Events and problems: one catalogue of each, and everything that names one agrees with it."""

from __future__ import annotations

from collections.abc import Iterator

from vouajudar_contracts.document.contract import Event, Json, JsonObject, ProblemKind
from vouajudar_contracts.document.load import Spec
from vouajudar_contracts.document.names import pascal
from vouajudar_contracts.document.values import component, escape, follow, is_array, is_object, members
from vouajudar_contracts.lint.rule import Remark, rule
from vouajudar_contracts.lint.view import operations

PROBLEM_TYPE = "https://vouajudar.org/problems/"

ANSWERED_BY_NO_OPERATION = {
    "method-not-allowed": "the answer to a method that the path does not have: there is no operation to write it in",
}
"""Problems that no operation names, and why."""


@rule("event-in-catalogue", "An event that the catalogue does not describe cannot be subscribed to, nor read.")
def event_in_catalogue(spec: Spec) -> Iterator[Remark]:
    known = {event.type for event in spec.contract.events}
    for view in operations(spec):
        for i, name in enumerate(view.operation.emits):
            if name not in known:
                yield view.at("x-emits", str(i)), f"{view.id} emits {name}, which is no message of the AsyncAPI document"


@rule("event-has-cause", "An event that nothing causes is a promise that nobody keeps.")
def event_has_cause(spec: Spec) -> Iterator[Remark]:
    caused = {name for operation in spec.contract.operations for name in operation.emits}
    for event in spec.contract.events:
        # What only time brings about is in x-emits of the operation that moves the sandbox's clock.
        if event.type not in caused:
            yield event.source, f"no operation has {event.type} in x-emits"


@rule("events-agree", "Stream, webhooks and union must offer the same events, or a consumer of one misses what another shows.")
def events_agree(spec: Spec) -> Iterator[Remark]:
    events = spec.contract.events
    document = spec.openapi.document
    webhooks = members(document, "webhooks")
    union = members(members(members(document, "components"), "schemas"), "Event")
    branches = {name for branch in union.get("oneOf", []) if (name := component(branch, "schemas"))}
    mapping = {name: ref.rpartition("/")[2] for name, ref in members(members(union, "discriminator"), "mapping").items()}
    at_union = spec.openapi.source("/components/schemas/Event")
    for event in events:
        yield from ((event.source, reason) for reason in _misnamed(event))
        if event.type not in webhooks:
            yield event.source, f"no webhook {event.type} in the OpenAPI document"
        elif _webhook_schema(spec, webhooks[event.type]) != event.schema_name:
            yield spec.openapi.source(f"/webhooks/{event.type}"), f"the body of this webhook is not {event.schema_name}"
        if event.schema_name not in branches:
            yield at_union, f"{event.schema_name} is missing from oneOf"
        if mapping.get(event.full_type) != event.schema_name:
            yield at_union, f"the discriminator does not map {event.full_type} to {event.schema_name}"
    types = {event.type for event in events}
    for name in webhooks:
        if name not in types:
            yield spec.openapi.source(f"/webhooks/{escape(name)}"), f"{name} is no message of the AsyncAPI document"
    for name in sorted(branches - {event.schema_name for event in events}):
        yield at_union, f"{name} is the payload of no message of the AsyncAPI document"
    full_types = {event.full_type for event in events}
    for name in mapping:
        if name not in full_types:
            yield at_union, f"the discriminator maps {name}, which no message has"


def _misnamed(event: Event) -> Iterator[str]:
    name = pascal(event.type)
    if event.full_type != f"org.vouajudar.{event.type}.v1":
        yield f"the type must be org.vouajudar.<group>.<name>.v1, not {event.full_type}"
    if event.message != name:
        yield f"the message of {event.type} must be called {name}, not {event.message}"
    if event.schema_name != f"{name}Event":
        yield f"the payload of {event.type} must be {name}Event, not {event.schema_name or 'written in place'}"


def _webhook_schema(spec: Spec, webhook: Json) -> str | None:
    operation = members(follow(spec.openapi.document, webhook), "post")
    body = follow(spec.openapi.document, operation.get("requestBody", {}))
    for media in members(body, "content").values():
        return component(media.get("schema", {}), "schemas")
    return None


@rule("problem-in-catalogue", "A problem outside the catalogue has no meaning, cause or fix that a partner can look up.")
def problem_in_catalogue(spec: Spec) -> Iterator[Remark]:
    known = {problem.slug: problem for problem in spec.contract.problems}
    for view in operations(spec):
        for answer in view.answers.values():
            for slug in answer.problems:
                if slug not in known:
                    yield answer.source, f"{answer.name}: {slug} is not in problems.yaml"
                elif str(known[slug].status) != answer.status:
                    yield answer.source, f"{answer.name}: the status of {slug} is {known[slug].status}, says the catalogue"


@rule("problem-is-answered", "A problem that no operation answers misleads whoever handles it.")
def problem_is_answered(spec: Spec) -> Iterator[Remark]:
    answered = {slug for operation in spec.contract.operations for slug in operation.problems}
    for problem in spec.contract.problems:
        if problem.slug not in answered and problem.slug not in ANSWERED_BY_NO_OPERATION:
            yield problem.source, f"no operation answers {problem.slug}"


@rule(
    "operation-lists-own-problems", "x-problems is read without following references: it names what the operation itself answers."
)
def operation_lists_own_problems(spec: Spec) -> Iterator[Remark]:
    for view in operations(spec):
        own = [slug for answer in view.answers.values() if not answer.shared for slug in answer.problems]
        listed: Json = view.operation.raw.get("x-problems")
        if not is_array(listed):
            yield view.at(), f"{view.id} has no list x-problems"
        elif sorted(listed) != sorted(own):
            yield view.at("x-problems"), f"x-problems of {view.id} says {_list(listed)}; its own answers say {_list(own)}"


def _list(slugs: list[str]) -> str:
    return ", ".join(sorted(slugs)) or "none"


@rule(
    "problem-schema-agrees",
    "SDK classes come from the schemas and their explanations from the catalogue: they must be the same problems.",
)
def problem_schema_agrees(spec: Spec) -> Iterator[Remark]:
    written = {schema.name: schema for schema in spec.contract.schemas}
    catalogue = {problem.schema_name for problem in spec.contract.problems}
    for problem in spec.contract.problems:
        schema = written.get(problem.schema_name)
        if schema is None:
            yield problem.source, f"no schema {problem.schema_name}"
            continue
        for reason in _disagreements(problem, schema.body):
            yield schema.source, f"{schema.name} {reason}"
    for name, schema in written.items():
        slug = members(members(schema.body, "properties"), "type").get("const") or _own_constant(schema.body)
        if isinstance(slug, str) and slug.startswith(PROBLEM_TYPE) and name not in catalogue:
            yield schema.source, f"{name} is the schema of no problem in the catalogue"


def _disagreements(problem: ProblemKind, schema: JsonObject) -> Iterator[str]:
    properties, required = _own_members(schema)
    if members(properties, "type").get("const") != PROBLEM_TYPE + problem.slug:
        yield f"must have type const {PROBLEM_TYPE}{problem.slug}"
    if members(properties, "status").get("const") != problem.status:
        yield f"must have status const {problem.status}"
    extra = {name for name in properties if name not in ("type", "status")}
    for name in sorted(extra ^ set(problem.extra)):
        yield f"and problems.yaml disagree about the member {name}"
    for name in sorted(set(problem.extra) & extra):
        if _bare(properties[name]) != _bare(problem.extra[name]):
            yield f"and problems.yaml give {name} different schemas"
    for name in sorted({"type", "status", *extra} - required):
        yield f"must require {name}"


def _own_members(schema: JsonObject) -> tuple[dict[str, Json], set[str]]:
    """Properties and required names that the schema itself and the parts of its allOf write down."""
    properties = dict(members(schema, "properties"))
    required = set(schema.get("required", []))
    for part in schema.get("allOf", []):
        if is_object(part) and "$ref" not in part:
            more, needed = _own_members(part)
            properties |= more
            required |= needed
    return properties, required


def _own_constant(schema: JsonObject) -> Json:
    return members(_own_members(schema)[0], "type").get("const")


def _bare(schema: Json) -> Json:
    """The schema without what only explains it."""
    if is_array(schema):
        return [_bare(item) for item in schema]
    if not is_object(schema):
        return schema
    return {key: _bare(value) for key, value in schema.items() if key not in ("description", "examples", "title")}


RULES = (
    event_in_catalogue,
    event_has_cause,
    events_agree,
    problem_in_catalogue,
    problem_is_answered,
    operation_lists_own_problems,
    problem_schema_agrees,
)
