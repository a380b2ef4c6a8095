"""One Idempotency-Key, one effect."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.edge.call import Reply
from vouajudar_stub.services.commands import Commands, fingerprint
from vouajudar_stub.store.opening import open_store
from vouajudar_stub.store.protocol import Transaction

from tests.server_stub.services.calls import body_of, call, place_draft
from tests.server_stub.services.town import KITCHEN, OTHER_KITCHEN, Town

KEY = "order-0001-of-the-day"


async def _places(town: Town) -> int:
    return len(await town.store.read("test", lambda reading: reading.find("location", {"owner": KITCHEN.id})))


async def _create(town: Town, *, who: Any = KITCHEN, key: str | None = KEY, body: Any = None, **options: Any) -> Reply:
    return await town.locations.create_location(call(who, key=key, **options), place_draft() if body is None else body)


async def _refused(work: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        await work
    return refused.value


async def test_a_replay_has_the_same_status_bytes_and_headers_and_no_effect(town: Town) -> None:
    before, events = await _places(town), len(await town.events(KITCHEN))
    first = await _create(town)
    again = await _create(town)
    assert (again.status, again.body) == (first.status, first.body)
    assert dict(again.headers) == {**first.headers, "Idempotency-Replayed": "true"}
    assert {"ETag", "Location"} <= first.headers.keys()
    assert "Idempotency-Replayed" not in first.headers
    assert await _places(town) == before + 1
    assert len(await town.events(KITCHEN)) == events + 2


async def test_the_order_of_members_and_the_spelling_of_numbers_make_no_other_request(town: Town) -> None:
    await _create(town)
    shuffled = dict(reversed(place_draft().items()))
    assert (await _create(town, body=shuffled)).headers["Idempotency-Replayed"] == "true"


async def test_another_body_or_path_under_the_same_key_is_refused(town: Town) -> None:
    await _create(town)
    assert (await _refused(_create(town, body=place_draft(name="Outra")))).slug == "idempotency-key-reused"
    assert (await _refused(_create(town, path="/elsewhere"))).slug == "idempotency-key-reused"
    assert await _places(town) == 2


async def test_a_key_belongs_to_one_partner_and_one_operation(town: Town) -> None:
    first = await _create(town)
    assert (await _create(town, who=OTHER_KITCHEN)).body != first.body
    other = await _create(town, operation="createOther")
    assert "Idempotency-Replayed" not in other.headers


async def test_a_refusal_is_not_kept(town: Town) -> None:
    await _create(town, key="an-earlier-key-00", body=place_draft(external_id="K-1"))
    refused = await _refused(_create(town, body=place_draft(external_id="K-1")))
    assert refused.slug == "duplicate-external-id"
    assert (await _create(town, body=place_draft(external_id="K-2"))).status == 201


async def test_a_request_with_the_key_of_one_under_way_is_refused(town: Town) -> None:
    slow = asyncio.create_task(_create(town, delay_ms=200))
    await asyncio.sleep(0)
    assert (await _refused(_create(town))).slug == "idempotency-in-progress"
    assert (await _refused(_create(town, body=place_draft(name="Outra")))).slug == "idempotency-in-progress"
    assert (await _create(town, key="some-other-key-00")).status == 201
    assert (await slow).status == 201
    assert (await _create(town)).headers["Idempotency-Replayed"] == "true"


async def test_the_delay_is_spent_before_the_commit(town: Town) -> None:
    before = await _places(town)
    slow = asyncio.create_task(_create(town, delay_ms=150))
    await asyncio.sleep(0.05)
    assert await _places(town) == before
    await slow
    assert await _places(town) == before + 1


async def test_a_client_that_goes_away_leaves_its_key_free(town: Town) -> None:
    slow = asyncio.create_task(_create(town, delay_ms=10_000))
    await asyncio.sleep(0)
    slow.cancel()
    with pytest.raises(asyncio.CancelledError):
        await slow
    assert (await _create(town)).status == 201


async def test_of_many_requests_at_once_with_one_key_one_has_an_effect(town: Town) -> None:
    before = await _places(town)
    outcomes = await asyncio.gather(*(_create(town) for _ in range(20)), return_exceptions=True)
    assert await _places(town) == before + 1
    assert all(isinstance(outcome, Reply) or outcome.slug == "idempotency-in-progress" for outcome in outcomes)  # type: ignore[union-attr]


async def test_a_key_is_forgotten_after_24_hours_of_the_worlds_clock(town: Town) -> None:
    first = await _create(town)
    await town.wait(24 * 3600 - 60)
    assert (await _create(town)).body == first.body
    await town.wait(60)
    assert (await _create(town)).body != first.body


async def test_a_command_that_moves_the_clock_is_kept_from_the_time_it_set(town: Town) -> None:
    async def advance(transaction: Transaction) -> Reply:
        await transaction.advance_clock(48 * 3600)
        return Reply(200, b"{}")

    commands = town.commands
    await commands.run(call(KITCHEN, "advanceSandboxClock", "/sandbox/clock", key=KEY), {}, advance)
    await town.wait(23 * 3600)
    again = await commands.run(call(KITCHEN, "advanceSandboxClock", "/sandbox/clock", key=KEY), {}, advance)
    assert again.headers["Idempotency-Replayed"] == "true"


async def test_a_key_is_kept_across_a_restart(town: Town, database: str) -> None:
    first = await _create(town)
    store = await open_store(database)
    restarted = Town(store)
    again = await _create(restarted)
    assert again.body == first.body
    await store.close()


async def test_a_refusal_that_is_returned_keeps_what_was_written(town: Town) -> None:
    async def count_a_try(transaction: Transaction) -> Refusal:
        record = await transaction.get("location", town.kitchen_place)
        assert record is not None
        record.private["tries"] = 1
        await transaction.put(record)
        return Refusal("handover-code-mismatch", "wrong")

    assert (await _refused(Commands(town.store).run(call(KITCHEN), None, count_a_try))).slug == "handover-code-mismatch"
    record = await town.store.read("test", lambda reading: reading.get("location", town.kitchen_place))
    assert record is not None
    assert record.private["tries"] == 1


def test_a_fingerprint_tells_values_apart_and_not_their_spelling() -> None:
    assert fingerprint("/a", {"x": 1, "y": [1, 2]}) == fingerprint("/a", {"y": [1, 2], "x": 1})
    different = [
        ("/a", {}),
        ("/b", {}),
        ("/a", None),
        ("/a", {"x": 1}),
        ("/a", {"x": "1"}),
        ("/a", {"x": [1]}),
        ("/a", {"x": True}),
    ]
    assert len({fingerprint(path, body) for path, body in different}) == len(different)


async def test_the_reply_to_a_create_is_what_a_get_shows(town: Town) -> None:
    reply = await _create(town)
    got = await town.locations.get_location(call(KITCHEN, "getLocation"), body_of(reply)["id"])
    assert got.body == reply.body
    assert got.headers["ETag"] == reply.headers["ETag"]
