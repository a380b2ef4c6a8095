"""One run: a server, clients, a reader and a receiver; kills; and what is left."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vouajudar import VouAjudar

from demo.sandbox import Sandbox

from . import impact, torn
from .client import Client, RefusedError
from .databases import Database
from .findings import Findings
from .fold import Fold
from .gate import FinishedError, Gate
from .journeys import CLOCK_BUDGET, Journeys, Place
from .kills import CRASH, RANDOM, RANDOM_START, SUPERVISOR, Kill
from .ledger import Ledger
from .reader import Reader
from .server import Server, ServerDiedError
from .trigger import Plan
from .verify import Verifier
from .webhooks import Receiver

CLIENTS = 8
ALONE_SECONDS = 1.0
"""So long load goes on when one of several processes has died; it takes a second until another is started."""

AFTER_CRASH_SECONDS = 2.0
"""So long load goes on when the database is there again after a crash."""

REACHED_SECONDS = 6.0
"""So long a named point may take; then the server is killed all the same, at random."""


@dataclass
class Outcome:
    """What a run came to."""

    seed: int
    database: str
    findings: Findings
    kills: Counter[str] = field(default_factory=Counter[str])
    """Kills by point."""
    acknowledged: int = 0
    retries: int = 0
    replayed: int = 0
    events: int = 0
    webhooks: int = 0
    webhooks_again: int = 0
    torn: int = 0
    """Databases with a cut WAL that were opened."""
    commands: int = 0
    """Answered by servers whose groups were counted."""
    command_groups: int = 0
    groups: int = 0
    wal_syncs: int = 0
    seconds: float = 0.0


@dataclass
class Run:
    """`folder`: empty, for everything that the run writes."""

    folder: Path
    seed: int
    database: Database
    variant: str = ""
    processes: int = 1
    """That serve together. Of several, each kill takes one, and the others go on."""
    clients: int = CLIENTS
    replays: int = 12
    """Calls that are made again after each restart."""
    cuts: int = 2
    """Torn ends of the WAL tried after each kill, of either sort."""
    say: Callable[[str], None] = lambda _line: None
    stop_early: bool = False
    """At the first finding, for known-bad variants."""

    def __post_init__(self) -> None:
        self._server = Server(self.folder, self.database.address, processes=self.processes)
        self._chance = random.Random(self.seed)
        self._findings = Findings()
        self._outcome = Outcome(self.seed, self._name(), self._findings)
        self._ledger = Ledger()
        self._fold = Fold(self._findings)
        self._gate = Gate(self.clients)
        self._threads: list[threading.Thread] = []
        self._opened: list[VouAjudar] = []
        self._moves = threading.Lock()
        self._moved = 0
        self._broken: list[BaseException] = []

    def __call__(self, kills_in_start: Iterable[Kill], kills: Iterable[Kill]) -> Outcome:
        began = time.monotonic()
        try:
            with Receiver(self.folder) as receiver:
                self._run(receiver, kills_in_start, kills)
        finally:
            self._server.end()
            self._gate.abort()
            for thread in self._threads:
                thread.join()
            for client in self._opened:
                client.close()
        self._outcome.seconds = time.monotonic() - began
        return self._outcome

    def _run(self, receiver: Receiver, kills_in_start: Iterable[Kill], kills: Iterable[Kill]) -> None:
        for kill in kills_in_start:
            self._die_in_start(kill)
        sandbox = self._server.start(self._plan())
        verifier = self._meet(sandbox)
        verifier.after_restart(0)
        receiver.subscribe(verifier.client, self._fold.last_sequence)
        if self.processes > 1:
            for kill in kills:
                self._lose_one(kill, verifier)
        else:
            self._server.kill()
            self._outcome.kills["after the set-up"] += 1
            for kill in kills:
                self._die(kill, verifier)
                if self._findings and self.stop_early:
                    break
            self._server.start(self._plan())
        verifier.after_restart(self.replays)
        self._finish()
        if not (self._findings and self.stop_early):
            self._end(receiver, verifier)

    # load and kills

    def _plan(self, kill: Kill | None = None) -> Plan:
        board = str(self.folder / "board")
        if kill is None or not kill.named:
            return Plan(board, variant=self.variant)
        return Plan(board, kill.point, kill.hits, kill.pause, kill.autocheckpoint, self.variant)

    def _load_until(self, kill: Kill, reader: Reader) -> None:
        self._server.arm()
        self._gate.open()
        reader.start()
        self._crash(kill)
        reached = self._server.killed_within(REACHED_SECONDS if kill.named else kill.seconds)
        if not reached:
            self._server.kill()
        self._outcome.kills[kill.point if reached else RANDOM] += 1
        self._gate.close()
        reader.stop()
        if self._broken:
            raise self._broken[0]

    def _die(self, kill: Kill, verifier: Verifier) -> None:
        """The server starts, is judged, serves, and dies."""
        if kill.point == RANDOM_START:
            self._die_in_start(kill)
            return
        self._server.start(self._plan(kill))
        verifier.after_restart(self.replays)
        self._load_until(kill, verifier.reader)
        self._look_at_files(self.cuts)
        self._tell(kill)

    def _lose_one(self, kill: Kill, verifier: Verifier) -> None:
        """One of the processes that serve dies, another takes its place; now and then it is their supervisor."""
        if kill.point == RANDOM_START:
            self._server.kill()
            self._outcome.kills[SUPERVISOR] += 1
            self._server.start(self._plan())
        verifier.after_restart(self.replays)
        self._server.arm(self._plan(kill))
        self._gate.open()
        verifier.reader.start()
        self._crash(kill)
        reached = kill.named and self._server.lost_one_within(REACHED_SECONDS)
        if not reached:
            time.sleep(kill.seconds)
            os.kill(self._chance.choice(self._server.children()), signal.SIGKILL)
        self._outcome.kills[kill.point if reached else RANDOM] += 1
        time.sleep(ALONE_SECONDS)
        self._gate.close()
        verifier.reader.stop()
        if self._broken:
            raise self._broken[0]
        self._tell(kill)

    def _crash(self, kill: Kill) -> None:
        """The database, if it is its turn; the server has to come through that, until it is killed itself."""
        if kill.point == CRASH:
            time.sleep(kill.seconds)
            self.database.crash(self._chance)
            self._outcome.kills[CRASH] += 1
            time.sleep(AFTER_CRASH_SECONDS)

    def _die_in_start(self, kill: Kill) -> None:
        """A start that is not survived; one that comes through all the same is killed then."""
        try:
            if kill.named:
                self._server.start(self._plan(kill))
            else:
                self._server.start_and_kill(self._plan(), kill.seconds)
                self._outcome.kills[RANDOM_START] += 1
                return
        except ServerDiedError:
            self._outcome.kills[kill.point] += 1
        else:
            self._server.kill()
            self._outcome.kills[RANDOM_START] += 1

    def _meet(self, sandbox: Sandbox) -> Verifier:
        """Clients, reader and verifier; keys and ports are the same after every restart."""
        owner, carrier = sandbox.partner(), sandbox.partner("dispatch")
        kitchen, shelter = (sandbox.location(kind, owner)["id"] for kind in ("provider", "shelter"))
        for number in range(self.clients):
            place = Place(self._open(sandbox, owner), self._open(sandbox, carrier), kitchen, shelter)
            client = Client(f"client{number:02d}", self._chance.getrandbits(32), self._gate, self._ledger, self._findings)
            journeys = Journeys(client, place, self._may_move, self._ledger.advance)
            thread = threading.Thread(target=self._walk, args=(journeys,), name=f"client-{number}", daemon=True)
            self._threads.append(thread)
            thread.start()
        reader = Reader(self._open(sandbox, owner), self._fold, self.folder / "cursor")
        return Verifier(self._open(sandbox, owner), self._fold, self._ledger, reader, self._findings, self._chance)

    def _open(self, sandbox: Sandbox, partner: dict[str, Any]) -> VouAjudar:
        """It never tries twice by itself: the harness wants to see each attempt."""
        client = sandbox.client(partner, max_retries=0, timeout=20)
        self._opened.append(client)
        return client

    def _walk(self, journeys: Journeys) -> None:
        try:
            while True:
                try:
                    journeys.one()
                except RefusedError:
                    continue
        except FinishedError:
            pass
        except BaseException as error:
            self._broken.append(error)
        finally:
            self._gate.leave()

    def _may_move(self, seconds: int) -> bool:
        with self._moves:
            if self._moved + seconds > CLOCK_BUDGET:
                return False
            self._moved += seconds
            return True

    # the end

    def _finish(self) -> None:
        """Every call that was begun gets its answer."""
        self._server.arm()
        self._gate.finish()
        for thread in self._threads:
            thread.join()
        if self._broken:
            raise self._broken[0]

    def _end(self, receiver: Receiver, verifier: Verifier) -> None:
        verifier.at_the_end(replays=500)
        self._clock(verifier)
        impact.judge(verifier.client, verifier.reader, self._fold, self._findings)
        receiver.drain(self._fold, verifier.reader, lambda: verifier.client.sandbox.advance_clock(advance_seconds=600))
        counts = receiver.judge(self._fold, self._findings)
        self._server.stop()
        rebuilt = self._server.rebuild()
        if " 0 of them were different" not in rebuilt:
            self._findings.add("rebuild", rebuilt)
        self._look_at_files(0)
        self._count(counts)
        self._server.judge_log(self._findings, crashed=CRASH in self._outcome.kills)

    def _look_at_files(self, cuts: int) -> None:
        dead = torn.Remains(self._server.board, self._ledger.versions())
        self._outcome.torn += self.database.judge(dead, self._chance, cuts, self._findings)

    def _clock(self, verifier: Verifier) -> None:
        """The clock stands where the acknowledged commands have put it."""
        answer: Any = verifier.client.sandbox.advance_clock(advance_seconds=1)
        ahead = answer.now.timestamp() - time.time() - 1
        if abs(ahead - self._ledger.advanced) > 10:
            self._findings.add("clock", f"{ahead:.0f} s ahead of real time, {self._ledger.advanced} s were acknowledged")

    def _tell(self, kill: Kill) -> None:
        done, events = len(self._ledger.acked), len(self._fold.events)
        self.say(f"{self._outcome.kills.total():3d} kills, {done} writes, {events} events; last at {kill.point}")

    def _name(self) -> str:
        return self.database.name if self.processes == 1 else f"{self.database.name}, {self.processes} processes"

    def _count(self, webhooks: Counter[str]) -> None:
        outcome, board = self._outcome, self._server.board
        if board["unsynced_groups"]:
            self._findings.add("unsynced", f"{board['unsynced_groups']} of {board['groups']} groups")
        outcome.acknowledged = len(self._ledger.acked)
        outcome.retries, outcome.replayed = self._ledger.retries, self._ledger.replayed
        outcome.events = len(self._fold.events)
        outcome.webhooks, outcome.webhooks_again = webhooks["once"], webhooks["again"]
        outcome.commands, outcome.command_groups = board["acknowledged"], board["command_groups"]
        outcome.groups, outcome.wal_syncs = board["groups"], board["wal_syncs"]
