"""`python -m tests.faults`: kills servers, and writes down what came of it."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

from .kills import at, starts, under_load
from .report import written
from .run import Outcome, Run
from .syncs import Syncs, measured
from .variants import VARIANTS

SYNC_SECONDS = 4.0


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    options.add_argument("--kills", type=int, default=60, help="kills after the first start")
    options.add_argument("--seed", type=int, default=None)
    options.add_argument("--variant", choices=sorted(VARIANTS), action="append", help="only these known-bad ones, no good one")
    options.add_argument("--results", type=Path, default=None, help="write the tables here")
    given = options.parse_args()
    seed = given.seed if given.seed is not None else random.SystemRandom().randint(1, 10**6)
    say(f"seed {seed}")
    good = None if given.variant else good_run(seed, given.kills)
    caught = {name: bad_run(name, seed) for name in given.variant or VARIANTS}
    if good is not None:
        syncs = counted_syncs()
        if given.results is not None:
            given.results.write_text(written(good, caught, syncs))
    missed = [name for name, outcome in caught.items() if not VARIANTS[name].caught_by & outcome.findings.by_check.keys()]
    if missed:
        say(f"not caught: {', '.join(missed)}")
    return 1 if missed or (good is not None and good.findings) else 0


def good_run(seed: int, kills: int) -> Outcome:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        outcome = Run(Path(folder), seed, say=say)(starts(chance, 5), under_load(chance, kills))
    say(f"{outcome.kills.total()} kills in {outcome.seconds:.0f} s; found: {outcome.findings}")
    return outcome


def bad_run(name: str, seed: int) -> Outcome:
    """Until it is caught."""
    chance, variant = random.Random(seed), VARIANTS[name]
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        run = Run(Path(folder), seed, variant=name, stop_early=True)
        outcome = run([], at(variant.points, chance, variant.kills))
    say(f"{name}, after {outcome.kills.total()} kills in {outcome.seconds:.0f} s: {', '.join(outcome.findings.by_check)}")
    say(f"   {outcome.findings}")
    return outcome


def counted_syncs() -> Syncs:
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        syncs = measured(Path(folder), SYNC_SECONDS)
    say(f"{syncs}")
    return syncs


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a command's output


if __name__ == "__main__":
    sys.exit(main())
