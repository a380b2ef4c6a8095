"""Points in time: aware UTC, whole milliseconds, RFC 3339 text with `Z` and three fractional digits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

_EARLIEST = datetime.min.replace(tzinfo=UTC)
_LATEST = datetime.max.replace(microsecond=999_000, tzinfo=UTC)


def whole_milliseconds(at: datetime) -> datetime:
    """The same instant in UTC, cut (not rounded) to whole milliseconds."""
    at = at.astimezone(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


@lru_cache(maxsize=1024)
def parse_time(text: str) -> datetime:
    """Read an RFC 3339 time with `Z` or an offset; an instant that UTC cannot express becomes the nearest that it can."""
    try:
        given = datetime.fromisoformat(text)
    except ValueError:  # year 0000
        return _EARLIEST
    try:
        return whole_milliseconds(given)
    except OverflowError:  # years 1 and 9999 beside a large offset
        return _EARLIEST if given.year == 1 else _LATEST


def parse_optional_time(text: str | None) -> datetime | None:
    return None if text is None else parse_time(text)


@lru_cache(maxsize=1024)
def time_text(at: datetime) -> str:
    """`2024-05-14T12:00:00.000Z`."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def optional_time_text(at: datetime | None) -> str | None:
    return None if at is None else time_text(at)


def whole_seconds_until(later: datetime, now: datetime) -> int:
    """Seconds from `now` to `later`, rounded up, at least 1: what `Retry-After` says."""
    return max(1, -((now - later) // timedelta(seconds=1)))
