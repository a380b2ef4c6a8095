"""Counters of calls that several processes keep together, on the board that they share."""

from __future__ import annotations

import time
from hashlib import blake2b
from mmap import mmap

from limits.storage import Storage

from vouajudar_stub.board import HEADER, SLOT, SLOTS, Board

PROBES = 16
"""So many slots a key may stand in. When all of them are taken by others, the one whose window ends first gives way: its caller
may then call more often than it should, and nobody less."""


class BoardStorage(Storage):
    """Fixed windows of `limits`, in shared memory: a call through any process counts in all of them."""

    def __init__(self, board: Board, uri: str | None = None, wrap_exceptions: bool = False) -> None:
        super().__init__(uri, wrap_exceptions)
        self._board = board

    @property
    def base_exceptions(self) -> type[Exception] | tuple[type[Exception], ...]:
        return OSError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        number, now = _number(key), time.time()
        with self._board.locked() as memory:
            place, count, end = _find(memory, number, now)
            if end <= now:
                count, end = 0, now + expiry
            SLOT.pack_into(memory, place, number, end, count + amount)
        return count + amount

    def get(self, key: str) -> int:
        now = time.time()
        with self._board.locked() as memory:
            _, count, end = _find(memory, _number(key), now)
        return count if end > now else 0

    def get_expiry(self, key: str) -> float:
        now = time.time()
        with self._board.locked() as memory:
            return max(now, _find(memory, _number(key), now)[2])

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        with self._board.locked() as memory:
            memory[HEADER:] = bytes(SLOTS * SLOT.size)
        return None

    def clear(self, key: str) -> None:
        with self._board.locked() as memory:
            place, _, _ = _find(memory, _number(key), time.time())
            SLOT.pack_into(memory, place, 0, 0.0, 0)


def _number(key: str) -> int:
    """64 bits of a key, never 0."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "little") or 1


def _find(memory: mmap, number: int, now: float) -> tuple[int, int, float]:
    """Where a key stands or may be put, its count and the end of its window (0 and 0.0 when it has none)."""
    best, best_end = 0, float("inf")
    for step in range(PROBES):
        place = HEADER + (number + step) % SLOTS * SLOT.size
        found, end, count = SLOT.unpack_from(memory, place)
        if found == number:
            return place, count, end
        if found == 0 or end <= now:
            end = 0.0
        if end < best_end:
            best, best_end = place, end
    return best, 0, 0.0
