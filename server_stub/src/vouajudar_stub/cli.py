"""The command line: `vouajudar-stub`."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
import uvicorn
import uvloop
from rich.console import Console
from rich.table import Table

from vouajudar_stub import logs
from vouajudar_stub.assembly import Assembly, assembled
from vouajudar_stub.edge.connection import CuttableHttp
from vouajudar_stub.services.locations import decide
from vouajudar_stub.services.repository import Cause
from vouajudar_stub.settings import BASE_PATH, Settings, SettingsError
from vouajudar_stub.store.protocol import Transaction, World
from vouajudar_stub.store.sqlite.rebuild import rebuild as rebuild_records
from vouajudar_stub.store.sqlite.store import SqliteStore
from vouajudar_stub.ulid import ulid

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
locations = typer.Typer(no_args_is_help=True, help="The platform's word on locations.")
app.add_typer(locations, name="locations")

SWITCH_SECONDS = 0.0005
"""How soon the thread that serves gives way to the one that writes; Python's own 5 ms would be most of a command's time."""

STOP_SECONDS = 10

Database = Annotated[Path, typer.Option("--database", help="The SQLite file.", exists=True, dir_okay=False)]


@app.callback()
def main_options() -> None:
    """The reference stub of the VouAjudar partner API."""


@app.command()
def serve(
    *,
    sandbox: Annotated[bool, typer.Option("--sandbox", help="Seed a world of test partners.")] = False,
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on (127.0.0.1).")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Port to listen on (8000); 0: any free one.")] = None,
    ready_file: Annotated[Path | None, typer.Option("--ready-file", help="Write partners and keys here, as JSON.")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Seed more cities, and batches.")] = False,
    rate_limit_factor: Annotated[int | None, typer.Option("--rate-limit-factor", help="Multiply every rate limit.")] = None,
    database: Annotated[str | None, typer.Option("--database", help="The SQLite file (one that goes at the end).")] = None,
) -> None:
    """Serve the API until interrupted."""
    given: dict[str, Any] = {
        "host": host,
        "port": port,
        "rate_limit_factor": rate_limit_factor,
        "database": database,
        "sandbox": sandbox or None,
        "demo": demo or None,
    }
    try:
        settings = replace(Settings.from_environment(), **{name: value for name, value in given.items() if value is not None})
    except SettingsError as error:
        typer.echo(f"vouajudar-stub: {error}", err=True)
        raise typer.Exit(2) from None
    logs.configure(settings.log_level)
    sys.setswitchinterval(SWITCH_SECONDS)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(settings, ready_file))


@app.command()
def rebuild(database: Database) -> None:
    """Write the read models anew from the event log."""
    result = rebuild_records(database)
    typer.echo(f"{result.records} records from {result.events} events, {len(result.different)} of them were different")
    for record_id in result.different:
        typer.echo(f"  {record_id}")


@locations.command()
def approve(location_id: str, database: Database) -> None:
    """Approve a location of a partner in live mode."""
    asyncio.run(_decide(database, location_id, "approved"))


@locations.command()
def reject(location_id: str, database: Database) -> None:
    """Reject a location of a partner in live mode."""
    asyncio.run(_decide(database, location_id, "rejected"))


async def _decide(database: Path, location_id: str, verdict: Literal["approved", "rejected"], world: World = "live") -> None:
    store = SqliteStore(database)
    cause = Cause("platform", f"rid_{ulid()}", f"00-{os.urandom(16).hex()}-{os.urandom(8).hex()}-00")

    async def work(transaction: Transaction) -> bool:
        return await decide(transaction, location_id, verdict, cause) is not None

    try:
        if not await store.write(world, work):
            typer.echo(f"there is no location {location_id} in the {world} world", err=True)
            raise typer.Exit(1)
    finally:
        await store.close()
    typer.echo(f"{location_id} is {verdict}")


class _Server(uvicorn.Server):
    """Tells when it listens, and lets go of those who wait when it is to stop."""

    def __init__(self, config: uvicorn.Config, assembly: Assembly, listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._assembly = assembly
        self._listening = listening

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """An interrupt or a termination is how a server is stopped: it stops, and the process ends well."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self._listening()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._assembly.stop_waiting()
        await super().shutdown(sockets=sockets)


