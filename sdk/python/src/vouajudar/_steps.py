"""The course of one call: send, judge, wait, send again.

It is told as a generator that both kinds of client drive: it yields an attempt to be sent, a time to wait or the need of a
token, and is given the answer, or the connection error. So every decision is here, once, and a client only waits.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from vouajudar import _logs
from vouajudar._answer import Answer
from vouajudar._attempt import Attempt
from vouajudar._choose_error import error_of
from vouajudar._clock import Clock
from vouajudar._credentials import ClientCredentials, missing
from vouajudar._errors import APIConnectionError, APIError, APITimeoutError, NotModified, VouAjudarError
from vouajudar._limits import Pacer
from vouajudar._notices import deprecation
from vouajudar._request import Prepared
from vouajudar._settings import Settings


class Wait(NamedTuple):
    """Do nothing for so long."""

    seconds: float


class Authorize(NamedTuple):
    """See to it that the client has a token other than this one, within so many seconds."""

    stale: str | None
    seconds: float | None


Step: TypeAlias = Attempt | Wait | Authorize
Steps: TypeAlias = Generator[Step, Answer | None, Answer]

FIRST_WAIT = 0.5
LONGEST_WAIT = 8.0
LONGEST_RETRY_AFTER = 60.0
"""Seconds. A server that asks for more is not waited for: the caller gets its error at once."""


def course(request: Prepared, settings: Settings) -> Steps:
    """Gives back the answer of the last attempt. Raises APIError, NotModified, APIConnectionError, or APITimeoutError."""
    call = _Call(request, settings)
    renewed = False
    tries = 0
    while True:
        credential = None if request.anonymous else settings.credential
        if isinstance(credential, ClientCredentials) and not credential.usable(settings.clock.monotonic()):
            yield Authorize(credential.token, call.left())
        if settings.pacer is not None and (pause := call.room(settings.pacer)):
            yield Wait(pause)
        tries += 1
        try:
            answer = yield call.attempt(tries)
        except APIConnectionError as lost:
            _logs.lost(request.operation.id, tries, lost)
            call.maybe_sent |= lost.sent
            failure: VouAjudarError = lost
        else:
            assert answer is not None  # noqa: S101  # an attempt is always answered by an Answer
            verdict = call.verdict(answer, tries)
            if isinstance(verdict, Answer):
                return verdict
            failure = verdict
            if isinstance(credential, ClientCredentials) and failure.slug == "token-expired" and not renewed:
                renewed = True  # refused before it had any effect: sent again whatever it is, once
                tries -= 1
                yield Authorize(credential.token, call.left())
                continue
        wait = None if tries > request.max_retries else pause_before_next(failure, tries - 1, request.repeatable, settings.clock)
        if wait is None or not call.has(wait):
            raise failure
        yield Wait(wait)


@dataclass(slots=True)
class _Call:
    """What one call knows of itself between its attempts."""

    request: Prepared
    settings: Settings
    ends_at: float | None = None
    maybe_sent: bool = False
    kept: Answer | None = None
    """What the cache has, when the request asks whether that has changed."""

    def __post_init__(self) -> None:
        request, cache = self.request, self.settings.cache
        if request.total_timeout is not None:
            self.ends_at = self.settings.clock.monotonic() + request.total_timeout
        if cache is not None and self._cached and not request.conditional:
            kept = cache.find(self.settings.credential, request.url)
            if kept is not None:
                self.kept = kept.answer
                request.headers["If-None-Match"] = kept.etag

    @property
    def _cached(self) -> bool:
        return self.request.operation.method == "GET" and not self.request.stream

    def left(self) -> float | None:
        """Seconds until the deadline; None when there is none. Raises APITimeoutError when it has passed."""
        if self.ends_at is None:
            return None
        left = self.ends_at - self.settings.clock.monotonic()
        if left <= 0:
            raise self._late()
        return left

    def has(self, seconds: float) -> bool:
        """Whether there is time for a wait and an attempt after it."""
        return self.ends_at is None or self.settings.clock.monotonic() + seconds < self.ends_at

    def room(self, pacer: Pacer) -> float:
        pause = pacer.wait("reads" if self.request.operation.safe else "writes", self.settings.clock.monotonic())
        if pause and not self.has(pause):
            raise self._late()
        return pause

    def attempt(self, number: int) -> Attempt:
        request, settings = self.request, self.settings
        headers = dict(request.headers)
        if not request.anonymous:
            if settings.credential is None:
                raise missing()
            name, value = settings.credential.header()
            headers[name] = value
        seconds = self.left()
        if isinstance(request.timeout, (int, float)):
            seconds = request.timeout if seconds is None else min(seconds, request.timeout)
        attempt = Attempt(
            request.operation.id,
            request.operation.method,
            request.url,
            headers,
            request.content,
            number,
            request.timeout,
            seconds,
            request.stream,
        )
        _logs.sent(attempt)
        return attempt

    def verdict(self, answer: Answer, number: int) -> Answer | APIError:
        """What the call gives back, or the error that it may end with. Raises NotModified."""
        self._hear(answer, number)
        if 200 <= answer.status < 300:
            if self.settings.cache is not None and self._cached:
                self.settings.cache.keep(self.settings.credential, self.request.url, answer)
            return answer
        if answer.status == 304 and self.kept is not None:
            return self.kept
        if answer.status == 304 and self.request.conditional:
            raise NotModified("not modified: the resource still has the tag that was sent as if_none_match", answer)
        return error_of(answer)

    def _hear(self, answer: Answer, number: int) -> None:
        _logs.answered(self.request.operation.id, number, answer)
        if answer.has(b"deprecation") or answer.has(b"sunset"):
            deprecation(self.request.operation.id, answer.headers)
        if self.settings.pacer is not None and (state := answer.rate_limit) is not None:
            self.settings.pacer.heard(state, self.settings.clock.monotonic())

    def _late(self) -> APITimeoutError:
        request = self.request
        where = f"{request.operation.method} {request.url}"
        doubt = "an attempt may have reached the API" if self.maybe_sent else "nothing has reached the API"
        late = f"the call was not done within total_timeout={request.total_timeout} s"
        return APITimeoutError(f"{where}: {late}; {doubt}", sent=self.maybe_sent)


def pause_before_next(failure: VouAjudarError, attempt: int, repeatable: bool, clock: Clock) -> float | None:
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
    return least + backoff(attempt, clock)


def backoff(attempt: int, clock: Clock) -> float:
    """Seconds, drawn from a range that doubles with each attempt."""
    return clock.chance() * min(LONGEST_WAIT, FIRST_WAIT * 2.0**attempt)


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
