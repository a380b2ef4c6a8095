"""Points on the earth and the distance between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Any

EARTH_RADIUS_M = 6_371_000
"""The contract's own figure, so that every implementation draws a radius through the same places."""


@dataclass(frozen=True, slots=True)
class GeoPoint:
    """WGS 84, degrees."""

    lat: float
    lng: float

    def to_body(self) -> dict[str, Any]:
        return {"lat": self.lat, "lng": self.lng}

    @staticmethod
    def of_body(body: Mapping[str, Any]) -> GeoPoint:
        return GeoPoint(body["lat"], body["lng"])

    @staticmethod
    def of_optional(body: Mapping[str, Any] | None) -> GeoPoint | None:
        return None if body is None else GeoPoint.of_body(body)


def distance_m(a: GeoPoint, b: GeoPoint) -> float:
    """Great-circle distance in metres by haversine, not rounded: a radius includes its boundary on this exact value."""
    lat_a, lat_b = radians(a.lat), radians(b.lat)
    half_lat = sin((lat_b - lat_a) / 2)
    half_lng = sin(radians(b.lng - a.lng) / 2)
    chord = half_lat * half_lat + cos(lat_a) * cos(lat_b) * half_lng * half_lng
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(chord)))
