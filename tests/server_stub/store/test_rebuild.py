"""The log is the truth: what a GET answers can be made from it again."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from vouajudar_stub.store.sql.rebuild import Rebuilt
from vouajudar_stub.store.sqlite.rebuild import rebuild

from tests.server_stub.services.town import KITCHEN, Town

CODES = "SELECT count(*) FROM private_facts"


async def _a_day(folder: Path) -> Town:
    """Batches and deliveries that end in many ways, a reset in the middle."""
    town = await Town.at(folder)
    batch = await town.ready_batch(20)
    await town.claim(batch, 5, "vol-1")
    await town.offer(batch, 15)
    await town.wait(16 * 60)
    await town.claim(batch, 3, "vol-2")
    await town.ask(KITCHEN, town.batches.update_batch, batch, {"description": "Arroz e feijao"}, if_match="*")
    await town.wait(5 * 3600)
    await town.claim(await town.ready_batch(7), 7, "vol-3")
    return town


async def test_a_rebuild_from_the_log_gives_the_records_that_are_there(tmp_path: Path) -> None:
    town = await _a_day(tmp_path)
    await town.store.close()
    result = rebuild(town.store.path)
    assert result.different == ()
    assert result.records == 8
    assert result.events > 20


async def test_a_rebuild_repairs_what_was_lost_changed_or_made_up(tmp_path: Path) -> None:
    town = await _a_day(tmp_path)
    await town.store.close()
    connection = sqlite3.connect(town.store.path)
    ids = [row[0] for row in connection.execute("SELECT id FROM records WHERE kind = 'delivery' ORDER BY id")]
    connection.execute("UPDATE records SET status = 'delivered' WHERE id = ?", (ids[0],))
    connection.execute("UPDATE records SET body = '{}' WHERE id = ?", (ids[1],))
    connection.execute("DELETE FROM records WHERE id = ?", (ids[2],))
    connection.execute("UPDATE records SET id = 'del_nobody' WHERE id = ?", (ids[3],))
    connection.commit()
    facts = connection.execute(CODES).fetchone()
    result = rebuild(town.store.path)
    assert set(result.different) == {*ids[:4], "del_nobody"}
    assert rebuild(town.store.path) == Rebuilt(result.events, result.records, ())
    assert connection.execute(CODES).fetchone() == facts, "codes and phones do not come from the log"
    connection.close()


async def test_a_rebuild_keeps_to_what_happened_since_the_last_reset(tmp_path: Path) -> None:
    town = await _a_day(tmp_path)

    async def reset(transaction: object) -> None:
        await transaction.reset_world()  # type: ignore[attr-defined]

    await town.store.write("test", reset)
    await town.open_place(KITCHEN, "provider", -30.0, -51.0)
    await town.store.close()
    result = rebuild(town.store.path)
    assert (result.records, result.different) == (1, ())
