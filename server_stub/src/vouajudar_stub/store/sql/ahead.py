"""What was read for a whole group of commands before they run, where every statement costs a journey to the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from vouajudar_stub.store.protocol import Kind, ReplyKey, World
from vouajudar_stub.store.sql.statements import Row


@dataclass(slots=True)
class Ahead:
    """Rows as the database has them within the transaction of the group; None: there is no such row. What a draft writes down is
    taken out."""

    records: dict[tuple[World, Kind, str], Row | None] = field(default_factory=dict[tuple[World, Kind, str], Row | None])
    """Rows of `records.FULL`."""
    replies: dict[ReplyKey, Row | None] = field(default_factory=dict[ReplyKey, Row | None])
    """Rows of `replies.FIND`, with the time that they run out at the end."""

    def forget(self, written: Iterable[tuple[Kind, str]], replied: Iterable[ReplyKey]) -> None:
        """They have been written."""
        if self.records:
            gone = set(written)
            self.records = {key: row for key, row in self.records.items() if key[1:] not in gone}
        for key in replied:
            self.replies.pop(key, None)

    def forget_all(self) -> None:
        self.records.clear()
        self.replies.clear()
