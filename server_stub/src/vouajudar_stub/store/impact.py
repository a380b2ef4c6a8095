"""What deliveries came to, as facts that analytics add up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, TypeAlias

FactKind: TypeAlias = Literal["delivered", "failed", "lost"]


@dataclass(frozen=True, slots=True)
class ImpactFact:
    """One event as analytics see it. It is kept once, however often it is added."""

    position: int
    kind: FactKind
    at: datetime
    parties: tuple[str, ...]
    """`ptn_` ids of those whose impact it is: of a delivery provider, destination and carrier, of a loss the batch's owner."""
    product_type: str
    units: int
    """Received at the dropoff, or lost; 0 for a failed delivery."""
    minutes: float | None = None
    """From the batch's `ready_at` to the dropoff."""
    places: tuple[str, ...] = ()
    """Pickup and dropoff location."""


class ImpactReading(Protocol):
    """Of one world."""

    async def facts(self, partner: str | None, start: datetime, end: datetime) -> list[ImpactFact]:
        """Of a partner, None meaning everybody's, from `start` on and before `end`, oldest first."""
        ...


class ImpactWriting(ImpactReading, Protocol):
    async def add(self, facts: Iterable[ImpactFact]) -> None: ...
