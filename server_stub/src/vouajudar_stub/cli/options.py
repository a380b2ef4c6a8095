"""What commands have in common: which database they are about, and how they end when they cannot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer

from vouajudar_stub.logs import redacted
from vouajudar_stub.services import clock
from vouajudar_stub.settings import PREFIX, Settings, SettingsError
from vouajudar_stub.store.address import SQLITE
from vouajudar_stub.store.opening import DatabaseError, open_store
from vouajudar_stub.store.protocol import Store, StoreUnavailableError

T = TypeVar("T")

Database = Annotated[
    str | None,
    typer.Option("--database", help=f"SQLite file or postgresql:// address; else {PREFIX}DATABASE.", show_default=False),
]

WRONG_USE = 2
FAILED = 1


def read_settings(**given: Any) -> Settings:
    """The settings, where what is given counts before the environment. Ends the program when they cannot be."""
    try:
        return Settings.from_environment(**given)
    except SettingsError as error:
        fail(str(error), WRONG_USE)


def fail(message: str, code: int = FAILED) -> NoReturn:
    """End the program with one line that says why."""
    typer.echo(f"vouajudar-stub: {redacted(message)}", err=True)
    raise typer.Exit(code)


def named_database(database: str | None) -> str:
    """The database of a command that cannot do without one; an SQLite file must be there already."""
    named = read_settings(database=database).database
    if not named:
        fail(f"name a database, by --database or {PREFIX}DATABASE", WRONG_USE)
    if "://" not in named or named.startswith(SQLITE):
        path = Path(named.removeprefix(SQLITE))
        if not path.is_file():
            fail(f"there is no database at {path}")
    return named


def run(work: Coroutine[Any, Any, T]) -> T:
    """What the work returns. Ends the program when the database cannot be used."""
    try:
        return asyncio.run(work)
    except (DatabaseError, StoreUnavailableError) as error:
        fail(str(error))


@asynccontextmanager
async def opened(database: str) -> AsyncGenerator[Store]:
    """The store of the database, which knows the rules of the clock."""
    store = await open_store(database)
    store.rules = clock.RULES
    try:
        yield store
    finally:
        await store.close()
