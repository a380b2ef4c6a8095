"""What every answer carries, and which answers every operation has."""

from __future__ import annotations

from collections.abc import Iterator

from vouajudar_contracts.document.contract import Json, JsonObject
from vouajudar_contracts.document.load import Spec
from vouajudar_contracts.document.values import follow, is_object, members
from vouajudar_contracts.lint.rule import Remark, rule
from vouajudar_contracts.lint.view import AnswerView, OperationView, operations

ON_EVERY_ANSWER = ("X-Request-Id", "RateLimit", "RateLimit-Policy", "Access-Control-Allow-Origin")
BY_STATUS = {"201": ("Location",), "401": ("WWW-Authenticate",), "429": ("Retry-After",), "503": ("Retry-After",)}
COMMON = {
    "401": ("unauthenticated", "token-expired"),
    "403": ("partner-suspended",),
    "422": ("validation-error",),
    "429": ("rate-limited",),
    "500": ("internal-error",),
    "503": ("service-unavailable",),
}

NO_LOCATION = {
    "createApiKey": "a key has no address of its own: it is shown once, and listed",
}
"""Operations that create something without an address, and why."""

FEWER_COMMON = {
    "getHealth": ("no credentials and no parameters; it tells trouble by 503", ("401", "403", "422", "500")),
    "createAccessToken": ("RFC 6749 prescribes 400 and 401; there is no partner yet to suspend", ("401", "403", "422")),
}
"""Operations that lack some of the common answers, why, and which."""


@rule(
    "answer-headers", "A client finds its budget and the request id on every answer, and what a status promises with that status."
)
def answer_headers(spec: Spec) -> Iterator[Remark]:
    for view in operations(spec):
        for answer in view.answers.values():
            missing = [name for name in _wanted(view, answer) if name not in answer.headers]
            if missing:
                yield answer.source, f"{answer.name} lacks {', '.join(missing)}"


def _wanted(view: OperationView, answer: AnswerView) -> tuple[str, ...]:
    special: tuple[str, ...] = BY_STATUS.get(answer.status, ())
    if view.id in NO_LOCATION:
        special = tuple(name for name in special if name != "Location")
    return ON_EVERY_ANSWER + special


@rule("common-answers", "What can happen to any call is documented for every call.")
def common_answers(spec: Spec) -> Iterator[Remark]:
    for view in operations(spec):
        _, excused = FEWER_COMMON.get(view.id, ("", ()))
        for status, slugs in COMMON.items():
            missing = [slug for slug in slugs if slug not in view.problems(status)]
            if missing and status not in excused:
                yield view.at("responses", status), f"{view.id} {status} lacks {', '.join(missing)}"


@rule("problem-media-type", "One error format (RFC 9457): a client decodes every refusal with one function.")
def problem_media_type(spec: Spec) -> Iterator[Remark]:
    for view in operations(spec):
        for answer in view.answers.values():
            if answer.problems and set(members(answer.body, "content")) != {"application/problem+json"}:
                yield answer.source, f"{answer.name} must be application/problem+json and nothing else"
            if answer.status[0] in "45" and not answer.problems and not _oauth_error(view, answer):
                yield answer.source, f"{answer.name} names no problem in x-problems"


def _oauth_error(view: OperationView, answer: AnswerView) -> bool:
    """RFC 6749 prescribes the body of these two answers of the token endpoint."""
    return view.id == "createAccessToken" and answer.status in ("400", "401")


@rule("body-has-example", "Who reads the contract sees one valid body before writing one.")
def body_has_example(spec: Spec) -> Iterator[Remark]:
    for view in operations(spec):
        for answer in view.answers.values():
            for media_type, media in members(answer.body, "content").items():
                if not members(media, "examples"):
                    yield answer.source, f"{answer.name} {media_type} has no named example"
        body = members(view.operation.raw, "requestBody")
        for media_type, media in members(body, "content").items():
            if not members(media, "examples"):
                yield view.at("requestBody"), f"the request body of {view.id} ({media_type}) has no named example"


@rule("each-problem-has-example", "An answer that may carry several problems shows each of them.")
def each_problem_has_example(spec: Spec) -> Iterator[Remark]:
    document = spec.openapi.document
    for view in operations(spec):
        for answer in view.answers.values():
            shown: set[str] = set()
            for media in members(answer.body, "content").values():
                for example in members(media, "examples").values():
                    shown.add(_slug(document, example))
            missing = [slug for slug in answer.problems if slug not in shown]
            if missing:
                yield answer.source, f"{answer.name} has no example of {', '.join(missing)}"


def _slug(document: JsonObject, example: Json) -> str:
    value: Json = follow(document, example).get("value")
    kind: Json = value.get("type", "") if is_object(value) else ""
    return str(kind).rpartition("/")[2]


RULES = (answer_headers, common_answers, problem_media_type, body_has_example, each_problem_has_example)
