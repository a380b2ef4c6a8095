"""I17: every answer is one that the contract describes: its status, its headers, its body. I10: its tag is its version."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from vouajudar_contracts.document.contract import Operation

from .exchange import Exchange
from .schemas import Spec, spec

_PROBLEM = "https://vouajudar.org/problems/"
_NEXT = re.compile(r'<(/v1/[^>]*)>; rel="next"')
_ANYWHERE = {404: {"not-found"}, 405: {"method-not-allowed"}}
"""What is answered where no operation is."""
_VERSIONED = re.compile(r"(bat|del|loc|req|rsv|whe)_")


def judged(exchanges: Iterable[Exchange]) -> list[str]:
    """Everything that is wrong with these answers, in words."""
    return [f"I17 {exchange}: {finding}" for exchange in exchanges for finding in findings(spec(), exchange)]


def findings(contract: Spec, exchange: Exchange) -> Iterator[str]:
    operation = contract.operation(exchange.method, exchange.path)
    if operation is None:
        if exchange.status not in _ANYWHERE:
            yield "there is no such operation"
        return
    answer = contract.answer(operation, exchange.status)
    if answer is None:
        yield f"{operation.id} does not answer {exchange.status}: {(exchange.body or b'')[:300]!r}"
        return
    yield from _headers(contract, operation, exchange)
    yield from _body(contract, operation, exchange)
    yield from _request(contract, operation, exchange)


def _headers(contract: Spec, operation: Operation, exchange: Exchange) -> Iterator[str]:
    declared = contract.headers(operation, exchange.status)
    for name, header in declared.items():
        text = exchange.headers.get(name)
        if text is None:
            if header.get("required"):
                yield f"the header {name} is missing"
            continue
        for error in contract.schemas.errors(header["schema"], _typed(text, contract.schemas.follow(header["schema"]))):
            yield f"the header {name}: {error}"
    undeclared = {name.lower() for name in exchange.headers} & contract.header_names - declared.keys()
    yield from (f"the header {name} is not declared" for name in sorted(undeclared))


def _typed(text: str, schema: Any) -> Any:
    """A header's text as the type that its schema gives it."""
    if schema.get("type") == "integer" and text.isdecimal():
        return int(text)
    if schema.get("type") == "boolean" and text in ("true", "false"):
        return text == "true"
    return text


def _body(contract: Spec, operation: Operation, exchange: Exchange) -> Iterator[str]:
    answer = contract.answer(operation, exchange.status)
    if answer is None or exchange.body is None:
        return
    media_type = exchange.headers.get("Content-Type", "").partition(";")[0] or None
    if media_type != answer.media_type:
        yield f"the body is {media_type}, not {answer.media_type}"
        return
    if answer.media_type is None:
        if exchange.body:
            yield "there is a body where none is declared"
        return
    body = exchange.json()
    yield from contract.schemas.errors(answer.schema, body)
    if media_type == "application/problem+json":
        yield from _problem(contract, operation, exchange, body)
    elif exchange.status < 300:
        yield from _success(contract, operation, exchange, body)


def _problem(contract: Spec, operation: Operation, exchange: Exchange, body: Any) -> Iterator[str]:
    answer = contract.answer(operation, exchange.status)
    slug = body["type"].removeprefix(_PROBLEM)
    if answer is None or slug not in answer.problems:
        yield f"{operation.id} does not answer the problem {slug} with {exchange.status}"
    if body["status"] != exchange.status:
        yield f"the problem says {body['status']}"
    if body["request_id"] != exchange.headers.get("X-Request-Id"):
        yield "request_id is not X-Request-Id"
    if body["instance"] != exchange.path:
        yield f"instance is {body['instance']}"
    if slug == "precondition-failed" and exchange.headers.get("ETag") != body["current_etag"]:
        yield "the header ETag is not current_etag"


def _success(contract: Spec, operation: Operation, exchange: Exchange, body: Any) -> Iterator[str]:
    declared = contract.headers(operation, exchange.status)
    subject = _tagged(exchange, body)
    if "etag" in declared and _VERSIONED.match(str(subject.get("id", ""))):
        tag = exchange.headers.get("ETag")
        if tag != f'"{subject["version"]}"':
            yield f"I10 the tag of version {subject['version']} is {tag}"
    if "location" in declared and exchange.headers.get("Location", "").rpartition("/")[2] != body["id"]:
        yield f"Location is {exchange.headers.get('Location')} for {body['id']}"
    if operation.paginated:
        link = _NEXT.fullmatch(exchange.headers.get("Link", ""))
        if (link is None) != (body["next_cursor"] is None):
            yield f"Link is {exchange.headers.get('Link')} with next_cursor {body['next_cursor']}"
    for event in body["items"] if operation.id == "listEvents" else [body] if operation.id == "getEvent" else []:
        yield from (f"{event.get('id')}: {error}" for error in contract.event_errors(event))


def _tagged(exchange: Exchange, body: Any) -> Any:
    """What the tag is of: the body, or the one of its resources that the path names, as in a split."""
    parts = [value for value in body.values() if isinstance(value, dict) and f"/{value.get('id')}/" in exchange.path]
    return parts[0] if parts else body


def _request(contract: Spec, operation: Operation, exchange: Exchange) -> Iterator[str]:
    """What was taken must have been right to send: else the server is too lenient, or the client sends what nobody declared."""
    if exchange.status >= 400:
        return
    known = {parameter.name for parameter in operation.parameters if parameter.place == "query"}
    yield from (f"the query parameter {name} was taken, and is not declared" for name in exchange.url.params if name not in known)
    if operation.body is not None and exchange.sent and "json" in operation.body.media_type:
        sent = json.loads(exchange.sent)
        yield from (f"a body was taken that is wrong: {error}" for error in contract.schemas.errors(operation.body.schema, sent))
