"""From a POST to the signed webhook in a partner's hands: how many a second, and how long each takes.

`python -m tests.bench.webhooks` starts the sandbox and a receiver, each a process of its own, and measures twice:

* backlog: a queue that is already there (`redeliverEvents`) is sent as fast as it goes;
* open loop: batches are created at a fixed rate, and each event is waited for. The delay of a webhook counts from the moment when
  its POST should have been sent.

Every signature that arrived is judged by the Standard Webhooks library.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson
import uvloop
from rich.console import Console
from rich.table import Table
from standardwebhooks import Webhook

from demo.sandbox import Sandbox, running_sandbox
from tests.bench.figures import Figure, machine, markdown, write
from tests.bench.open_loop import Exchange, post_at
from tests.bench.processes import child_running, cpu_seconds
from tests.bench.webhook_receiver import Arrival, Receiver, receiving

RESULTS = Path(__file__).parent / "results" / "webhooks.json"

DATABASE = "SQLite, WAL, synchronous FULL"

TARGET_PER_SECOND = 1500
OFFERED_PER_SECOND = 1600
FILL_PER_SECOND = 5000
CONNECTIONS = 64
PATIENCE_SECONDS = 60.0

EVENT_TYPES = ["batch.created"]

PERCENTILES = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}

ROWS = (
    "deliveries_per_second",
    "deliveries",
    "different_events",
    "signatures_verified",
    "posts_per_second_asked",
    "posts_per_second",
    "posts_not_201",
    "not_yet_delivered_at_the_last_answer",
    "delay_ms",
    "answer_ms",
    "stub_cpu_us_per_delivery",
    "cores_used",
)


@dataclass(frozen=True, slots=True)
class Plan:
    rate: float
    """Batches a second in the open loop."""
    seconds: float
    backlog: int
    """Events that are queued at once."""
    endpoints: int


def main() -> int:
    """0 when both figures reach the target, 1 when one does not."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.webhooks", description=__doc__.partition("\n")[0])
    parser.add_argument("--rate", type=float, default=OFFERED_PER_SECOND, help="batches a second in the open loop (%(default)s)")
    parser.add_argument("--seconds", type=float, default=10.0, help="length of the open loop (%(default)s)")
    parser.add_argument("--backlog", type=int, default=10_000, help="events in the backlog (%(default)s)")
    parser.add_argument("--endpoints", type=int, default=1, help="endpoints that get each event (%(default)s)")
    parser.add_argument("--no-save", action="store_true", help=f"leave {RESULTS.name} as it is")
    given = parser.parse_args()
    plan = Plan(given.rate, given.seconds, given.backlog, given.endpoints)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        result = runner.run(measure(plan))
    show(result)
    figures = figures_of(result)
    if not given.no_save:
        write(RESULTS, figures, database=DATABASE)
    return 0 if all(figure.met is not False for figure in figures) else 1


def table() -> str:
    """What was measured the last time, as Markdown."""
    return markdown(RESULTS)


def figures_of(result: dict[str, Any]) -> list[Figure]:
    backlog, loop = result["phases"]
    how = f"createBatch at {loop['posts_per_second_asked']:.0f}/s, {loop['posts_per_second']}/s answered"
    figures = [
        Figure("POST to webhook received", loop["deliveries_per_second"], "/s", TARGET_PER_SECOND, detail=f"open loop: {how}"),
        Figure("queue sent", backlog["deliveries_per_second"], "/s", TARGET_PER_SECOND, detail="events that wait already"),
    ]
    figures += [
        Figure(f"delay, {name}", loop["delay_ms"][name], "ms", detail="from when the POST was due to the webhook received")
        for name in ("p50", "p95", "p99")
    ]
    figures += [
        Figure(f"signatures verified, {phase['phase']}", phase["signatures_verified"], "", phase["deliveries"], detail="of all")
        for phase in (backlog, loop)
    ]
    figures.append(Figure("CPU of the stub a webhook", backlog["stub_cpu_us_per_delivery"], "us", detail="sending a queue"))
    figures.append(Figure("CPU of the stub a POST and webhook", loop["stub_cpu_us_per_delivery"], "us", detail="open loop"))
    return figures


