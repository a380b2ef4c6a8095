"""Matches: how ready batches are rated for a request; distances and times beneath."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from vouajudar_stub.domain.geography import GeoPoint, distance_m
from vouajudar_stub.domain.matching import matches
from vouajudar_stub.domain.times import parse_time, time_text, whole_seconds_until

from tests.server_stub.domain.world import KITCHEN_PLACE, NOON, SHELTER_PLACE, World


def test_a_score_counts_product_quantity_nearness_and_shelf_life() -> None:
    world = World()
    request = world.requests[world.create_request(100)]
    batch = world.batches[world.ready_batch(50, shelf_life_minutes=60)]
    (match,) = matches(request, [batch], radius_m=10_000, now=world.now)
    assert match.distance_m == 2413
    assert match.score == round(40 + 30 * 0.5 + 20 * (1 - 2413 / 10_000) + 10 * 0.5)


def test_a_match_is_per_short_item_of_the_product_type_and_only_of_ready_batches_within_the_radius() -> None:
    world = World()
    request = world.requests[world.create_request(5, 5)]
    ready, producing = world.ready_batch(9), world.create_batch(9)
    soap = world.ready_batch(9, product_type="hygiene")
    far = replace(world.batches[ready], id=f"bat_{99:026}", position=GeoPoint(-29.0, -51.0))
    batches = [*(world.batches[key] for key in (producing, soap, ready)), far]
    rows = matches(request, batches, radius_m=10_000, now=world.now)
    assert [(row.batch.id, row.item_id) for row in rows] == [(ready, item.id) for item in request.items]
    covered = replace(request, items=(replace(request.items[0], reserved=5), request.items[1]))
    rows = matches(covered, batches, radius_m=10_000, now=world.now)
    assert [row.item_id for row in rows] == [request.items[1].id]
    assert matches(replace(request, expired_at=NOON), batches, radius_m=10_000, now=world.now) == []


def test_the_radius_includes_its_boundary() -> None:
    world = World()
    request = world.requests[world.create_request(5)]
    batch = world.batches[world.ready_batch(9)]
    assert matches(request, [batch], radius_m=2413, now=world.now)
    assert not matches(request, [batch], radius_m=2412, now=world.now)


@pytest.mark.parametrize(
    ("place", "metres"),
    [
        ((-30.0556, -51.2240), 2413),
        ((-29.9893, -51.1293), 9890),
        ((-29.9178, -51.1836), 13396),
        ((-29.2351, -51.8703), 109002),
    ],
)
def test_distances_are_haversine_on_a_sphere_of_6371_km(place: tuple[float, float], metres: int) -> None:
    assert distance_m(KITCHEN_PLACE.position, GeoPoint(*place)) == pytest.approx(metres, abs=1)


def test_two_kitchens_of_juiz_de_fora_are_three_kilometres_apart() -> None:
    assert round(distance_m(GeoPoint(-21.7642, -43.3503), GeoPoint(-21.7842, -43.3705))) == 3049


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2024-05-14T12:00:00Z", "2024-05-14T12:00:00.000Z"),
        ("2024-05-14T12:00:00.1Z", "2024-05-14T12:00:00.100Z"),
        ("2024-05-14T09:00:00.123999-03:00", "2024-05-14T12:00:00.123Z"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00.000Z"),
        ("9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59.999Z"),
        ("0000-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"),
    ],
)
def test_times_are_kept_in_utc_with_milliseconds(given: str, kept: str) -> None:
    assert time_text(parse_time(given)) == kept
    assert parse_time(kept) == parse_time(given)


def test_retry_after_is_rounded_up_and_never_zero() -> None:
    now = datetime(2024, 5, 14, tzinfo=UTC)
    seconds = [whole_seconds_until(now + timedelta(milliseconds=ms), now) for ms in (0, 1, 1000, 1001)]
    assert seconds == [1, 1, 1, 2]
    assert SHELTER_PLACE.usable
