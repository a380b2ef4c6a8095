"""How far each handler of events has come."""

from __future__ import annotations

from typing import Protocol


class CheckpointReading(Protocol):
    """Of one world."""

    async def position(self, handler: str) -> int:
        """Of the last event it has dealt with; 0 when it has not begun."""
        ...


class CheckpointWriting(CheckpointReading, Protocol):
    async def move(self, handler: str, position: int) -> None: ...