async def measure(plan: Plan) -> dict[str, Any]:
    with (
        tempfile.TemporaryDirectory(prefix="vouajudar-bench-") as folder,
        running_sandbox(Path(folder), "--rate-limit-factor", "1000000", "--database", f"{folder}/bench.db") as sandbox,
        receiving() as receiver,
    ):
        bench = _Bench(sandbox, receiver, plan)
        phases = [await bench.backlog(), await bench.open_loop()]
    return {"phases": phases}


class _Bench:
    """A kitchen of the sandbox that creates batches and hears of them."""

    def __init__(self, sandbox: Sandbox, receiver: Receiver, plan: Plan) -> None:
        partner = sandbox.partner()
        self._plan = plan
        self._receiver = receiver
        self._api = httpx.Client(base_url=sandbox.base_url, headers={"X-API-Key": partner["api_key"]}, timeout=60.0)
        self._address = urlsplit(sandbox.base_url)
        self._api_key = partner["api_key"]
        self._place = sandbox.location("provider", partner)["id"]
        self._stub = child_running("vouajudar_stub.cli")
        self._numbers = 0
        self._secrets: dict[str, Webhook] = {}

    async def backlog(self) -> dict[str, Any]:
        """The events are there before the endpoints; then each endpoint is sent all of them."""
        since = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        await self._post(self._plan.backlog, FILL_PER_SECOND)
        endpoints = [self._open(number) for number in range(self._plan.endpoints)]
        with self._watched() as used:
            began = time.monotonic()
            for endpoint in endpoints:
                self._call("POST", f"/webhook-endpoints/{endpoint}/redeliveries", {"since": since})
            await self._until(self._plan.backlog * len(endpoints))
            arrivals = self._receiver.take()
        last = max(arrival.at for arrival in arrivals)
        return {
            "phase": "backlog",
            "deliveries": len(arrivals),
            "deliveries_per_second": round(len(arrivals) / (last - began)),
            **self._judged(arrivals),
            **_by_delivery(used, len(arrivals)),
        }

    async def open_loop(self) -> dict[str, Any]:
        number = int(self._plan.rate * self._plan.seconds)
        expected = number * len(self._secrets)
        with self._watched() as used:
            exchanges = await self._post(number, self._plan.rate)
            ended = time.monotonic()
            await self._until(self._plan.backlog * len(self._secrets) + expected)
            arrivals = self._receiver.take()
        due = {orjson.loads(each.body)["id"]: each.due for each in exchanges if each.status == 201}
        delays = sorted(arrival.at - due[orjson.loads(arrival.body)["subject"]] for arrival in arrivals)
        began = min(each.due for each in exchanges)
        on_time = sum(arrival.at <= ended for arrival in arrivals)
        answers = sorted(each.answered - each.due for each in exchanges)
        return {
            "phase": "open loop",
            "posts_per_second_asked": self._plan.rate,
            "posts_per_second": round(len(exchanges) / (ended - began)),
            "posts_not_201": sum(each.status != 201 for each in exchanges),
            "deliveries": len(arrivals),
            "deliveries_per_second": round(on_time / (ended - began)),
            "not_yet_delivered_at_the_last_answer": len(arrivals) - on_time,
            "delay_ms": _percentiles(delays),
            "answer_ms": _percentiles(answers),
            **self._judged(arrivals),
            **_by_delivery(used, len(arrivals)),
        }

    async def _post(self, number: int, rate: float) -> list[Exchange]:
        host, port = str(self._address.hostname), self._address.port or 80
        requests = [self._creation(host) for _ in range(number)]
        return await post_at(host, port, requests, rate=rate, connections=CONNECTIONS)

    def _creation(self, host: str) -> bytes:
        self._numbers += 1
        body = orjson.dumps({"provider_location_id": self._place, "product_type": "meal", "quantity": 80})
        head = (
            f"POST /v1/batches HTTP/1.1\r\nHost: {host}\r\nX-API-Key: {self._api_key}\r\nContent-Type: application/json\r\n"
            f"Idempotency-Key: bench-{os.getpid()}-{self._numbers:012}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def _open(self, number: int) -> str:
        url = f"{self._receiver.url}/{number}"
        endpoint = self._call("POST", "/webhook-endpoints", {"url": url, "event_types": EVENT_TYPES})
        self._secrets[endpoint["id"]] = Webhook(endpoint["secret"])
        identity: str = endpoint["id"]
        return identity

    def _call(self, method: str, path: str, body: Any) -> Any:
        self._numbers += 1
        key = {"Idempotency-Key": f"bench-call-{os.getpid()}-{self._numbers:08}"}
        return self._api.request(method, path, json=body, headers=key).raise_for_status().json()

    async def _until(self, number: int) -> None:
        """Wait until so many webhooks have arrived since the beginning. Raises TimeoutError when none comes for a while."""
        before, since = -1, time.monotonic()
        while (there := self._receiver.count()) < number:
            if there != before:
                before, since = there, time.monotonic()
            elif time.monotonic() - since > PATIENCE_SECONDS:
                raise TimeoutError(f"{there} of {number} webhooks have arrived")
            await asyncio.sleep(0.02)

    def _judged(self, arrivals: list[Arrival]) -> dict[str, int]:
        verified = sum(any(arrival.verified_by(secret) for secret in self._secrets.values()) for arrival in arrivals)
        return {
            "signatures_verified": verified,
            "different_events": len({arrival.headers["webhook-id"] for arrival in arrivals}),
        }

    @contextmanager
    def _watched(self) -> Iterator[dict[str, Any]]:
        """How busy each process was during the block, in parts of one core, and what the stub spent."""
        pids = {"stub": self._stub, "receiver": self._receiver.pid, "bench": os.getpid()}
        before = {name: cpu_seconds(pid) for name, pid in pids.items()}
        began = time.monotonic()
        result: dict[str, Any] = {}
        yield result
        span = time.monotonic() - began
        spent = {
            f"{name} {thread}": seconds - before[name][thread]
            for name, pid in pids.items()
            for thread, seconds in cpu_seconds(pid).items()
        }
        result["cores_used"] = {name: round(seconds / span, 2) for name, seconds in spent.items() if seconds > 0.01 * span}
        result["stub_cpu_seconds"] = sum(seconds for name, seconds in spent.items() if name.startswith("stub "))


def _by_delivery(used: dict[str, Any], deliveries: int) -> dict[str, Any]:
    return {
        "cores_used": used["cores_used"],
        "stub_cpu_us_per_delivery": round(used["stub_cpu_seconds"] / deliveries * 1_000_000),
    }


def _percentiles(ordered: list[float]) -> dict[str, float]:
    """In milliseconds."""
    return {name: round(ordered[int(part * (len(ordered) - 1))] * 1000, 1) for name, part in PERCENTILES.items()}


def show(result: dict[str, Any]) -> None:
    """The table, and below it what to look at when the target was missed."""
    shown = Table("", *(phase["phase"] for phase in result["phases"]), title=f"Webhooks: {machine()}; {DATABASE}")
    for name in ROWS:
        shown.add_row(name.replace("_", " "), *(_cell(phase.get(name)) for phase in result["phases"]))
    console = Console(width=120)
    console.print(shown)
    for phase in result["phases"]:
        if phase["deliveries_per_second"] < TARGET_PER_SECOND:
            used: dict[str, float] = phase["cores_used"]
            busiest = max(used, key=lambda name: used[name])
            console.print(
                f"{phase['phase']}: below {TARGET_PER_SECOND} a second. Busiest: {busiest}, {used[busiest]} of a core; "
                f"{sum(used.values()):.2f} of {os.cpu_count()} cores were used. "
                "To see where: py-spy record --pid <stub> --output profile.svg"
            )


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return "\n".join(f"{name} {each}" for name, each in value.items())
    return "" if value is None else str(value)


if __name__ == "__main__":
    raise SystemExit(main())
