"""How well a ready batch serves a short item of a request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from vouajudar_stub.domain.batch import Batch
from vouajudar_stub.domain.geography import distance_m
from vouajudar_stub.domain.product_types import PRODUCT_TYPES
from vouajudar_stub.domain.resource_request import ResourceRequest

LONG_ENOUGH = timedelta(minutes=120)
"""A remaining shelf life that earns all its points."""


@dataclass(frozen=True, slots=True)
class Match:
    """A batch for an item."""

    batch: Batch
    item_id: str
    score: int
    """0..100: 40 for the product, up to 30 for the quantity, 20 for nearness, 10 for the remaining shelf life."""
    distance_m: int
    """Rounded to whole metres."""

    def to_body(self) -> dict[str, Any]:
        """A RequestMatch."""
        return {
            "batch": self.batch.to_body(),
            "item_id": self.item_id,
            "score": self.score,
            "distance_m": self.distance_m,
        }


def matches(request: ResourceRequest, batches: Iterable[Batch], *, radius_m: int, now: datetime) -> list[Match]:
    """A row for each ready batch and short item of its product type and unit within the radius (boundary included).

    Best score first, then by batch id and item id; none when the request takes nothing new.
    """
    if not request.takes_new:
        return []
    rows = [row for batch in batches if batch.status == "ready" for row in _of_batch(request, batch, radius_m, now)]
    return sorted(rows, key=lambda row: (-row.score, row.batch.id, row.item_id))


def _of_batch(request: ResourceRequest, batch: Batch, radius_m: int, now: datetime) -> Iterator[Match]:
    distance = distance_m(request.position, batch.position)
    if distance > radius_m or batch.expires_at is None:
        return
    freshness = min(1.0, (batch.expires_at - now) / LONG_ENOUGH)
    unit = PRODUCT_TYPES[batch.product_type].unit
    for item in request.items:
        if item.product_type == batch.product_type and item.unit == unit and item.short > 0:
            enough = min(1.0, batch.units.available / item.short)
            score = 40 + 30 * enough + 20 * (1 - distance / radius_m) + 10 * freshness
            yield Match(batch, item.id, nearest(score), nearest(distance))


def nearest(value: float) -> int:
    """Round half up, for a value that is not negative."""
    return int(value + 0.5)
