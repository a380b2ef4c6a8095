"""The databases that servers are killed on: what each is called, which points it has, and what a dead server has left in it."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from tests.postgres import Cluster

from . import torn
from .findings import Findings
from .kills import POINTS, POSTGRES_POINTS, POSTGRES_STARTS, STARTS

QUIET_SECONDS = 30.0
"""So long the sessions of a dead server may take to end, and the database to recover."""

_SESSIONS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


class Database(Protocol):
    """Named points with the highest hit of each, under load and in the first start."""

    name: str
    address: str

    @property
    def points(self) -> Mapping[str, int]: ...

    @property
    def starts(self) -> Mapping[str, int]: ...

    def crash(self, chance: random.Random) -> None:
        """Kill one of its processes, where it has processes of its own; wait until it is there again."""
        ...

    def judge(self, dead: torn.Remains, chance: random.Random, cuts: int, findings: Findings) -> int:
        """Look at it while no server runs; returns how many copies with a cut end were tried."""
        ...


class SqliteFile:
    """Implements `Database`."""

    name = "SQLite"
    points = POINTS
    starts = STARTS

    def __init__(self, path: Path) -> None:
        self.address = str(path)
        self._path = path

    def crash(self, chance: random.Random) -> None:
        raise NotImplementedError

    def judge(self, dead: torn.Remains, chance: random.Random, cuts: int, findings: Findings) -> int:
        return torn.judge(self._path, dead, chance, cuts, findings)


class PostgresDatabase:
    """Implements `Database`, on a cluster that lives on: the server that is killed is ours alone."""

    name = "PostgreSQL"
    points = POSTGRES_POINTS
    starts = POSTGRES_STARTS

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self.address = cluster.new_database()
        self._database = self.address.rpartition("/")[2]

    def crash(self, chance: random.Random) -> None:
        sessions = self._sql(_SESSIONS).split()
        os.kill(int(chance.choice(sessions)), signal.SIGKILL)
        end = time.monotonic() + QUIET_SECONDS
        while True:
            try:
                self._sql("SELECT 1")
                return
            except RuntimeError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)

    def judge(self, dead: torn.Remains, chance: random.Random, cuts: int, findings: Findings) -> int:
        del chance, cuts  # its disk is PostgreSQL's own business
        self._wait_for_the_end()
        if self._sql("SELECT to_regclass('events') IS NULL") == "t":
            return 0
        count, last = self._sql("SELECT count(*), coalesce(max(position), 0) FROM events").split("|")
        if count != last:
            findings.add("integrity", f"{count} events up to position {last}")
        rows = self._sql("SELECT id, version FROM records").splitlines()
        versions = {id_: int(version) for id_, _, version in (row.partition("|") for row in rows)}
        for subject, version in dead.acknowledged.items():
            if versions.get(subject, 0) < version:
                there = versions.get(subject)
                findings.add("acked-write-lost", f"{subject} has version {there}, {version} was acknowledged")
        return 0

    def _wait_for_the_end(self) -> None:
        """A COMMIT that was on its way when its sender died is still carried out."""
        end = time.monotonic() + QUIET_SECONDS
        while True:
            try:
                if self._sql(_SESSIONS) == "":
                    return
            except RuntimeError:
                if time.monotonic() > end:  # it is still recovering from a crash
                    raise
            if time.monotonic() > end:
                raise RuntimeError("sessions of the dead server do not end")
            time.sleep(0.02)

    def _sql(self, statement: str) -> str:
        return self._cluster.sql(statement, self._database)
