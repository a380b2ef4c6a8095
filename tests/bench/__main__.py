"""Runs the benchmarks and writes RESULTS.md: `python -m tests.bench [--only NAME]... [--tables]`.

A benchmark is a module of this package with `main`, which measures and writes its results, and `table`, which gives them as
Markdown. Each runs in a process of its own, one after the other: nothing else should run on the machine meanwhile.
"""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
from pathlib import Path

BENCHES = {
    "generation": "Generating clients, by the size of the document",
    "stub": "The stub",
    "sdk": "The SDK beside its peers",
    "webhooks": "Webhooks, from the POST to the partner's hands",
}
FOLDER = Path(__file__).parent
RESULTS = FOLDER / "RESULTS.md"


def main() -> int:
    """0 when every benchmark that was run reached its targets."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=BENCHES, help="run this one (may be given several times)")
    parser.add_argument("--tables", action="store_true", help="measure nothing: write RESULTS.md from the results that are there")
    given = parser.parse_args()
    failed: list[str] = []
    for name in [] if given.tables else given.only or BENCHES:
        sys.stdout.write(f"== {name}\n")
        sys.stdout.flush()
        if subprocess.run([sys.executable, "-m", f"tests.bench.{name}"], check=False).returncode:
            failed.append(name)
    RESULTS.write_text(written(), encoding="utf-8")
    sys.stdout.write(f"wrote {RESULTS.relative_to(Path.cwd()) if RESULTS.is_relative_to(Path.cwd()) else RESULTS}\n")
    if failed:
        sys.stdout.write(f"missed a target: {', '.join(failed)}\n")
    return 1 if failed else 0


def written() -> str:
    """RESULTS.md: the tables of all results that are there."""
    parts = ["# Results of the benchmarks", "", "Written by `make bench`; each table says when and on what it was measured.", ""]
    for name, title in BENCHES.items():
        if (FOLDER / "results" / f"{name}.json").exists():
            bench = importlib.import_module(f"tests.bench.{name}")
            text: str = bench.table() if hasattr(bench, "table") else f"See `results/{name}.json`.\n"
            parts += [f"## {title}", "", text.rstrip(), ""]
    return "\n".join(parts)


if __name__ == "__main__":
    raise SystemExit(main())
