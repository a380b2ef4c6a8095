"""A database that holds something is brought up to date, and nothing but an up-to-date one is served."""

from __future__ import annotations

import re
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from vouajudar_stub.store.opening import DatabaseError, RevisionError, check_revision, migrate, open_store, rebuild
from vouajudar_stub.store.protocol import NewEvent, Reading, Record, Transaction
from vouajudar_stub.store.sql.schema import REVISION

from tests.postgres import programs

from .conftest import RunSql
from .things import KITCHEN, changed

REQUEST, ITEMS = f"req_{1:026}", [f"itm_{number:026}" for number in (1, 2)]

AS_IT_WAS = """
DROP TABLE alembic_version;
DROP INDEX events_by_version;
DROP TABLE request_items;
DROP TABLE notifications;
ALTER TABLE webhook_faults DROP COLUMN until;
ALTER TABLE worlds DROP COLUMN began_at;
UPDATE records SET resource_item_id = ' itm_00000000000000000000000001 itm_00000000000000000000000002 '
WHERE kind = 'resource_request';
"""
"""Makes a database what the program before left."""


ONE_EVENT_TWICE = """
CREATE TEMPORARY TABLE copied AS SELECT * FROM events;
UPDATE copied SET position = 99, id = 'evt_twice';
INSERT INTO events SELECT * FROM copied;
"""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables."""
    if request.param == "sqlite":
        return str(tmp_path / "world.db")
    address: str = request.getfixturevalue("postgres_url")
    return address


async def _with_a_request(database: str) -> None:
    async def work(transaction: Transaction) -> None:
        body: dict[str, Any] = {"id": REQUEST, "version": 1, "items": [{"id": item, "product_type": "meal"} for item in ITEMS]}
        record = Record("resource_request", REQUEST, 1, body, KITCHEN, parties=("*",))
        await transaction.put(record)
        await transaction.append([changed(record, transaction.now, name="created")])

    store = await open_store(database)
    await store.write("test", work)
    await store.close()


async def _found_by_item(database: str) -> list[str]:
    async def look(reading: Reading) -> list[str]:
        found = [await reading.find("resource_request", {"resource_item_id": item}) for item in ITEMS]
        return [record.id for records in found for record in records]

    store = await open_store(database)
    ids = await store.read("test", look)
    await store.close()
    return ids


async def test_what_the_program_before_left_is_brought_up_to_date_with_all_it_holds(database: str, run_sql: RunSql) -> None:
    await _with_a_request(database)
    run_sql(AS_IT_WAS)
    with pytest.raises(RevisionError, match=r"revision 0001, this program needs .*vouajudar-stub migrate"):
        await open_store(database)
    with pytest.raises(RevisionError, match="migrate"):
        await check_revision(database)
    with pytest.raises(RevisionError, match="migrate"):
        await rebuild(database)
    await migrate(database)
    await check_revision(database)
    assert await _found_by_item(database) == [REQUEST, REQUEST]
    assert run_sql("SELECT began_at FROM worlds WHERE world = 'test'") == run_sql("SELECT timestamp FROM events")
    rebuilt = await rebuild(database)
    assert (rebuilt.records, rebuilt.different, rebuilt.broken) == (1, (), ())
    await migrate(database)
    assert await _found_by_item(database) == [REQUEST, REQUEST]


async def test_an_empty_database_is_set_up_by_opening_and_by_migrating_it(database: str) -> None:
    await check_revision(database)
    await migrate(database)
    await _with_a_request(database)
    assert await _found_by_item(database) == [REQUEST, REQUEST]


async def test_a_database_of_a_newer_program_is_left_alone(database: str, run_sql: RunSql) -> None:
    await migrate(database)
    run_sql("UPDATE alembic_version SET version_num = '9999';")
    with pytest.raises(RevisionError, match=r"revision 9999, this program needs .*a newer program has migrated it"):
        await open_store(database)


async def test_a_migration_that_fails_leaves_everything_as_it_was(database: str, run_sql: RunSql) -> None:
    await _with_a_request(database)
    run_sql(AS_IT_WAS)
    run_sql(ONE_EVENT_TWICE)
    with pytest.raises(DatabaseError, match="cannot be used"):
        await migrate(database)
    with pytest.raises(RevisionError, match="revision 0001"):
        await open_store(database)
    run_sql("DELETE FROM events WHERE position = 99;")
    await migrate(database)
    assert await _found_by_item(database) == [REQUEST, REQUEST]


async def test_two_events_of_one_version_are_not_both_kept(database: str) -> None:
    await _with_a_request(database)

    def work(retained: bool) -> Callable[[Transaction], Any]:
        async def again(transaction: Transaction) -> None:
            record = await transaction.get("resource_request", REQUEST)
            assert record is not None
            event: NewEvent = changed(record, transaction.now, name="progressed", retained=retained)
            await transaction.put(record)
            await transaction.append([event])

        return again

    store = await open_store(database)
    with pytest.raises(Exception, match=r"(?i)unique"):
        await store.write("test", work(retained=True))
    await store.write("test", work(retained=False))  # it shows the current version, and is exempt
    assert await store.read("test", lambda reading: reading.events.head()) == 2
    await store.close()


async def test_the_revisions_lead_to_the_tables_that_a_new_database_gets(database: str, run_sql: RunSql) -> None:
    await migrate(database)
    fresh = _schema(database)
    run_sql(_dropped(database, run_sql))
    await _upgrade_from_nothing(database)
    assert _schema(database) == fresh


def test_the_revision_of_the_tables_is_the_newest_there_is() -> None:
    assert ScriptDirectory.from_config(_config()).get_current_head() == REVISION


async def test_no_message_about_a_database_shows_its_password() -> None:
    address = "postgresql://stub:hunter2@127.0.0.1:1/stub?sslpassword=hunter3"
    for attempt in (open_store, migrate, check_revision, rebuild):
        with pytest.raises(DatabaseError) as refused:
            await attempt(address)
        assert "127.0.0.1:1/stub" in str(refused.value)
        assert "hunter" not in str(refused.value)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "vouajudar_stub.store:migrations")
    config.set_main_option("path_separator", "os")
    return config


async def _upgrade_from_nothing(database: str) -> None:
    """Every revision, one after another."""

    def upgrade(connection: Connection) -> None:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    if database.startswith("postgresql"):
        engine = create_async_engine(database.replace("postgresql", "postgresql+asyncpg"), poolclass=NullPool)
        async with engine.begin() as connection:
            await connection.run_sync(upgrade)
    else:
        with create_engine(f"sqlite:///{database}", poolclass=NullPool).begin() as file:
            upgrade(file)


def _dropped(database: str, run_sql: RunSql) -> str:
    if database.startswith("postgresql"):
        return "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"
    tables = run_sql("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return "".join(f"DROP TABLE {table};" for table in tables)


def _schema(database: str) -> object:
    if database.startswith("postgresql"):
        dumped = subprocess.run(
            [programs() / "pg_dump", "--schema-only", "--no-owner", "--no-privileges", "--no-comments", database],
            capture_output=True,
            text=True,
            check=True,
        )
        return [line for line in dumped.stdout.splitlines() if not re.match(r"--|\\|SET|SELECT|$", line)]
    with closing(sqlite3.connect(database)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return orjson.loads(orjson.dumps({table: _described(connection, table) for table in tables}))


def _described(connection: sqlite3.Connection, table: str) -> dict[str, Any]:
    indexes = [row[1] for row in connection.execute(f"PRAGMA index_list({table})")]
    text = "SELECT sql FROM sqlite_master WHERE name = ?"
    return {
        "columns": connection.execute(f"PRAGMA table_info({table})").fetchall(),
        "indexes": {index: connection.execute(text, (index,)).fetchone() for index in sorted(indexes)},
        "counts_up": "AUTOINCREMENT" in connection.execute(text, (table,)).fetchone()[0].upper(),
    }
