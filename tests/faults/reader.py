"""A feed reader that can be stopped at any time and goes on from the cursor that it has stored."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import orjson
from vouajudar import VouAjudar, errors

from .fold import Fold


def raw_items(page: bytes) -> list[bytes]:
    """The events of a page, each as the bytes that stand in it."""
    text = page.decode()
    decoder = json.JSONDecoder()
    at = text.index("[") + 1
    items: list[bytes] = []
    while text[at] != "]":
        _, end = decoder.raw_decode(text, at)
        items.append(text[at:end].encode())
        at = end + (text[end] == ",")
    return items


class Reader:
    """`cursor_file`: what it keeps over a restart; what it has read, the fold keeps."""

    def __init__(self, client: VouAjudar, fold: Fold, cursor_file: Path) -> None:
        self._client = client
        self._fold = fold
        self._cursor_file = cursor_file
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def step(self, wait: int = 0) -> int:
        """Reads a page, stores the cursor behind it; returns how many events were in it. Raises what the SDK raises."""
        cursor = self._cursor_file.read_text() if self._cursor_file.exists() else "earliest"
        page = self._client.events.with_response.list(after=cursor, limit=100, wait=wait)
        events = raw_items(page.content)
        for event in events:
            self._fold.take(event)
        self._cursor_file.write_text(page.json()["next_cursor"])
        return len(events)

    def catch_up(self) -> None:
        """To the head of the feed."""
        while self.step():
            pass

    def start(self) -> None:
        """Follow the feed beside the load."""
        self._stopped.clear()
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _follow(self) -> None:
        while not self._stopped.is_set():
            try:
                self.step(wait=1)
            except (errors.APIConnectionError, errors.APIError):
                self._stopped.wait(0.05)


def whole_feed(client: VouAjudar) -> dict[str, bytes]:
    """Everything retained, by event id, read from the start."""
    found: dict[str, bytes] = {}
    cursor: Any = "earliest"
    while True:
        page = client.events.with_response.list(after=cursor, limit=100)
        items = raw_items(page.content)
        if not items:
            return found
        for item in items:
            found[orjson.loads(item)["id"]] = item
        cursor = page.json()["next_cursor"]
