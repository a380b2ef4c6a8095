"""Answers that services give, and the preconditions of HTTP."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.edge.call import Call, Reply
from vouajudar_stub.edge.json import dumps

NO_STORE = {"Cache-Control": "no-store"}

LISTED = {"Cache-Control": "private, no-cache"}
"""Of a list: what is kept by anybody but the caller, or used without asking again, would hide the caller's own writes."""


def version_tag(version: int) -> str:
    """The strong ETag of a versioned resource."""
    return f'"{version}"'


def body_tag(body: bytes) -> str:
    """The strong ETag of an answer that has no version: a hash of its bytes."""
    return f'"{sha256(body).hexdigest()[:32]}"'


def ok(body: bytes, *, etag: str | None = None, no_store: bool = False) -> Reply:
    """200. `etag` with its quotes."""
    return Reply(200, body, _headers(etag, no_store))


def created(body: bytes, *, location: str | None, etag: str | None = None, no_store: bool = False) -> Reply:
    """201. `location`: the canonical path, for example `/v1/batches/bat_...`; None for createApiKey, which has no GET."""
    headers = _headers(etag, no_store)
    if location is not None:
        headers["Location"] = location
    return Reply(201, body, headers)


def accepted(body: bytes, *, no_store: bool = False) -> Reply:
    """202."""
    return Reply(202, body, _headers(None, no_store))


def no_content() -> Reply:
    """204."""
    return Reply(204, None)


def found(call: Call, body: bytes, etag: str) -> Reply:
    """200, or 304 when the caller holds this very tag (`If-None-Match`)."""
    if call.if_none_match is not None and f'"{call.if_none_match}"' == etag:
        return Reply(304, None, {"ETag": etag})
    return ok(body, etag=etag)


def page(items: Iterable[bytes], next_cursor: str | None, *, next_link: str | None = None) -> Reply:
    """200 with one page of a list. The items' bytes are sent as they are; `next_link`: path and query of the next page."""
    body = b'{"items":[%b],"next_cursor":%b}' % (b",".join(items), dumps(next_cursor))
    return Reply(200, body, LISTED if next_link is None else {**LISTED, "Link": f'<{next_link}>; rel="next"'})


def require_if_match(call: Call) -> None:
    """Refuses a call without `If-Match` (428), where the operation requires it."""
    if call.if_match is None:
        raise Refusal("precondition-required", "Send If-Match with the ETag of the version that you have read.")


def check_if_match(call: Call, version: int) -> None:
    """Refuses a stale `If-Match` (412); none at all, `*` and the current version pass."""
    if call.if_match not in (None, "*", str(version)):
        tag = version_tag(version)
        raise Refusal(
            "precondition-failed",
            f"The resource is at version {tag} by now. Read it again and decide anew.",
            {"current_etag": tag},
        )


def _headers(etag: str | None, no_store: bool) -> dict[str, str]:
    headers = dict(NO_STORE) if no_store else {}
    if etag is not None:
        headers["ETag"] = etag
    return headers
