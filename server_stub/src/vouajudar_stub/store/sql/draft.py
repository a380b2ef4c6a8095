"""What commands have written and the database has not seen yet: it goes there in few statements, late or never.

A command that fails takes nothing but its own draft with it, so it needs no savepoint; a group of commands writes each of its
records once, however often they changed it. Only what must see its own writes in the database makes a draft settle early.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from vouajudar_stub.store.protocol import Kind, ReplyKey, StoredReply
from vouajudar_stub.store.sql import events as log
from vouajudar_stub.store.sql import records, replies
from vouajudar_stub.store.sql.ahead import Ahead
from vouajudar_stub.store.sql.session import Session, WriteSession
from vouajudar_stub.store.sql.statements import Row, Statement

Key: TypeAlias = tuple[Kind, str]
Columns: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Put:
    """A record as it will be written."""

    columns: Columns
    """The whole row."""
    facts: bytes | None
    """The private facts; None: there are none."""
    items: tuple[str, ...]
    """Ids of the items of a resource request."""
    new: bool
    """Was there no such record, and so no private facts of it to take away?"""


@dataclass(frozen=True, slots=True)
class KeptReply:
    """A reply as it will be written."""

    reply: StoredReply
    expires_at: str
    columns: Columns


class Draft:
    """A draft of a group of commands (without a parent), of a command, or of a rule that runs within one.

    It implements `Session` for what is not a record, an event or a reply: it puts writes off, and settles before it reads.
    """

    def __init__(self, session: WriteSession, parent: Draft | None = None, ahead: Ahead | None = None) -> None:
        self.database: Session = session
        """Knows nothing of drafts."""
        self.ahead: Ahead = parent.ahead if parent is not None else ahead or Ahead()
        self.records: dict[Key, Put | None] = {}
        """None: removed."""
        self.events: list[Columns] = []
        self.replies: dict[ReplyKey, KeptReply] = {}
        self._others: list[tuple[Statement, list[Columns]]] = []
        self._session = session
        self._parent = parent
        self._depth: int = 0 if parent is None else parent._depth + 1
        self._saved = False

    # Session

    async def rows(self, statement: Statement, /, **values: Any) -> Sequence[Row]:
        await self.settle()
        return await self._session.rows(statement, **values)

    async def run(self, statement: Statement, /, **values: Any) -> None:
        self._put_off(statement, [values])

    async def run_many(self, statement: Statement, rows: Sequence[Columns], /) -> None:
        self._put_off(statement, rows)

    def _put_off(self, statement: Statement, rows: Sequence[Columns]) -> None:
        if not rows:
            return
        if self._others and self._others[-1][0] is statement:
            self._others[-1][1].extend(rows)
        else:
            self._others.append((statement, list(rows)))

    # looking

    def lineage(self) -> Iterator[Draft]:
        """This one, then those around it: the first that knows of something has the last word."""
        draft: Draft | None = self
        while draft is not None:
            yield draft
            draft = draft._parent

    def written(self, key: Key) -> tuple[bool, Put | None]:
        """Is the record in a draft, and what is written of it there?"""
        for draft in self.lineage():
            if key in draft.records:
                return True, draft.records[key]
        return False, None

    def written_of(self, kind: Kind) -> dict[str, Put | None]:
        """All of a kind, by id."""
        found: dict[str, Put | None] = {}
        for draft in self.lineage():
            for (of_kind, id_), put in draft.records.items():
                if of_kind == kind:
                    found.setdefault(id_, put)
        return found

    def replied(self, key: ReplyKey) -> KeptReply | None:
        for draft in self.lineage():
            if key in draft.replies:
                return draft.replies[key]
        return None

    # ending

    async def keep(self) -> None:
        """The command has succeeded: what it wrote is its parent's."""
        parent = self._parent
        assert parent is not None  # noqa: S101
        if self._saved:
            await self._session.keep(self._depth)
        for key, put in self.records.items():
            removed = put is not None and key in parent.records and parent.records[key] is None
            parent.records[key] = replace(put, new=False) if put is not None and removed else put
        parent.events += self.events
        parent.replies.update(self.replies)
        for statement, rows in self._others:
            parent._put_off(statement, rows)

    async def drop(self) -> None:
        """The command has failed: nothing of it is left."""
        if self._saved:
            await self._session.undo(self._depth)

    async def execute(self, statement: Statement, /, **values: Any) -> None:
        """Settle, then run a statement at once."""
        self.ahead.forget_all()
        await self.settle()
        await self._save()
        await self._session.run(statement, **values)

    async def settle(self) -> None:
        """Write down what is in here, and before it what is around it."""
        if self._parent is not None:
            await self._parent.settle()
        if not (self.records or self.events or self.replies or self._others):
            return
        await self._save()
        await self._write_records()
        if self.events:
            await self._session.run_many(log.INSERT, self.events)
        for statement, rows in self._others:
            await self._session.run_many(statement, rows)
        if self.replies:
            await self._session.run_many(replies.KEEP, [kept.columns for kept in self.replies.values()])
        self.ahead.forget(self.records, self.replies)
        self.events = []
        self.records = {}
        self.replies = {}
        self._others = []

    async def _save(self) -> None:
        if self._parent is not None and not self._saved:
            await self._parent._save()
            await self._session.save(self._depth)
            self._saved = True

    async def _write_records(self) -> None:
        put: list[Columns] = []
        facts: list[Columns] = []
        items: list[Columns] = []
        without_facts: list[Columns] = []
        removed: list[Columns] = []
        for (kind, id_), record in self.records.items():
            if record is None:
                removed.append({"kind": kind, "id": id_})
                continue
            put.append(record.columns)
            if record.new:
                items += [{"item_id": item, "request_id": id_, "world": record.columns["world"]} for item in record.items]
            if record.facts is not None:
                facts.append({"kind": kind, "id": id_, "world": record.columns["world"], "facts": record.facts})
            elif not record.new:
                without_facts.append({"kind": kind, "id": id_})
        for statement, rows in (
            (records.REMOVE, removed),
            (records.REMOVE_FACTS, removed + without_facts),
            (records.PUT, put),
            (records.PUT_FACTS, facts),
            (records.PUT_ITEM, items),
        ):
            if rows:
                await self._session.run_many(statement, rows)