async def _serve(settings: Settings, ready_file: Path | None) -> None:
    listener = _listen(settings.host, settings.port)
    name = settings.host if ":" not in settings.host else f"[{settings.host}]"
    address = f"http://{name}:{listener.getsockname()[1]}"
    async with assembled(settings) as assembly:
        config = uvicorn.Config(
            assembly.app,
            http=CuttableHttp,
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            date_header=True,
            timeout_keep_alive=75,  # a client that thinks for a while finds its connection still there
            timeout_graceful_shutdown=STOP_SECONDS,
        )

        def listening() -> None:
            facts = _facts(assembly, address)
            if ready_file is not None:
                _write(ready_file, json.dumps(facts, indent=2) + "\n")
            _show(facts)

        await _Server(config, assembly, listening).serve(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    if port:  # with a free port it would let a second server that is just starting be given the same one
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        typer.echo(f"vouajudar-stub: cannot listen on {host}:{port}: {error.strerror}", err=True)
        raise typer.Exit(1) from None
    return listener


def _write(path: Path, text: str) -> None:
    """Put the whole file there at once; it holds secrets, so only its owner may read it."""
    part = path.with_name(f"{path.name}.part")
    part.touch(mode=0o600)
    part.write_text(text)
    part.replace(path)


def _facts(assembly: Assembly, address: str) -> dict[str, Any]:
    """What the ready file says and the tables show."""
    partner_ids = {partner.seed: partner.id for partner, _ in assembly.partners}
    return {
        "base_url": f"{address}{BASE_PATH}",
        "docs_url": f"{address}/docs",
        "partners": [
            {
                "id": partner.id,
                "name": partner.name,
                "mode": partner.mode,
                "kinds": list(partner.kinds),
                "suspended": partner.suspended,
                "api_key": secrets.api_key,
                "client_id": partner.client_id,
                "client_secret": secrets.client_secret,
            }
            for partner, secrets in assembly.partners
        ],
        "locations": [
            {
                "id": place_id,
                "name": place.name,
                "kind": place.kind,
                "partner_id": partner_ids[place.partner],
                "city_id": place.city_id,
            }
            for place_id, place in assembly.places
        ],
    }


def _show(facts: dict[str, Any]) -> None:
    console = Console(width=None if sys.stdout.isatty() else 180)
    if facts["partners"]:
        console.print(_partners_table(facts))
        console.print(_locations_table(facts))
    console.print(f"Listening on {facts['base_url']}   docs: {facts['docs_url']}   stop with Ctrl-C")


def _partners_table(facts: dict[str, Any]) -> Table:
    table = Table("Partner", "Kinds", "Mode", title="Partners")
    for column in ("API key", "Client", "Client secret"):
        table.add_column(column, overflow="fold")  # never cut: it is there to be copied
    for partner in facts["partners"]:
        mode = f"{partner['mode']}, suspended" if partner["suspended"] else partner["mode"]
        kinds = "all" if len(partner["kinds"]) == 4 else ", ".join(partner["kinds"])
        table.add_row(partner["name"], kinds, mode, partner["api_key"], partner["client_id"], partner["client_secret"])
    return table


def _locations_table(facts: dict[str, Any]) -> Table:
    names = {partner["id"]: partner["name"] for partner in facts["partners"]}
    table = Table("Location", "Kind", "City", "Id", "Partner", title="Locations")
    for place in facts["locations"]:
        table.add_row(place["name"], place["kind"], place["city_id"], place["id"], names[place["partner_id"]])
    return table


def main() -> None:
    app()


if __name__ == "__main__":
    main()
