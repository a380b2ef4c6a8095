"""Deliveries through the services: what the store keeps, who may, what a repetition is answered."""

from __future__ import annotations

from typing import Any

import pytest
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.edge.call import Partner

from tests.server_stub.services.town import APP, KITCHEN, OTHER_APP, OTHER_KITCHEN, SHELTER, Town, partner, short

OBSERVER = partner(9, "Observatorio", "observer")


async def test_a_delivery_from_kitchen_to_shelter_causes_its_events_for_everybody_who_may_see_them(town: Town) -> None:
    batch = await town.ready_batch(80)
    delivery = await town.claim(batch, 80)
    await town.ask(APP, town.deliveries.confirm_delivery, delivery)
    code = await town.code(KITCHEN, delivery, "pickup_code")
    await town.ask(APP, town.deliveries.verify_pickup, delivery, {"code": code})
    report = {"position": {"lat": -30.04, "lng": -51.22}, "recorded_at": "2024-05-14T12:00:00Z"}
    position = await town.ask(APP, town.deliveries.report_position, delivery, report)
    assert (position.status, position.headers["Cache-Control"]) == (202, "no-store")
    code = await town.code(SHELTER, delivery, "dropoff_code")
    done = await town.ask(APP, town.deliveries.verify_dropoff, delivery, {"code": code, "quantity_received": 80})
    assert (done.body["status"], done.version) == ("delivered", "6")
    events = [short(event) for event in await town.events(KITCHEN) if not short(event).startswith("location.")]
    assert events == [
        "batch.created",
        "batch.ready",
        "delivery.created",
        "delivery.committed",
        "batch.quantities_changed",
        "batch.in_delivery",
        "delivery.reserved",
        "delivery.picked_up",
        "batch.quantities_changed",
        "delivery.in_transit",
        "delivery.delivered",
        "batch.quantities_changed",
        "batch.completed",
    ]
    strangers = {short(event) for event in await town.events(OTHER_APP)}
    assert "batch.ready" in strangers
    assert "batch.created" not in strangers, "before it was ready only its owner could read the batch"
    assert not [name for name in strangers if name.startswith("delivery.")]


async def test_the_last_event_of_a_subject_shows_what_a_get_answers(town: Town) -> None:
    batch = await town.ready_batch(9)
    delivery = await town.claim(batch, 4)
    events = {event["subject"]: event["data"] for event in await town.events(KITCHEN)}
    got = await town.ask(SHELTER, town.batches.get_batch, batch)
    assert events[batch]["object"] == got.body
    assert (events[batch]["version"], got.version) == (3, "3")
    got = await town.ask(SHELTER, town.deliveries.get_delivery, delivery)
    assert events[delivery]["object"] == got.body


async def test_wrong_codes_are_counted_although_they_are_refused(town: Town) -> None:
    delivery = await town.claim(await town.ready_batch(9), 4)
    await town.ask(APP, town.deliveries.confirm_delivery, delivery)
    right = await town.code(KITCHEN, delivery, "pickup_code")
    wrong = {"code": "000000" if right != "000000" else "111111"}
    slugs = []
    for _ in range(6):
        with pytest.raises(Refusal) as refused:
            await town.ask(APP, town.deliveries.verify_pickup, delivery, wrong)
        slugs.append((refused.value.slug, refused.value.extra.get("attempts_remaining")))
    mismatches = [("handover-code-mismatch", left) for left in (4, 3, 2, 1, 0)]
    assert slugs == [*mismatches, ("handover-locked", None)]
    assert (await town.ask(APP, town.deliveries.get_delivery, delivery)).version == "3"
    with pytest.raises(Refusal, match="handover-locked"):
        await town.ask(APP, town.deliveries.verify_pickup, delivery, {"code": right})
    await town.wait(15 * 60 + 1)
    assert (await town.ask(APP, town.deliveries.verify_pickup, delivery, {"code": right})).body["status"] == "picked_up"


