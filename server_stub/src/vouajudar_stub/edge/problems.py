"""A no, as the caller reads it: `application/problem+json` (RFC 9457) from the error catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from vouajudar_stub.contract import ProblemKind
from vouajudar_stub.domain.refusal import Refusal, Violation
from vouajudar_stub.edge.call import Reply
from vouajudar_stub.edge.json import dumps
from vouajudar_stub.edge.request import Request

MEDIA_TYPE = "application/problem+json"

MAX_ERRORS = 1000
"""More violations than this are not listed."""

RETRY_AFTER = 1
"""Seconds, where a refusal carries Retry-After and names no time."""

_RETRY = frozenset({"rate-limited", "handover-locked", "service-unavailable"})

NOT_IMPLEMENTED = ProblemKind(
    "not-implemented", 501, "Not implemented by this server", "https://vouajudar.org/problems/not-implemented"
)
"""Stands in no catalogue: only a reference server that is not finished answers it."""


_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(slots=True)
class EdgeRefusal(Refusal):
    """A refusal that brings headers of its own, for example `Allow`."""

    headers: Mapping[str, str] = field(default_factory=dict[str, str])


class NotImplementedYet(Exception):  # noqa: N818 - a state, not an error
    """No service stands behind the port."""


def problem(catalogue: Mapping[str, ProblemKind], request: Request, refusal: Refusal) -> Reply:
    """The answer to a refused request. Raises KeyError for a slug or a member that the catalogue misses."""
    headers = dict(refusal.headers) if isinstance(refusal, EdgeRefusal) else {}
    if refusal.slug in _RETRY:
        headers["Retry-After"] = str(refusal.retry_after or RETRY_AFTER)
    if "current_etag" in refusal.extra:
        headers["ETag"] = str(refusal.extra["current_etag"])
    return _reply(request, catalogue[refusal.slug], refusal.detail, extra=refusal.extra, errors=refusal.errors, headers=headers)


def not_implemented(request: Request) -> Reply:
    """501."""
    return _reply(request, NOT_IMPLEMENTED, "This server does not offer the operation yet.")


def http_problem(request: Request, status: int, detail: str, headers: Mapping[str, str]) -> Reply:
    """A problem of the web framework, which knows a status only: RFC 9457's `about:blank`."""
    return _reply(request, ProblemKind("", status, HTTPStatus(status).phrase, "about:blank"), detail, headers=headers)


def _reply(
    request: Request,
    kind: ProblemKind,
    detail: str,
    *,
    extra: Mapping[str, Any] = _NOTHING,
    errors: Sequence[Violation] = (),
    headers: Mapping[str, str] = _NOTHING,
) -> Reply:
    body: dict[str, Any] = {
        "type": kind.type,
        "title": kind.title,
        "status": kind.status,
        "detail": detail.replace("\0", "\N{REPLACEMENT CHARACTER}")[:1000],
        "instance": quote(request.path)[:2048],
        "request_id": request.id,
        "errors": [_error(violation) for violation in errors[:MAX_ERRORS]],
    }
    body.update({name: extra[name] for name in kind.extra})
    return Reply(kind.status, dumps(body), headers, MEDIA_TYPE)


def _error(violation: Violation) -> dict[str, str | None]:
    return {
        "pointer": _printable(violation.pointer, 1024),
        "parameter": _printable(violation.parameter, 256),
        "code": violation.code,
        "detail": violation.detail.replace("\0", "\N{REPLACEMENT CHARACTER}")[:1000],
    }


def _printable(text: str | None, limit: int) -> str | None:
    """Names that a client made up come back in bounds and without NUL; a pointer is not cut within an escape (`~0`)."""
    return None if text is None else text.replace("\0", "\N{REPLACEMENT CHARACTER}")[:limit].removesuffix("~")
