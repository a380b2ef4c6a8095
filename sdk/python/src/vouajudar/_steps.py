"""The course of one call: send, judge, wait, send again.

It is told as a generator that both kinds of client drive: it yields a request to be sent or a time to wait, and
is given the answer, or the connection error. So every decision is here, once, and a client only waits.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Generator
from typing import NamedTuple, TypeAlias

from vouajudar._answer import Answer
from vouajudar._choose_error import error_of
from vouajudar._errors import APIConnectionError, APIError, NotModified, VouAjudarError
from vouajudar._request import Prepared


class Wait(NamedTuple):
    """Do nothing for so long."""

    seconds: float


Step: TypeAlias = Prepared | Wait
Steps: TypeAlias = Generator[Step, Answer | None, Answer]

FIRST_WAIT = 0.5
LONGEST_WAIT = 8.0
LONGEST_RETRY_AFTER = 60.0
"""Seconds. A server that asks for more is not waited for: the caller gets its error at once."""

log = logging.getLogger("vouajudar")


def course(request: Prepared, max_retries: int) -> Steps:
    """Gives back the answer of the last attempt. Raises APIError, NotModified or APIConnectionError."""
    for attempt in range(max_retries + 1):
        try:
            answer = yield request
        except APIConnectionError as lost:
            failure: VouAjudarError = lost
            log.debug("%s attempt %d: %s", request.operation.id, attempt + 1, lost)
        else:
            assert answer is not None  # noqa: S101  # a request is always answered by an Answer
            log.debug("%s attempt %d: %d, request %s", request.operation.id, attempt + 1, answer.status, answer.request_id)
            if 200 <= answer.status < 300:
                return answer
            if answer.status == 304 and request.conditional:
                raise NotModified("not modified: the resource still has the tag that was sent as if_none_match", answer)
            failure = error_of(answer)
        wait = pause(failure, attempt, request.repeatable)
        if wait is None or attempt == max_retries:
            raise failure
        yield Wait(wait)
    raise AssertionError("range is never empty")  # pragma: no cover


def pause(failure: VouAjudarError, attempt: int, repeatable: bool) -> float | None:
    """Seconds to wait before the next attempt, or None when there must be none.

    Exponential with full jitter; `Retry-After` is the least. A request that may have had its effect is repeated only when a
    second one would have none.
    """
    least = 0.0
    if isinstance(failure, APIConnectionError):
        if failure.sent and not repeatable:
            return None
    elif isinstance(failure, APIError):
        if not _may_repeat(failure, repeatable):
            return None
        least = _retry_after(failure)
        if least > LONGEST_RETRY_AFTER:
            return None
    else:
        return None
    return least + random.uniform(0, min(LONGEST_WAIT, FIRST_WAIT * 2**attempt))  # noqa: S311  # spreads load, hides nothing


def _may_repeat(failure: APIError, repeatable: bool) -> bool:
    match failure.status, failure.slug:
        case 429, "rate-limited" | None:
            return True
        case 409, "idempotency-in-progress":
            return repeatable
        case status, _:
            return status >= 500 and repeatable


def _retry_after(failure: APIError) -> float:
    text = failure.headers.get("Retry-After", "")
    return float(text) if text.isascii() and text.isdigit() else 0.0
