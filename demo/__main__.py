"""`make demo`: start the sandbox, play two scenarios through the SDK, print calls and events, stop the sandbox."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console

from demo.journey import happy_path, two_carriers
from demo.timeline import Timeline

READY_SECONDS = 60
JOURNEY_EVENTS = 13
TABLE_WIDTH = 120


@contextmanager
def running_sandbox(folder: Path) -> Iterator[dict[str, Any]]:
    """A sandbox on embedded SQLite and a free port; yields the facts of its ready file."""
    ready, log = folder / "ready.json", folder / "sandbox.log"
    with log.open("wb") as out:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "vouajudar_stub.cli", "serve", "--sandbox", "--port", "0", "--ready-file", str(ready)],
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=folder,
        )
    try:
        end = time.monotonic() + READY_SECONDS
        while not ready.exists():
            if process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"the sandbox did not start:\n{log.read_text()}")
            time.sleep(0.05)
        yield json.loads(ready.read_text())
    finally:
        process.terminate()
        process.wait(20)


def main() -> int:
    """Run both scenarios; 0 when every expectation of the contract held."""
    console = Console(width=max(Console().width, TABLE_WIDTH))
    with tempfile.TemporaryDirectory(prefix="vouajudar-demo-") as folder, running_sandbox(Path(folder)) as facts:
        console.print(f"\nSandbox on SQLite at {facts['base_url']}   docs: {facts['docs_url']}\n")
        first = Timeline(console, "S1  eighty meals from Cozinha Solidaria Guaiba Vivo to Abrigo Ginasio Menino Deus")
        events = happy_path(facts, first)
        first.close()
        second = Timeline(console, "S2  two carriers ask for eight of the last ten meals at the same moment")
        shared = two_carriers(facts, second)
        second.close()

    whole = len(events) == JOURNEY_EVENTS
    console.print(f"S1: {len(events)} events, {JOURNEY_EVENTS} expected: {'yes' if whole else 'NO'}")
    console.print(f"S2: one carrier got eight, the other was told of two and took them: {'yes' if shared else 'NO'}\n")
    return 0 if whole and shared else 1


if __name__ == "__main__":
    sys.exit(main())
