from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from vouajudar_stub.domain.event_patterns import matches
from vouajudar_stub.domain.webhook_schedule import next_attempt_at

SENT = datetime(2026, 5, 14, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("attempt", "seconds"),
    [(1, 5), (2, 300), (3, 1800), (4, 7200), (5, 18000), (6, 36000), (7, 50400), (8, 72000), (9, 86400)],
)
def test_each_delay_is_the_standard_one_with_up_to_a_tenth_more(attempt: int, seconds: int) -> None:
    earliest = next_attempt_at(attempt, SENT, not_before=None, chance=lambda: 0.0)
    latest = next_attempt_at(attempt, SENT, not_before=None, chance=lambda: 1.0)
    assert earliest == SENT + timedelta(seconds=seconds)
    assert latest == SENT + timedelta(seconds=seconds * 1.1)


def test_the_tenth_attempt_is_the_last() -> None:
    assert next_attempt_at(10, SENT, not_before=None, chance=lambda: 0.5) is None


def test_retry_after_only_ever_lengthens_the_wait() -> None:
    def due(wait: timedelta) -> datetime | None:
        return next_attempt_at(2, SENT, not_before=SENT + wait, chance=lambda: 0.0)

    assert due(timedelta(hours=1)) == SENT + timedelta(hours=1)
    assert due(timedelta(seconds=1)) == SENT + timedelta(minutes=5)


def test_patterns_match_all_a_group_or_one_type() -> None:
    assert matches(["*"], "batch.ready")
    assert matches(["delivery.*", "batch.*"], "batch.ready")
    assert matches(["batch.ready"], "batch.ready")
    assert not matches(["batch.created", "delivery.*"], "batch.ready")


def test_positions_are_matched_by_their_exact_name_alone() -> None:
    assert matches(["delivery.position_updated"], "delivery.position_updated")
    assert not matches(["*", "delivery.*"], "delivery.position_updated")
