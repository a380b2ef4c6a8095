"""A partner that folds the feed: `python -m tests.bench.feed_reader <url> <key> <cursor> <events>`.

Reads until it has seen so many events, checks that each batch's versions follow each other, and at the end compares what it
folded with what the lists say. Prints what it found as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import orjson

PAGE = 100
WAIT_SECONDS = 20
QUIET_SECONDS = 120.0


class Reader:
    def __init__(self, url: str, key: str) -> None:
        address = urlsplit(url)
        self._connection = HTTPConnection(address.hostname or "127.0.0.1", address.port, timeout=60)
        self._headers = {"X-API-Key": key}
        self.state: dict[str, dict[str, Any]] = {}
        self.events = self.gaps = self.twice = self.disordered = 0
        self._sequence = ""

    def get(self, path: str) -> Any:
        self._connection.request("GET", f"/v1{path}", headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {body[:500]!r}")
        return orjson.loads(body)

    def fold(self, event: dict[str, Any]) -> None:
        self.events += 1
        subject, data = event["subject"], event["data"]
        before = self.state[subject]["version"] if subject in self.state else 0
        self.gaps += data["version"] > before + 1
        self.twice += data["version"] <= before
        self.disordered += event["sequence"] <= self._sequence
        self._sequence = event["sequence"]
        self.state[subject] = data["object"]

    def different(self) -> int:
        """Batches whose GET is not what the events came to."""
        seen, differing, cursor = 0, 0, ""
        while True:
            page = self.get(f"/batches?limit={PAGE}" + (f"&cursor={cursor}" if cursor else ""))
            for batch in page["items"]:
                if batch["id"] in self.state:
                    seen += 1
                    differing += self.state[batch["id"]] != batch
            cursor = page["next_cursor"]
            if cursor is None:
                return differing + len(self.state) - seen


def main(url: str, key: str, cursor: str, events: int) -> None:
    reader = Reader(url, key)
    last_news = time.monotonic()
    while reader.events < events and time.monotonic() < last_news + QUIET_SECONDS:
        page = reader.get(f"/events?after={cursor}&limit={PAGE}&wait={WAIT_SECONDS}")
        cursor = page["next_cursor"]
        if page["items"]:
            last_news = time.monotonic()
        for event in page["items"]:
            reader.fold(event)
    behind = (time.time() - _unix(page["items"][-1]["time"])) * 1000 if reader.events else float("nan")
    found = {
        "events": reader.events,
        "gaps": reader.gaps,
        "twice": reader.twice,
        "disordered": reader.disordered,
        "behind_ms": behind,
        "different": reader.different(),
    }
    json.dump(found, sys.stdout)


def _unix(text: str) -> float:
    from datetime import datetime

    return datetime.fromisoformat(text).timestamp()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
