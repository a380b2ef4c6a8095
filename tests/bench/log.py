"""The log at 100,000 events: folded by a reader of the feed while it grows; and a list with and without its read model."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench import calls, servers
from tests.bench.figures import Figure
from tests.bench.load import Plan, run
from tests.bench.quantiles import median

CLIENTS = 32
LISTED = 50
LISTINGS = 200
JOINS = 5

_INDEX = "CREATE UNIQUE INDEX events_by_aggregate ON events (aggregate_id, version)"
_JOIN = """
SELECT e.event_data FROM events AS e
JOIN (
  SELECT aggregate_id, max(version) AS version FROM events
  WHERE world = 'test' AND aggregate_type = 'batch' AND retained GROUP BY aggregate_id
) AS last ON e.aggregate_id = last.aggregate_id AND e.version = last.version
WHERE e.retained AND e.readers LIKE ? ORDER BY e.position LIMIT ?
"""
"""The first page of batches with the log alone: each one's last event, oldest change first, of those the partner may read."""


def measure(folder: Path, *, batches: int, tell: Callable[[str], None]) -> list[Figure]:
    events = 2 * batches
    with servers.stub(folder) as stub:
        latest = calls.read(stub, "/events?after=latest")["next_cursor"]
        reader = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.feed_reader", stub.url, stub.partner["api_key"], latest, str(events)],
            stdout=subprocess.PIPE,
        )
        try:
            plan = Plan(
                url=stub.url,
                requests=[calls.create_batch(stub)],
                follow_up=calls.mark_ready(stub),
                connections=CLIENTS,
                calls=events,
            )
            written = run(plan)
            written.only(200, 201)
            tell(f"{written.calls} commands in {written.seconds:.0f} s ({written.rate:.0f}/s), p95 {written.p95:.1f} ms")
            out, _ = reader.communicate(timeout=600)
        finally:
            reader.kill()
            reader.wait()
        read = json.loads(out)
        tell(f"the reader: {read}")
        path = f"/batches?limit={LISTED}"
        listed = run(Plan(url=stub.url, requests=[calls.get(stub, path)], connections=1, calls=LISTINGS))
        listed.only(200)
        expected = [batch["id"] for batch in calls.read(stub, path)["items"]]
        partner = stub.partner["id"]
    join = _join(folder / "stub.db", partner, expected)
    tell(f"list of {LISTED}: {listed.p50:.2f} ms over HTTP, {join * 1000:.1f} ms by joining the log")
    wrong = read["gaps"] + read["twice"] + read["disordered"] + read["different"]
    return [
        Figure(
            "events in one run, folded by a reader of the feed",
            read["events"],
            "events",
            at_least=events,
            detail=f"{wrong} missed, seen twice, out of order or different from GET; written at {written.rate:,.0f}/s, "
            f"the last one read {read['behind_ms']:.0f} ms after it happened",
        ),
        Figure("events missed, doubled, disordered or different", wrong, "events", below=1),
        Figure(
            f"list of {LISTED} at {batches:,} batches: join over the log / read model",
            join * 1000 / listed.p50,
            "x",
            at_least=50,
            detail=f"{join * 1000:.1f} ms in SQL alone, index on (aggregate_id, version) added, against {listed.p50:.2f} ms "
            "over HTTP with all edges",
        ),
    ]


def _join(database: Path, partner: str, expected: list[str]) -> float:
    """Seconds that the page takes without a read model. Raises RuntimeError when it is another page."""
    connection = sqlite3.connect(database)
    try:
        connection.execute(_INDEX)
        connection.execute("ANALYZE")
        times: list[float] = []
        for _ in range(JOINS):
            start = time.perf_counter()
            rows: list[Any] = connection.execute(_JOIN, (f"% {partner} %", LISTED)).fetchall()
            page = [json.loads(row[0])["data"]["object"]["id"] for row in rows]
            times.append(time.perf_counter() - start)
            if page != expected:
                raise RuntimeError("the join does not give the page that the list gives")
        return median(times)
    finally:
        connection.close()
