"""What holds of every answer, whatever was asked."""

from __future__ import annotations

import re
from typing import Any

import httpx

from tests.server_stub.edge.contract import header_schema, problem_witness

EXPOSED = {
    "ETag",
    "Location",
    "Link",
    "Retry-After",
    "RateLimit",
    "RateLimit-Policy",
    "X-Request-Id",
    "Idempotency-Replayed",
}


def check_answer(response: httpx.Response, *, counted: bool = True) -> None:
    """The headers that every answer carries; `counted`: a rate limit was counted."""
    assert re.fullmatch(r"rid_[0-9A-HJKMNP-TV-Z]{26}", response.headers["X-Request-Id"])
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert set(response.headers["Access-Control-Expose-Headers"].split(", ")) == EXPOSED
    for name in ("RateLimit", "RateLimit-Policy"):
        if counted:
            assert re.search(header_schema(name)["pattern"], response.headers[name]), response.headers[name]
        else:
            assert name not in response.headers


def check_problem(response: httpx.Response, slug: str) -> dict[str, Any]:
    """The answer is this problem, as its own schema describes it; its body."""
    assert response.headers.get("content-type") == "application/problem+json", (response.status_code, response.text)
    body: dict[str, Any] = response.json()
    assert body["type"] == f"https://vouajudar.org/problems/{slug}", body
    problem_witness(slug).validate(body)
    assert body["status"] == response.status_code
    assert body["request_id"] == response.headers["X-Request-Id"]
    check_answer(response)
    return body


def places(body: dict[str, Any]) -> set[tuple[str, str]]:
    """(parameter or pointer, code) of every violation a problem names."""
    return {(e["parameter"] if e["parameter"] is not None else e["pointer"], e["code"]) for e in body["errors"]}
