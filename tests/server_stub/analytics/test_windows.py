from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from vouajudar_stub.domain.impact import Interval, Window

END = datetime(2026, 5, 14, 15, 30, tzinfo=UTC)  # a Thursday


def starts(days: int, interval: Interval) -> list[str]:
    return [f"{part.start:%m-%d %H:%M}" for part in Window.before(END, days).parts(interval)]


def test_days_begin_at_midnight_in_utc_and_the_first_is_cut() -> None:
    assert starts(2, "day") == ["05-12 15:30", "05-13 00:00", "05-14 00:00"]


def test_weeks_begin_on_monday() -> None:
    assert starts(10, "week") == ["05-04 15:30", "05-11 00:00"]
    assert starts(11, "week") == ["05-03 15:30", "05-04 00:00", "05-11 00:00"]


def test_months_begin_on_the_first() -> None:
    assert starts(60, "month") == ["03-15 15:30", "04-01 00:00", "05-01 00:00"]


@pytest.mark.parametrize("interval", ["day", "week", "month"])
@pytest.mark.parametrize("days", [1, 7, 31, 366])
def test_parts_cover_the_window_without_gap_or_overlap(interval: Interval, days: int) -> None:
    window = Window.before(END, days)
    parts = window.parts(interval)
    assert parts[0].start == window.start
    assert parts[-1].end == window.end
    assert all(one.end == two.start for one, two in pairwise(parts))
    assert len(parts) <= 367


@pytest.mark.parametrize("interval", ["day", "week", "month"])
def test_the_ends_of_the_calendar_are_no_trouble(interval: Interval) -> None:
    first = datetime(1, 1, 2, tzinfo=UTC)
    assert Window.before(first, 366).start == datetime.min.replace(tzinfo=UTC)
    last = datetime.max.replace(microsecond=999_000, tzinfo=UTC)
    assert Window.before(last, 40).parts(interval)[-1].end == last
    assert Window.before(datetime.min.replace(tzinfo=UTC), 1).parts(interval) == []


def test_the_last_full_hour_is_the_default_end() -> None:
    assert Window.last_full_hour(END, 1) == Window(END - timedelta(days=1, minutes=30), END - timedelta(minutes=30))
