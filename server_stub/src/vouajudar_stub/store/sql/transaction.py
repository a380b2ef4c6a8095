"""One command's unit of work: what it writes is held back, then drafted together with its events."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias, cast

import orjson

from vouajudar_stub.store.columns import index_columns, item_ids, meets, optional_time_text, time_text, words_text
from vouajudar_stub.store.envelope import cloud_event, sequence_text
from vouajudar_stub.store.ids import ULIDS, seeded_id
from vouajudar_stub.store.protocol import PASSING, RETENTION, Kind, NewEvent, Record, Seen, StoredReply
from vouajudar_stub.store.sql import events as log
from vouajudar_stub.store.sql import impact, notifications, records, replies, webhooks, world
from vouajudar_stub.store.sql.draft import Columns, Draft, KeptReply, Put
from vouajudar_stub.store.sql.reading import SqlReading, record_of, seen_of
from vouajudar_stub.store.sql.schema import SOURCED
from vouajudar_stub.store.sql.statements import Row
from vouajudar_stub.store.sql.world import WorldState

_UNREAD: Row = ()
"""Not a row, nor the lack of one."""


class Log:
    """The end of the log, as the writer holds it; positions are given out when a command is drafted, so that they have no gap."""

    def __init__(self, position: int) -> None:
        self.position = position


ApplyDue: TypeAlias = Callable[[Draft, WorldState, datetime], Awaitable[None]]


class SqlTransaction(SqlReading):
    """Implements `Transaction`. What reads a record, and `find`, see what the work has put; everything else sees what the
    commands before it have done."""

    def __init__(self, draft: Draft, state: WorldState, now: datetime, log_end: Log, apply_due: ApplyDue) -> None:
        super().__init__(draft, state, now)
        self._draft = draft
        self._log = log_end
        self._apply_due = apply_due
        self._records: dict[tuple[Kind, str], Record | None] = {}
        self._appended: list[NewEvent] = []
        self._sowing: str | None = None
        self._sown: dict[str, int] = {}

    # reading what is not written yet

    async def get(self, kind: Kind, record_id: str) -> Record | None:
        key = kind, record_id
        if key in self._records:
            record = self._records[key]
            return None if record is None else _copy(record)
        drafted, put = self._draft.written(key)
        if drafted:
            return self._record_of(put)
        foreseen = self._draft.ahead.records.get((self.world, kind, record_id), _UNREAD)
        if foreseen is not _UNREAD:
            return None if foreseen is None else record_of(foreseen)
        rows = await self._draft.database.rows(records.GET, kind=kind, id=record_id, world=self.world)
        return record_of(rows[0]) if rows else None

    async def see(self, kind: Kind, record_id: str) -> Seen | None:
        key = kind, record_id
        if key in self._records:
            record = self._records[key]
            if record is None:
                return None
            return Seen(record.id, record.version, orjson.dumps(record.body), record.owner, record.parties, record.sequence)
        drafted, put = self._draft.written(key)
        if drafted:
            if put is None or put.columns["world"] != self.world:
                return None
            return seen_of([put.columns[name] for name in ("id", "version", "body", "owner", "readers", "sequence")])
        rows = await self._draft.database.rows(records.SEE, kind=kind, id=record_id, world=self.world)
        return seen_of(rows[0]) if rows else None

    async def find(self, kind: Kind, where: Mapping[str, object]) -> list[Record]:
        statement, values = records.find_of(kind, where)
        found = [record_of(row) for row in await self._draft.database.rows(statement, world=self.world, **values)]
        drafted = self._draft.written_of(kind)
        put = {id_: record for (of_kind, id_), record in self._records.items() if of_kind == kind}
        if not drafted and not put:
            return found
        found = [record for record in found if record.id not in drafted and record.id not in put]
        for id_, each in drafted.items():
            if id_ not in put and each is not None and meets(each.columns, each.items, where):
                record = self._record_of(each)
                found += [] if record is None else [record]
        found.sort(key=lambda record: record.sequence)
        own = [each for each in put.values() if each is not None]
        return found + [_copy(each) for each in own if meets(index_columns(each), item_ids(each), where)]

    def _record_of(self, put: Put | None) -> Record | None:
        if put is None or put.columns["world"] != self.world:
            return None
        return record_of([*(put.columns[name] for name in records.FULL_COLUMNS), put.facts])

    # writing

    def new_id(self, prefix: str) -> str:
        if self._sowing is None:
            return ULIDS.new(prefix)
        number = self._sown[prefix] = self._sown.get(prefix, 0) + 1
        return seeded_id(self._sowing, prefix, number)

    def sow(self, name: str | None) -> None:
        """From here on ids follow from the name and their number; None: they are fresh again."""
        self._sowing = name
        self._sown = {}

    async def put(self, record: Record) -> None:
        self._records[record.kind, record.id] = record

    async def remove(self, kind: Kind, record_id: str) -> None:
        self._records[kind, record_id] = None

    async def append(self, events: Sequence[NewEvent]) -> None:
        self._appended += events

    async def replied(self, partner: str, operation: str, key: str) -> StoredReply | None:
        now = time_text(self.now)
        kept = self._draft.replied((partner, operation, key))
        if kept is not None:
            return kept.reply if kept.expires_at > now else None
        row = self._draft.ahead.replies.get((partner, operation, key), _UNREAD)
        if row is _UNREAD:
            rows = await self._draft.database.rows(replies.FIND, partner_id=partner, operation=operation, key=key)
            row = rows[0] if rows else None
        if row is None or row[4] <= now:
            return None
        fingerprint, status, body, headers, _ = row
        return StoredReply(fingerprint, status, body, orjson.loads(headers))

    async def keep_reply(self, partner: str, operation: str, key: str, reply: StoredReply, expires_at: datetime) -> None:
        until = time_text(expires_at)
        columns = {
            "partner_id": partner,
            "operation": operation,
            "key": key,
            "world": self.world,
            "fingerprint": reply.fingerprint,
            "status": reply.status,
            "body": reply.body,
            "headers": orjson.dumps(dict(reply.headers)).decode(),
            "expires_at": until,
        }
        self._draft.replies[partner, operation, key] = KeptReply(reply, until, columns)

    async def advance_clock(self, seconds: int) -> int:
        self.stage()
        before = self._log.position
        self._state.offset_ms += seconds * 1000
        self.now = max(self.now + timedelta(seconds=seconds), self._state.now())
        self._state.floor = self.now
        self.announce()
        await self._save_world()
        await self._apply_due(self._draft, self._state, self.now)
        return self._log.position - before

    def announce(self) -> None:
        self._state.announced += 1

    async def reset_world(self) -> None:
        self._records.clear()
        self._appended.clear()
        of_records = (records.CLEAR, records.CLEAR_FACTS, records.CLEAR_ITEMS)
        for statement in (*of_records, replies.CLEAR, *webhooks.CLEAR, impact.CLEAR, notifications.CLEAR):
            await self._draft.execute(statement, of_world=self.world)
        state = self._state
        state.offset_ms, state.next_due = 0, None
        state.epoch += 1
        state.epoch_position = self._log.position
        state.floor = datetime.fromtimestamp(0, self.now.tzinfo)
        self.now = state.now()
        await self._save_world()
        await self._draft.run(world.BEGIN_ANEW, of_world=self.world, now=time_text(self.now))

    async def tidy(self) -> None:
        await self._draft.run(replies.DROP_EXPIRED, of_world=self.world, until=time_text(self.now))
        await self._draft.run(log.FORGET, of_world=self.world, until=time_text(self.now))
        await self._draft.run(notifications.DROP_OLD, of_world=self.world, before=time_text(self.now - RETENTION))

    def stage(self) -> None:
        """Draft what was put and appended. The events get their positions here, and records the position of their last event.

        Raises ValueError when a record and its events do not go together; then nothing is drafted.
        """
        last: dict[str, tuple[int, NewEvent]] = {}
        first = self._log.position + 1
        for position, event in enumerate(self._appended, first):
            if event.retained:
                last[event.subject] = position, event
        put: dict[tuple[Kind, str], Put | None] = {}
        next_due = self._state.next_due
        for (kind, id_), record in self._records.items():
            if record is None:
                put[kind, id_] = None
                continue
            new = record.sequence == 0
            if id_ in last:
                position, event = last[id_]
                if event.version != record.version:
                    raise ValueError(f"{id_} was put at version {record.version}, its last event is of version {event.version}")
                record.sequence = position
            elif kind in SOURCED and new:
                raise ValueError(f"{id_} was put without any event")
            columns = index_columns(record)
            columns["world"] = self.world
            columns["body"] = orjson.dumps(record.body) if record.text is None else record.text
            put[kind, id_] = Put(columns, orjson.dumps(record.private) if record.private else None, item_ids(record), new)
            due = columns["due_at"]
            if due is not None and (next_due is None or due < next_due):
                next_due = due
        events = self._rows_of_events(first, last, put)
        self._draft.records.update(put)
        self._draft.events += events
        self._log.position += len(events)
        self._state.next_due = next_due
        for event in self._appended:
            self._state.floor = max(self._state.floor, event.time)
        self._records.clear()
        self._appended.clear()

    def _rows_of_events(
        self, first: int, last: Mapping[str, tuple[int, NewEvent]], put: Mapping[tuple[Kind, str], Put | None]
    ) -> list[Columns]:
        rows: list[Columns] = []
        for position, event in enumerate(self._appended, first):
            metadata: dict[str, Any] = {
                "partitionkey": event.partition_key,
                "sequence": sequence_text(position),
                "traceparent": event.traceparent,
                "causationid": event.causation,
                "actor": event.actor,
            }
            data = event.data
            is_last = event.subject in last and last[event.subject][0] == position
            if is_last and event.kind in SOURCED:
                key = cast("Kind", event.kind), event.subject
                record, written = self._records.get(key), put.get(key)
                if record is None or written is None:
                    raise ValueError(f"{event.type} of {event.subject} was appended, the record was not put")
                metadata["record"] = _beside_body(record)
                # the very bytes of the record: a reader of the feed and a GET cannot differ
                data = {**event.data, "object": orjson.Fragment(written.columns["body"])}
            id_ = event.id or ULIDS.new("evt")
            rows.append(
                {
                    "position": position,
                    "id": id_,
                    "world": self.world,
                    "epoch": self.epoch,
                    "retained": event.retained,
                    "event_type": event.type,
                    "aggregate_type": event.kind,
                    "aggregate_id": event.subject,
                    "version": event.version,
                    "timestamp": time_text(event.time),
                    "user_id": event.actor,
                    "readers": words_text(event.readers),
                    "forget_at": None if event.retained else time_text(event.time + PASSING),
                    "metadata": orjson.dumps(metadata).decode(),
                    "event_data": cloud_event(event, data, event_id=id_, position=position),
                }
            )
        return rows

    async def _save_world(self) -> None:
        state = self._state
        await self._draft.run(
            world.SAVE,
            of_world=state.world,
            offset=state.offset_ms,
            new_epoch=state.epoch,
            new_epoch_position=state.epoch_position,
        )


def _copy(record: Record) -> Record:
    return replace(
        record, body=orjson.loads(orjson.dumps(record.body)), private=orjson.loads(orjson.dumps(record.private)), text=None
    )


def _beside_body(record: Record) -> dict[str, Any]:
    """What the record table has that the body does not say; the log keeps it so that the table can be rebuilt."""
    return {
        "owner": record.owner,
        "parties": record.parties,
        "due_at": optional_time_text(record.due_at),
        "due_rule": record.due_rule,
    }