async def test_the_same_command_again_without_a_key_is_answered_with_the_current_state(town: Town) -> None:
    delivery = await town.claim(await town.ready_batch(9), 4)
    first = await town.ask(APP, town.deliveries.confirm_delivery, delivery)
    again = await town.ask(APP, town.deliveries.confirm_delivery, delivery, if_match="1")
    assert (again.status, again.body) == (200, first.body), "If-Match is not looked at"
    before = len(await town.events(KITCHEN))
    with pytest.raises(Refusal, match="invalid-state"):
        await town.ask(APP, town.deliveries.confirm_delivery, delivery, key="0123456789abcdef")
    body = {"reason": "other"}
    released = await town.ask(APP, town.deliveries.release_delivery, delivery, body)
    assert (await town.ask(APP, town.deliveries.release_delivery, delivery, body)).body == released.body
    with pytest.raises(Refusal, match="invalid-state"):
        await town.ask(APP, town.deliveries.release_delivery, delivery, {"reason": "duplicate"})
    with pytest.raises(Refusal, match="invalid-state"):
        await town.ask(APP, town.deliveries.confirm_delivery, delivery)
    assert [short(event) for event in (await town.events(KITCHEN))[before:]] == [
        "delivery.cancelled",
        "batch.quantities_changed",
    ]


async def test_who_released_last_may_repeat_it_until_another_commits(town: Town) -> None:
    delivery = await town.offer(await town.ready_batch(9), 4)
    await town.ask(APP, town.deliveries.commit_delivery, delivery, {"volunteer_ref": "vol-1"}, key="a" * 16)
    body = {"reason": "volunteer_unavailable"}
    released = await town.ask(APP, town.deliveries.release_delivery, delivery, body)
    assert (await town.ask(APP, town.deliveries.release_delivery, delivery, body)).body == released.body
    with pytest.raises(Refusal, match="forbidden-for-role"):
        await town.ask(OTHER_APP, town.deliveries.release_delivery, delivery, body)
    await town.ask(OTHER_APP, town.deliveries.commit_delivery, delivery, {"volunteer_ref": "vol-1"}, key="b" * 16)
    with pytest.raises(Refusal, match="forbidden-for-role"):
        await town.ask(APP, town.deliveries.release_delivery, delivery, body)


async def test_a_commitment_between_ends_the_right_to_repeat_a_release(town: Town) -> None:
    delivery = await town.offer(await town.ready_batch(9), 4)
    await town.ask(APP, town.deliveries.commit_delivery, delivery, {"volunteer_ref": "vol-1"}, key="a" * 16)
    body = {"reason": "volunteer_unavailable"}
    await town.ask(APP, town.deliveries.release_delivery, delivery, body)
    await town.ask(OTHER_APP, town.deliveries.commit_delivery, delivery, {"volunteer_ref": "vol-1"}, key="b" * 16)
    await town.wait(15 * 60)
    assert (await town.ask(APP, town.deliveries.get_delivery, delivery)).body["status"] == "available"
    with pytest.raises(Refusal, match="forbidden-for-role"):
        await town.ask(APP, town.deliveries.release_delivery, delivery, body)


async def test_positions_reach_the_three_parties_only(town: Town) -> None:
    delivery = await town.offer(await town.ready_batch(9), 4)
    await town.ask(APP, town.deliveries.commit_delivery, delivery, {"volunteer_ref": "vol-1"}, key="a" * 16)
    code = await town.code(KITCHEN, delivery, "pickup_code")
    await town.ask(APP, town.deliveries.verify_pickup, delivery, {"code": code})
    report = {"position": {"lat": -30.04, "lng": -51.22}, "recorded_at": "2024-05-14T12:00:00Z", "accuracy_m": 5}
    await town.ask(APP, town.deliveries.report_position, delivery, report)
    for who, sees in ((KITCHEN, 1), (SHELTER, 1), (APP, 1), (OTHER_APP, 0)):
        assert len(await town.events(who, types=("delivery.position_updated",), live_after=0)) == sees
    assert "delivery.position_updated" not in [short(event) for event in await town.events(APP)]
    position = await town.ask(SHELTER, town.deliveries.get_delivery_position, delivery)
    assert position.body == {**report, "delivery_id": delivery, "recorded_at": "2024-05-14T12:00:00.000Z", "eta": None}


