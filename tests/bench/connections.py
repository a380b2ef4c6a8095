"""10,000 connections held at once, idle ones and streams, while calls come at 1,000 a second over all of them; and memory."""

from __future__ import annotations

import resource
from collections.abc import Callable
from pathlib import Path

from tests.bench import calls, servers
from tests.bench.figures import Figure
from tests.bench.load import Plan, begun, run
from tests.bench.servers import Served

KEPT_ALIVE = 8000
STREAMS = 2000
RATE = 1000
"""Calls a second."""
WRITES = 2
"""Of these."""
SPARE = 500
"""Descriptors that a process needs for other things."""

MEMORY_CALLS = 100_000
WARM_UP_CALLS = 30_000


def measure(folder: Path, *, seconds: float, tell: Callable[[str], None]) -> list[Figure]:
    name = f"p95 at {RATE}/s with {KEPT_ALIVE + STREAMS:,} connections held"
    allowed = _raise_limit(KEPT_ALIVE + STREAMS + SPARE)
    if allowed < KEPT_ALIVE + STREAMS + SPARE:
        return [Figure(name, None, "ms", below=200, detail=f"the machine lets a process open {allowed} files")]
    with servers.stub(folder) as stub:
        run(Plan(url=stub.url, requests=[calls.create_batch(stub)], calls=100)).only(201)
        batch = calls.read(stub, "/batches?limit=1")["items"][0]["id"]
        one, some = calls.get(stub, f"/batches/{batch}"), calls.get(stub, "/batches?limit=20")
        unchanged = calls.get(stub, f"/batches/{batch}", If_None_Match='"1"')
        stream = calls.get(stub, "/events/stream?after=latest", Accept="text/event-stream")
        reading = Plan(
            url=stub.url,
            requests=[one, one, unchanged, some],
            connections=KEPT_ALIVE,
            held=[stream] * STREAMS,
            rate=RATE - WRITES,
            seconds=seconds,
        )
        writing = Plan(url=stub.url, requests=[calls.create_batch(stub)], rate=WRITES, seconds=seconds + 20, first_number=1000)
        before = stub.memory_mib()
        with begun(writing) as writer:
            read = run(reading)
            grown = stub.memory_mib() - before
            wrote = writer.result()
    read.only(200, 304)
    wrote.only(201)
    tell(
        f"{read.connections} connections: p50 {read.p50:.1f}, p95 {read.p95:.1f}, p99 {read.p99:.1f} ms; "
        f"writes p95 {wrote.p95:.1f} ms"
    )
    detail = (
        f"{KEPT_ALIVE:,} keep-alive in turn and {STREAMS:,} event streams ({read.streamed_bytes / 1e6:.0f} MB sent), open loop, "
        f"{WRITES} writes/s among them, seen by every stream; p50 {read.p50:.1f}, p99 {read.p99:.1f} ms; {grown:.0f} MiB more"
    )
    return [Figure(name, read.p95, "ms", below=200, detail=detail)]


def memory(folder: Path, *, calls_made: int, warm_up: int, tell: Callable[[str], None]) -> list[Figure]:
    """Resident memory of the server over many calls of every sort."""
    with servers.stub(folder) as stub:
        number = _mixed(stub, warm_up, 0)
        before = stub.memory_mib()
        _mixed(stub, calls_made, number)
        after = stub.memory_mib()
    tell(f"memory {before:.0f} MiB, then {after:.0f} MiB")
    detail = (
        f"{before:.0f} MiB after {warm_up:,} calls, {after:.0f} MiB after {calls_made:,} more: writes, reads, lists, 304, 404"
    )
    return [Figure(f"memory growth over {calls_made:,} calls", after - before, "MiB", below=10, detail=detail)]


def _mixed(stub: Served, count: int, number: int) -> int:
    """Makes so many calls; returns the number to go on from."""
    batch = calls.read(stub, "/batches?limit=1")["items"]
    path = f"/batches/{batch[0]['id']}" if batch else "/me"
    requests = [
        calls.create_batch(stub),
        calls.get(stub, path),
        calls.get(stub, "/batches?limit=20"),
        calls.get(stub, path, If_None_Match='"1"'),
        calls.get(stub, "/batches/bat_00000000000000000000000000"),
    ]
    run(Plan(url=stub.url, requests=requests, calls=count, first_number=number)).only(200, 201, 304, 404)
    return number + count


def _raise_limit(wanted: int) -> int:
    """Lets this process and those it starts open `wanted` files, as far as the machine allows; returns how many they may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
