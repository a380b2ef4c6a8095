"""Runs in the environment of the peers: imports, calls, counts memory, and prints one JSON value."""

# Imports are what is measured here, so they stand where they happen.

from __future__ import annotations

import asyncio
import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from typing import Any

BY_HAND = "httpx + pydantic"
KEY = "va_test_0123456789abcdefghijklmnopqrstuv"
LOCAL = "http://127.0.0.1:1/v1"
EXAMPLES = json.loads((Path(__file__).parents[2] / "contracts/bundles/openapi.json").read_text())["components"]["examples"]
BATCH: dict[str, Any] = EXAMPLES["ProducingBatch"]["value"]
CONCURRENT = 32

SERVER = """
import asyncio, json, sys
BODIES = {path.encode(): json.dumps(body).encode() for path, body in json.loads(sys.stdin.read()).items()}
HEAD = (b'HTTP/1.1 200 OK\\r\\nContent-Type: application/json\\r\\nX-Request-Id: rid_01J8ZQ4Y7N3V5W6X8Y9Z0A1B2C\\r\\n'
        b'ETag: "1"\\r\\nRateLimit: "reads";r=599;t=60\\r\\nRateLimit-Policy: "reads";q=600;w=60\\r\\n'
        b'Content-Length: %d\\r\\n\\r\\n')
class Answering(asyncio.Protocol):
    def connection_made(self, transport): self.transport, self.waiting = transport, b""
    def data_received(self, data):
        self.waiting += data
        while b"\\r\\n\\r\\n" in self.waiting:
            head, _, rest = self.waiting.partition(b"\\r\\n\\r\\n")
            length = next((int(l[15:]) for l in head.split(b"\\r\\n") if l.lower().startswith(b"content-length:")), 0)
            if len(rest) < length: return
            self.waiting = rest[length:]
            path = head.split(b" ", 2)[1].partition(b"?")[0]
            body = next((b for p, b in BODIES.items() if path.startswith(p)), b"{}")
            self.transport.write(HEAD % len(body) + body)
async def main():
    server = await asyncio.get_running_loop().create_server(Answering, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""

MODEL = {"id": "m1", "object": "model", "created": 1700000000, "owned_by": "us"}
CUSTOMER = {"id": "cus_1", "object": "customer", "name": "Kitchen", "created": 1700000000, "livemode": False, "metadata": {}}
MISTRAL = {"id": "m1", "object": "model", "created": 1, "owned_by": "us", "capabilities": {}, "type": "base"}
SVIX = {
    "id": "app_1",
    "name": "Kitchen",
    "metadata": {},
    "createdAt": "2026-01-01T00:00:00Z",
    "updatedAt": "2026-01-01T00:00:00Z",
}
BODIES = {
    "/v1/batches/": BATCH,
    "/v1/batches": {"items": [BATCH] * 100, "next_cursor": None},
    "/make/batches": BATCH,
    "/openai/models/": MODEL,
    "/v1/customers": CUSTOMER,
    "/mistral/v1/models/": MISTRAL,
    "/api/v1/app": SVIX,
}


def by_hand() -> None:
    import httpx
    import pydantic

    del httpx, pydantic  # no client is made: what ours costs beyond them is measured


def vouajudar() -> None:
    from vouajudar import VouAjudar

    VouAjudar(api_key=KEY, base_url=LOCAL)


def openai() -> None:
    from openai import OpenAI

    OpenAI(api_key="k", base_url=LOCAL)


def anthropic() -> None:
    from anthropic import Anthropic

    Anthropic(api_key="k", base_url=LOCAL)


def stripe() -> None:
    from stripe import StripeClient

    StripeClient("sk_test_1")


def svix() -> None:
    from svix.api import Svix, SvixOptions

    Svix("testsk_1.eu", SvixOptions(server_url=LOCAL))


def mistralai() -> None:
    try:
        from mistralai import Mistral
    except ImportError:
        from mistralai.client import Mistral

    Mistral(api_key="k", server_url=LOCAL)


MAKERS: dict[str, Callable[[], None]] = {
    BY_HAND: by_hand,
    "vouajudar": vouajudar,
    "openai": openai,
    "anthropic": anthropic,
    "stripe": stripe,
    "svix": svix,
    "mistralai": mistralai,
}


def time_import(name: str) -> float:
    started = time.perf_counter()
    MAKERS[name]()
    return time.perf_counter() - started


class Local:
    """The server, as a process of its own."""

    def __enter__(self) -> str:
        self._process = subprocess.Popen([sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(BODIES))
        self._process.stdin.close()
        return f"http://127.0.0.1:{self._process.stdout.readline().strip()}"

    def __exit__(self, *_reason: object) -> None:
        self._process.kill()
        self._process.wait()


def in_turns(calls: dict[str, Callable[[], object]], rounds: int, count: int) -> dict[str, float]:
    """Median seconds of one call, each kind in turn."""
    for call in calls.values():
        for _ in range(20):
            call()
    found: dict[str, list[float]] = {name: [] for name in calls}
    gc.disable()
    for _ in range(rounds):
        for name, call in calls.items():
            started = time.perf_counter()
            for _ in range(count):
                call()
            found[name].append((time.perf_counter() - started) / count)
        gc.collect()
    gc.enable()
    return {name: median(each) for name, each in found.items()}


def time_calls(rounds: int, count: int) -> dict[str, dict[str, float]]:
    with Local() as origin:
        found = sync_calls(origin, rounds, count)
        found["32 at once"] = asyncio.run(concurrent_calls(origin, rounds, max(4, count // CONCURRENT)))
    return found


def sync_calls(origin: str, rounds: int, count: int) -> dict[str, dict[str, float]]:
    import httpx
    import pydantic
    import stripe as stripe_package
    from openai import OpenAI
    from svix.api import ApplicationIn, Svix, SvixOptions
    from vouajudar import VouAjudar
    from vouajudar.models import BatchListItem

    raw = httpx.Client(headers={"X-API-Key": KEY, "Accept": "application/json"})
    client = VouAjudar(api_key=KEY, base_url=f"{origin}/v1", total_timeout=None)
    making = VouAjudar(api_key=KEY, base_url=f"{origin}/make")
    openai_client = OpenAI(api_key="k", base_url=f"{origin}/openai")
    stripe_client = stripe_package.StripeClient("sk_test_1", base_addresses={"api": origin})
    svix_client = Svix("testsk_1.eu", SvixOptions(server_url=origin))

    class ByHand(pydantic.BaseModel):
        items: list[BatchListItem]
        next_cursor: str | None

    new = {"provider_location_id": "loc_1", "product_type": "meal", "quantity": 80}
    batch = f"{origin}/v1/batches/{BATCH['id']}"
    gets: dict[str, Callable[[], object]] = {
        BY_HAND: lambda: raw.get(batch),
        "vouajudar": lambda: client.batches.get(BATCH["id"]),
        "openai": lambda: openai_client.models.retrieve("m1"),
        "stripe": lambda: stripe_client.v1.customers.retrieve("cus_1"),
        "svix": lambda: svix_client.application.get("app_1"),
        **mistral(origin),
    }
    posts: dict[str, Callable[[], object]] = {
        BY_HAND: lambda: raw.post(f"{origin}/make/batches", json=new),
        "vouajudar": lambda: making.batches.create(provider_location_id="loc_1", product_type="meal", quantity=80),
        "stripe": lambda: stripe_client.v1.customers.create({"name": "Kitchen"}),
        "svix": lambda: svix_client.application.create(ApplicationIn(name="Kitchen")),
    }
    lists: dict[str, Callable[[], object]] = {
        BY_HAND: lambda: ByHand.model_validate_json(raw.get(f"{origin}/v1/batches?limit=100").content),
        "vouajudar": lambda: client.batches.list(limit=100),
    }
    return {
        "get": in_turns(gets, rounds, count),
        "post": in_turns(posts, rounds, count),
        "list of 100": in_turns(lists, rounds, max(10, count // 10)),
    }


def mistral(origin: str) -> dict[str, Callable[[], object]]:
    try:
        from mistralai import Mistral
    except ImportError:
        from mistralai.client import Mistral

    client = Mistral(api_key="k", server_url=f"{origin}/mistral")
    return {"mistralai": lambda: client.models.retrieve(model_id="m1")}


async def concurrent_calls(origin: str, rounds: int, count: int) -> dict[str, float]:
    """Seconds of one of 32 calls that are under way at once."""
    import httpx
    from vouajudar import AsyncVouAjudar
    from vouajudar.aiohttp import AiohttpSender

    path = f"{origin}/v1/batches/{BATCH['id']}"
    limits = httpx.Limits(max_connections=100)
    async with (
        httpx.AsyncClient(headers={"X-API-Key": KEY}, limits=limits) as raw,
        AsyncVouAjudar(api_key=KEY, base_url=f"{origin}/v1") as plain,
        AsyncVouAjudar(api_key=KEY, base_url=f"{origin}/v1", http_client=AiohttpSender()) as fast,
    ):
        calls: dict[str, Callable[[], Awaitable[object]]] = {
            BY_HAND: lambda: raw.get(path),
            "vouajudar": lambda: plain.batches.get(BATCH["id"]),
            "vouajudar, aiohttp": lambda: fast.batches.get(BATCH["id"]),
        }
        found: dict[str, list[float]] = {name: [] for name in calls}
        for measured in range(-1, rounds):
            for name, call in calls.items():

                async def one_after_another(call: Callable[[], Awaitable[object]] = call) -> None:
                    for _ in range(count):
                        await call()

                started = time.perf_counter()
                await asyncio.gather(*(one_after_another() for _ in range(CONCURRENT)))
                if measured >= 0:
                    found[name].append((time.perf_counter() - started) / (count * CONCURRENT))
    return {name: median(each) for name, each in found.items()}


def resident() -> float:
    """MiB of this process in memory."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def memory(name: str) -> float:
    MAKERS[name]()
    return resident()


def growth(calls: int, clients: int) -> dict[str, float]:
    from vouajudar import VouAjudar

    with Local() as origin:
        with VouAjudar(api_key=KEY, base_url=f"{origin}/v1") as client:
            for _ in range(calls // 10):
                client.batches.get(BATCH["id"])
            before = resident()
            for _ in range(calls - calls // 10):
                client.batches.get(BATCH["id"])
            of_calls = resident() - before
        for made in range(clients + 50):
            if made == 50:
                before = resident()
            with VouAjudar(api_key=KEY, base_url=f"{origin}/v1") as client:
                client.batches.get(BATCH["id"])
        return {"calls": of_calls, "clients": resident() - before}


def main(command: str, *given: str) -> Any:
    match command:
        case "names":
            return list(MAKERS)
        case "import":
            return time_import(given[0])
        case "calls":
            return time_calls(int(given[0]), int(given[1]))
        case "memory":
            return memory(given[0])
        case _:
            return growth(int(given[0]), int(given[1]))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])) + "\n")