async def test_a_split_answers_with_both_parts_and_the_etag_of_the_path_delivery(town: Town) -> None:
    delivery = await town.offer(await town.ready_batch(9), 5)
    with pytest.raises(Refusal, match="precondition-failed"):
        await town.ask(APP, town.deliveries.commit_delivery, delivery, {"volunteer_ref": "v"}, key="a" * 16, if_match="7")
    body = {"volunteer_ref": "vol-1", "quantity": 3}
    split = await town.ask(APP, town.deliveries.commit_delivery, delivery, body, key="b" * 16, if_match="1")
    assert split.body["remainder"]["id"] == delivery
    assert (split.version, split.body["remainder"]["version"], split.body["delivery"]["version"]) == ("2", 2, 2)
    replay = await town.ask(APP, town.deliveries.commit_delivery, delivery, body, key="b" * 16, if_match="1")
    assert (replay.body, replay.headers["Idempotency-Replayed"]) == (split.body, "true")
    body = {"volunteer_ref": "vol-2", "quantity": 1}
    second = await town.ask(APP, town.deliveries.commit_delivery, delivery, body, key="d" * 16)
    assert (second.version, second.body["remainder"]["version"], second.body["delivery"]["version"]) == ("3", 3, 2)
    rest = await town.ask(OTHER_APP, town.deliveries.commit_delivery, delivery, {"volunteer_ref": "vol-1"}, key="c" * 16)
    assert (rest.body["remainder"], rest.body["delivery"]["quantity"]) == (None, 1)


@pytest.mark.parametrize(
    ("who", "get", "codes", "cancel"),
    [
        (OTHER_KITCHEN, "not-found", "not-found", "not-found"),
        (OTHER_APP, "not-found", "not-found", "not-found"),
        (OBSERVER, "not-found", "not-found", "not-found"),
        (SHELTER, None, None, None),
    ],
)
async def test_a_claimed_delivery_does_not_exist_for_others(
    town: Town, who: Partner, get: str | None, codes: str | None, cancel: str | None
) -> None:
    delivery = await town.claim(await town.ready_batch(9), 4)
    tries: list[tuple[Any, tuple[Any, ...], str | None]] = [
        (town.deliveries.get_delivery, (delivery,), get),
        (town.deliveries.get_handover_codes, (delivery,), codes),
        (town.deliveries.cancel_delivery, (delivery, {"reason": "other"}), cancel),
    ]
    for operation, args, slug in tries:
        if slug is None:
            assert (await town.ask(who, operation, *args)).status == 200
        else:
            with pytest.raises(Refusal, match=slug):
                await town.ask(who, operation, *args)


async def test_an_open_delivery_is_read_by_every_app_but_its_codes_and_position_are_its_parties(town: Town) -> None:
    delivery = await town.offer(await town.ready_batch(9), 4)
    assert (await town.ask(OTHER_APP, town.deliveries.get_delivery, delivery)).status == 200
    for operation in (town.deliveries.get_handover_codes, town.deliveries.get_delivery_position):
        with pytest.raises(Refusal, match="forbidden-for-role"):
            await town.ask(OTHER_APP, operation, delivery)
    with pytest.raises(Refusal, match="forbidden-for-role"):
        await town.ask(OTHER_APP, town.deliveries.cancel_delivery, delivery, {"reason": "other"})
    with pytest.raises(Refusal, match="not-found"):
        await town.ask(KITCHEN, town.deliveries.get_delivery_position, delivery)


