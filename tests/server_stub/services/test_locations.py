"""Locations: approval, who may register and change what, what stays private."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.edge.call import Partner
from vouajudar_stub.services.locations import decide
from vouajudar_stub.services.repository import Cause

from tests.server_stub.services.calls import body_of, call, place_draft
from tests.server_stub.services.town import KITCHEN, OTHER_KITCHEN, SHELTER, Town, short

BOTH = replace(KITCHEN, kinds=frozenset({"provider", "shelter"}))


async def _create(town: Town, who: Partner = KITCHEN, **members: Any) -> Any:
    return body_of(await town.locations.create_location(call(who), place_draft(**members)))


async def _update(town: Town, place: str, changes: Any, *, who: Partner = KITCHEN, if_match: str | None = "*") -> Any:
    made = call(who, "updateLocation", f"/locations/{place}", if_match=if_match)
    return await town.locations.update_location(made, place, changes)


async def _refused(work: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        await work
    return refused.value


async def _events_of(town: Town, place: str, *readers: Partner) -> list[dict[str, Any]]:
    return [event for event in await town.events(*(readers or (KITCHEN,))) if event["subject"] == place]


async def test_in_the_sandbox_a_location_is_approved_at_once(town: Town) -> None:
    location = await _create(town)
    assert (location["approval_status"], location["version"]) == ("approved", 2)
    created, approved = await _events_of(town, location["id"], OTHER_KITCHEN)
    assert (short(created), short(approved)) == ("location.created", "location.approved")
    assert (created["actor"], approved["actor"]) == (KITCHEN.id, "platform")
    assert created["causationid"] == approved["causationid"]
    assert created["data"]["object"] == {**location, "version": 1}
    assert approved["data"]["object"] == location
    assert created["data"]["previous_status"] is approved["data"]["previous_status"] is None


@pytest.mark.parametrize(
    ("name", "status", "names"),
    [
        ("Nova (pending)", "pending", ["location.created"]),
        ("Nova (rejected)", "rejected", ["location.created", "location.rejected"]),
        ("Nova (pending) 2", "approved", ["location.created", "location.approved"]),
    ],
)
async def test_the_end_of_the_name_decides_on_the_approval(town: Town, name: str, status: str, names: list[str]) -> None:
    location = await _create(town, name=name)
    assert location["approval_status"] == status
    assert [short(event) for event in await _events_of(town, location["id"])] == names
    seen_by_others = status == "approved"
    assert bool(await _events_of(town, location["id"], OTHER_KITCHEN)) == seen_by_others
    get = town.locations.get_location(call(OTHER_KITCHEN, "getLocation"), location["id"])
    if seen_by_others:
        assert body_of(await get) == location
    else:
        assert (await _refused(get)).slug == "not-found"


async def test_in_live_mode_a_location_waits_for_the_platform(town: Town) -> None:
    live = replace(KITCHEN, mode="live")
    location = await _create(town, live)
    assert location["approval_status"] == "pending"
    cause = Cause("platform", f"rid_{9:026}", f"00-{1:032}-{2:016}-01")
    approved = await town.store.write("live", lambda transaction: decide(transaction, location["id"], "approved", cause))
    assert approved is not None
    assert (approved.approval_status, approved.version) == ("approved", 2)
    again = await town.store.write("live", lambda transaction: decide(transaction, location["id"], "approved", cause))
    assert again == approved
    assert await town.store.write("test", lambda transaction: decide(transaction, location["id"], "approved", cause)) is None


@pytest.mark.parametrize(
    ("who", "kind", "allowed"),
    [
        (KITCHEN, "provider", True),
        (KITCHEN, "distribution_center", True),
        (KITCHEN, "shelter", False),
        (SHELTER, "shelter", True),
        (SHELTER, "distribution_center", True),
        (SHELTER, "provider", False),
    ],
)
async def test_the_kind_of_a_partner_decides_what_it_may_register(town: Town, who: Partner, kind: str, allowed: bool) -> None:
    if allowed:
        assert (await _create(town, who, kind=kind))["kind"] == kind
    else:
        assert (await _refused(_create(town, who, kind=kind))).slug == "forbidden-for-partner-kind"


async def test_what_is_not_sent_has_its_default(town: Town) -> None:
    location = await _create(town)
    nothing = ("capacity", "occupancy", "daily_need", "opening_hours", "external_id")
    expected: dict[str, Any] = {
        **dict.fromkeys(nothing),
        "accepts": [],
        "pet_friendly": False,
        "active": True,
        "has_contact_phone": False,
        "organization": {"id": KITCHEN.organization_id, "name": KITCHEN.organization_name},
    }
    assert {name: location[name] for name in expected} == expected


async def test_an_external_id_is_taken_for_ever_by_one_location_of_a_partner(town: Town) -> None:
    first = await _create(town, external_id="K-1")
    refused = await _refused(_create(town, external_id="K-1"))
    assert (refused.slug, dict(refused.extra)) == ("duplicate-external-id", {"existing_id": first["id"]})
    assert (await _create(town, OTHER_KITCHEN, external_id="K-1"))["external_id"] == "K-1"


async def test_a_phone_is_never_shown_and_another_number_is_a_change(town: Town) -> None:
    location = await _create(town, contact_phone="+5551999990000")
    assert location["has_contact_phone"] is True
    changed = await _update(town, location["id"], {"contact_phone": "+5551999991111"})
    assert body_of(changed) == {**location, "version": 3, "updated_at": body_of(changed)["updated_at"]}
    assert [short(event) for event in await _events_of(town, location["id"])][-1] == "location.updated"
    same = await _update(town, location["id"], {"contact_phone": "+5551999991111"})
    assert same.body == changed.body
    cleared = body_of(await _update(town, location["id"], {"contact_phone": None}))
    assert (cleared["has_contact_phone"], cleared["version"]) == (False, 4)
    assert all(b"+5551" not in event for event in [str(event).encode() for event in await town.events(KITCHEN)])


async def test_a_patch_changes_what_it_names_and_null_clears(town: Town) -> None:
    location = await _create(town, capacity=10, occupancy=5, accepts=["meal"])
    change = {
        "capacity": None,
        "occupancy": 7,
        "accepts": ["meal", "hygiene"],
        "position": {"lat": -30, "lng": -51.2},
        "active": False,
    }
    reply = await _update(town, location["id"], change)
    assert body_of(reply) == {**location, **change, "version": 3, "updated_at": body_of(reply)["updated_at"]}
    assert reply.headers["ETag"] == '"3"'
    event = (await _events_of(town, location["id"]))[-1]
    assert (event["data"]["previous_status"], event["data"]["object"]) == ("approved", body_of(reply))


async def test_a_patch_that_changes_nothing_makes_no_version_and_no_event(town: Town) -> None:
    location = await _create(town, capacity=10)
    reply = await _update(
        town, location["id"], {"capacity": 10, "position": dict(location["position"]), "name": location["name"]}
    )
    assert (reply.status, body_of(reply)) == (200, location)
    assert len(await _events_of(town, location["id"])) == 2


async def test_a_change_needs_the_version_it_is_based_on(town: Town) -> None:
    place = (await _create(town))["id"]
    assert (await _refused(_update(town, place, {"capacity": 1}, if_match=None))).slug == "precondition-required"
    stale = await _refused(_update(town, place, {"capacity": 1}, if_match="1"))
    assert (stale.slug, dict(stale.extra)) == ("precondition-failed", {"current_etag": '"2"'})
    assert (await _update(town, place, {"capacity": 1}, if_match="2")).status == 200
    assert (await _refused(_update(town, place, {"capacity": 2}, if_match="2"))).slug == "precondition-failed"


async def test_only_the_owner_changes_a_location_others_who_see_it_are_told_so(town: Town) -> None:
    public = (await _create(town))["id"]
    hidden = (await _create(town, name="Nova (pending)"))["id"]
    assert (await _refused(_update(town, public, {"capacity": 1}, who=OTHER_KITCHEN, if_match=None))).slug == "forbidden-for-role"
    assert (await _refused(_update(town, hidden, {"capacity": 1}, who=OTHER_KITCHEN))).slug == "not-found"
    assert (await _refused(_update(town, f"loc_{0:026}", {"capacity": 1}))).slug == "not-found"


async def test_a_new_address_keeps_the_approval(town: Town) -> None:
    place = (await _create(town))["id"]
    changed = body_of(await _update(town, place, {"address": "Rua Nova 1", "name": "Cozinha (rejected)"}))
    assert changed["approval_status"] == "approved"


async def test_a_get_with_the_current_tag_is_not_modified(town: Town) -> None:
    place = (await _create(town))["id"]
    got = await town.locations.get_location(call(KITCHEN, if_none_match="2"), place)
    assert (got.status, got.body, got.headers["ETag"]) == (304, None, '"2"')
    assert (await town.locations.get_location(call(KITCHEN, if_none_match="1"), place)).status == 200
