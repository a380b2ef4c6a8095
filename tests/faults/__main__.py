"""`python -m tests.faults`: kills servers, and writes down what came of it."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

from .kills import starts, under_load
from .run import Run


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    options.add_argument("--kills", type=int, default=60, help="kills under load")
    options.add_argument("--seed", type=int, default=None)
    options.add_argument("--variant", default="")
    given = options.parse_args()
    seed = given.seed if given.seed is not None else random.SystemRandom().randint(1, 10**6)
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        run = Run(Path(folder), seed, variant=given.variant, say=lambda line: print(line, flush=True))
        outcome = run(starts(chance, 5), under_load(chance, given.kills))
    print(outcome)
    print(outcome.findings)
    return 1 if outcome.findings else 0


if __name__ == "__main__":
    sys.exit(main())
