"""`make demo`: start the sandbox, play two scenarios through the SDK, print calls and events, stop the sandbox."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from rich.console import Console

from demo.journey import happy_path, two_carriers
from demo.sandbox import running_sandbox
from demo.timeline import Timeline

JOURNEY_EVENTS = 13
TABLE_WIDTH = 120


def main() -> int:
    """Run both scenarios; 0 when every expectation of the contract held."""
    console = Console(width=max(Console().width, TABLE_WIDTH))
    with tempfile.TemporaryDirectory(prefix="vouajudar-demo-") as folder, running_sandbox(Path(folder)) as sandbox:
        console.print(f"\nSandbox on SQLite at {sandbox.base_url}   docs: {sandbox.docs_url}\n")
        first = Timeline(console, "S1  eighty meals from Cozinha Solidaria Guaiba Vivo to Abrigo Ginasio Menino Deus")
        events = happy_path(sandbox, first)
        first.close()
        second = Timeline(console, "S2  two carriers ask for eight of the last ten meals at the same moment")
        shared = two_carriers(sandbox, second)
        second.close()

    whole = len(events) == JOURNEY_EVENTS
    console.print(f"S1: {len(events)} events, {JOURNEY_EVENTS} expected: {'yes' if whole else 'NO'}")
    console.print(f"S2: one carrier got eight, the other was told of two and took them: {'yes' if shared else 'NO'}\n")
    return 0 if whole and shared else 1


if __name__ == "__main__":
    sys.exit(main())
