"""Waiting for a resource to reach a status, along the event feed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from vouajudar._caller import AsyncCaller, Caller
from vouajudar._clock import Clock
from vouajudar._errors import VouAjudarError, WaitEndedError, WaitTimeoutError
from vouajudar._operation import Operation
from vouajudar._types import Versioned

T = TypeVar("T")

LONGEST_POLL = 20
"""Seconds that one look at the feed may take."""
PAGE = 100


@dataclass(frozen=True, slots=True)
class Watch(Generic[T]):
    """What is waited for, in terms of the contract."""

    get: Operation[T]
    feed: Operation[Any]
    group: str
    """First word of the events' types."""
    terminal: frozenset[str]


class _Wait(Generic[T]):
    """What both kinds of client share: what to ask next, and when it is done."""

    def __init__(self, watch: Watch[T], clock: Clock, subject: object, until: str | Sequence[str], seconds: float | None) -> None:
        self.watch = watch
        self.clock = clock
        self.subject = str(subject.id) if isinstance(subject, Versioned) else str(subject)
        self.until = frozenset((until,) if isinstance(until, str) else until)
        if not self.until:
            raise ValueError("until names no status")
        self.seconds = seconds
        self.ends_at = None if seconds is None else clock.monotonic() + seconds
        self.cursor = ""
        self.last: Any = None

    def begin(self) -> dict[str, Any]:
        """The query for the head of the feed, asked before the resource is read: nothing falls between."""
        return {"after": "latest", "limit": 1}

    def look(self) -> dict[str, Any]:
        """The query of the next look. Raises WaitTimeoutError."""
        wait = LONGEST_POLL
        if self.ends_at is not None:
            left = self.ends_at - self.clock.monotonic()
            if left <= 0:
                raise WaitTimeoutError(f"{self._said()} after {self.seconds} s", self.last, self.cursor)
            wait = min(LONGEST_POLL, int(left))
        return {"after": self.cursor, "types": f"{self.watch.group}.*", "wait": wait, "limit": PAGE}

    def news(self, page: Any) -> Iterator[Any]:
        """The states of the subject that a page of the feed tells, in order."""
        self.cursor = page.next_cursor
        for event in page.items:
            found = getattr(getattr(event, "data", None), "object", None)
            if getattr(event, "subject", None) == self.subject and hasattr(found, "status"):
                yield found

    def done(self, state: T) -> bool:
        """Whether this is it. Raises WaitEndedError when it cannot come any more."""
        self.last = state
        status: str = getattr(state, "status", "")
        if status in self.until:
            return True
        if status in self.watch.terminal:
            raise WaitEndedError(f"{self._said()}, and that is final", state, self.cursor)
        return False

    def _said(self) -> str:
        status = getattr(self.last, "status", "unknown")
        return f"{self.subject} is {status}, not {' or '.join(sorted(self.until))}"


def wait(
    caller: Caller,
    watch: Watch[T],
    subject: object,
    *,
    until: str | Sequence[str],
    seconds: float | None,
    after: str | None,
) -> T:
    caller = caller.plain()
    course = _Wait(watch, caller.settings.clock, subject, until, seconds)
    course.cursor = after or ""
    while True:
        if not course.cursor:
            course.cursor = (caller.call(watch.feed, query=course.begin(), options={})).next_cursor
            state = caller.call(watch.get, (course.subject,), options={})
            if course.done(state):
                return state
        try:
            while True:
                for state in course.news(caller.call(watch.feed, query=course.look(), options={})):
                    if course.done(state):
                        return state
        except VouAjudarError as reason:
            if not _lost_its_place(reason):
                raise
            course.cursor = ""


async def wait_async(
    caller: AsyncCaller,
    watch: Watch[T],
    subject: object,
    *,
    until: str | Sequence[str],
    seconds: float | None,
    after: str | None,
) -> T:
    caller = caller.plain()
    course = _Wait(watch, caller.settings.clock, subject, until, seconds)
    course.cursor = after or ""
    while True:
        if not course.cursor:
            course.cursor = (await caller.call(watch.feed, query=course.begin(), options={})).next_cursor
            state = await caller.call(watch.get, (course.subject,), options={})
            if course.done(state):
                return state
        try:
            while True:
                for state in course.news(await caller.call(watch.feed, query=course.look(), options={})):
                    if course.done(state):
                        return state
        except VouAjudarError as reason:
            if not _lost_its_place(reason):
                raise
            course.cursor = ""


def _lost_its_place(reason: VouAjudarError) -> bool:
    """The cursor is too old (410): the feed is taken from its head, and the resource read anew."""
    return getattr(reason, "slug", None) == "cursor-expired"
