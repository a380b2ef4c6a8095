"""What deliveries came to in a window of time: sums over facts, cut into days, weeks or months."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any, Literal, Protocol, TypeAlias

from vouajudar_stub.domain.product_types import PRODUCT_TYPES
from vouajudar_stub.domain.times import time_text

Interval: TypeAlias = Literal["day", "week", "month"]

_EARLIEST = datetime.min.replace(tzinfo=UTC)
_LATEST = datetime.max.replace(microsecond=0, tzinfo=UTC)


class Fact(Protocol):
    """A delivery that was completed or failed, or units that were lost."""

    @property
    def kind(self) -> Literal["delivered", "failed", "lost"]: ...
    @property
    def at(self) -> datetime: ...
    @property
    def product_type(self) -> str: ...
    @property
    def units(self) -> int: ...
    @property
    def minutes(self) -> float | None:
        """From the batch's `ready_at` to the dropoff."""
        ...

    @property
    def places(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Window:
    """`start` inclusive, `end` exclusive, aware UTC in whole milliseconds."""

    start: datetime
    end: datetime

    @staticmethod
    def before(end: datetime, days: int) -> Window:
        """The `days` (of 24 hours) before `end`; cut where the calendar begins."""
        span = timedelta(days=days)
        return Window(end - span if end - _EARLIEST >= span else _EARLIEST, end)

    @staticmethod
    def last_full_hour(now: datetime, days: int) -> Window:
        return Window.before(now.replace(minute=0, second=0, microsecond=0), days)

    def parts(self, interval: Interval) -> list[Window]:
        """UTC days, ISO weeks or months, the first and the last cut to the window."""
        return list(self._parts(interval))

    def _parts(self, interval: Interval) -> Iterator[Window]:
        start = self.start
        while start < self.end:
            end = min(_next_start(start, interval), self.end)
            yield Window(start, end)
            start = end


def _next_start(at: datetime, interval: Interval) -> datetime:
    """When the day, week or month that follows begins."""
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    if interval == "month":
        days = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - day if _LATEST - day > timedelta(days=40) else None
    else:
        step = timedelta(days=1 if interval == "day" else 7 - day.weekday())
        days = step if _LATEST - day > step else None
    return _LATEST.replace(microsecond=999_000) if days is None else day + days


@dataclass(slots=True)
class Impact:
    """Sums over facts."""

    units_delivered: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PRODUCT_TYPES, 0))
    """All ten types."""
    deliveries_completed: int = 0
    deliveries_failed: int = 0
    units_lost: int = 0
    minutes: list[float] = field(default_factory=list[float])
    places: set[str] = field(default_factory=set[str])

    def add(self, fact: Fact) -> None:
        match fact.kind:
            case "delivered":
                self.units_delivered[fact.product_type] += fact.units
                self.deliveries_completed += 1
                self.places.update(fact.places)
                if fact.minutes is not None:
                    self.minutes.append(fact.minutes)
            case "failed":
                self.deliveries_failed += 1
            case "lost":
                self.units_lost += fact.units

    def summary(self, window: Window) -> dict[str, Any]:
        """ImpactSummary."""
        delivered = sum(self.units_delivered.values())
        moved = self.units_lost + delivered
        return {
            "from": time_text(window.start),
            "to": time_text(window.end),
            "meals_delivered": self.units_delivered["meal"],
            "units_delivered": self.units_delivered,
            "deliveries_completed": self.deliveries_completed,
            "deliveries_failed": self.deliveries_failed,
            "units_lost": self.units_lost,
            "waste_rate": self.units_lost / moved if moved else 0,
            "median_minutes_ready_to_delivered": median(self.minutes) if self.minutes else None,
            "active_locations": len(self.places),
        }

    def point(self, start: datetime) -> dict[str, Any]:
        """ImpactPoint."""
        return {
            "start": time_text(start),
            "meals_delivered": self.units_delivered["meal"],
            "units_delivered": self.units_delivered,
            "deliveries_completed": self.deliveries_completed,
            "units_lost": self.units_lost,
        }


def total(facts: Iterable[Fact]) -> Impact:
    impact = Impact()
    for fact in facts:
        impact.add(fact)
    return impact


def timeseries(facts: Sequence[Fact], window: Window, interval: Interval) -> dict[str, Any]:
    """ImpactTimeseries of facts that are all in the window, oldest first."""
    points: list[dict[str, Any]] = []
    at = 0
    for part in window.parts(interval):
        impact = Impact()
        while at < len(facts) and facts[at].at < part.end:
            impact.add(facts[at])
            at += 1
        points.append(impact.point(part.start))
    return {"interval": interval, "points": points}
