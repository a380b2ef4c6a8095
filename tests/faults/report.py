"""What the runs came to, as a page."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from .findings import CHECKS
from .kills import CRASH, RANDOM, RANDOM_START, SUPERVISOR, WORKER
from .run import Outcome
from .syncs import Syncs
from .variants import VARIANTS

FACTS: Mapping[str, str] = {
    "kills": "kills with SIGKILL",
    "workers": "of them at points of the webhook worker and the event handlers",
    "acknowledged": "writes acknowledged",
    "retries": "calls made again after a lost answer",
    "replayed": "of them found their effect already there",
    "events": "events in the feed",
    "webhooks": "different webhooks arrived",
    "again": "of them once more",
    "torn": "copies opened as after a power cut: the WAL whole, torn, cut or blanked at its end",
    "violations": "violations",
    "seconds": "seconds",
}


def written(good: Sequence[Outcome], caught: Mapping[tuple[str, str], Outcome], syncs: Syncs) -> str:
    """Markdown. `caught`: by database and variant."""
    names = [outcome.database for outcome in good]
    facts = [_facts(outcome) for outcome in good]
    findings = [f"{outcome.database}:\n\n```\n{outcome.findings}\n```" for outcome in good if outcome.findings]
    points = sorted(
        {point for outcome in good for point in outcome.kills}, key=lambda p: (p in (RANDOM, RANDOM_START, SUPERVISOR, CRASH), p)
    )
    parts = [
        "# Servers that are killed",
        f"Written by `make faults` on {datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, seed {good[0].seed}. What is not done here: a power cut of real hardware; disks that "
        "say a sync is done when it is not are believed. PostgreSQL is a process of its own: now and then one of its sessions is "
        "killed too, upon which it ends the others and recovers from its WAL, while our server lives on.",
        "## The server as it is",
        _table(("", *names), ((what, *(str(each[key]) for each in facts)) for key, what in FACTS.items())),
        "Each check was made after each restart on what had been written since the one before, and at the end on everything:",
        _table(("check", "what must be", *names), (_check(name, good) for name in CHECKS)),
        *findings,
        "## Kills by point",
        "A server kills itself at the n-th time that it comes by a point, n drawn anew, at once or after up to 30 ms in which "
        "its other threads go on. `points.py` says where each point is.",
        _table(("point", *names), ((point, *(str(outcome.kills[point]) for outcome in good)) for point in points)),
        "## Servers that are wrong in a known way",
        "The same harness, the same checks; each must be found out.",
        _table(("the server", "on", "found after", "by"), _variants(caught)),
        "## Syncs",
        f"{syncs.clients} clients create batches at once on SQLite; {syncs.acknowledged} were acknowledged.",
        _table(("", ""), _syncs(syncs)),
    ]
    return "\n\n".join(parts) + "\n"


def _facts(outcome: Outcome) -> dict[str, int]:
    return {
        "kills": outcome.kills.total(),
        "workers": sum(count for point, count in outcome.kills.items() if point.startswith(WORKER)),
        "acknowledged": outcome.acknowledged,
        "retries": outcome.retries,
        "replayed": outcome.replayed,
        "events": outcome.events,
        "webhooks": outcome.webhooks,
        "again": outcome.webhooks_again,
        "torn": outcome.torn,
        "violations": outcome.findings.by_check.total(),
        "seconds": round(outcome.seconds),
    }


def _check(name: str, good: Sequence[Outcome]) -> Sequence[str]:
    return (f"`{name}`", CHECKS[name], *(str(outcome.findings.by_check[name]) for outcome in good))


def _variants(caught: Mapping[tuple[str, str], Outcome]) -> Iterable[Sequence[str]]:
    for (_, name), outcome in caught.items():
        found: Counter[str] = outcome.findings.by_check
        by = [f"`{check}`" for check in found if check in VARIANTS[name].caught_by]
        also = [f"`{check}`" for check in found if check not in VARIANTS[name].caught_by]
        said = ", ".join(by) + (f" (also {', '.join(also)})" if also else "") if by else "**not found**"
        yield VARIANTS[name].what, outcome.database, f"{outcome.kills.total()} kills", said


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


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["-"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
