"""`Retry-After`, as a receiver may send it with any answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_LONGEST = timedelta(days=366)
"""More than this is no wait that anybody means."""


def read_retry_after(value: str, now: datetime) -> timedelta | None:
    """How long to wait, from seconds or from a date of HTTP; None for anything else. `now`: real time, which the date is in."""
    if value.isascii() and value.isdecimal():
        return min(timedelta(seconds=int(value[:9])), _LONGEST)
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return min(max(at - now, timedelta()), _LONGEST)
