"""`python -m tests.faults`: kills servers, and writes down what came of it."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.postgres import NoPostgresError, required, running_cluster

from .databases import Database, PostgresDatabase, SqliteFile
from .kills import at, in_first_start, under_load
from .report import written
from .run import Outcome, Run
from .syncs import Syncs, measured
from .variants import VARIANTS

SYNC_SECONDS = 4.0

Made = Callable[[Path], Database]
"""Makes an empty database, for a run with this folder."""


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    options.add_argument(
        "--kills",
        type=int,
        default=60,
        help="kills on SQLite; half of it on PostgreSQL, a third of it there with two processes",
    )
    options.add_argument("--seed", type=int, default=None)
    options.add_argument("--only", choices=("sqlite", "postgresql"), default=None, help="one of the databases")
    options.add_argument("--variant", choices=sorted(VARIANTS), action="append", help="only these known-bad ones, no good one")
    options.add_argument("--results", type=Path, default=None, help="write the tables here")
    given = options.parse_args()
    seed = given.seed if given.seed is not None else random.SystemRandom().randint(1, 10**6)
    say(f"seed {seed}")
    good: list[Outcome] = []
    caught: dict[tuple[str, str], Outcome] = {}
    with databases(given.only) as found:
        for database, made in found.items():
            if not given.variant:
                if database == "sqlite":
                    good.append(good_run(made, seed, given.kills))
                else:
                    good.append(good_run(made, seed, given.kills // 2))
                    good.append(good_run(made, seed, given.kills // 3, processes=2))
            for name in given.variant or VARIANTS:
                if database == "sqlite" or not VARIANTS[name].sqlite_only:
                    caught[database, name] = bad_run(made, name, seed)
    if given.results is not None and good:
        given.results.write_text(written(good, caught, counted_syncs()))
    missed = [f"{name} ({database})" for (database, name), outcome in caught.items() if not is_caught(name, outcome)]
    if missed:
        say(f"not caught: {', '.join(missed)}")
    return 1 if missed or any(outcome.findings for outcome in good) else 0


@contextmanager
def databases(only: str | None) -> Iterator[Mapping[str, Made]]:
    with ExitStack() as stack:
        found: dict[str, Made] = {"sqlite": lambda folder: SqliteFile(folder / "world.db")}
        if only != "sqlite":
            try:
                cluster = stack.enter_context(running_cluster())
                found["postgresql"] = lambda _folder: PostgresDatabase(cluster)
            except NoPostgresError as error:
                if required() or only:
                    raise
                say(f"left out: {error}")
        yield {name: made for name, made in found.items() if only in (None, name)}


def good_run(made: Made, seed: int, kills: int, *, processes: int = 1) -> Outcome:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        database = made(Path(folder))
        run = Run(Path(folder), seed, database, processes=processes, say=say)
        starts = in_first_start(database.starts, chance) if processes == 1 else []
        outcome = run(starts, under_load(database.points, chance, kills))
    say(f"{outcome.database}: {outcome.kills.total()} kills in {outcome.seconds:.0f} s; found: {outcome.findings}")
    return outcome


def bad_run(made: Made, name: str, seed: int) -> Outcome:
    """Until it is caught."""
    chance, variant = random.Random(seed), VARIANTS[name]
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        database = made(Path(folder))
        run = Run(Path(folder), seed, database, variant=name, stop_early=True)
        points = [point for point in variant.points if point in database.points]
        outcome = run([], at(points, chance, variant.kills))
    say(f"{name} on {outcome.database}, {outcome.kills.total()} kills, {outcome.seconds:.0f} s: {outcome.findings}")
    return outcome


def is_caught(name: str, outcome: Outcome) -> bool:
    return bool(VARIANTS[name].caught_by & outcome.findings.by_check.keys())


def counted_syncs() -> Syncs:
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        syncs = measured(Path(folder), SYNC_SECONDS)
    say(f"{syncs}")
    return syncs


def say(line: str) -> None:
    print(line[:1000], flush=True)  # noqa: T201 - a command's output


if __name__ == "__main__":
    sys.exit(main())
