"""Durable POST /batches at 32 clients: how many a second, how long each takes, how many commits share one fdatasync."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tests.bench import calls, servers
from tests.bench.figures import Figure
from tests.bench.load import Measured, Plan, run
from tests.bench.quantiles import median
from tests.bench.servers import Served
from tests.postgres import NoPostgresError, running_cluster

CLIENTS = 32
RATE = 2500
"""Acknowledged calls a second that are asked for."""
TRACED_CALLS = 5000


def measure(folder: Path, *, rounds: int, seconds: float, tell: Callable[[str], None], database: str | None) -> list[Figure]:
    """SQLite and PostgreSQL turn by turn. `database`: the address of a PostgreSQL database; none means a cluster of our own."""
    with ExitStack() as stack:
        stores = {"SQLite": _Store(stack.enter_context(servers.stub(_new(folder, "sqlite"))))}
        try:
            database = database or stack.enter_context(running_cluster()).new_database()
        except NoPostgresError as error:
            tell(f"PostgreSQL is left out: {error}")
        if database is not None:
            stores["PostgreSQL"] = _Store(stack.enter_context(servers.stub(_new(folder, "postgresql"), database=database)))
        for store in stores.values():
            store.closed(min(2.0, seconds))
        for at in range(rounds):
            for name, store in stores.items():
                measured, cpu = store.closed(seconds)
                store.rates.append(measured.rate)
                store.cpu.append(cpu)
                tell(f"round {at + 1} {name:10} {measured.rate:6.0f}/s, p95 {measured.p95:5.1f} ms, {cpu:4.0f} us of CPU a call")
                at_rate = store.at_rate(RATE, seconds)
                store.p95.append(at_rate.p95)
                store.p99.append(at_rate.p99)
                tell(f"round {at + 1} {name:10} at {RATE}/s: p50 {at_rate.p50:.1f}, p95 {at_rate.p95:.1f} ms")
        figures = [figure for name, store in stores.items() for figure in store.figures(name)]
        if database is not None:
            both = zip(stores["PostgreSQL"].rates, stores["SQLite"].rates, strict=True)
            figures.append(
                Figure(
                    "POST /batches, PostgreSQL / SQLite",
                    median([second / first for second, first in both]),
                    "x",
                    at_least=0.8,
                    detail="throughput, turn by turn in one run",
                )
            )
    return [*figures, _syncs(_new(folder, "traced"))]


class _Store:
    def __init__(self, stub: Served) -> None:
        self._stub = stub
        self._plan = Plan(url=stub.url, requests=[calls.create_batch(stub)], connections=CLIENTS)
        self._number = 0
        self.rates: list[float] = []
        self.cpu: list[float] = []
        self.p95: list[float] = []
        self.p99: list[float] = []

    def closed(self, seconds: float) -> tuple[Measured, float]:
        used = self._stub.cpu_seconds()
        measured = self._run(seconds=seconds)
        return measured, (self._stub.cpu_seconds() - used) / measured.calls * 1e6

    def at_rate(self, rate: float, seconds: float) -> Measured:
        return self._run(rate=rate, seconds=seconds)

    def figures(self, name: str) -> list[Figure]:
        how = f"{CLIENTS} clients, closed loop, median of {len(self.rates)} rounds; server CPU a call {median(self.cpu):.0f} us"
        return [
            Figure(f"durable POST /batches, {name}", median(self.rates), "calls/s", at_least=RATE, detail=how),
            Figure(
                f"durable POST /batches, {name}: p95 at {RATE}/s",
                median(self.p95),
                "ms",
                below=30,
                detail=f"open loop over {CLIENTS} connections, from the time each call was due; p99 {median(self.p99):.1f} ms",
            ),
        ]

    def _run(self, **how: float) -> Measured:
        measured = run(Plan(**{**vars(self._plan), **how, "first_number": self._number}))
        measured.only(201)
        self._number += measured.calls + CLIENTS
        return measured


def _syncs(folder: Path) -> Figure:
    """Acknowledged calls for each fdatasync, counted by the kernel's own word: strace."""
    name = "acknowledged calls for each fdatasync"
    if shutil.which("strace") is None:
        return Figure(name, None, "calls", detail="strace is not installed")
    trace = folder / "trace"
    under = ["strace", "-D", "-f", "--seccomp-bpf", "-qq", "-e", "trace=fdatasync,fsync", "-o", str(trace)]
    with servers.stub(folder, under=under) as stub:
        before = _traced(trace)
        measured = run(Plan(url=stub.url, requests=[calls.create_batch(stub)], connections=CLIENTS, calls=TRACED_CALLS))
        measured.only(201)
        syncs = _traced(trace) - before
    detail = f"{measured.calls} calls at {CLIENTS} clients, {syncs} fdatasync, checkpoints of the WAL included"
    return Figure(name, measured.calls / syncs, "calls", at_least=1, detail=detail)


def _traced(trace: Path) -> int:
    return len(re.findall(r"\bf(?:data)?sync\(", trace.read_text()))


def _new(folder: Path, name: str) -> Path:
    path = folder / name
    path.mkdir()
    return path
