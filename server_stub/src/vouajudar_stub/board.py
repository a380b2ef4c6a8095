"""Memory that the processes of one server have in common: calls counted, and word that credentials have changed."""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
import tempfile
from collections.abc import Generator
from contextlib import contextmanager

_GENERATION = struct.Struct("<Q")
HEADER = 64
"""Bytes before the slots."""

SLOT = struct.Struct("<QdQ")
"""Hash of a key (0: free), end of its window in Unix time, count."""

SLOTS = 1 << 15


class Board:
    """A piece of memory behind a file descriptor, which child processes inherit. It is zero at first, and goes with them."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.memory = mmap.mmap(descriptor, HEADER + SLOTS * SLOT.size)

    @classmethod
    def made(cls) -> Board:
        with tempfile.TemporaryFile(prefix="vouajudar-board-") as file:
            file.truncate(HEADER + SLOTS * SLOT.size)
            return cls(os.dup(file.fileno()))

    @contextmanager
    def locked(self) -> Generator[mmap.mmap]:
        """The memory, for this process alone. A process that dies lets go of it."""
        fcntl.lockf(self.descriptor, fcntl.LOCK_EX)
        try:
            yield self.memory
        finally:
            fcntl.lockf(self.descriptor, fcntl.LOCK_UN)

    def generation(self) -> int:
        """A number that changes when credentials have changed in any of the processes."""
        number: int = _GENERATION.unpack_from(self.memory, 0)[0]
        return number

    def next_generation(self) -> None:
        with self.locked():
            _GENERATION.pack_into(self.memory, 0, self.generation() + 1)

    def close(self) -> None:
        self.memory.close()
        os.close(self.descriptor)
