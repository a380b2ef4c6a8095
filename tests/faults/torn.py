"""What a power cut would leave of a database, tried on copies of a dead server's files.

A power cut takes what no sync has seen: the end of the WAL behind the last sync, any part of it. All that was acknowledged must
still be there. A cut further back takes synced writes too, so then the database must be consistent, no more; it is tried only
while no WAL checkpoint was under way, since pages that a checkpoint has copied rest upon the WAL that they came from.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from vouajudar_stub.store.sqlite.rebuild import rebuild

from .board import Board
from .findings import Findings

FRAME = 4096 + 24
_BACKFILLED, _ATTEMPTED = 96, 128
"""Where the shared memory of a WAL says how many of its frames are copied back, and how many were about to be."""


@dataclass(frozen=True)
class Remains:
    """What a dead server is to be judged by."""

    board: Board
    acknowledged: Mapping[str, int]
    """Versions by subject."""


def judge(database: Path, dead: Remains, chance: random.Random, cuts: int, findings: Findings) -> int:
    """Returns how many copies were tried: one whole, the others cut."""
    board = dead.board
    wal = database.with_name(f"{database.name}-wal")
    whole = wal.read_bytes() if wal.exists() else b""
    end, synced = min(board["wal_end"], len(whole)), board["wal_synced"]
    rests = [whole]
    for _ in range(cuts if synced < end else 0):
        keep = chance.randint(synced, end)
        rests.append(whole[:keep] + (bytes(len(whole) - keep) if chance.random() < 0.5 else b""))
    durable = len(rests)
    if not _backfill_begun(database):
        for _ in range(cuts if end else 0):
            keep = chance.randint(max(0, end - 4 * FRAME), end) if chance.random() < 0.7 else chance.randint(0, end)
            rests.append(whole[:keep])
    for number, rest in enumerate(rests):
        copy = database.with_name("torn.db")
        for suffix in ("", "-wal", "-shm"):
            copy.with_name(f"torn.db{suffix}").unlink(missing_ok=True)
        shutil.copy(database, copy)
        copy.with_name("torn.db-wal").write_bytes(rest)
        what = f"the WAL of {end} bytes, {synced} of them synced, cut to {len(rest.rstrip(bytes(1)))}"
        _judge_copy(copy, dead.acknowledged if number < durable else {}, what, findings)
    return len(rests)


def _backfill_begun(database: Path) -> bool:
    shared = database.with_name(f"{database.name}-shm")
    memory = shared.read_bytes() if shared.exists() else b""
    counts = [int.from_bytes(memory[at : at + 4], "little") for at in (_BACKFILLED, _ATTEMPTED)]
    return any(counts)


def _judge_copy(copy: Path, acknowledged: Mapping[str, int], what: str, findings: Findings) -> None:
    try:
        _read_copy(copy, acknowledged, what, findings)
    except sqlite3.DatabaseError as error:
        findings.add("integrity", f"{what}: {error}")


def _read_copy(copy: Path, acknowledged: Mapping[str, int], what: str, findings: Findings) -> None:
    connection = sqlite3.connect(copy)
    try:
        verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if verdict != "ok":
            findings.add("integrity", f"{what}: {verdict}")
            return
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if not {"events", "records", "worlds"} <= tables:  # cut back to before the tables: a database that is still empty
            if acknowledged:
                findings.add("acked-write-lost", f"{what}: the tables are gone")
            return
        count, last = connection.execute("SELECT count(*), max(position) FROM events").fetchone()
        if count != (last or 0):
            findings.add("integrity", f"{what}: {count} events up to position {last}")
        versions = dict(connection.execute("SELECT id, version FROM records"))
    finally:
        connection.close()
    for subject, version in acknowledged.items():
        if versions.get(subject, 0) < version:
            findings.add("acked-write-lost", f"{what}: {subject} has version {versions.get(subject)}, {version} was acknowledged")
    different = rebuild(copy).different
    if different:
        findings.add("integrity", f"{what}: {len(different)} records are not what the log says: {different[:5]}")
