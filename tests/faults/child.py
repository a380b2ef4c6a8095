"""The harness's side of the nursery: servers that it has had started, to be waited for and killed like any process."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol


class Process(Protocol):
    """What of `subprocess.Popen` is used here."""

    pid: int

    @property
    def returncode(self) -> int | None: ...

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int:
        """Raises subprocess.TimeoutExpired."""
        ...

    def kill(self) -> None: ...

    def terminate(self) -> None: ...


class Child:
    """Implements `Process`."""

    def __init__(self, pid: int, words: int) -> None:
        self.pid = pid
        self._words = words
        self.returncode: int | None = None

    def poll(self) -> int | None:
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        code = self._look(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return code

    def kill(self) -> None:
        self._send(signal.SIGKILL)

    def terminate(self) -> None:
        self._send(signal.SIGTERM)

    def _send(self, number: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def _look(self, seconds: float | None) -> int | None:
        if self.returncode is None and select.select([self._words], [], [], seconds)[0]:
            self.returncode = int(read_line(self._words))
        return self.returncode


class Nursery:
    """A process that has loaded the server's program, and starts servers one at a time."""

    def __init__(self, root: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, cwd=root
        )

    def start(self, argv: Sequence[str], environment: Mapping[str, str], log: Path) -> Child:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {"argv": list(argv), "environment": dict(environment), "log": str(log)}
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        words = self._process.stdout.fileno()
        return Child(int(read_line(words)), words)

    def close(self) -> None:
        """The last server must have ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


def read_line(words: int) -> bytes:
    """A whole line. Raises RuntimeError when the nursery has ended."""
    line = b""
    end = time.monotonic() + 60
    while not line.endswith(b"\n"):
        byte = os.read(words, 1) if select.select([words], [], [], max(0.0, end - time.monotonic()))[0] else b""
        if not byte:
            raise RuntimeError("the nursery has ended, or is silent")
        line += byte
    return line
