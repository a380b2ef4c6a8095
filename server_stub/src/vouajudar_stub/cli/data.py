"""The database itself: brought up to date, sown, its read models written anew."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vouajudar_stub.cli.announcement import partners_and_places, show_world, write_whole
from vouajudar_stub.cli.options import WRONG_USE, Database, fail, named_database, opened, read_settings, run
from vouajudar_stub.seeding import SandboxWorld, seeds_of
from vouajudar_stub.seeding import seed as sow
from vouajudar_stub.services.cursors import Cursors
from vouajudar_stub.store import opening


def migrate(database: Database = None) -> None:
    """Bring a database to the revision of this program; one that is empty is set up."""
    named = read_settings(database=database).database
    if not named:
        fail("name a database, by --database or VOUAJUDAR_DATABASE", WRONG_USE)
    run(opening.migrate(named))
    typer.echo("The database is up to date.")


def rebuild(database: Database = None) -> None:
    """Write the read models anew from the event log, and tell what was different."""
    result = run(opening.rebuild(named_database(database)))
    typer.echo(f"{result.records} records from {result.events} events, {len(result.different)} of them were different")
    for record_id in result.different:
        typer.echo(f"  {record_id}")
    if result.broken:
        fail(f"the log has lost events of {', '.join(result.broken)}: their versions have gaps")


def seed(
    *,
    database: Database = None,
    demo: Annotated[bool, typer.Option("--demo", help="More cities, and batches.")] = False,
    facts_file: Annotated[
        Path | None, typer.Option("--facts-file", help="Write partners, keys and locations here, as JSON.")
    ] = None,
) -> None:
    """Sow the sandbox's partners and locations, as far as they are missing, without serving; show them with their keys."""
    settings = read_settings(database=database, demo=demo or None)
    if not settings.database:
        fail("name a database, by --database or VOUAJUDAR_DATABASE", WRONG_USE)
    facts = partners_and_places(run(_sown(settings.database, demo=settings.demo)))
    if facts_file is not None:
        write_whole(facts_file, facts)
    show_world(facts)


async def _sown(database: str, *, demo: bool) -> SandboxWorld:
    async with opened(database) as store:
        return await sow(store, seeds_of(store, Cursors(await store.secret("cursors")), demo=demo))
