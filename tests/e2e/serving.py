"""The server in this very process and loop, on a socket of its own: for tests that change something inside it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from typing import Any

import uvicorn
from vouajudar_stub.assembly import Assembly, assembled
from vouajudar_stub.edge.connection import CuttableHttp
from vouajudar_stub.settings import Settings

from demo.sandbox import Sandbox


class _Server(uvicorn.Server):
    """Tells when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.listening.set()


@asynccontextmanager
async def serving(database: str, **settings: Any) -> AsyncGenerator[Sandbox]:
    """A sandbox on this database with these settings."""
    async with assembled(Settings(sandbox=True, database=database, log_level="warning", **settings)) as assembly:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            config = uvicorn.Config(assembly.app, http=CuttableHttp, log_config=None, lifespan="off", access_log=False)
            server = _Server(config)
            running = asyncio.create_task(server.serve(sockets=[listening]))
            try:
                await server.listening.wait()
                yield described(assembly, f"http://127.0.0.1:{listening.getsockname()[1]}")
            finally:
                assembly.stop_waiting()
                server.should_exit = True
                with suppress(asyncio.CancelledError):
                    await running


def described(assembly: Assembly, address: str) -> Sandbox:
    """What the ready file would say."""
    ids = {partner.seed: partner.id for partner, _ in assembly.partners}
    return Sandbox(
        base_url=f"{address}/v1",
        docs_url=f"{address}/docs",
        partners=[
            {
                **asdict(partner),
                "id": partner.id,
                "kinds": list(partner.kinds),
                "api_key": given.api_key,
                "client_id": partner.client_id,
                "client_secret": given.client_secret,
            }
            for partner, given in assembly.partners
        ],
        locations=[
            {"id": place_id, "name": place.name, "kind": place.kind, "partner_id": ids[place.partner], "city_id": place.city_id}
            for place_id, place in assembly.places
        ],
    )
