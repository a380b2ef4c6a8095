"""The log is the truth: what a GET answers can be made from it again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from vouajudar_stub.store.opening import open_store, rebuild
from vouajudar_stub.store.protocol import Transaction
from vouajudar_stub.store.sql.rebuild import Rebuilt

from tests.server_stub.services.town import KITCHEN, SHELTER, Town
from tests.server_stub.store.conftest import RunSql

CODES = "SELECT count(*) FROM private_facts"


async def _a_day(database: str) -> Town:
    """Batches, deliveries and a request that end in many ways."""
    town = await Town.at(database)
    batch = await town.ready_batch(20)
    await town.claim(batch, 5, "vol-1")
    await town.offer(batch, 15)
    await town.wait(16 * 60)
    await town.claim(batch, 3, "vol-2")
    await town.ask(KITCHEN, town.batches.update_batch, batch, {"description": "Arroz e feijao"}, if_match="*")
    await town.wait(5 * 3600)
    await town.claim(await town.ready_batch(7), 7, "vol-3")
    items = [{"product_type": kind, "name": kind, "unit": "unit", "quantity": 60} for kind in ("hygiene", "clothing")]
    await town.ask(SHELTER, town.requests.create_resource_request, {"location_id": town.shelter_place, "items": items})
    return town


async def test_a_rebuild_from_the_log_gives_the_records_that_are_there(database: str) -> None:
    town = await _a_day(database)
    await town.store.close()
    result = await rebuild(database)
    assert (result.different, result.broken) == ((), ())
    assert result.records == 9
    assert result.events > 20


async def test_a_rebuild_repairs_what_was_lost_changed_or_made_up(database: str, run_sql: RunSql) -> None:
    town = await _a_day(database)
    await town.store.close()
    ids = run_sql("SELECT id FROM records WHERE kind = 'delivery' ORDER BY id")
    request = run_sql("SELECT id FROM records WHERE kind = 'resource_request'")
    for statement in (
        f"UPDATE records SET status = 'delivered' WHERE id = '{ids[0]}'",
        f"UPDATE records SET body = '{{}}' WHERE id = '{ids[1]}'",
        f"DELETE FROM records WHERE id = '{ids[2]}'",
        f"UPDATE records SET id = 'del_nobody' WHERE id = '{ids[3]}'",
        f"DELETE FROM request_items WHERE request_id = '{request[0]}'",
    ):
        run_sql(statement)
    facts = run_sql(CODES)
    result = await rebuild(database)
    assert set(result.different) == {*ids[:4], *request, "del_nobody"}
    assert await rebuild(database) == Rebuilt(result.events, result.records, ())
    assert run_sql(CODES) == facts, "codes and phones do not come from the log"


async def test_a_rebuild_keeps_to_what_happened_since_the_last_reset(database: str) -> None:
    town = await _a_day(database)

    async def reset(transaction: Transaction) -> None:
        await transaction.reset_world()

    await town.store.write("test", reset)
    await town.open_place(KITCHEN, "provider", -30.0, -51.0)
    await town.store.close()
    result = await rebuild(database)
    assert (result.records, result.different) == (1, ())


@pytest.mark.parametrize(
    "harm",
    [
        lambda id_: f"DELETE FROM events WHERE aggregate_id = '{id_}' AND version = 2",
        lambda id_: f"UPDATE events SET version = 4 WHERE aggregate_id = '{id_}' AND version = 3",
    ],
    ids=["an event was lost", "a version was left out"],
)
async def test_a_rebuild_tells_whose_versions_do_not_follow_on(
    database: str, run_sql: RunSql, harm: Callable[[str], str]
) -> None:
    town = await Town.at(database)
    batch = await town.ready_batch(20)
    await town.ask(KITCHEN, town.batches.update_batch, batch, {"description": "Arroz"}, if_match="*")
    await town.store.close()
    run_sql(harm(batch))
    assert (await rebuild(database)).broken == (batch,)


async def test_a_rebuilt_database_is_served_as_before(database: str) -> None:
    town = await _a_day(database)
    before = await town.events(KITCHEN)
    await town.store.close()
    await rebuild(database)
    again = Town(await open_store(database), kitchen_place=town.kitchen_place, shelter_place=town.shelter_place)
    assert await again.events(KITCHEN) == before
    batch = await again.ready_batch(10)
    assert (await again.ask(KITCHEN, again.batches.get_batch, batch)).body["quantity_available"] == 10
    await again.store.close()
