"""Analytics against a fold of the feed, which is written here once more, from the contract's words alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from vouajudar_stub.bus.local import LocalBus
from vouajudar_stub.edge.call import Partner, Reply
from vouajudar_stub.services.analytics import Analytics
from vouajudar_stub.services.impact_projection import ImpactProjection
from vouajudar_stub.store.protocol import Transaction

from tests.server_stub.services.calls import body_of, call
from tests.server_stub.services.town import APP, KITCHEN, OTHER_APP, OTHER_KITCHEN, SHELTER, Town

OBSERVER = replace(OTHER_APP, id=f"ptn_{9:026}", kinds=frozenset({"observer"}))
PARTNERS = (KITCHEN, SHELTER, APP, OTHER_APP, OTHER_KITCHEN, OBSERVER)
TYPES = (
    "meal",
    "ingredient",
    "clothing",
    "medicine",
    "hygiene",
    "cleaning",
    "school_supplies",
    "baby_items",
    "pet_supplies",
    "generic",
)


@dataclass
class Office:
    town: Town
    projection: ImpactProjection
    analytics: Analytics

    async def summary(self, who: Partner, to: str | None = None, days: int = 30) -> Any:
        return body_of(await self.summary_reply(who, to, days))

    async def summary_reply(self, who: Partner, to: str | None = None, days: int = 30, **conditions: Any) -> Reply:
        return await self.analytics.get_impact_summary(call(who, **conditions), to=to, days=days)

    async def series(self, who: Partner, to: str, days: int, interval: Any = None) -> Any:
        return body_of(await self.analytics.get_impact_timeseries(call(who), to=to, days=days, interval=interval))

    def soon(self) -> str:
        return (self.town.store.now("test") + timedelta(hours=1)).isoformat()

    async def carry(self, batch: str, quantity: int, volunteer: str, received: int | None = None) -> str:
        town = self.town
        delivery = await town.claim(batch, quantity, volunteer)
        await town.ask(APP, town.deliveries.verify_pickup, delivery, {"code": await town.code(KITCHEN, delivery, "pickup_code")})
        body: dict[str, Any] = {"code": await town.code(SHELTER, delivery, "dropoff_code")}
        if received is not None:
            body["quantity_received"] = received
        await town.ask(APP, town.deliveries.verify_dropoff, delivery, body)
        return delivery

    async def story(self) -> None:
        """Deliveries that arrive whole and short, one that fails, a batch cancelled, one that expires, over five days."""
        town = self.town
        meals = await town.ready_batch(80)
        await town.wait(40 * 60)
        await self.carry(meals, 50, "vol-1")
        await town.wait(20 * 60)
        await self.carry(meals, 20, "vol-2", received=15)
        failing = await town.claim(meals, 6, "vol-3")
        code = await town.code(KITCHEN, failing, "pickup_code")
        await town.ask(APP, town.deliveries.verify_pickup, failing, {"code": code})
        reason = {"reason": "vehicle_breakdown", "disposition": "discarded"}
        await town.ask(APP, town.deliveries.fail_delivery, failing, reason)
        await town.wait(2 * 86_400)  # the last four meals expire
        rice = await town.ready_batch(30, product_type="ingredient")
        await town.wait(3 * 3600)
        await self.carry(rice, 10, "vol-4")
        await town.ask(KITCHEN, town.batches.cancel_batch, rice, {"reason": "food_safety"})
        await town.wait(3 * 86_400)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    town = await Town.at(tmp_path)
    projection = ImpactProjection(town.store)
    yield Office(town, projection, Analytics(town.queries, projection))
    await town.store.close()


def fold(events: list[Any], who: Partner, start: datetime, end: datetime) -> dict[str, Any]:
    """ImpactSummary, from the events of the window that the partner is party to."""
    everything = "observer" in who.kinds
    owners: dict[str, str] = {}
    ready: dict[str, datetime] = {}
    units = dict.fromkeys(TYPES, 0)
    completed = failed = lost = 0
    minutes: list[float] = []
    places: set[str] = set()
    for event in events:
        kind, subject, at = event["type"], event["data"]["object"], datetime.fromisoformat(event["time"])
        if kind.endswith("batch.created.v1"):
            owners[subject["id"]] = event["actor"]
        if subject.get("ready_at") is not None:
            ready[subject["id"]] = datetime.fromisoformat(subject["ready_at"])
        if not start <= at < end:
            continue
        if kind.endswith("batch.quantities_changed.v1") and (everything or owners[subject["id"]] == who.id):
            lost += event["data"]["delta"]["lost"]
        party = everything or who.id in (subject.get("provider_id"), subject.get("destination_id"), subject.get("carrier_id"))
        if party and kind.endswith("delivery.failed.v1"):
            failed += 1
        if party and kind.endswith("delivery.delivered.v1"):
            completed += 1
            units[subject["product_type"]] += event["data"]["quantity_received"]
            minutes.append((at - ready[subject["batch_id"]]).total_seconds() / 60)
            places |= {subject["pickup"]["location"]["id"], subject["dropoff"]["location"]["id"]}
    moved = lost + sum(units.values())
    return {
        "meals_delivered": units["meal"],
        "units_delivered": units,
        "deliveries_completed": completed,
        "deliveries_failed": failed,
        "units_lost": lost,
        "waste_rate": lost / moved if moved else 0,
        "median_minutes_ready_to_delivered": pytest.approx(median(minutes)) if minutes else None,
        "active_locations": len(places),
    }


async def test_the_summary_equals_a_fold_of_the_feed_for_every_partner(office: Office) -> None:
    await office.story()
    events = await office.town.events(*PARTNERS)
    for who in PARTNERS:
        for days in (1, 4, 30):
            shown = await office.summary(who, office.soon(), days)
            start, end = datetime.fromisoformat(shown.pop("from")), datetime.fromisoformat(shown.pop("to"))
            assert end - start == timedelta(days=days)
            assert shown == fold(events, who, start, end), (who.name, days)


async def test_what_the_story_came_to(office: Office) -> None:
    await office.story()
    kitchen = await office.summary(KITCHEN, office.soon())
    assert kitchen["meals_delivered"] == 65
    assert kitchen["units_delivered"]["ingredient"] == 10
    assert (kitchen["deliveries_completed"], kitchen["deliveries_failed"]) == (3, 1)
    assert kitchen["units_lost"] == 5 + 6 + 4 + 20
    assert kitchen["waste_rate"] == 35 / (35 + 75)
    assert kitchen["median_minutes_ready_to_delivered"] == pytest.approx(60, abs=0.1)
    assert kitchen["active_locations"] == 2
    shelter = await office.summary(SHELTER, office.soon())
    assert (shelter["meals_delivered"], shelter["units_lost"], shelter["waste_rate"]) == (65, 0, 0)
    outsider = await office.summary(OTHER_KITCHEN, office.soon())
    assert (outsider["deliveries_completed"], outsider["waste_rate"]) == (0, 0)
    assert outsider["median_minutes_ready_to_delivered"] is None
    observer = await office.summary(OBSERVER, office.soon())
    assert {**observer, "from": kitchen["from"], "to": kitchen["to"]} == kitchen


async def test_the_points_of_a_series_add_up_to_the_summary(office: Office) -> None:
    await office.story()
    to = office.soon()
    summary = await office.summary(KITCHEN, to)
    events = await office.town.events(*PARTNERS)
    for interval in ("day", "week", "month"):
        series = await office.series(KITCHEN, to, 30, interval)
        assert series["interval"] == interval
        points = series["points"]
        for name in ("meals_delivered", "deliveries_completed", "units_lost"):
            assert sum(point[name] for point in points) == summary[name]
        ends = [*(point["start"] for point in points[1:]), summary["to"]]
        for point, end in zip(points, ends, strict=True):
            part = fold(events, KITCHEN, datetime.fromisoformat(point["start"]), datetime.fromisoformat(end))
            assert {name: part[name] for name in point if name != "start"} == {
                name: value for name, value in point.items() if name != "start"
            }


async def test_a_series_is_by_day_unless_asked_otherwise_and_shows_empty_days(office: Office) -> None:
    series = await office.series(KITCHEN, "2026-05-14T12:00:00Z", 7)
    assert series["interval"] == "day"
    assert [point["start"] for point in series["points"]][:2] == ["2026-05-07T12:00:00.000Z", "2026-05-08T00:00:00.000Z"]
    assert len(series["points"]) == 8
    assert all(set(point["units_delivered"]) == set(TYPES) for point in series["points"])


async def test_the_tag_is_a_hash_of_the_body(office: Office) -> None:
    first = await office.summary_reply(KITCHEN, "2026-05-14T12:00:00Z")
    tag = first.headers["ETag"].strip('"')
    same = await office.summary_reply(KITCHEN, "2026-05-14T12:00:00Z", if_none_match=tag)
    assert (same.status, same.body) == (304, None)
    other = await office.summary_reply(KITCHEN, "2026-05-14T13:00:00Z", if_none_match=tag)
    assert other.status == 200


async def test_the_window_ends_at_the_last_full_hour_by_default(office: Office) -> None:
    shown = await office.summary(KITCHEN)
    now = office.town.store.now("test")
    end = datetime.fromisoformat(shown["to"])
    assert (end.minute, end.second, end.microsecond) == (0, 0, 0)
    assert timedelta() <= now - end < timedelta(hours=1, seconds=5)


async def test_events_that_the_bus_brings_twice_count_once(office: Office) -> None:
    await office.story()
    bus = LocalBus(office.town.store, ["test"])
    bus.subscribe(office.projection)
    await bus.drain()
    once = await office.summary(OBSERVER, "2027-12-31T00:00:00Z", 366)

    async def rewind(transaction: Transaction) -> None:
        await transaction.checkpoints.move(office.projection.name, 0)

    await office.town.store.write("test", rewind)
    await bus.drain()
    assert await office.summary(OBSERVER, "2027-12-31T00:00:00Z", 366) == once


async def test_a_reset_world_has_had_no_impact(office: Office) -> None:
    await office.story()
    await office.summary(OBSERVER)

    async def reset(transaction: Transaction) -> None:
        await transaction.reset_world()

    await office.town.store.write("test", reset)
    assert (await office.summary(OBSERVER, "2027-12-31T00:00:00Z", 366))["deliveries_completed"] == 0
