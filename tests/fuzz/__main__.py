"""`python -m tests.fuzz`: fuzzes a sandbox of its own over HTTP, and writes down what came of it."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from vouajudar_contracts.verify.caller import meet, still_good
from vouajudar_contracts.verify.fuzz import Pass, fuzz_until, plan
from vouajudar_contracts.verify.fuzz_report import FuzzReport, spread

from demo.sandbox import Sandbox, running_sandbox

ROOT = Path(__file__).parents[2]
# Streams end soon, and nothing is sent to an address that the fuzzer made up.
QUIET = {"VOUAJUDAR_STREAM_SECONDS": "1", "VOUAJUDAR_WEBHOOKS": "false", "VOUAJUDAR_RATE_LIMIT_FACTOR": "1000"}
SAY_SECONDS = 15
DEEPEST = ("verifyDropoff", "confirmReservationReceipt", "failDelivery", "commitDelivery", "redeliverEvents", "revokeApiKey")


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    options.add_argument("--cases", type=int, default=20_000, help="go on until so many calls were made")
    options.add_argument("--seed", type=int, default=20261124)
    options.add_argument("--max-examples", type=int, default=20, help="made-up calls of each operation a round")
    options.add_argument("--scenarios", type=int, default=60, help="sequences along links a round, of each kind")
    options.add_argument("--results", type=Path, default=None, help="write the tables here")
    given = options.parse_args()
    warnings.simplefilter("ignore")  # the judge's own libraries about generated values
    with (
        tempfile.TemporaryDirectory(prefix="vouajudar-fuzz-") as folder,
        running_sandbox(Path(folder), variables=QUIET) as sandbox,
    ):
        report, good = fuzzed(sandbox, given)
    for failure in report.failures:
        say(f"{failure}\n")
    say(str(report))
    if given.results is not None:
        given.results.write_text(written(report), encoding="utf-8")
    whole = not report.found and not report.never_called and not report.never_succeeded and report.cases >= given.cases and good
    return 0 if whole else 1


def fuzzed(sandbox: Sandbox, given: argparse.Namespace) -> tuple[FuzzReport, bool]:
    document: dict[str, Any] = json.loads((ROOT / "contracts/bundles/openapi.json").read_text(encoding="utf-8"))
    partner, peer = sandbox.partner(), sandbox.partner(number=1)

    def passes(first: bool) -> list[Pass]:
        return plan(document, max_examples=given.max_examples, scenarios=given.scenarios, boundaries=first)

    with httpx.Client() as session:
        client = partner["client_id"], partner["client_secret"]
        caller = meet(session, sandbox.base_url, partner["api_key"], client, peer["api_key"])
        report = fuzz_until(
            given.cases, document, seed=given.seed, passes=passes, caller=caller, base_url=sandbox.base_url, progress=Say()
        )
        return report, still_good(session, sandbox.base_url, caller)


class Say:
    """A line now and then: what runs, and how many calls were made."""

    def __init__(self) -> None:
        self.started = self.last = time.monotonic()
        self.doing = ""

    def __call__(self, doing: str, calls: int) -> None:
        self.doing = doing or self.doing
        now = time.monotonic()
        if now - self.last >= SAY_SECONDS:
            self.last = now
            say(f"{now - self.started:5.0f} s  {calls:6} calls  {self.doing}")


def written(report: FuzzReport) -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    machine = f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}"
    made = ", ".join(f"{name} {calls}" for name, calls in report.passes.items())
    facts = [
        ("calls", f"{report.cases} ({made})"),
        ("operations called", f"{len(report.operations) - len(report.never_called)} of {len(report.operations)}"),
        ("operations that never did what they are for", ", ".join(report.never_succeeded) or "none"),
        ("links of the contract", str(report.declared_links)),
        ("links followed to an answer of 2xx, inferred ones among them", str(len(report.links_followed))),
        ("deepest: answers of 2xx", ", ".join(f"{name} {_done(report, name)}" for name in DEEPEST)),
        ("answers to methods that a path does not have", spread(report.other_methods)),
        ("failures", str(len(report.found))),
    ]
    parts = [
        "# The contract, fuzzed",
        f"Written by `make fuzz` on {datetime.now(UTC):%Y-%m-%d}: {machine}, seed {report.seed}, {report.seconds:.0f} s. "
        "A sandbox on SQLite over HTTP; every check of schemathesis is on, sequences along links included.",
        _table(("", ""), facts),
        "## What was seen in which state",
        _table(("", "things by status"), report.states()),
        "## Calls by operation",
        _table(("operation", "calls", "answers"), [(name, str(calls), answers) for name, calls, answers in report.rows()]),
        *(["## Failures", *(f"```\n{failure}\n```" for failure in report.failures)] if report.found else []),
    ]
    return "\n\n".join(parts) + "\n"


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _done(report: FuzzReport, name: str) -> int:
    return sum(times for status, times in report.answers.get(name, {}).items() if 200 <= status < 300)


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("-" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
