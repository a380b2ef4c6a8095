"""What a handler of events may know of how they reach it: nothing but this.

A handler may see an event twice, and sees those of a world in the order of the log. It keeps its own checkpoint, best in the
transaction of its effect: then the effect happens once. Nothing waits for a handler; one that is off, slow or failing is behind,
and that is all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from vouajudar_stub.store.protocol import StoredEvent, World


@dataclass(frozen=True, slots=True)
class Relayed:
    """Events of one world, in order of position, without a gap since the handler's checkpoint."""

    world: World
    epoch: int
    """A world that was reset since is in another epoch: what these events were about is gone."""
    events: Sequence[StoredEvent]
    more: bool
    """There are more behind them already."""


class Handler(Protocol):
    """One reader of the log."""

    name: str
    """Names the checkpoint."""

    async def checkpoint(self, world: World) -> int:
        """Position of the last event that it has dealt with."""
        ...

    async def handle(self, relayed: Relayed) -> None:
        """Deal with the events and move the checkpoint behind them. When it raises, it gets them again later."""
        ...


class Bus(Protocol):
    """Brings committed events to handlers."""

    def subscribe(self, handler: Handler, *, pace: float = 0.0) -> None:
        """Before `run`. `pace`: seconds from one hand-over to the next at least, for a handler that had rather hear of several
        commands at once than of each at its moment."""
        ...

    async def run(self) -> None:
        """Relay until cancelled."""
        ...

    async def drain(self) -> None:
        """Relay what is there now to every handler, then return. Raises what a handler raises."""
        ...
