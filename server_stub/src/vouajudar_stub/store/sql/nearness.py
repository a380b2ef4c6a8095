"""Distance in SQL: a box that an index can cut by, and the exact haversine for what is left in it."""

from __future__ import annotations

from math import cos, degrees, radians
from typing import Any

from sqlalchemy import ColumnElement, Float, bindparam, func, literal_column, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from vouajudar_stub.domain.geography import EARTH_RADIUS_M
from vouajudar_stub.store.protocol import Circle
from vouajudar_stub.store.sql.schema import RECORDS

_LAT, _LNG = RECORDS.c.lat, RECORDS.c.lng
_ONE: ColumnElement[float] = literal_column("1.0")
_HALF: ColumnElement[float] = literal_column("0.5")
_DIAMETER: ColumnElement[float] = literal_column(f"{2.0 * EARTH_RADIUS_M}")


class _Least(GenericFunction[float]):
    """The smaller of two numbers, by the name that the database has for it."""

    name = "least"
    type = Float()
    inherit_cache = True


@compiles(_Least, "sqlite")
def _least_of_sqlite(element: _Least, compiler: SQLCompiler, **given: Any) -> str:
    return f"min{compiler.process(element.clause_expr, **given)}"


def distance() -> ColumnElement[float]:
    """Metres from the point (`lat`, `lng`) to a record's, as `domain.geography.distance_m` computes them, step by step: both give
    the same number, so that a boundary, an order and a cursor are the same wherever they are looked at."""
    lat, lng = bindparam("lat", type_=Float), bindparam("lng", type_=Float)
    half_lat = func.sin((func.radians(lat) - func.radians(_LAT)) * _HALF)
    half_lng = func.sin(func.radians(lng - _LNG) * _HALF)
    chord = half_lat * half_lat + func.cos(func.radians(_LAT)) * func.cos(func.radians(lat)) * half_lng * half_lng
    return _DIAMETER * func.asin(_Least(_ONE, func.sqrt(chord)))


def in_box() -> list[ColumnElement[bool]]:
    """Is a record within the box of `box`?"""
    return [
        _LAT.between(bindparam("south"), bindparam("north")),
        or_(_LNG.between(bindparam("west"), bindparam("east")), _LNG.between(bindparam("west_2"), bindparam("east_2"))),
    ]


def box(circle: Circle) -> dict[str, float]:
    """The circle, and a box around it, a little larger, in one or two spans of longitude."""
    reach = degrees(circle.radius_m / EARTH_RADIUS_M) + 1e-6
    south, north = circle.lat - reach, circle.lat + reach
    shrink = min(cos(radians(max(south, -90.0))), cos(radians(min(north, 90.0))))
    width = 180.0 if shrink < 1e-3 else min(180.0, reach / shrink * 1.01)
    west, east = circle.lng - width, circle.lng + width
    twin = 360.0 if west < -180.0 else -360.0
    return {
        "lat": circle.lat,
        "lng": circle.lng,
        "radius": float(circle.radius_m),
        "south": south,
        "north": north,
        "west": west,
        "east": east,
        "west_2": west + twin,
        "east_2": east + twin,
    }
