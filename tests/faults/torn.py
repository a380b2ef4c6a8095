"""What is left of a database whose WAL has lost its end, as after a power cut: SQLite must open it, and it must be consistent."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path

from vouajudar_stub.store.sqlite.rebuild import rebuild

from .findings import Findings


def judge(database: Path, folder: Path, chance: random.Random, cuts: int, findings: Findings) -> int:
    """Copies the files of a dead server and tries the whole WAL, then shorter ones; returns how many were tried."""
    wal = database.with_name(f"{database.name}-wal")
    whole = wal.read_bytes() if wal.exists() else b""
    tried = 0
    for cut in [0, *(_cut(len(whole), chance) for _ in range(cuts))]:
        if cut > len(whole):
            continue
        copy = folder / "torn.db"
        for suffix in ("", "-wal", "-shm"):
            copy.with_name(f"torn.db{suffix}").unlink(missing_ok=True)
        shutil.copy(database, copy)
        rest = whole[: len(whole) - cut]
        if cut and chance.random() < 0.5:
            rest += bytes(cut)  # the file has its length already, its blocks never came
        copy.with_name("torn.db-wal").write_bytes(rest)
        _judge_copy(copy, f"the WAL of {len(whole)} bytes without its last {cut}", findings)
        tried += 1
    return tried


def _cut(length: int, chance: random.Random) -> int:
    """Bytes to take off: some of the last frames, or anything."""
    return chance.randint(1, max(1, min(length, 3 * 4120))) if chance.random() < 0.7 else chance.randint(1, max(1, length))


def _judge_copy(copy: Path, what: str, findings: Findings) -> None:
    connection = sqlite3.connect(copy)
    try:
        verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if verdict != "ok":
            findings.add("integrity", f"{what}: {verdict}")
            return
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if "events" not in tables:
            return  # cut back to before the tables: an empty database
        count, last = connection.execute("SELECT count(*), max(position) FROM events").fetchone()
        if count != (last or 0):
            findings.add("integrity", f"{what}: {count} events up to position {last}")
    finally:
        connection.close()
    different = rebuild(copy).different
    if different:
        findings.add("integrity", f"{what}: {len(different)} records are not what the log says: {different[:5]}")
