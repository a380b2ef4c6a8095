"""Numbers that the harness and the server share. They lie in a mapped file, so a SIGKILL takes none of them along."""

from __future__ import annotations

import fcntl
import mmap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

CELLS = (
    "armed",
    "acknowledged",
    "command_groups",
    "groups",
    "wal_syncs",
    "unsynced_groups",
    "backfills",
    "webhooks_sent",
    "wal_end",
    "wal_synced",
    "plans",
    "killed",
)
"""`armed`: the harness says that load begins; before it, points are those of the start. `acknowledged`: answers of 200..204 to
commands. `groups`: commits that wrote something, `command_groups`: those with a command in them, `unsynced_groups`: those whose
COMMIT returned before all that it had written to the WAL was synced. `backfills`: syncs of the main file, one a WAL checkpoint.
`wal_end`: where the WAL ends that is written since its last reset, `wal_synced`: how much of it a sync has seen, in bytes.
`plans`: how many the harness has made, `killed`: the last of them by which a process has killed itself."""

_WIDTH = 8


class Board:
    """A context manager; leaving it unmaps the file."""

    def __init__(self, path: Path) -> None:
        """The file is made, with zeros, when it is not there."""
        if not path.exists():
            path.write_bytes(bytes(_WIDTH * len(CELLS)))
        self._path = path
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), 0)
        self._lock = threading.Lock()

    def __getitem__(self, cell: str) -> int:
        at = _WIDTH * CELLS.index(cell)
        return int.from_bytes(self._map[at : at + _WIDTH], "little")

    def __setitem__(self, cell: str, value: int) -> None:
        at = _WIDTH * CELLS.index(cell)
        self._map[at : at + _WIDTH] = value.to_bytes(_WIDTH, "little")

    def add(self, cell: str, more: int = 1) -> None:
        """Safe among the threads of one process."""
        with self._lock:
            self[cell] += more

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other process is in here at the same time."""
        with self._path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._map.close()
