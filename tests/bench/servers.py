"""Servers under measurement, each a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

READY_SECONDS = 60.0
UNLIMITED = "1000000"
"""Rate limits are counted, and never reached."""


@dataclass
class Served:
    """A server that listens."""

    pid: int
    url: str
    """Without a path."""
    facts: dict[str, Any] = field(default_factory=dict[str, Any])
    """The ready file of a stub."""

    def cpu_seconds(self) -> float:
        """CPU time of the process so far, all threads, user and system."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mib(self) -> float:
        """Resident memory."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20

    @property
    def partner(self) -> dict[str, Any]:
        """The seeded partner that is of every kind."""
        found: dict[str, Any] = next(each for each in self.facts["partners"] if len(each["kinds"]) == 4)
        return found

    def place(self, kind: str) -> str:
        """Id of the partner's location of this kind."""
        found: str = next(
            each["id"] for each in self.facts["locations"] if each["kind"] == kind and each["partner_id"] == self.partner["id"]
        )
        return found


@contextmanager
def stub(folder: Path, *options: str, database: str | None = None, under: Sequence[str] = ()) -> Iterator[Served]:
    """`vouajudar-stub serve --sandbox` as a partner runs it. `database`: none means a file in the folder. `under`: a command that
    starts it, for example a tracer."""
    ready = folder / "ready.json"
    ready.unlink(missing_ok=True)
    command = [
        *under,
        sys.executable,
        "-m",
        "vouajudar_stub.cli",
        "serve",
        "--sandbox",
        "--port",
        "0",
        "--ready-file",
        str(ready),
    ]
    command += ["--rate-limit-factor", UNLIMITED, "--database", database or str(folder / "stub.db"), *options]
    with _process(command, folder, ready) as process:
        facts = json.loads(ready.read_text())
        yield Served(process.pid, facts["base_url"].removesuffix("/v1"), facts)


@contextmanager
def opponent(name: str, folder: Path, batches: list[Any]) -> Iterator[Served]:
    """A server of `tests.bench.opponents`."""
    port, models = folder / f"{name}.port", folder / f"{name}.json"
    port.unlink(missing_ok=True)
    models.write_text(json.dumps(batches))
    command = [sys.executable, "-m", "tests.bench.opponents", name, str(port), str(models)]
    with _process(command, Path.cwd(), port) as process:
        yield Served(process.pid, f"http://127.0.0.1:{port.read_text()}")


@contextmanager
def _process(command: list[str], folder: Path, ready: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Yields once the file `ready` is there; terminates the process on leaving. Raises RuntimeError when it does not start."""
    log = ready.with_suffix(".log")
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, cwd=folder)
    try:
        end = time.monotonic() + READY_SECONDS
        while not ready.exists():
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{command} did not start:\n{log.read_text()}")
            time.sleep(0.02)
        yield process
    finally:
        process.terminate()
        process.wait(30)
