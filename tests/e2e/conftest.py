"""A running sandbox for every test of this folder: one process a worker, reset before each test."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from vouajudar import VouAjudar

from .world import World

READY_SECONDS = 60


@dataclass(frozen=True)
class Sandbox:
    """What the ready file says of a running sandbox."""

    base_url: str
    partners: list[dict[str, Any]]
    locations: list[dict[str, Any]]

    def partner(self, *kinds: str, nth: int = 0) -> dict[str, Any]:
        """The nth live, unsuspended test partner that holds exactly these kinds (no kinds: all of them)."""
        wanted = set(kinds) or {"provider", "shelter", "dispatch", "observer"}
        found = [p for p in self.partners if set(p["kinds"]) == wanted and p["mode"] == "test" and not p["suspended"]]
        return found[nth]

    def location(self, kind: str, partner: dict[str, Any]) -> dict[str, Any]:
        return next(loc for loc in self.locations if loc["kind"] == kind and loc["partner_id"] == partner["id"])

    def named(self, part: str) -> dict[str, Any]:
        return next(loc for loc in self.locations if part in loc["name"])

    def client(self, partner: dict[str, Any], **options: Any) -> VouAjudar:
        return VouAjudar(api_key=partner["api_key"], base_url=self.base_url, **options)


def start_sandbox(folder: Path, *options: str) -> tuple[subprocess.Popen[bytes], Sandbox]:
    """Start `vouajudar-stub serve --sandbox` on a free port and wait for its ready file."""
    ready = folder / "ready.json"
    command = [sys.executable, "-m", "vouajudar_stub.cli", "serve", "--sandbox", "--port", "0", "--ready-file", str(ready)]
    with (folder / "stub.log").open("wb") as log:
        process = subprocess.Popen([*command, *options], stdout=log, stderr=subprocess.STDOUT, cwd=folder)
    try:
        wait_for_file(ready, process)
    except BaseException:
        process.kill()
        raise RuntimeError(f"the sandbox did not start:\n{(folder / 'stub.log').read_text()}") from None
    facts = json.loads(ready.read_text())
    return process, Sandbox(facts["base_url"], facts["partners"], facts["locations"])


def wait_for_file(path: Path, process: subprocess.Popen[bytes]) -> None:
    """Return when the file is there and whole; fail when the process ends or the time is up."""
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the process ended with {process.returncode}")
        if path.exists() and path.read_text().endswith("}\n"):
            return
        time.sleep(0.05)
    raise TimeoutError(str(path))


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    process, sandbox = start_sandbox(tmp_path_factory.mktemp("sandbox"), "--rate-limit-factor", "1000")
    yield sandbox
    process.terminate()
    assert process.wait(20) == 0, "the sandbox did not stop cleanly"


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    """The running sandbox with its world back at the seeds."""
    with running.client(running.partner()) as client:
        client.sandbox.reset()
    return running


@pytest.fixture
def world(sandbox: Sandbox) -> Iterator[World]:
    """The kitchen and the shelter of Porto Alegre's centre, and a carrier that is neither."""
    centre, carrier = sandbox.partner(), sandbox.partner("dispatch")
    head = sandbox.client(centre)
    with head, sandbox.client(carrier) as dispatch, sandbox.client(centre, max_retries=0) as impatient:
        yield World(
            kitchen=head,
            shelter=head,
            carrier=dispatch,
            provider_location_id=sandbox.location("provider", centre)["id"],
            dropoff_location_id=sandbox.location("shelter", centre)["id"],
            start=head.events.list(after="latest").next_cursor,
            impatient=impatient,
            key_of_kitchen=centre["api_key"],
        )
