"""How many syncs of the disk the commands of many clients at once cost, counted twice: in SQLite's calls, and by the kernel."""

from __future__ import annotations

import asyncio
import re
import shutil
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from vouajudar import AsyncVouAjudar

from demo.sandbox import Sandbox

from .server import Server
from .trigger import Plan

CLIENTS = 32

_SYNC = re.compile(r"\bf(?:data)?sync\(\d+<.*?([^/>]*)>")
"""A line of strace; the group is the name of the file."""


@dataclass(frozen=True)
class Syncs:
    clients: int
    acknowledged: int
    """Commands answered with 2xx."""
    command_groups: int
    """COMMITs with at least one of them in it."""
    groups: int
    """All that wrote something: those of webhooks, handlers and the start too."""
    unsynced: int
    """Groups whose COMMIT returned before all that it wrote was synced."""
    wal_syncs: int
    backfills: int
    """Syncs of the main file."""
    traced: Counter[str] | None
    """fdatasync and fsync as the kernel saw them, by file; None: strace is not installed."""


def measured(folder: Path, seconds: float) -> Syncs:
    """Creates batches for so long."""
    strace, trace = shutil.which("strace"), folder / "strace.txt"
    server = Server(folder, str(folder / "world.db"))
    if strace is not None:  # as a grandchild, so that signals reach the server itself
        server.wrapper = (strace, "-D", "-f", "-y", "--seccomp-bpf", "-e", "trace=fdatasync,fsync", "-o", str(trace))
    try:
        sandbox = server.start(Plan(str(folder / "board")))
        server.arm()
        asyncio.run(_create_batches(sandbox, seconds))
        server.stop()
    finally:
        server.end()
    board = server.board
    return Syncs(
        CLIENTS,
        board["acknowledged"],
        board["command_groups"],
        board["groups"],
        board["unsynced_groups"],
        board["wal_syncs"],
        board["backfills"],
        _traced(trace, board["wal_syncs"]) if strace is not None else None,
    )


async def _create_batches(sandbox: Sandbox, seconds: float) -> None:
    partner = sandbox.partner()
    kitchen = sandbox.location("provider", partner)["id"]
    end = time.monotonic() + seconds
    async with AsyncVouAjudar(api_key=partner["api_key"], base_url=sandbox.base_url) as client:

        async def create() -> None:
            while time.monotonic() < end:
                await client.batches.create(provider_location_id=kitchen, product_type="meal", quantity=80)

        await asyncio.gather(*(create() for _ in range(CLIENTS)))


def _traced(trace: Path, expected: int) -> Counter[str]:
    """The tracer writes on for a moment when the server has ended."""
    end = time.monotonic() + 10
    while True:
        counted = Counter("WAL" if name.endswith("-wal") else name for name in _SYNC.findall(trace.read_text()))
        if counted["WAL"] >= expected or time.monotonic() > end:
            return Counter({name: count for name, count in counted.items() if name in ("WAL", "world.db")})
        time.sleep(0.1)
