"""The SDK beside its peers: import, calls, memory. `python -m tests.bench.sdk [--quick]`.

Everything runs in one environment that holds ours and the peers (`requirements/bench.txt`), against one server of raw sockets
that answers at once, in turns, as medians; ratios are to what httpx and pydantic cost by themselves in the same run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench import figures
from tests.bench.figures import Figure

ROOT = Path(__file__).parents[2]
RESULTS = Path(__file__).parent / "results" / "sdk.json"
ENVIRONMENT = ROOT / ".venv-peers"
WORKER = Path(__file__).parent / "sdk_worker.py"
BY_HAND = "httpx + pydantic"

TARGETS: dict[str, float] = {
    "import": 1.1,
    "get": 0.80,
    "post": 0.9,
    "list of 100": 1.0,
    "32 at once": 1.0,
    "32 at once, aiohttp": 0.2,
}
"""Ours may cost no more than this share of what is by hand."""
MEMORY_MIB = 6.0
GROWTH_MIB = 4.0


def table() -> str:
    """The results as Markdown."""
    return figures.markdown(RESULTS)


def main(arguments: Sequence[str] = ()) -> int:
    """Measures, prints, writes the results. Returns 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.sdk", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short runs that show that everything works; nothing is written")
    given = parser.parse_args(arguments)
    python = prepare()
    measured = [*imports(python, 3 if given.quick else 15), *calls(python, quick=given.quick), *memory(python, quick=given.quick)]
    for figure in measured:
        told = {None: "", True: "met", False: "MISSED"}[figure.met]
        sys.stdout.write(f"{figure.name:44} {figure.value or 0:9.2f} {figure.unit:5} {told} {figure.detail}\n")
    if not given.quick:
        figures.write(RESULTS, measured)
    return 1 if any(figure.met is False for figure in measured) else 0


def prepare() -> Path:
    """The environment with ours and the peers, made when it is missing or its pins have changed."""
    pins = ROOT / "requirements/bench.txt"
    mark = ENVIRONMENT / ".installed"
    python = ENVIRONMENT / "bin/python"
    if not mark.exists() or mark.read_text() != pins.read_text():
        pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
        subprocess.run([*pip, "-r", pins, "hatchling", "editables"], check=True)
        subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-e", ROOT / "sdk/python"], check=True)
        mark.write_text(pins.read_text())
    return python


def ask(python: Path, *arguments: str) -> Any:
    """What the worker says, run in the environment of the peers."""
    quiet = {**os.environ, "PYTHONWARNINGS": "ignore", "PYTHONPATH": ""}
    done = subprocess.run([python, WORKER, *arguments], capture_output=True, text=True, check=False, env=quiet)
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)}: {done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def imports(python: Path, rounds: int) -> list[Figure]:
    """A fresh process each time: import and make a client."""
    names = ask(python, "names")
    ask(python, "import", BY_HAND)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            seconds[name].append(ask(python, "import", name))
    base = median(seconds[BY_HAND])
    detail = f"{BY_HAND}: {base * 1000:.0f} ms; median of {rounds}"
    return [
        Figure(
            f"import and make a client: {name}",
            median(each) / base,
            "x",
            below=TARGETS["import"] if name == "vouajudar" else None,
            detail=detail,
        )
        for name, each in seconds.items()
        if name != BY_HAND
    ]


def calls(python: Path, *, quick: bool) -> list[Figure]:
    """Time of a call over that of the same call by hand."""
    found: list[Figure] = []
    for kind, times in ask(python, "calls", "3" if quick else "9", "100" if quick else "1000").items():
        base = times[BY_HAND]
        for name, seconds in times.items():
            if name == BY_HAND:
                continue
            ours = name.startswith("vouajudar")
            limit = TARGETS[f"{kind}{name.removeprefix('vouajudar')}"] if ours else None
            detail = f"{seconds * 1e6:.0f} us; by hand {base * 1e6:.0f} us"
            found.append(Figure(f"{kind}: {name}", seconds / base, "x", below=limit, detail=detail))
    return found


def memory(python: Path, *, quick: bool) -> list[Figure]:
    count = 5_000 if quick else 100_000
    clients = 100 if quick else 1_000
    base, ours = (median(ask(python, "memory", name) for _ in range(3)) for name in (BY_HAND, "vouajudar"))
    grown = ask(python, "growth", str(count), str(clients))
    return [
        Figure("memory after import, beyond by hand", ours - base, "MiB", below=MEMORY_MIB, detail=f"by hand {base:.1f} MiB"),
        Figure(f"growth over {count:,} calls", grown["calls"], "MiB", below=GROWTH_MIB, detail="after the first tenth"),
        Figure(f"growth over {clients:,} clients", grown["clients"], "MiB", below=GROWTH_MIB, detail="each made, used, closed"),
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
