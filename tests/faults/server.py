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
from .child import Nursery, Process
from .findings import Findings
from .trigger import PLAN, Plan

ROOT = Path(__file__).parents[2]
START_SECONDS = 120.0
ORPHAN_SECONDS = 20.0
SUPERVISOR_LOGGER = "vouajudar_stub.cli.supervisor"
"""It logs each process that has died: that is what kills do."""

DATABASE_AWAY = (
    "the database system is",
    "connection was closed",
    "connection is closed",
    "connection has been released",
    "terminating connection",
    "Connect call failed",
    "a process did not come to serve",
)
"""What errors say while PostgreSQL recovers."""


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
    processes: int = 1
    """That serve together; more than one have a supervisor, which is never killed but by `kill`."""
    wrapper: tuple[str, ...] = ()
    """A command to run the server under."""

    def __post_init__(self) -> None:
        self.board = Board(self.folder / "board")
        self.log = self.folder / "server.log"
        self._plan = self.folder / "plan.json"
        self._ready = self.folder / "ready.json"
        self._process: Process | None = None
        self._nursery: Nursery | None = None

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

    def _begin(self, plan: Plan) -> Process:
        self._ready.unlink(missing_ok=True)
        self.board["armed"] = 0
        self._set(plan)
        command = ["serve", "--sandbox", "--port", str(self.port), "--database", self.database]
        command += ["--ready-file", str(self._ready), "--rate-limit-factor", "1000000"]
        command += ["--workers", str(self.processes)] if self.processes > 1 else []
        environment = {PLAN: str(self._plan)}
        if self.wrapper:
            whole = [*self.wrapper, sys.executable, "-m", "tests.faults.killable_server", *command]
            with self.log.open("ab") as out:
                self._process = subprocess.Popen(whole, stdout=out, stderr=out, cwd=ROOT, env={**os.environ, **environment})
        else:
            self._nursery = self._nursery or Nursery(ROOT)
            self._process = self._nursery.start(command, environment, self.log)
        return self._process

    def arm(self, plan: Plan | None = None) -> None:
        """From here on its points are those of load. `plan`: a new one, for processes that run already."""
        if plan is not None:
            self._set(plan)
        self.board["armed"] = 1

    def _set(self, plan: Plan) -> None:
        plan.write(self._plan)
        self.board["plans"] += 1

    def lost_one_within(self, seconds: float) -> bool:
        """Waits for one of several processes to kill itself by the last plan."""
        end = time.monotonic() + seconds
        while self.board["killed"] < self.board["plans"]:
            if time.monotonic() > end:
                return False
            time.sleep(0.01)
        return True

    def children(self) -> list[int]:
        """Process ids of those that serve."""
        assert self._process is not None
        pid = self._process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

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
        """The process, or the supervisor of several: they must end by themselves then. Raises RuntimeError when they do not."""
        assert self._process is not None
        orphans = self.children() if self.processes > 1 else []
        self._process.kill()
        self._process.wait()
        end = time.monotonic() + ORPHAN_SECONDS
        while any(Path(f"/proc/{pid}").exists() for pid in orphans):
            if time.monotonic() > end:
                raise RuntimeError(f"processes without a supervisor live on: {orphans}")
            time.sleep(0.02)

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
        if self._nursery is not None:
            self._nursery.close()
            self._nursery = None

    def rebuild(self) -> str:
        """What `vouajudar-stub rebuild` prints; the server must have stopped."""
        command: list[Any] = [sys.executable, "-m", "vouajudar_stub.cli", "rebuild", "--database", self.database]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.stdout + done.stderr

    def judge_log(self, findings: Findings, *, crashed: bool) -> None:
        """Errors that it has logged are found, those apart that say that a process was killed, or, where it `crashed`, that the
        database was away."""
        for text in self.log.read_text().splitlines():
            if '"level":"error"' not in text:
                continue
            line = json.loads(text)
            if line["logger"] == SUPERVISOR_LOGGER and line.get("code", -signal.SIGKILL) == -signal.SIGKILL:
                continue
            if crashed and any(words in text for words in DATABASE_AWAY):
                continue
            findings.add("logged", f"{line['message']}: {line.get('exception', '')[-1500:]}")

    def _look_at_end(self) -> None:
        assert self._process is not None
        if self._process.returncode != -signal.SIGKILL:
            raise RuntimeError(f"the server ended with {self._process.returncode}:\n{self.log.read_text()[-5000:]}")
