"""When an event is sent again: the schedule of Standard Webhooks, and the rule that ends it for an endpoint."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

DELAYS = (
    timedelta(),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""How long after the one before each attempt is made; the first comes at once."""

MAX_ATTEMPTS = len(DELAYS)

JITTER = 0.1
"""A delay grows by up to this part of itself, so that those who failed together do not come back together."""

GIVE_UP_AFTER = timedelta(days=5)
"""An endpoint that has only failed for this long is disabled."""

LONGEST_WAIT = timedelta(days=30)
"""More than this is not waited for, whatever `Retry-After` asks: the event has left the feed by then."""


def next_attempt_at(
    attempt: int, sent_at: datetime, *, not_before: datetime | None, chance: Callable[[], float]
) -> datetime | None:
    """When the attempt after number `attempt` (1..10) is due; None when that was the last.

    `not_before`: what `Retry-After` asked for. `chance`: a number from 0 to 1.
    """
    if attempt >= MAX_ATTEMPTS:
        return None
    delay = DELAYS[attempt] * (1 + JITTER * chance())
    due = sent_at + timedelta(milliseconds=delay // timedelta(milliseconds=1))
    if not_before is None:
        return due
    return max(due, min(not_before, sent_at + LONGEST_WAIT))


def has_failed_too_long(failing_since: datetime, now: datetime) -> bool:
    return now - failing_since >= GIVE_UP_AFTER
