"""A server that is killed keeps every command that it has acknowledged."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from vouajudar_stub.store.sqlite.rebuild import rebuild
from vouajudar_stub.store.sqlite.store import SqliteStore

from .things import log, registered

WRITERS = 8


async def write_for_ever(path: Path) -> None:
    """Acknowledge each command on standard output once it is durable."""
    store = SqliteStore(path)

    async def writer(first: int) -> None:
        for number in range(first, 10_000_000, WRITERS):
            written = await store.write("test", registered(number))
            os.write(1, f"{written}\n".encode())

    await asyncio.gather(*(writer(number) for number in range(1, WRITERS + 1)))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_was_acknowledged_before_a_kill_is_there_after_it(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "world.db"
    process = subprocess.Popen([sys.executable, "-m", __name__, str(path)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[3])
    assert process.stdout is not None
    acknowledged = [process.stdout.readline().strip() for _ in range(random.Random(seed).randint(50, 500))]
    process.send_signal(signal.SIGKILL)
    acknowledged += process.stdout.read().split(b"\n")[:-1]  # a last line that was cut is no acknowledgement
    process.stdout.close()
    process.wait()

    async def look() -> tuple[list[int], set[bytes]]:
        store = SqliteStore(path)
        events = await log(store)
        await store.write("test", registered(9_999_999))
        after = await log(store, after=events[-1].position)
        assert [event.position for event in after] == [events[-1].position + 1]
        await store.close()
        return [event.position for event in events], {event.subject.encode() for event in events}

    positions, subjects = asyncio.run(look())
    assert {line.strip() for line in acknowledged} <= subjects
    assert positions == list(range(1, len(positions) + 1))
    assert rebuild(path).different == ()


if __name__ == "__main__":
    asyncio.run(write_for_ever(Path(sys.argv[1])))
