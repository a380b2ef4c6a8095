"""The platform's word on locations of partners in live mode."""

from __future__ import annotations

import os
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from vouajudar_stub.cli.options import Database, fail, named_database, opened, run
from vouajudar_stub.services.locations import decide
from vouajudar_stub.services.repository import Cause
from vouajudar_stub.store.protocol import Reading, Record, Transaction, World
from vouajudar_stub.ulid import ulid

app = typer.Typer(no_args_is_help=True, help="The platform's word on locations.")

LocationId = Annotated[str, typer.Argument(help="loc_...")]
WorldOption = Annotated[Literal["live", "test"], typer.Option("--world", help="Of partners in which mode.")]

WIDTH = 160


@app.command()
def pending(*, database: Database = None, world: WorldOption = "live") -> None:
    """List the locations that wait for a word, the oldest first."""
    waiting = run(_pending(named_database(database), world))
    table = Table("Location", "Name", "Kind", "City", "Address", "Since")
    for record in waiting:
        body = record.body
        table.add_row(record.id, body["name"], body["kind"], body["city_id"], body["address"], body["created_at"])
    if waiting:
        console = Console()
        Console(width=max(console.width, WIDTH) if not console.is_terminal else None).print(table)
    typer.echo(f"{len(waiting)} pending in the {world} world")


@app.command()
def approve(location_id: LocationId, *, database: Database = None, world: WorldOption = "live") -> None:
    """Approve a location: from now on every partner sees it."""
    run(_decide(named_database(database), world, location_id, "approved"))


@app.command()
def reject(location_id: LocationId, *, database: Database = None, world: WorldOption = "live") -> None:
    """Reject a location."""
    run(_decide(named_database(database), world, location_id, "rejected"))


async def _pending(database: str, world: World) -> list[Record]:
    async def look(reading: Reading) -> list[Record]:
        return await reading.find("location", {})

    async with opened(database) as store:
        return [record for record in await store.read(world, look) if record.body["approval_status"] == "pending"]


async def _decide(database: str, world: World, location_id: str, verdict: Literal["approved", "rejected"]) -> None:
    cause = Cause("platform", f"rid_{ulid()}", f"00-{os.urandom(16).hex()}-{os.urandom(8).hex()}-00")

    async def work(transaction: Transaction) -> bool:
        return await decide(transaction, location_id, verdict, cause) is not None

    async with opened(database) as store:
        known = await store.write(world, work)
    if not known:
        fail(f"there is no location {location_id} in the {world} world")
    typer.echo(f"{location_id} is {verdict}")
