"""The receiver's process, the endpoints that send to it, and what must have arrived there."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from standardwebhooks import Webhook
from vouajudar import VouAjudar

from .findings import Findings
from .fold import Fold
from .reader import Reader
from .server import ROOT, free_port

PATTERNS = {"all": ["*"], "deliveries": ["delivery.*", "reservation.created"]}
"""Endpoints by the path that they have at the receiver."""

QUIET_SECONDS = 8.0
"""When nothing has come for so long, nothing will: the clock has been moved past many attempts by then."""


@dataclass
class Receiver:
    """A context manager: the process lives in it."""

    folder: Path
    endpoints: dict[str, tuple[str, str]] = field(default_factory=dict[str, "tuple[str, str]"])
    """Secret of each endpoint, and the last sequence before it was there."""

    def __enter__(self) -> Self:
        self.port = free_port()
        self.log = self.folder / "received.jsonl"
        command = [sys.executable, "-m", "tests.faults.receiver", str(self.port), str(self.log)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
        assert self._process.stdout is not None
        self._process.stdout.readline()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.terminate()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def subscribe(self, client: VouAjudar, after: str) -> None:
        """`after`: the last sequence of the feed; nothing is written while this runs."""
        for path, patterns in PATTERNS.items():
            url = f"http://127.0.0.1:{self.port}/{path}"
            made: Any = client.webhook_endpoints.create(url=url, event_types=patterns)
            self.endpoints[path] = (made.secret, after)

    def received(self) -> list[dict[str, str]]:
        if not self.log.exists():
            return []
        lines = self.log.read_text().split("\n")[:-1]
        return [json.loads(line) for line in lines]

    def missing(self, fold: Fold) -> dict[str, list[str]]:
        """Ids of events that have not arrived, by endpoint."""
        arrived: dict[str, set[str]] = defaultdict(set)
        for line in self.received():
            arrived[line["endpoint"].removeprefix("/")].add(line["id"])
        due = {path: self._due(path, fold) for path in self.endpoints}
        return {path: [id_ for id_ in ids if id_ not in arrived[path]] for path, ids in due.items()}

    def _due(self, path: str, fold: Fold) -> list[str]:
        after = self.endpoints[path][1]
        return [
            id_
            for id_, kind in fold.types.items()
            if json.loads(fold.events[id_])["sequence"] > after and any(_matches(p, kind) for p in PATTERNS[path])
        ]

    def drain(self, fold: Fold, reader: Reader, advance: Callable[[], Any]) -> None:
        """Wait until everything has arrived, or nothing does any more; `advance` moves the world's clock to later attempts,
        which may have events of its own."""
        last, end = -1, 0.0
        while True:
            reader.catch_up()
            if not any(self.missing(fold).values()):
                return
            count = len(self.received())
            if count != last:
                last, end = count, time.monotonic() + QUIET_SECONDS
            elif time.monotonic() > end:
                return
            time.sleep(0.5)
            advance()

    def judge(self, fold: Fold, findings: Findings) -> Counter[str]:
        """How many came once, and how often one came again."""
        for path, ids in self.missing(fold).items():
            if ids:
                first = [(id_, fold.types[id_]) for id_ in ids[:5]]
                findings.add("webhook-missed", f"{len(ids)} events have not arrived at {path}: {first}")
        counts: Counter[str] = Counter()
        seen: set[tuple[str, str]] = set()
        for line in self.received():
            path = line["endpoint"].removeprefix("/")
            again = (path, line["id"]) in seen
            seen.add((path, line["id"]))
            counts["again" if again else "once"] += 1
            if line["id"] not in fold.events or fold.events[line["id"]] != line["body"].encode():
                findings.add("webhook-differs", f"{line['id']} at {path}: {line['body']}")
            sent_at = datetime.fromtimestamp(int(line["timestamp"]), UTC)
            if Webhook(self.endpoints[path][0]).sign(line["id"], sent_at, line["body"]) not in line["signature"].split():
                findings.add("webhook-differs", f"{line['id']} at {path}: {line['signature']} is no signature of it")
        return counts


def _matches(pattern: str, kind: str) -> bool:
    return pattern in ("*", kind) or (pattern.endswith(".*") and kind.startswith(pattern[:-1]))
