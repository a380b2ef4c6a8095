"""What an operation takes decides what it may answer."""

from __future__ import annotations

from collections.abc import Iterator

from vouajudar_contracts.document.load import Spec
from vouajudar_contracts.document.values import follow, members
from vouajudar_contracts.lint.rule import Remark, rule
from vouajudar_contracts.lint.view import OperationView, operations

ANSWERS_IN_OAUTH_FORM = {
    "createAccessToken": "RFC 6749 prescribes its own error body for 400 and 401, and has no 422",
}
"""Operations whose body errors are not ours to shape, and why."""


@rule("if-match-answers", "If-Match required means 412 and 428, optional means 412 alone, none means neither.")
def if_match_answers(spec: Spec) -> Iterator[Remark]:
    for view in operations(spec):
        need = view.operation.if_match
        wanted = {"required": {"412", "428"}, "optional": {"412"}, None: set[str]()}[need]
        found = view.answers.keys() & {"412", "428"}
        if found != wanted:
            yield (
                view.at("parameters"),
                (f"{view.id} has If-Match {need or 'nowhere'}, so it answers {_list(wanted)} of 412 and 428, not {_list(found)}"),
            )


@rule("idempotency-key-answers", "A key means: in flight is 409, reused is 422, and missing where it is required is 400.")
def idempotency_key_answers(spec: Spec) -> Iterator[Remark]:
    for view in operations(spec):
        need = view.operation.idempotency_key
        for status, slug, wanted in (
            ("400", "idempotency-key-required", need == "required"),
            ("409", "idempotency-in-progress", need is not None),
            ("422", "idempotency-key-reused", need is not None),
        ):
            if wanted != (slug in view.problems(status)):
                verdict = "must be" if wanted else "must not be"
                reason = f"{view.id} has Idempotency-Key {need or 'nowhere'}, so {slug} {verdict} among its {status}"
                yield view.at("responses", status), reason


@rule("idempotency-replay-header", "Who takes a key says on every good answer whether it is a replay.")
def idempotency_replay_header(spec: Spec) -> Iterator[Remark]:
    for view in operations(spec):
        for answer in view.good:
            if view.operation.idempotency_key and "Idempotency-Replayed" not in answer.headers:
                yield answer.source, f"{answer.name} lacks the header Idempotency-Replayed"
            if not view.operation.idempotency_key and "Idempotency-Replayed" in answer.headers:
                yield answer.source, f"{answer.name} has Idempotency-Replayed, and takes no key"


@rule(
    "page-shape", "All lists page alike, or no client can page them all: cursor, limit, Link, items, next_cursor, invalid-cursor."
)
def page_shape(spec: Spec) -> Iterator[Remark]:
    for view in operations(spec):
        query = {p.name for p in view.operation.parameters if p.place == "query"}
        has_page = any((a.schema_name or "").endswith("Page") for a in view.operation.ok)
        if not has_page:
            if "cursor" in query:
                yield view.at("parameters"), f"{view.id} takes a cursor, and answers no page"
            continue
        if "limit" not in query:
            yield view.at("parameters"), f"{view.id} answers a page, and takes no limit"
        if not query & {"cursor", "after"}:
            yield view.at("parameters"), f"{view.id} answers a page, and takes no cursor"
        if "invalid-cursor" not in view.problems("400"):
            yield view.at("responses", "400"), f"{view.id} answers a page, and its 400 lacks invalid-cursor"
        if "cursor" in query:
            yield from _page_answer(spec, view)


def _page_answer(spec: Spec, view: OperationView) -> Iterator[Remark]:
    for answer in view.good:
        for name in ("Link", "Cache-Control"):
            if name not in answer.headers:
                yield answer.source, f"{answer.name} lacks the header {name}"
        for media in members(answer.body, "content").values():
            schema = follow(spec.openapi.document, media.get("schema", {}))
            properties, required = members(schema, "properties"), schema.get("required", [])
            for name in ("items", "next_cursor"):
                if name not in properties or name not in required:
                    yield answer.source, f"the page of {view.id} lacks the required member {name}"


@rule("path-id-not-found", "Whoever names a thing must be told when there is no such thing.")
def path_id_not_found(spec: Spec) -> Iterator[Remark]:
    for view in operations(spec):
        if any(p.place == "path" for p in view.operation.parameters) and "not-found" not in view.problems("404"):
            yield view.at("responses", "404"), f"{view.id} has an id in its path, and no 404 not-found"


@rule("body-answers", "Every body can be broken, too large, of the wrong type, or against its schema.")
def body_answers(spec: Spec) -> Iterator[Remark]:
    for view in operations(spec):
        if view.operation.body is None:
            for status in sorted(view.answers.keys() & {"413", "415"}):
                yield view.at("responses", status), f"{view.id} takes no body, and answers {status}"
            continue
        wanted = {
            "400": "malformed-request",
            "413": "payload-too-large",
            "415": "unsupported-media-type",
            "422": "validation-error",
        }
        if view.id in ANSWERS_IN_OAUTH_FORM:
            del wanted["400"], wanted["422"]
        for status, slug in wanted.items():
            if slug not in view.problems(status):
                yield view.at("responses", status), f"{view.id} takes a body, and does not answer {status} {slug}"


@rule(
    "entity-tag-answers", "If-None-Match, 304 and ETag are one feature; a changed resource shows the tag its next change needs."
)
def entity_tag_answers(spec: Spec) -> Iterator[Remark]:
    for view in operations(spec):
        asks = view.operation.if_none_match
        if asks != ("304" in view.answers):
            yield view.at("parameters"), f"{view.id}: If-None-Match and 304 go together"
        for answer in view.good:
            if (asks or view.operation.if_match) and "ETag" not in answer.headers:
                yield answer.source, f"{answer.name} lacks the header ETag"
        if asks and "304" in view.answers and "ETag" not in view.answers["304"].headers:
            yield view.answers["304"].source, f"{view.answers['304'].name} lacks the header ETag"
        if "412" in view.answers and "ETag" not in view.answers["412"].headers:
            yield view.answers["412"].source, f"{view.answers['412'].name} lacks the header ETag: the current one"


def _list(values: set[str]) -> str:
    return ", ".join(sorted(values)) or "none"


RULES = (
    if_match_answers,
    idempotency_key_answers,
    idempotency_replay_header,
    page_shape,
    path_id_not_found,
    body_answers,
    entity_tag_answers,
)
