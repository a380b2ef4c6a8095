"""`python -m tests.chaos [--calls N] [--seed N]`: the long run; exit code 1 when something went wrong."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from demo.sandbox import running_sandbox
from tests.chaos.run import Outcome, run

RESULTS = Path(__file__).parent / "RESULTS.md"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, running_sandbox(Path(folder), "--rate-limit-factor", "1000") as sandbox:
        outcome = run(sandbox, calls=given.calls, seed=given.seed)
    RESULTS.write_text(table(outcome, given.seed))
    sys.stdout.write(RESULTS.read_text())
    return 1 if outcome.ledger.wrong else 0


def table(outcome: Outcome, seed: int) -> str:
    ledger = outcome.ledger
    calls = "".join(f"| {name} | {count} | {ledger.doubtful[name]} |\n" for name, count in sorted(ledger.calls.items()))
    faults = "".join(f"| {name} | {count} |\n" for name, count in sorted(outcome.faults.items()))
    wrong = "".join(f"- {line}\n" for line in ledger.wrong[:50]) or "nothing\n"
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    return f"""# Calls through a breaking network

Written by `make chaos` on {datetime.now(UTC):%Y-%m-%d}, {machine}, seed {seed}.

{sum(ledger.calls.values())} calls; {outcome.batches} batches and {outcome.events} events at the end.
The event stream was cut {outcome.cuts} times and resumed.

| operation | calls | ended in doubt, and said so |
|-|-|-|
{calls}
| what the network did to a request | times |
|-|-|
{faults}
Went wrong: {wrong}"""


if __name__ == "__main__":
    sys.exit(main())