@pytest.mark.parametrize(
    ("who", "draft", "slug"),
    [
        (KITCHEN, {"volunteer_ref": "vol-1"}, "forbidden-for-partner-kind"),
        (APP, {}, "forbidden-for-partner-kind"),
        (OTHER_KITCHEN, {}, "forbidden-for-role"),
        (APP, {"volunteer_ref": "vol-1", "resource_item_id": f"itm_{7:026}"}, "not-found"),
        (APP, {"volunteer_ref": "vol-1", "dropoff_location_id": f"loc_{7:026}"}, "not-found"),
    ],
)
async def test_creating_a_delivery_is_refused_for_kind_then_references_then_role(
    town: Town, who: Partner, draft: dict[str, Any], slug: str
) -> None:
    batch = await town.ready_batch(9)
    body = {"batch_id": batch, "dropoff_location_id": town.shelter_place, "quantity": 1, **draft}
    with pytest.raises(Refusal) as refused:
        await town.ask(who, town.deliveries.create_delivery, body)
    assert refused.value.slug == slug


async def test_every_id_in_the_body_that_leads_nowhere_is_named(town: Town) -> None:
    hidden = await town.ask(
        KITCHEN,
        town.batches.create_batch,
        {"provider_location_id": town.kitchen_place, "product_type": "meal", "quantity": 1},
    )
    body = {"batch_id": hidden.body["id"], "dropoff_location_id": f"loc_{7:026}", "quantity": 1, "volunteer_ref": "vol-1"}
    with pytest.raises(Refusal) as refused:
        await town.ask(APP, town.deliveries.create_delivery, body)
    assert [each.pointer for each in refused.value.errors] == ["/batch_id", "/dropoff_location_id"]


async def test_an_external_id_is_unique_for_each_partner_for_ever(town: Town) -> None:
    batch = await town.ready_batch(9)
    first = await town.claim(batch, 1, external_id="run-7")
    await town.ask(APP, town.deliveries.cancel_delivery, first, {"reason": "duplicate"})
    with pytest.raises(Refusal) as refused:
        await town.claim(batch, 1, external_id="run-7")
    assert refused.value.extra == {"existing_id": first}
    body = {"batch_id": batch, "dropoff_location_id": town.shelter_place, "quantity": 1, "external_id": "run-7"}
    other = await town.ask(OTHER_APP, town.deliveries.create_delivery, {**body, "volunteer_ref": "vol-1"})
    assert other.status == 201
    assert (await town.ask(KITCHEN, town.deliveries.create_delivery, body)).status == 201


async def test_the_clock_applies_its_rules_before_anything_is_read_and_signs_their_events(town: Town) -> None:
    batch = await town.ready_batch(9)
    delivery = await town.claim(batch, 9)
    assert await town.wait(15 * 60) == 3
    assert (await town.ask(APP, town.deliveries.get_delivery, delivery)).body["status"] == "expired"
    event = (await town.events(KITCHEN))[-1]
    assert (short(event), event["actor"], event["causationid"]) == ("batch.ready", "system.clock", "system.clock/C1")
    assert (event["data"]["reason"], event["data"]["note"]) == ("hold_expired", "")
    held = (await town.ask(APP, town.deliveries.get_delivery, delivery)).body
    assert held["expired_at"] == event["time"] == held["updated_at"]


async def test_a_command_remembered_before_the_clock_moved_on_is_no_repetition(town: Town) -> None:
    delivery = await town.claim(await town.ready_batch(9), 9)
    await town.ask(APP, town.deliveries.confirm_delivery, delivery)
    await town.wait(3 * 3600)
    with pytest.raises(Refusal) as refused:
        await town.ask(APP, town.deliveries.confirm_delivery, delivery)
    assert (refused.value.slug, refused.value.extra["current_status"]) == ("invalid-state", "expired")


async def test_phones_are_shown_with_the_codes_and_nowhere_else(town: Town) -> None:
    delivery = await town.claim(await town.ready_batch(9), 9)
    codes = await town.ask(APP, town.deliveries.get_handover_codes, delivery)
    assert codes.body["pickup_contact_phone"] == "+5551999990001"
    assert codes.body["dropoff_contact_phone"] == "+5551999990002"
    assert codes.headers["Cache-Control"] == "no-store"
    text = str(await town.events(KITCHEN, SHELTER, APP))
    assert "+5551999990001" not in text
    for name, who in (("pickup_code", KITCHEN), ("dropoff_code", SHELTER)):
        assert f"'{await town.code(who, delivery, name)}'" not in text
