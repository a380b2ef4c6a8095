"""Paging: every unchanged item once, also while the list is written to; cursors good for their list alone."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.edge.call import Partner, Reply
from vouajudar_stub.services.cursors import Cursors
from vouajudar_stub.services.paging import time_bound
from vouajudar_stub.store.protocol import Transaction

from tests.server_stub.services.calls import body_of, call, place_draft
from tests.server_stub.services.town import APP, KITCHEN, OTHER_KITCHEN, Town


async def _list(
    town: Town, cursor: str | None = None, *, who: Partner = KITCHEN, path: str = "/locations", **query: Any
) -> Reply:
    filters = dict.fromkeys(("kind", "city_id", "organization_id", "updated_since", "near", "sort"))
    given = {**filters, "radius_m": 10_000, "limit": 5, **query}
    return await town.locations.list_locations(call(who, "listLocations", path), cursor=cursor, **given)


async def _sow(town: Town, count: int) -> list[str]:
    drafts = [place_draft(name=f"Cozinha {number}") for number in range(count)]
    return [body_of(await town.locations.create_location(call(KITCHEN), draft))["id"] for draft in drafts]


async def _all(town: Town, **query: Any) -> list[str]:
    found: list[str] = []
    cursor: str | None = None
    while True:
        page = body_of(await _list(town, cursor, **query))
        found += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


async def _refused(work: Any) -> str:
    with pytest.raises(Refusal) as refused:
        await work
    return refused.value.slug


async def test_pages_together_are_the_list(town: Town) -> None:
    sown = await _sow(town, 13)
    assert await _all(town) == [town.kitchen_place, town.shelter_place, *sown]
    assert await _all(town, limit=1) == await _all(town, limit=100)


async def test_a_list_that_fills_its_last_page_exactly_has_no_further_one(town: Town) -> None:
    await _sow(town, 8)
    page = body_of(await _list(town, limit=10))
    assert len(page["items"]) == 10
    assert page["next_cursor"] is None


async def test_an_unchanged_item_is_seen_exactly_once_while_others_change(town: Town) -> None:
    sown = await _sow(town, 20)
    changing, found, cursor, turn = sown[::3], list[str](), None, 0
    while True:
        page = body_of(await _list(town, cursor, limit=3))
        found += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
        place = changing[turn % len(changing)]
        turn += 1
        if turn < 40:
            await town.locations.update_location(
                call(KITCHEN, "updateLocation", f"/locations/{place}", if_match="*"), place, {"occupancy": turn}
            )
    for place in set(sown) - set(changing):
        assert found.count(place) == 1
    assert set(changing) <= set(found)


async def test_an_item_that_changed_stands_at_the_end(town: Town) -> None:
    sown = await _sow(town, 3)
    await town.locations.update_location(call(KITCHEN, if_match="*"), sown[0], {"occupancy": 1})
    assert (await _all(town))[-1] == sown[0]


async def test_the_link_to_the_next_page_leads_there_with_every_filter(town: Town) -> None:
    await _sow(town, 8)
    query = {"city_id": "porto-alegre", "near": "-30.0346,-51.2177", "radius_m": 5000, "sort": "distance", "limit": 3}
    first = await _list(town, **query)
    link = first.headers["Link"]
    assert link.endswith('>; rel="next"')
    target = urlsplit(link[1 : link.index(">")])
    assert target.path == "/v1/locations"
    sent = {name: values[0] for name, values in parse_qs(target.query).items()}
    assert sent.pop("cursor") == body_of(first)["next_cursor"]
    assert sent == {name: str(value) for name, value in query.items()}
    assert "Link" not in (await _list(town, limit=100)).headers


async def test_a_cursor_is_good_for_its_own_partner_path_and_filters_only(town: Town) -> None:
    await _sow(town, 8)
    cursor = body_of(await _list(town))["next_cursor"]
    assert len(cursor) <= 512
    assert (await _list(town, cursor, limit=2)).status == 200, "the limit may change"
    for other in (
        {"who": OTHER_KITCHEN},
        {"path": "/batches"},
        {"city_id": "porto-alegre"},
        {"updated_since": "2020-01-01T00:00:00Z"},
        {"near": "-30.0346,-51.2177"},
    ):
        assert await _refused(_list(town, cursor, **other)) == "invalid-cursor", other


@pytest.mark.parametrize("cursor", ["", "x", "AAAA", "!", "é", "a" * 512, "AAAAAAAAAAAAAAAAAAAAAFsxLDFd"])
async def test_what_was_not_given_out_as_a_cursor_is_refused(town: Town, cursor: str) -> None:
    assert await _refused(_list(town, cursor)) == "invalid-cursor"


async def test_a_cursor_with_any_character_changed_is_refused(town: Town) -> None:
    await _sow(town, 8)
    cursor = body_of(await _list(town))["next_cursor"]
    for at, character in enumerate(cursor):
        changed = cursor[:at] + ("A" if character != "A" else "B") + cursor[at + 1 :]
        assert await _refused(_list(town, changed)) == "invalid-cursor"


async def test_a_cursor_from_before_a_reset_is_refused(town: Town) -> None:
    await _sow(town, 8)
    cursor = body_of(await _list(town))["next_cursor"]

    async def reset(transaction: Transaction) -> None:
        await transaction.reset_world()

    await town.store.write("test", reset)
    assert await _refused(_list(town, cursor)) == "invalid-cursor"


async def test_distance_stands_in_a_list_near_a_point_and_nowhere_else(town: Town) -> None:
    near = body_of(await _list(town, near="-30.0346,-51.2177", sort="distance"))["items"]
    assert [item["distance_m"] for item in near] == [0, 2413]
    plain = body_of(await _list(town))["items"]
    assert [{name: value for name, value in item.items() if name != "distance_m"} for item in near] == plain
    assert all("distance_m" not in item for item in plain)


async def test_radius_and_sort_count_for_nothing_without_a_point(town: Town) -> None:
    assert await _all(town, radius_m=100, sort="distance") == await _all(town)


async def test_a_place_that_is_not_approved_is_listed_to_its_owner_alone(town: Town) -> None:
    pending = body_of(await town.locations.create_location(call(KITCHEN), place_draft(name="Nova (pending)")))["id"]
    assert pending in await _all(town)
    assert pending not in await _all(town, who=APP)


def test_cursors_of_another_secret_are_refused() -> None:
    cursor = Cursors(b"a" * 32).write((1, 2), ("p",))
    assert Cursors(b"a" * 32).read(cursor, ("p",)) == [1, 2]
    with pytest.raises(Refusal):
        Cursors(b"b" * 32).read(cursor, ("p",))


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("2024-05-14T12:00:00Z", "2024-05-14T12:00:00+00:00"),
        ("2024-05-14T09:00:00.5-03:00", "2024-05-14T12:00:00.500000+00:00"),
        ("2024-05-14T12:00:00.000001Z", "2024-05-14T12:00:00.001000+00:00"),
        ("2024-05-14T12:00:00.123000Z", "2024-05-14T12:00:00.123000+00:00"),
        ("0000-01-01T00:00:00Z", "0001-01-01T00:00:00+00:00"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+00:00"),
        ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999000+00:00"),
        ("9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59.999000+00:00"),
    ],
)
def test_a_time_of_a_filter_is_rounded_up_to_the_milliseconds_of_the_bodies(text: str, bound: str) -> None:
    at = time_bound(text)
    assert at is not None
    assert at.isoformat() == bound
