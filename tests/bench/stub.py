"""How fast the stub is: `python -m tests.bench.stub [--quick] [--only PART]... [--database URL]`.

Load comes from a process of its own, both sides of a ratio take turns in one run, figures are medians. Results go to
`results/stub.json`; a part that is measured again replaces its own figures only.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from tests.bench import connections, figures, log, reads, writes
from tests.bench.figures import Figure

RESULTS = Path(__file__).parent / "results" / "stub.json"
BATCHES = 50_000
PARTS = ("reads", "writes", "log", "connections", "memory")


def table() -> str:
    """The results as Markdown."""
    return figures.markdown(RESULTS)


def main(arguments: Sequence[str] = ()) -> int:
    """Measures, prints, writes the results. Returns 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.stub", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short runs that show that everything works; nothing is written")
    parser.add_argument("--only", action="append", choices=PARTS, help="measure this part (may be given several times)")
    parser.add_argument("--database", help="address of the PostgreSQL database to use, instead of a cluster of our own")
    given = parser.parse_args(arguments)
    measured: list[Figure] = []
    for part in given.only or PARTS:
        with tempfile.TemporaryDirectory(prefix="vouajudar-bench-") as folder:
            start = time.monotonic()
            _tell(part)
            found = _part(part, Path(folder), quick=given.quick, database=given.database)
            _tell(f"{part}: {time.monotonic() - start:.0f} s")
            measured += found
            if not given.quick:
                figures.write(RESULTS, found, part=part)
    for figure in measured:
        _tell(f"{_word(figure)} {figure.name}: {figure.value} {figure.unit} ({figure.detail})")
    return 1 if any(figure.met is False for figure in measured) else 0


def _part(part: str, folder: Path, *, quick: bool, database: str | None) -> list[Figure]:
    rounds, seconds = (1, 1.0) if quick else (7, 5.0)
    parts: dict[str, Callable[[], list[Figure]]] = {
        "reads": partial(reads.measure, folder, rounds=rounds, seconds=seconds, tell=_tell),
        "writes": partial(writes.measure, folder, rounds=rounds, seconds=seconds, tell=_tell, database=database),
        "log": partial(log.measure, folder, batches=1_000 if quick else BATCHES, tell=_tell),
        "connections": partial(connections.measure, folder, seconds=5.0 if quick else 30.0, tell=_tell),
        "memory": partial(
            connections.memory,
            folder,
            calls_made=5_000 if quick else connections.MEMORY_CALLS,
            warm_up=1_000 if quick else connections.WARM_UP_CALLS,
            tell=_tell,
        ),
    }
    return parts[part]()


def _word(figure: Figure) -> str:
    return {True: "met   ", False: "MISSED", None: "      "}[figure.met]


def _tell(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - this is what the command is for


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
