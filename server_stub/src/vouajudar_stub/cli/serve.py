"""`vouajudar-stub serve`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from vouajudar_stub import logs
from vouajudar_stub.assembly import Assembly
from vouajudar_stub.cli.announcement import announce
from vouajudar_stub.cli.options import Database, fail, read_settings
from vouajudar_stub.cli.server import address_of, listen, run_here, serve_on
from vouajudar_stub.cli.sole_server import FileInUseError, sole_server
from vouajudar_stub.cli.supervisor import ServingFailedError, Supervisor
from vouajudar_stub.seeding import SandboxWorld
from vouajudar_stub.settings import PREFIX
from vouajudar_stub.store.opening import DatabaseError
from vouajudar_stub.store.protocol import StoreUnavailableError


def serve(
    *,
    sandbox: Annotated[bool, typer.Option("--sandbox", help="Seed a world of test partners.")] = False,
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on (127.0.0.1).")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Port to listen on (8000); 0: any free one.")] = None,
    workers: Annotated[int | None, typer.Option("--workers", help="Processes (1); more than one needs PostgreSQL.")] = None,
    ready_file: Annotated[Path | None, typer.Option("--ready-file", help="Write partners and keys here, as JSON.")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Seed more cities, and batches.")] = False,
    rate_limit_factor: Annotated[int | None, typer.Option("--rate-limit-factor", help="Multiply every rate limit.")] = None,
    database: Database = None,
) -> None:
    """Serve the API until interrupted. Without a database there is a new one, which goes at the end."""
    settings = read_settings(
        host=host,
        port=port,
        workers=workers,
        rate_limit_factor=rate_limit_factor,
        database=database,
        sandbox=sandbox or None,
        demo=demo or None,
    )
    logs.configure(settings.log_level)
    try:
        listener = listen(settings.host, settings.port)
    except OSError as error:
        fail(f"cannot listen on {settings.host}:{settings.port}: {error.strerror} ({PREFIX}HOST, {PREFIX}PORT)")
    address = address_of(listener, settings.host)

    def listening(assembly: Assembly) -> None:
        announce(SandboxWorld(assembly.partners, assembly.places), address, ready_file)

    try:
        with listener, sole_server(settings.database):
            if settings.workers == 1:
                run_here(serve_on(listener, settings, listening))
            else:
                asyncio.run(Supervisor(settings, listener, lambda world: announce(world, address, ready_file)).run())
    except (DatabaseError, StoreUnavailableError, FileInUseError, ServingFailedError) as error:
        fail(str(error))
