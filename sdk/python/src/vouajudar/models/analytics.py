"""Models: analytics."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from vouajudar._model import OpenModel
from vouajudar.models.shared import Timestamp


TimeseriesInterval: TypeAlias = Literal["day", "week", "month"] | str
"""Width of one point of a time series, in UTC days, ISO weeks or months."""


class UnitsByProductType(OpenModel):
    """Delivered units by product type, each in its own unit. All ten types are always there."""

    meal: int
    """Delivered meals."""
    ingredient: int
    """Delivered ingredient, in kilograms."""
    clothing: int
    """Delivered clothing, in units."""
    medicine: int
    """Delivered medicine, in boxes."""
    hygiene: int
    """Delivered hygiene, in units."""
    cleaning: int
    """Delivered cleaning, in units."""
    school_supplies: int
    """Delivered school supplies, in units."""
    baby_items: int
    """Delivered baby items, in units."""
    pet_supplies: int
    """Delivered pet supplies, in units."""
    generic: int
    """Delivered generic, in units."""


class ImpactPoint(OpenModel):
    """What came of the deliveries of one interval."""

    start: Timestamp
    """Start of the interval, inclusive."""
    meals_delivered: int
    """Meals received at dropoffs."""
    units_delivered: UnitsByProductType
    deliveries_completed: int
    """Deliveries that reached `delivered`."""
    units_lost: int
    """Units of the partner's own batches that were lost."""


class ImpactSummary(OpenModel):
    """What came of the deliveries of a window of time, `from` inclusive and `to` exclusive. It counts what the partner is party to; a
    partner with the kind `observer` sees everything. Reservations are not counted.
    """

    from_: Annotated[Timestamp, Field(alias="from")]
    """Start of the window, inclusive."""
    to: Timestamp
    """End of the window, exclusive."""
    meals_delivered: int
    """Meals received at dropoffs."""
    units_delivered: UnitsByProductType
    deliveries_completed: int
    """Deliveries that reached `delivered`."""
    deliveries_failed: int
    """Deliveries that reached `failed`."""
    units_lost: int
    """Units of the partner's own batches that were lost, counted when it happened."""
    waste_rate: float
    """Lost units over lost and delivered ones; 0 when there were neither."""
    median_minutes_ready_to_delivered: float | None
    """Median time in minutes from a batch's `ready_at` to the dropoff of a completed delivery, not rounded; null when there was none."""
    active_locations: int
    """Distinct pickup and dropoff locations of completed deliveries."""


class ImpactTimeseries(OpenModel):
    """The window cut into intervals, empty ones included."""

    interval: TimeseriesInterval
    points: list[ImpactPoint]
    """One point an interval, oldest first. Intervals start on UTC days, ISO weeks or months; the first and the last are cut to the window."""
