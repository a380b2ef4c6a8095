"""Time and memory of generating a client, by the size of the document: `python -m tests.bench.generation [--quick]`.

Closed parts of GitHub's document with 10, 150, 600 and all 1,223 of its operations, the whole document, which has webhooks as
well, and our own contract with 59. Each run is a process of its own: it reads the document, writes the package and tells its
processor time, wall time and peak memory. Growth is the exponent b of time = a * members^b, a straight line through the
logarithms: 1 is linear. Loading the generator, and the memory that this takes, are taken off before the line is drawn.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.figures import machine
from tests.contracts.generate.foreign import github

ROOT = Path(__file__).parents[2]
RESULTS = Path(__file__).parent / "results" / "generation.json"
SIZES = (10, 150, 600, 1_223)
LINEAR_BELOW = 1.15
"""Growth counts as linear below this exponent: four sizes on a shared machine do not tell 1.0 from 1.1."""

RUN = """
import json, sys, time
started = time.perf_counter()
from pathlib import Path
from vouajudar_contracts.generate.foreign.client import build_client
from vouajudar_contracts.generate.foreign.read import read_document
from vouajudar_contracts.generate.foreign.write import write_client
import vouajudar_contracts.generate.models, vouajudar_contracts.generate.endpoints
loaded = time.process_time()
told = {"operations": 0, "schemas": 0, "models": 0, "members": 0, "kib_written": 0}
if len(sys.argv) > 1:
    given = read_document(Path(sys.argv[1]))
    client = build_client(given, "measured")
    write_client(client, given, Path(sys.argv[2]))
    told = {
        "operations": len(client.found.operations),
        "schemas": len(client.found.schemas),
        "models": client.models,
        "members": client.members,
        "kib_written": sum(len(text) for text in client.files.values()) // 1024,
    }
told |= {"cpu_s": time.process_time() - loaded, "wall_s": time.perf_counter() - started}
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
# Not ru_maxrss: that begins with what the parent held when it started this process.
print(json.dumps(told | {"peak_mib": int(status["VmHWM"].split()[0]) / 1024}))
"""


def main(arguments: Sequence[str] = ()) -> int:
    """Measures, prints, writes the results. Returns 1 when growth is not linear."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.generation", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="the small sizes once, to see that everything works; nothing is written"
    )
    given = parser.parse_args(arguments)
    result = measure(SIZES[:2] if given.quick else SIZES, rounds=1 if given.quick else 3)
    if not given.quick:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(_markdown(result))
    return 0 if result["linear"] or given.quick else 1


def table() -> str:
    """The results as Markdown."""
    return _markdown(json.loads(RESULTS.read_text(encoding="utf-8")))


def measure(sizes: Sequence[int], rounds: int) -> dict[str, Any]:
    """`rounds` runs of each document, of the large ones one."""
    with tempfile.TemporaryDirectory(prefix="vouajudar-bench-") as folder:
        documents = [("GitHub", _written(github.part(size), Path(folder) / f"{size}.json")) for size in sizes]
        documents.insert(1, ("ours", ROOT / "contracts/bundles/openapi.json"))
        if len(sizes) == len(SIZES):
            documents.append(("GitHub with webhooks", github.DOCUMENT))
        empty = _medians([_run() for _ in range(rounds)])
        rows: list[dict[str, Any]] = []
        for name, document in documents:
            large = document.stat().st_size > 5_000_000
            out = Path(folder) / "out"
            runs = [_run(str(document), str(out / f"{document.stem}-{n}")) for n in range(1 if large else rounds)]
            rows.append({"document": name, "runs": len(runs), **_medians(runs)})
            sys.stderr.write(f"{name}, {rows[-1]['operations']} operations: {rows[-1]['cpu_s']:.1f} s\n")
    parts = [row for row in rows if row["document"] == "GitHub"]
    of_github = [row for row in rows if row["document"] != "ours"]
    growth = {
        "time_by_members": _exponent([(row["members"], row["cpu_s"]) for row in of_github]),
        "time_by_models": _exponent([(row["models"], row["cpu_s"]) for row in parts]),
        "time_by_operations": _exponent([(row["operations"], row["cpu_s"]) for row in parts]),
        "memory_by_members": _exponent([(row["members"], row["peak_mib"] - empty["peak_mib"]) for row in of_github]),
    }
    return {
        "measured": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": machine(),
        "empty_peak_mib": round(empty["peak_mib"], 1),
        "rows": rows,
        "growth": {name: round(value, 2) for name, value in growth.items()},
        "linear": growth["time_by_members"] < LINEAR_BELOW and growth["memory_by_members"] < LINEAR_BELOW,
    }


def _written(document: dict[str, Any], path: Path) -> Path:
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def _run(*arguments: str) -> dict[str, float]:
    done = subprocess.run([sys.executable, "-c", RUN, *arguments], capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _medians(runs: Sequence[dict[str, float]]) -> dict[str, float]:
    return {name: median(run[name] for run in runs) for name in runs[0]}


def _exponent(points: Sequence[tuple[float, float]]) -> float:
    """The slope of the straight line through the logarithms, by least squares."""
    xs, ys = [math.log(x) for x, _ in points], [math.log(y) for _, y in points]
    middle_x, middle_y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - middle_x) * (y - middle_y) for x, y in zip(xs, ys, strict=True)) / sum((x - middle_x) ** 2 for x in xs)


def _markdown(result: dict[str, Any]) -> str:
    lines = [
        f"{result['machine']}; {result['measured']}. Processor time; a process that generates nothing peaks at"
        f" {result['empty_peak_mib']:.0f} MiB.",
        "",
        "| document | operations | schemas | models | members | s | ms an operation | ms a model | ms a member | peak MiB |"
        " KiB a member | runs |",
        "|-|-:|-:|-:|-:|-:|-:|-:|-:|-:|-:|-:|",
    ]
    for row in result["rows"]:
        grown = row["peak_mib"] - result["empty_peak_mib"]
        lines.append(
            f"| {row['document']} | {row['operations']:,} | {row['schemas']:,} | {row['models']:,} |"
            f" {row['members']:,} | {row['cpu_s']:.1f} |"
            f" {1000 * row['cpu_s'] / row['operations']:.0f} | {1000 * row['cpu_s'] / row['models']:.1f} |"
            f" {1000 * row['cpu_s'] / row['members']:.2f} | {row['peak_mib']:.0f} | {1024 * grown / row['members']:.0f} |"
            f" {row['runs']} |"
        )
    growth = result["growth"]
    lines += [
        "",
        f"Growth (1 is linear): time by members {growth['time_by_members']}, memory by members {growth['memory_by_members']};"
        f" without the webhooks time by models {growth['time_by_models']}, by operations {growth['time_by_operations']}."
        f" {'Linear' if result['linear'] else 'NOT linear'}: {'below' if result['linear'] else 'not below'} {LINEAR_BELOW}.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
