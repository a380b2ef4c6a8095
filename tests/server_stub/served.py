"""`vouajudar-stub serve` as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

COMMAND = [sys.executable, "-m", "vouajudar_stub.cli"]
SECONDS = 60
"""So long a server may take to start, and to stop."""


@dataclass(frozen=True)
class Served:
    """A server that listens."""

    process: subprocess.Popen[str]
    facts: dict[str, Any]
    """Of its ready file."""
    lines: list[str]
    """Everything that it has printed."""

    @property
    def base_url(self) -> str:
        url: str = self.facts["base_url"]
        return url

    @property
    def logged(self) -> list[str]:
        return [line for line in self.lines if line.startswith("{")]

    def partner(self, mode: str = "test") -> dict[str, Any]:
        """The first partner of this mode."""
        found: dict[str, Any] = next(partner for partner in self.facts["partners"] if partner["mode"] == mode)
        return found

    def client(self, mode: str = "test", **options: Any) -> httpx.Client:
        """Calls as the first partner of this mode."""
        key = {"X-API-Key": self.partner(mode)["api_key"]}
        return httpx.Client(base_url=self.base_url, headers=key, timeout=SECONDS, **options)


@contextmanager
def served(folder: Path, *options: str, sandbox: bool = True, environment: Mapping[str, str] | None = None) -> Iterator[Served]:
    """Killed at the end, unless it has ended."""
    ready = folder / "ready.json"
    ready.unlink(missing_ok=True)
    command = [*COMMAND, "serve", *(["--sandbox"] if sandbox else []), "--port", "0", "--ready-file", str(ready), *options]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=folder,
        env={**os.environ, **(environment or {})},
    )
    lines: list[str] = []
    listening, output = threading.Event(), process.stdout
    assert output is not None

    def read() -> None:
        for line in output:
            lines.append(line)
            if line.startswith("Listening"):
                listening.set()
        listening.set()  # it has ended

    reader = threading.Thread(target=read)
    reader.start()
    try:
        assert listening.wait(SECONDS), "".join(lines)
        assert ready.exists(), "".join(lines)
        yield Served(process, json.loads(ready.read_text()), lines)
    finally:
        process.kill()
        process.wait()
        reader.join()
        output.close()


def ended(process: subprocess.Popen[str]) -> int:
    """The exit code, once it has ended."""
    return process.wait(SECONDS)


def run(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """A command that ends by itself."""
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False, timeout=SECONDS, **options)
