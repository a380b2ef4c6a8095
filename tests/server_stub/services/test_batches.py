"""Batches through the services: who may, versions, lists."""

from __future__ import annotations

import pytest
from vouajudar_stub.domain.refusal import Refusal

from tests.server_stub.services.town import KITCHEN, OTHER_KITCHEN, SHELTER, Answer, Town

NO_FILTER = dict.fromkeys(
    (
        "status",
        "product_type",
        "city_id",
        "organization_id",
        "provider_location_id",
        "min_available",
        "expires_before",
        "updated_since",
        "near",
        "sort",
        "cursor",
    )
)


async def listed(town: Town, who: object, **query: object) -> Answer:
    return await town.ask(who, town.batches.list_batches, **{**NO_FILTER, "radius_m": 10_000, "limit": 20, **query})  # type: ignore[arg-type]


async def a_draft(town: Town) -> str:
    body = {"provider_location_id": town.kitchen_place, "product_type": "meal", "quantity": 9}
    batch: str = (await town.ask(KITCHEN, town.batches.create_batch, body)).body["id"]
    return batch


async def test_a_new_batch_says_where_it_is_and_which_version(town: Town) -> None:
    body = {"provider_location_id": town.kitchen_place, "product_type": "meal", "quantity": 9}
    batch = await town.ask(KITCHEN, town.batches.create_batch, body)
    assert batch.status == 201
    assert batch.headers == {"ETag": '"1"', "Location": f"/v1/batches/{batch.body['id']}"}


async def test_a_batch_can_be_offered_only_at_a_place_of_ones_own(town: Town) -> None:
    for place in (town.kitchen_place, f"loc_{7:026}"):
        body = {"provider_location_id": place, "product_type": "meal", "quantity": 9}
        with pytest.raises(Refusal) as refused:
            await town.ask(OTHER_KITCHEN, town.batches.create_batch, body)
        assert refused.value.slug == "not-found"
        assert refused.value.errors[0].pointer == "/provider_location_id"


async def test_a_batch_in_production_exists_for_its_owner_alone(town: Town) -> None:
    batch = await a_draft(town)
    with pytest.raises(Refusal, match="not-found"):
        await town.ask(SHELTER, town.batches.get_batch, batch)
    assert (await listed(town, SHELTER)).body["items"] == []
    assert len((await listed(town, KITCHEN)).body["items"]) == 1
    await town.ask(KITCHEN, town.batches.mark_batch_ready, batch)
    assert (await town.ask(SHELTER, town.batches.get_batch, batch)).version == "2"
    assert len((await listed(town, SHELTER, status=["ready"], near="-30.0346,-51.2177")).body["items"]) == 1


async def test_of_two_patches_of_one_version_the_second_is_stale_and_without_a_version_none_is_taken(town: Town) -> None:
    batch = await a_draft(town)
    with pytest.raises(Refusal, match="precondition-required"):
        await town.ask(KITCHEN, town.batches.update_batch, batch, {"quantity": 8})
    assert (await town.ask(KITCHEN, town.batches.update_batch, batch, {"quantity": 8}, if_match="1")).version == "2"
    with pytest.raises(Refusal) as refused:
        await town.ask(KITCHEN, town.batches.update_batch, batch, {"quantity": 7}, if_match="1")
    assert refused.value.extra == {"current_etag": '"2"'}
    same = await town.ask(KITCHEN, town.batches.update_batch, batch, {"quantity": 8}, if_match="*")
    assert (same.version, same.body["quantity"]) == ("2", 8)


async def test_who_reads_a_batch_may_not_change_it(town: Town) -> None:
    batch = await town.ready_batch(9)
    with pytest.raises(Refusal, match="forbidden-for-role"):
        await town.ask(OTHER_KITCHEN, town.batches.mark_batch_ready, batch)
    with pytest.raises(Refusal, match="forbidden-for-role"):
        await town.ask(OTHER_KITCHEN, town.batches.update_batch, batch, {"description": "x"})
    with pytest.raises(Refusal, match="forbidden-for-role"):
        await town.ask(OTHER_KITCHEN, town.batches.cancel_batch, batch, {"reason": "other"}, if_match="99")


async def test_a_repetition_of_the_last_command_is_told_from_a_new_one(town: Town) -> None:
    batch = await town.ready_batch(9)
    again = await town.ask(KITCHEN, town.batches.mark_batch_ready, batch)
    assert (again.status, again.version) == (200, "2")
    with pytest.raises(Refusal, match="precondition-failed"):
        await town.ask(KITCHEN, town.batches.cancel_batch, batch, {"reason": "other"}, if_match="1")
    body = {"reason": "food_safety"}
    await town.ask(KITCHEN, town.batches.cancel_batch, batch, body)
    assert (await town.ask(KITCHEN, town.batches.cancel_batch, batch, body)).version == "4"
    with pytest.raises(Refusal, match="invalid-state"):
        await town.ask(KITCHEN, town.batches.cancel_batch, batch, {"reason": "other"})
    with pytest.raises(Refusal, match="invalid-state"):
        await town.ask(KITCHEN, town.batches.mark_batch_ready, batch)


async def test_a_command_stays_the_last_one_while_others_change_the_batch_without_its_status(town: Town) -> None:
    batch = await town.ready_batch(9)
    await town.claim(batch, 4)
    assert (await town.ask(KITCHEN, town.batches.mark_batch_ready, batch)).version == "3"
    await town.claim(batch, 5, "vol-2")
    with pytest.raises(Refusal, match="invalid-state"):
        await town.ask(KITCHEN, town.batches.mark_batch_ready, batch)


async def test_a_batch_with_open_deliveries_names_them_when_it_is_cancelled(town: Town) -> None:
    batch = await town.ready_batch(9)
    deliveries = sorted([await town.claim(batch, 4), await town.claim(batch, 5, "vol-2")])
    with pytest.raises(Refusal) as refused:
        await town.ask(KITCHEN, town.batches.cancel_batch, batch, {"reason": "other"})
    assert refused.value.extra == {"delivery_ids": deliveries}
