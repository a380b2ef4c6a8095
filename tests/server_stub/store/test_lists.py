"""Lists: filters, distance, order, and who sees what."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from vouajudar_stub.domain.geography import GeoPoint, distance_m
from vouajudar_stub.store.protocol import Circle, Listed, Selection, Transaction
from vouajudar_stub.store.sql import records
from vouajudar_stub.store.sql.statements import POSTGRESQL, SQLITE
from vouajudar_stub.store.sqlite.store import SqliteStore

from .conftest import OpenStore, RunSql
from .things import KITCHEN, SHELTER, changed, clock_set, location, moved, place, registered

MANY_REQUESTS = """
INSERT INTO records (kind, id, world, version, sequence, owner, readers, body)
SELECT 'resource_request', 'req_' || n, 'test', 1, n, 'ptn', ' * ', '{}' FROM generate_series(1, 2000) n;
INSERT INTO request_items (item_id, request_id, world) SELECT 'itm_' || n, 'req_' || n, 'test' FROM generate_series(1, 2000) n;
ANALYZE records; ANALYZE request_items;
"""


async def _page(store: OpenStore, **selection: object) -> list[Listed]:
    chosen = Selection(**{"kind": "location", "audience": (KITCHEN, "*"), "limit": 1000, **selection})  # type: ignore[arg-type]
    return await store.read("test", lambda reading: reading.page(chosen))


async def _ids(store: OpenStore, **selection: object) -> list[str]:
    return [seen.id for seen in await _page(store, **selection)]


async def test_the_order_is_that_of_the_last_change(store: OpenStore) -> None:
    for number in (1, 2, 3):
        await store.write("test", registered(number))
    await store.write("test", moved(1))
    assert await _ids(store) == [place(2), place(3), place(1)]
    assert await _ids(store, order="creation") == [place(1), place(2), place(3)]
    second = (await _page(store))[0].sequence
    assert await _ids(store, after=(second,)) == [place(3), place(1)]
    assert await _ids(store, limit=2) == [place(2), place(3)]


async def test_a_list_shows_what_is_ones_own_public_or_for_ones_kind(store: OpenStore) -> None:
    await store.write("test", registered(1, parties=()))
    await store.write("test", registered(2, parties=("*",), owner=SHELTER))
    await store.write("test", registered(3, parties=("kind:dispatch",), owner=SHELTER))
    await store.write("test", registered(4, parties=(KITCHEN,), owner=SHELTER))
    await store.write("test", registered(5, parties=(), owner=SHELTER))
    assert await _ids(store) == [place(1), place(2), place(4)]
    assert await _ids(store, audience=(SHELTER, "*")) == [place(2), place(3), place(4), place(5)]
    assert await _ids(store, audience=("ptn_none", "*", "kind:dispatch")) == [place(2), place(3)]


async def test_filters_are_all_met_and_a_filter_of_several_values_by_any(store: OpenStore) -> None:
    await store.write("test", registered(1, city_id="canoas", kind="provider"))
    await store.write("test", registered(2, city_id="canoas"))
    await store.write("test", registered(3, city_id="viamao"))
    await store.write("test", registered(4, city_id="guaiba"))
    assert await _ids(store, where={"city_id": "canoas"}) == [place(1), place(2)]
    assert await _ids(store, where={"city_id": "canoas", "kind": "shelter"}) == [place(2)]
    assert await _ids(store, where={"city_id": ["canoas", "guaiba"]}) == [place(1), place(2), place(4)]
    assert await _ids(store, where={"city_id": "nowhere"}) == []
    with pytest.raises(KeyError):
        await _ids(store, where={"name": "x"})


async def test_updated_since_includes_its_moment_and_expires_before_does_not(store: OpenStore) -> None:
    async def expiring(transaction: Transaction) -> None:
        record = location(1, transaction.now, expires_at="2030-01-01T00:00:00.000Z")
        await transaction.put(record)
        await transaction.append([changed(record, transaction.now)])

    await store.write("test", expiring)
    await store.write("test", registered(2))
    at = (await store.read("test", lambda reading: reading.events.page(audience=("*",), after=0, limit=1)))[0].time
    tick = timedelta(milliseconds=1)
    assert place(1) in await _ids(store, updated_since=at)
    await store.write("test", clock_set(60))
    await store.write("test", moved(2))
    assert await _ids(store, updated_since=at + timedelta(seconds=30)) == [place(2)]
    end = at.replace(year=2030, month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    assert await _ids(store, expires_before=end) == []
    assert await _ids(store, expires_before=end + tick) == [place(1)]


async def test_a_request_is_found_by_any_of_its_items(store: OpenStore) -> None:
    items = [
        {"id": f"itm_{1:026}", "product_type": "meal"},
        {"id": f"itm_{2:026}", "product_type": "hygiene"},
        {"id": f"itm_{3:026}", "product_type": "pet_supplies"},
    ]

    async def ask(transaction: Transaction) -> None:
        record = location(1, transaction.now, items=items)
        record.kind, record.id = "resource_request", f"req_{1:026}"
        await transaction.put(record)
        await transaction.append([changed(record, transaction.now)])

    await store.write("test", ask)
    for wanted, found in (("meal", 1), ("hygiene", 1), ("cleaning", 0), ("pet", 0), (["cleaning", "meal"], 1)):
        assert len(await _page(store, kind="resource_request", where={"product_type": wanted})) == found, wanted
    for number, found in ((1, 1), (3, 1), (4, 0)):
        where = {"resource_item_id": f"itm_{number:026}"}
        requests = await store.read("test", lambda reading, where=where: reading.find("resource_request", where))
        assert len(requests) == found


async def test_finding_a_request_by_its_item_looks_at_no_other_request(store: OpenStore, run_sql: RunSql) -> None:
    statement, values = records.find_of("resource_request", {"resource_item_id": f"itm_{1:026}"})
    given = {"world": "test", **values}
    if isinstance(store, SqliteStore):
        text = statement.on(SQLITE)
        plan = [row[-1] for row in store.writer_connection.execute(f"EXPLAIN QUERY PLAN {text.sql}", text.values(given))]
        assert any("SEARCH request_items" in step for step in plan)
        assert any("SEARCH records" in step and "kind=? AND id=?" in step for step in plan)
        return
    run_sql(MANY_REQUESTS)
    text = statement.on(POSTGRESQL)
    connection = await store.address.connect()
    plan = [row[0] for row in await connection.fetch(f"EXPLAIN {text.sql}", *text.values(given))]
    await connection.close()
    assert any("request_items_pkey" in step for step in plan)
    assert any("records_pkey" in step for step in plan)


@pytest.mark.parametrize(
    ("lat", "lng"),
    [(-30.03, -51.21), (0.0, 179.95), (10.0, -179.99), (89.9, 12.0), (-89.99, -170.0), (60.0, 180.0), (-90.0, 0.0)],
)
async def test_near_finds_exactly_what_lies_within_the_radius(store: OpenStore, lat: float, lng: float) -> None:
    chance = random.Random(f"{lat},{lng}")
    points = {}

    async def sow(transaction: Transaction) -> None:
        for number in range(1, 301):
            north = max(-90.0, min(90.0, lat + chance.uniform(-1.2, 1.2)))
            east = (lng + chance.uniform(-1.5, 1.5) * (1 if abs(lat) < 80 else 120) + 180) % 360 - 180
            points[place(number)] = GeoPoint(north, east)
            await registered(number, position={"lat": north, "lng": east})(transaction)

    await store.write("test", sow)
    centre = GeoPoint(lat, lng)
    for radius in (100, 10_000, 50_000, 100_000):
        within = {id_: metres for id_, point in points.items() if (metres := distance_m(centre, point)) <= radius}
        found = await _page(store, near=Circle(lat, lng, radius))
        assert {seen.id: seen.distance for seen in found} == within
        by_distance = await _ids(store, near=Circle(lat, lng, radius), order="distance")
        assert by_distance == sorted(within, key=lambda id_: (within[id_], id_))
    assert len(within) > 20


async def test_the_boundary_of_a_radius_is_inside(store: OpenStore) -> None:
    centre = GeoPoint(0.0, 0.0)
    # 1,000 m east on the equator, to the last bit of the haversine
    east = 1000 / 6_371_000 * 180 / 3.141592653589793
    metres = distance_m(centre, GeoPoint(0.0, east))
    await store.write("test", registered(1, position={"lat": 0.0, "lng": east}))
    expected = [place(1)] if metres <= 1000 else []
    assert await _ids(store, near=Circle(0.0, 0.0, 1000)) == expected
    assert await _ids(store, near=Circle(0.0, 0.0, 999)) == []


async def test_pages_by_distance_go_on_behind_the_last_item_also_among_equals(store: OpenStore) -> None:
    for number in range(1, 12):
        await store.write("test", registered(number, position={"lat": -30.0 - (number % 3) / 100, "lng": -51.0}))
    circle, found = Circle(-30.0, -51.0, 5000), list[Listed]()
    while True:
        after = (found[-1].distance, found[-1].id) if found else ()
        page = await _page(store, near=circle, order="distance", after=after, limit=2)
        if not page:
            break
        found += page
    assert [seen.id for seen in found] == await _ids(store, near=circle, order="distance")
    assert len(found) == 11
