"""What a run came to, as a page."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from .findings import CHECKS
from .kills import RANDOM, RANDOM_START, WORKER
from .run import Outcome
from .syncs import Syncs
from .variants import VARIANTS


def written(good: Outcome, caught: Mapping[str, Outcome], syncs: Syncs) -> str:
    """Markdown."""
    kills = good.kills
    workers = sum(count for point, count in kills.items() if point.startswith(WORKER))
    facts = [
        ("kills with SIGKILL", f"{kills.total()}, {workers} of them at points of the webhook worker and the event handlers"),
        ("writes acknowledged", f"{good.acknowledged}"),
        ("calls made again after a lost answer", f"{good.retries}, of which {good.replayed} found their effect already there"),
        ("events in the feed", f"{good.events}"),
        ("webhooks arrived", f"{good.webhooks} different, {good.webhooks_again} of them once more"),
        ("copies as after a power cut", f"{good.torn} opened: the WAL whole, torn, cut or blanked at its end"),
        ("violations", f"{good.findings.by_check.total()}"),
    ]
    parts = [
        "# Servers that are killed",
        f"Written by `make faults` on {datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, seed {good.seed}, {good.seconds:.0f} s. What is not done here: a power cut of real "
        "hardware; disks that say a sync is done when it is not are believed.",
        "## The server as it is",
        _table(("", ""), facts),
        "Each check was made after each restart on what had been written since the one before, and at the end on everything:",
        _table(("check", "what must be", "violations"), _checks(good)),
        *([f"```\n{good.findings}\n```"] if good.findings else []),
        "## Kills by point",
        "A server kills itself at the n-th time that it comes by a point, n drawn anew, at once or after up to 30 ms in which "
        "its other threads go on. `points.py` says where each point is.",
        _table(("point", "kills"), ((point, str(count)) for point, count in sorted(kills.items(), key=_order))),
        "## Servers that are wrong in a known way",
        "The same harness, the same checks; each must be found out.",
        _table(("the server", "found after", "by"), _variants(caught)),
        "## Syncs",
        f"{syncs.clients} clients create batches at once; {syncs.acknowledged} were acknowledged.",
        _table(("", ""), _syncs(syncs)),
    ]
    return "\n\n".join(parts) + "\n"


def _checks(good: Outcome) -> Iterable[Sequence[str]]:
    return ((f"`{name}`", what, str(good.findings.by_check[name])) for name, what in CHECKS.items())


def _variants(caught: Mapping[str, Outcome]) -> Iterable[Sequence[str]]:
    for name, outcome in caught.items():
        right = VARIANTS[name].caught_by
        by = [f"`{check}`" for check in outcome.findings.by_check if check in right]
        also = [f"`{check}`" for check in outcome.findings.by_check if check not in right]
        found = ", ".join(by) + (f" (also {', '.join(also)})" if also else "") if by else "**not found**"
        yield VARIANTS[name].what, f"{outcome.kills.total()} kills", found


def _syncs(syncs: Syncs) -> Iterable[Sequence[str]]:
    yield "commits with commands in them", str(syncs.command_groups)
    yield "commands a commit", f"{syncs.acknowledged / max(1, syncs.command_groups):.1f}"
    yield "commits in all (workers and start too)", str(syncs.groups)
    yield "commits that returned before their writes were synced", str(syncs.unsynced)
    yield "syncs of the WAL, by SQLite's calls", str(syncs.wal_syncs)
    yield "syncs of the main file, by SQLite's calls", str(syncs.backfills)
    if syncs.traced is None:
        yield "fdatasync, by the kernel", "not counted: strace is not installed"
        return
    yield "fdatasync of the WAL, by the kernel (strace)", str(syncs.traced["WAL"])
    yield "fdatasync of the main file, by the kernel (strace)", str(syncs.traced["world.db"])


def _order(entry: tuple[str, int]) -> tuple[bool, str]:
    return entry[0] in (RANDOM, RANDOM_START), entry[0]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["-"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
