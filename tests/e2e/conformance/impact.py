"""I19: what analytics say is what a fold over the events says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import Any

from .history import Event, State, name_of
from .sight import Reader, is_party

PRODUCT_TYPES = (
    "meal", "ingredient", "clothing", "medicine", "hygiene",
    "cleaning", "school_supplies", "baby_items", "pet_supplies", "generic",
)  # fmt: skip


@dataclass
class Impact:
    """Sums over the events of a window, as ImpactSummary has them."""

    units: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PRODUCT_TYPES, 0))
    completed: int = 0
    failed: int = 0
    lost: int = 0
    minutes: list[float] = field(default_factory=list[float])
    places: set[str] = field(default_factory=set[str])

    def summary(self) -> dict[str, Any]:
        """All members but `from`, `to` and the median, which is left to `median_minutes`."""
        moved = self.lost + sum(self.units.values())
        return {
            "meals_delivered": self.units["meal"],
            "units_delivered": self.units,
            "deliveries_completed": self.completed,
            "deliveries_failed": self.failed,
            "units_lost": self.lost,
            "waste_rate": self.lost / moved if moved else 0,
            "active_locations": len(self.places),
        }

    @property
    def median_minutes(self) -> float | None:
        return median(self.minutes) if self.minutes else None

    def point(self) -> dict[str, Any]:
        whole = self.summary()
        return {name: whole[name] for name in ("meals_delivered", "units_delivered", "deliveries_completed", "units_lost")}


def fold(reader: Reader, state: State, events: Iterable[Event], start: str, end: str) -> Impact:
    """What a partner is party to between two times; an observer is party to everything."""
    impact, everything = Impact(), "observer" in reader.kinds
    for event in events:
        if not start <= event["time"] < end:
            continue
        name, data, subject = name_of(event), event["data"], event["subject"]
        if name == "batch.quantities_changed" and (everything or state[subject].creator == reader.id):
            impact.lost += data["delta"]["lost"]
        elif name in ("delivery.delivered", "delivery.failed") and (everything or is_party(reader, state, subject)):
            _add(impact, state, event)
    return impact


def _add(impact: Impact, state: State, event: Event) -> None:
    if name_of(event) == "delivery.failed":
        impact.failed += 1
        return
    body = event["data"]["object"]
    impact.completed += 1
    impact.units[body["product_type"]] += event["data"]["quantity_received"]
    impact.places |= {body["pickup"]["location"]["id"], body["dropoff"]["location"]["id"]}
    ready_at = datetime.fromisoformat(state[body["batch_id"]].body["ready_at"])
    impact.minutes.append((datetime.fromisoformat(event["time"]) - ready_at).total_seconds() / 60)


def misjudged(reader: Reader, state: State, events: list[Event], summary: dict[str, Any], series: dict[str, Any]) -> list[str]:
    """Where a summary and a series of the same window differ from the fold."""
    start, end = summary["from"], summary["to"]
    expected = fold(reader, state, events, start, end)
    shown = {name: value for name, value in summary.items() if name not in ("from", "to", "median_minutes_ready_to_delivered")}
    found = [f"I19 {reader.id}: {shown}, the feed says {expected.summary()}"] if shown != expected.summary() else []
    shown_median, folded_median = summary["median_minutes_ready_to_delivered"], expected.median_minutes
    same = shown_median == folded_median or abs((shown_median or 0) - (folded_median or 0)) < 0.01
    found += [] if same else [f"I19 {reader.id}: median {shown_median}, the feed says {folded_median}"]
    points = series["points"]
    for point, until in zip(points, [*(each["start"] for each in points[1:]), end], strict=True):
        part = fold(reader, state, events, point["start"], until).point()
        if {**point, "start": ""} != {**part, "start": ""}:
            found.append(f"I19 {reader.id}: {point}, the feed says {part}")
    return found
