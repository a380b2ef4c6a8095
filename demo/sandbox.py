"""A sandbox as a process of its own, and what its ready file says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vouajudar import VouAjudar

READY_SECONDS = 60
ALL_KINDS = frozenset({"provider", "shelter", "dispatch", "observer"})


@dataclass(frozen=True)
class Sandbox:
    """What the ready file says of a running sandbox."""

    base_url: str
    docs_url: str
    partners: list[dict[str, Any]]
    locations: list[dict[str, Any]]

    def partner(self, *kinds: str, number: int = 0) -> dict[str, Any]:
        """The unsuspended test partner that holds exactly these kinds (no kinds: all of them): the first, or one after it."""
        wanted = set(kinds) or ALL_KINDS
        found = [p for p in self.partners if set(p["kinds"]) == wanted and p["mode"] == "test" and not p["suspended"]]
        return found[number]

    def location(self, kind: str, partner: dict[str, Any]) -> dict[str, Any]:
        return next(loc for loc in self.locations if loc["kind"] == kind and loc["partner_id"] == partner["id"])

    def place(self, name: str) -> dict[str, Any]:
        return next(loc for loc in self.locations if loc["name"] == name)

    def client(self, partner: dict[str, Any], **options: Any) -> VouAjudar:
        return VouAjudar(api_key=partner["api_key"], base_url=self.base_url, **options)


@contextmanager
def running_sandbox(folder: Path, *options: str, variables: Mapping[str, str] | None = None) -> Iterator[Sandbox]:
    """`vouajudar-stub serve --sandbox` on embedded SQLite and a free port, `variables` in its environment; stopped on leaving.

    Raises RuntimeError with its output when it does not start, or does not end well.
    """
    ready, log = folder / "ready.json", folder / "sandbox.log"
    command = [sys.executable, "-m", "vouajudar_stub.cli", "serve", "--sandbox", "--port", "0", "--ready-file", str(ready)]
    with log.open("wb") as out:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [*command, *options], stdout=out, stderr=subprocess.STDOUT, cwd=folder, env={**os.environ, **(variables or {})}
        )
    try:
        end = time.monotonic() + READY_SECONDS
        while not ready.exists():  # it appears whole, once the sandbox listens
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"the sandbox did not start:\n{log.read_text()}")
            time.sleep(0.05)
        yield Sandbox(**json.loads(ready.read_text()))
    finally:
        process.terminate()
        ended = process.wait(20)
    if ended != 0:
        raise RuntimeError(f"the sandbox ended with {ended}:\n{log.read_text()}")
