"""The server as a process: started, killed, started again on the same database and port."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demo.sandbox import Sandbox

from .board import Board
from .trigger import Plan

ROOT = Path(__file__).parents[2]
START_SECONDS = 120.0


class ServerDiedError(Exception):
    """It ended while it was starting."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Server:
    """One database and one port; at most one process at a time."""

    folder: Path
    database: str
    port: int = field(default_factory=free_port)
    wrapper: tuple[str, ...] = ()
    """A command to run the server under."""

    def __post_init__(self) -> None:
        self.board = Board(self.folder / "board")
        self.log = self.folder / "server.log"
        self._ready = self.folder / "ready.json"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, plan: Plan) -> Sandbox:
        """Raises ServerDiedError when the plan killed it before it listened; RuntimeError when it died of anything else."""
        process = self._begin(plan)
        end = time.monotonic() + START_SECONDS
        while not self._ready.exists():
            if process.poll() is not None:
                self._look_at_end()
                raise ServerDiedError
            if time.monotonic() > end:
                raise RuntimeError(f"the server did not start:\n{self.log.read_text()[-5000:]}")
            time.sleep(0.02)
        return Sandbox(**json.loads(self._ready.read_text()))

    def start_and_kill(self, plan: Plan, seconds: float) -> None:
        """So long after it began."""
        self._begin(plan)
        if not self.killed_within(seconds):
            self.kill()

    def _begin(self, plan: Plan) -> subprocess.Popen[bytes]:
        self._ready.unlink(missing_ok=True)
        self.board["armed"] = 0
        command = [sys.executable, "-m", "tests.faults.killable_server", "serve", "--sandbox", "--port", str(self.port)]
        command += ["--database", self.database, "--ready-file", str(self._ready), "--rate-limit-factor", "1000000"]
        with self.log.open("ab") as out:
            self._process = subprocess.Popen(
                [*self.wrapper, *command], stdout=out, stderr=out, cwd=ROOT, env={**os.environ, **plan.to_environment()}
            )
        return self._process

    def arm(self) -> None:
        """From here on its points are those of load."""
        self.board["armed"] = 1

    def killed_within(self, seconds: float) -> bool:
        """Waits for the server to kill itself. Raises RuntimeError when it ends in any other way."""
        assert self._process is not None
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        self._look_at_end()
        return True

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """The way that loses nothing. Raises RuntimeError when it does not end well."""
        assert self._process is not None
        self._process.terminate()
        code = self._process.wait(60)
        if code != 0:
            raise RuntimeError(f"the server ended with {code}:\n{self.log.read_text()[-5000:]}")

    def end(self) -> None:
        """Whatever state it is in."""
        if self._process is not None and self._process.poll() is None:
            self.kill()

    def rebuild(self) -> str:
        """What `vouajudar-stub rebuild` prints; the server must have stopped."""
        command: list[Any] = [sys.executable, "-m", "vouajudar_stub.cli", "rebuild", "--database", self.database]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.stdout + done.stderr

    def _look_at_end(self) -> None:
        assert self._process is not None
        if self._process.returncode != -signal.SIGKILL:
            raise RuntimeError(f"the server ended with {self._process.returncode}:\n{self.log.read_text()[-5000:]}")
