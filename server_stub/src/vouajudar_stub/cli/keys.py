"""The keys that sign access tokens."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from vouajudar_stub.cli.options import Database, named_database, opened, run
from vouajudar_stub.services.token_keys import FAMILY, REREAD_SECONDS, RETIRED_FOR, rotate
from vouajudar_stub.ulid import ulid_time

app = typer.Typer(no_args_is_help=True, help="The keys that sign access tokens.")


@app.command(name="rotate")
def rotate_key(
    *,
    database: Database = None,
    revoke_older: Annotated[
        bool, typer.Option("--revoke-older", help="Refuse tokens signed before, as when a key has leaked.")
    ] = False,
) -> None:
    """Make a new key, which signs from now on. Tokens signed before stay good until they expire."""
    kid = run(_rotate(named_database(database), revoke_older=revoke_older))
    typer.echo(f"The key {kid} signs from now on; servers that run take it up within {REREAD_SECONDS:.0f} seconds.")
    if revoke_older:
        typer.echo("Tokens signed before are refused.")


@app.command(name="list")
def list_keys(*, database: Database = None) -> None:
    """List the keys by name and age; the last one signs, the others verify."""
    kids = sorted(run(_kids(named_database(database))))
    for kid in kids:
        role = "signs" if kid == kids[-1] else f"verifies until {RETIRED_FOR} after its successor was made"
        typer.echo(f"{kid}  made {ulid_time(kid):%FT%TZ}, {(datetime.now(UTC) - ulid_time(kid)).days} days old, {role}")
    typer.echo(f"{len(kids)} key{'' if len(kids) == 1 else 's'}")


async def _rotate(database: str, *, revoke_older: bool) -> str:
    async with opened(database) as store:
        return await rotate(store, revoke_older=revoke_older)


async def _kids(database: str) -> list[str]:
    async with opened(database) as store:
        return list(await store.secrets(FAMILY))
