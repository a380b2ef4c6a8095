"""A world's clock and epoch, as the process holds them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from vouajudar_stub.store.protocol import World

_START = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class WorldState:
    """What `worlds` holds of a world, and what saves look-ups."""

    world: World
    offset_ms: int
    epoch: int
    epoch_position: int
    """Position of the log when the epoch began; its feed starts after it."""
    floor: datetime
    """Time of its newest event: its clock shows no earlier one."""
    next_due: str | None
    """No rule is due before this time (text as in `due_at`); None: none at all. May be too early, never too late."""

    def now(self) -> datetime:
        """The world's clock, whole milliseconds."""
        real = _START + timedelta(milliseconds=time.time_ns() // 1_000_000 + self.offset_ms)
        return max(real, self.floor)

    def copy_from(self, other: WorldState) -> None:
        """Become what the other is: a draft that was not kept is put back so."""
        self.offset_ms = other.offset_ms
        self.epoch = other.epoch
        self.epoch_position = other.epoch_position
        self.floor = other.floor
        self.next_due = other.next_due
