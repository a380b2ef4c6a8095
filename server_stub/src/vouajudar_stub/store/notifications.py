"""What a partner's people are to be told: the outbox of e-mails and pushes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Notification:
    """An event, for the people of a partner. It is kept once, however often it is added."""

    partner_id: str
    event_id: str
    event_type: str
    """Short form, for example `batch.ready`."""
    channels: tuple[str, ...]
    """`email`, `push`."""
    noted_at: datetime
    send_at: datetime
    """Not before, of the world's clock: behind the quiet hours."""


class NotificationReading(Protocol):
    """Of one world."""

    async def of(self, partner_id: str) -> list[Notification]:
        """In the order of their events."""
        ...


class NotificationWriting(NotificationReading, Protocol):
    async def add(self, notifications: Iterable[Notification]) -> None: ...
