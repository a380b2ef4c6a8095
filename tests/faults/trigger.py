"""When a server is to kill itself: at the n-th time that it comes by a named point."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from .board import Board

PLAN = "FAULTS_PLAN"
"""Environment variable: the path of the plan of a killable server, JSON."""


@dataclass(frozen=True)
class Plan:
    """What a killable server is told."""

    board: str
    """Path of the shared numbers."""
    point: str = ""
    """Where it kills itself; empty: nowhere."""
    hits: int = 1
    """At which time that it comes by."""
    pause: float = 0.0
    """Seconds between the point and the kill, in which its other threads go on."""
    autocheckpoint: int = 1000
    """Pages of the WAL after which SQLite copies them back; 1000 is its own default."""
    variant: str = ""
    """A known-bad variant to run as."""

    def write(self, path: Path) -> None:
        """All at once: a server may be reading the one before."""
        part = path.with_name(f"{path.name}.part")
        part.write_text(json.dumps(asdict(self)))
        part.replace(path)

    @staticmethod
    def of_environment() -> Plan:
        return Plan(**json.loads(Path(os.environ[PLAN]).read_text()))


class Trigger:
    """Counts the points of one process. A new plan is taken up when the board counts one more."""

    def __init__(self, plan: Plan) -> None:
        self.board = Board(Path(plan.board))
        self._plan = plan
        self._left = plan.hits
        self._plans = self.board["plans"]
        self._lock = threading.Lock()

    def __call__(self, *points: str) -> None:
        """The server comes by these points. Before the harness arms it, a point is called `start.<point>`."""
        for point in points:
            if self.due(point):
                time.sleep(self._plan.pause)
                self.kill()

    async def come_by(self, *points: str) -> None:
        """The same for a coroutine: in the pause the others of its loop go on."""
        for point in points:
            if self.due(point):
                await asyncio.sleep(self._plan.pause)
                self.kill()

    def due(self, point: str) -> bool:
        """The same, for who has something to do before the kill."""
        if self.board["plans"] != self._plans:
            self._take_up()
        if not self._plan.point:
            return False
        name = point if self.board["armed"] else f"start.{point}"
        if name != self._plan.point:
            return False
        with self._lock:
            self._left -= 1
            return self._left == 0

    def kill(self) -> None:
        """At once; of several processes that come by, one."""
        with self.board.alone():
            if self.board["killed"] >= self._plans:
                return
            self.board["killed"] = self._plans
        os.kill(os.getpid(), signal.SIGKILL)

    def _take_up(self) -> None:
        with self._lock:
            self._plans = self.board["plans"]
            self._plan = Plan.of_environment()
            self._left = self._plan.hits
