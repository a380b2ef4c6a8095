"""Partners at work over the breaking network, and the audit of what they left.

What must hold at the end: every call came back with its result, or with an error that says what may have happened; what was
answered is there; nothing is there twice; the event stream, cut and resumed, has told each event once and in order.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from vouajudar import Answer, Attempt, Clock, VouAjudar, errors

from demo.sandbox import Sandbox
from tests.chaos.proxy import ChaosProxy

PARTNERS = 8
"""Threads at work at the same time."""
ATTEMPT_SECONDS = 0.5
RETRIES = 12


Middleware = Callable[[Attempt, Callable[[Attempt], Answer]], Answer]


class Hurried(Clock):
    """Waits a hundredth of what it is asked to."""

    def sleep(self, seconds: float, stop: threading.Event) -> None:
        stop.wait(seconds / 100)


@dataclass
class Ledger:
    """What partners know at the end."""

    made: dict[str, str] = field(default_factory=dict[str, str])
    """External id to the batch that was answered."""
    ready: set[str] = field(default_factory=set[str])
    described: dict[str, str] = field(default_factory=dict[str, str])
    calls: Counter[str] = field(default_factory=Counter[str])
    doubtful: Counter[str] = field(default_factory=Counter[str])
    """Calls that ended with an error that leaves open whether they had their effect, by operation."""
    wrong: list[str] = field(default_factory=list[str])


@dataclass
class Partner:
    """One thread of work: announces batches, makes them ready, describes them, reads them."""

    client: VouAjudar
    kitchen: str
    ledger: Ledger
    number: int
    seed: int

    def work(self, calls: int) -> None:
        chance = random.Random(self.seed)
        done = 0
        while done < calls:
            done += self.round(f"chaos-{self.seed}-{self.number}-{done}", chance)

    def round(self, external_id: str, chance: random.Random) -> int:
        """One batch, with three to six calls; gives back how many."""
        fault = chance.choice(["", "", "", "drop=before", "drop=after", "status=503", "delay=20"])
        once = {"X-Sandbox-Fault": fault} if fault else {}
        batch = self.ask("createBatch", lambda: self._create(external_id, once))
        if batch is None:
            return 1
        self.ledger.made[external_id] = batch.id
        calls = 2
        if self.ask("markBatchReady", lambda: self.client.batches.mark_ready(batch.id)) is not None:
            self.ledger.ready.add(batch.id)
        found = self.ask("getBatch", lambda: self.client.batches.get(batch.id))
        calls += 1
        if found is not None and found.status != "ready" and batch.id in self.ledger.ready:
            self.ledger.wrong.append(f"{batch.id} was answered as ready and read as {found.status}")
        if found is not None and chance.random() < 0.5:
            text = f"Described by {external_id}"
            calls += 1
            if self.ask("updateBatch", lambda: self.client.batches.update(found, description=text)) is not None:
                self.ledger.described[batch.id] = text
        if chance.random() < 0.3:
            calls += 1
            self.ask("listBatches", lambda: self.client.batches.list(limit=5))
        return calls

    def _create(self, external_id: str, once: dict[str, str]) -> Any:
        """The fault of the sandbox strikes each attempt that carries its header, so the last word is without it."""
        key = external_id.rjust(16, "k")
        make: dict[str, Any] = {"product_type": "meal", "quantity": 10, "external_id": external_id, "idempotency_key": key}
        if once:
            try:
                return self.client.batches.create(provider_location_id=self.kitchen, **make, extra_headers=once, max_retries=0)
            except (errors.APIConnectionError, errors.APIError):
                pass
        return self.client.batches.create(provider_location_id=self.kitchen, **make)

    def ask(self, operation: str, call: Any) -> Any:
        self.ledger.calls[operation] += 1
        try:
            return call()
        except errors.APIConnectionError as lost:
            if operation != "updateBatch" or not lost.sent:
                self.ledger.wrong.append(f"{operation} may be repeated and was given up: {lost}")
            self.ledger.doubtful[operation] += 1
        except errors.PreconditionFailedError:
            self.ledger.doubtful[operation] += 1
        except errors.APIError as told:
            if operation != "updateBatch" or told.status < 500:
                self.ledger.wrong.append(f"{operation}: {told}")
            self.ledger.doubtful[operation] += 1
        return None


@dataclass
class Follower:
    """Reads the event stream, which takes itself up again however often it is cut."""

    client: VouAjudar
    cursor: str
    seen: list[str] = field(default_factory=list[str])
    until: int | None = None
    """How many events there are, once that is known."""

    def follow(self) -> None:
        with self.client.events.stream(after=self.cursor, types=["batch.*"]) as stream:
            for frame in stream:
                self.seen.append(frame.event.id)
                if self.until is not None and len(self.seen) >= self.until:
                    return


@dataclass(frozen=True)
class Outcome:
    ledger: Ledger
    faults: dict[str, int]
    cuts: int
    batches: int
    events: int


def run(sandbox: Sandbox, *, calls: int, seed: int, middleware: Sequence[Middleware] = ()) -> Outcome:
    """Raises nothing for what went wrong: it stands in `ledger.wrong`. `middleware`: of the partners' client, to break it."""
    partner = sandbox.partner()
    kitchen: str = sandbox.location("provider", partner)["id"]
    proxy = ChaosProxy(sandbox.base_url, seed)
    ledger = Ledger()
    key: str = partner["api_key"]
    try:
        with (
            VouAjudar(
                api_key=key,
                base_url=proxy.base_url,
                timeout=ATTEMPT_SECONDS,
                max_retries=RETRIES,
                clock=Hurried(),
                middleware=middleware,
            ) as client,
            VouAjudar(api_key=key, base_url=sandbox.base_url) as direct,
        ):
            start = direct.events.list(after="latest").next_cursor
            follower = Follower(client.with_options(timeout=5.0), start)
            following = threading.Thread(target=follower.follow)
            following.start()
            workers = [
                threading.Thread(
                    target=Partner(client, kitchen, ledger, number, seed + number).work, args=(calls // PARTNERS + 1,)
                )
                for number in range(PARTNERS)
            ]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
            proxy.calm = True
            batches, told = audit(direct, ledger, start)
            follower.until = len(told) + 1
            direct.batches.create(provider_location_id=kitchen, product_type="meal", quantity=1)
            following.join(timeout=60)
            ledger.wrong += compare(follower, told)
        return Outcome(ledger, dict(proxy.count), proxy.count["stream cut"], batches, len(told))
    finally:
        proxy.close()


def audit(client: VouAjudar, ledger: Ledger, start: str) -> tuple[int, list[str]]:
    """The batches that are there, and the ids of their events since the start."""
    there = {batch.id: batch for batch in client.batches.list(limit=100)}
    by_external: Counter[str] = Counter(batch.external_id for batch in there.values() if batch.external_id)
    ledger.wrong += [f"{external} is there {count} times" for external, count in by_external.items() if count > 1]
    for external, identifier in ledger.made.items():
        batch = there.get(identifier)
        if batch is None or batch.external_id != external:
            ledger.wrong.append(f"{external} was answered as {identifier} and is not there")
        elif identifier in ledger.ready and batch.status != "ready":
            ledger.wrong.append(f"{identifier} was answered as ready and is {batch.status}")
        elif ledger.described.get(identifier, batch.description) != batch.description:
            ledger.wrong.append(f"{identifier} was described and is not")
    told: list[str] = []
    made: Counter[str] = Counter()
    readied: Counter[str] = Counter()
    cursor = start
    while True:
        page = client.events.list(after=cursor, types=["batch.*"], limit=100)
        for event in page.items:
            told.append(event.id)
            made[event.subject] += event.type == "org.vouajudar.batch.created.v1"
            readied[event.subject] += event.type == "org.vouajudar.batch.ready.v1"
        cursor = page.next_cursor
        if not page.items:
            break
    ledger.wrong += [f"{subject} was created {count} times" for subject, count in made.items() if count != 1]
    ledger.wrong += [f"{subject} became ready {count} times" for subject, count in readied.items() if count > 1]
    ledger.wrong += [f"{identifier} is there without its event" for identifier in there if not made[identifier]]
    return len(there), told


def compare(follower: Follower, told: list[str]) -> list[str]:
    """What is wrong with what the stream told, beside what the feed tells."""
    if follower.seen[: len(told)] != told or len(set(follower.seen)) != len(follower.seen):
        return [f"the stream told {len(follower.seen)} events, not the {len(told)} of the feed in their order"]
    return []
