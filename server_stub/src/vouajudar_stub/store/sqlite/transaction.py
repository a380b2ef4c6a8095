"""One command's unit of work: what it writes is held back, then written together with its events."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

import orjson
from sqlalchemy import bindparam, delete, insert, select, update

from vouajudar_stub.store.columns import index_columns, meets, optional_time_text, time_text, words_text
from vouajudar_stub.store.envelope import cloud_event, sequence_text
from vouajudar_stub.store.ids import ULIDS, seeded_id
from vouajudar_stub.store.protocol import PASSING, Kind, NewEvent, Record, StoredReply
from vouajudar_stub.store.schema import REPLIES, WORLDS
from vouajudar_stub.store.sqlite import events as log
from vouajudar_stub.store.sqlite import impact, queries, webhooks
from vouajudar_stub.store.sqlite.reading import SqliteReading
from vouajudar_stub.store.sqlite.world import WorldState
from vouajudar_stub.store.statements import Statement

SOURCED: frozenset[str] = frozenset({"location", "batch", "delivery", "resource_request", "reservation"})
"""Kinds whose every version is an event's; the others have no change events."""

_S = REPLIES.c
_REPLY = Statement(
    select(_S.fingerprint, _S.status, _S.body, _S.headers).where(
        _S.partner_id == bindparam("partner_id"),
        _S.operation == bindparam("operation"),
        _S.key == bindparam("key"),
        _S.expires_at > bindparam("now"),
    )
)
_KEEP_REPLY = Statement(insert(REPLIES).prefix_with("OR REPLACE"))
_EXPIRED_REPLIES = Statement(delete(REPLIES).where(_S.world == bindparam("of_world"), _S.expires_at <= bindparam("until")))
_CLEAR_REPLIES = Statement(delete(REPLIES).where(_S.world == bindparam("of_world")))
_SET_WORLD = Statement(
    update(WORLDS)
    .values(clock_offset_ms=bindparam("offset"), epoch=bindparam("new_epoch"), epoch_position=bindparam("new_epoch_position"))
    .where(WORLDS.c.world == bindparam("of_world"))
)


class Log:
    """The end of the log, as the writer holds it; positions are given out at flush, so that they have no gap."""

    def __init__(self, position: int) -> None:
        self.position = position


class SqliteTransaction(SqliteReading):
    """Implements `Transaction`. Reads see what the work has put, and everything of the commands before it."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        state: WorldState,
        now: datetime,
        log_end: Log,
        apply_due: Callable[[WorldState, datetime], None],
    ) -> None:
        super().__init__(connection, state, now)
        self._log = log_end
        self._apply_due = apply_due
        self._records: dict[tuple[Kind, str], Record | None] = {}
        self._appended: list[NewEvent] = []
        self._sowing: str | None = None
        self._sown: dict[str, int] = {}

    # reading what is not written yet

    async def get(self, kind: Kind, record_id: str) -> Record | None:
        if (kind, record_id) in self._records:
            record = self._records[kind, record_id]
            if record is None:
                return None
            return replace(
                record, body=orjson.loads(orjson.dumps(record.body)), private=orjson.loads(orjson.dumps(record.private))
            )
        return await super().get(kind, record_id)

    async def find(self, kind: Kind, where: Mapping[str, object]) -> list[Record]:
        found = await super().find(kind, where)
        if not any(put_kind == kind for put_kind, _ in self._records):
            return found
        kept = [record for record in found if (kind, record.id) not in self._records]
        put = [
            record
            for (put_kind, _), record in self._records.items()
            if put_kind == kind and record is not None and meets(index_columns(record), where)
        ]
        return kept + [copy for record in put if (copy := await self.get(kind, record.id)) is not None]

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
        row = self._run(_REPLY, partner_id=partner, operation=operation, key=key, now=time_text(self.now)).fetchone()
        return None if row is None else StoredReply(row[0], row[1], row[2], orjson.loads(row[3]))

    async def keep_reply(self, partner: str, operation: str, key: str, reply: StoredReply, expires_at: datetime) -> None:
        self._run(
            _KEEP_REPLY,
            partner_id=partner,
            operation=operation,
            key=key,
            world=self.world,
            fingerprint=reply.fingerprint,
            status=reply.status,
            body=reply.body,
            headers=orjson.dumps(dict(reply.headers)).decode(),
            expires_at=time_text(expires_at),
        )

    async def advance_clock(self, seconds: int) -> int:
        self.flush()
        before = self._log.position
        self._state.offset_ms += seconds * 1000
        self.now = max(self.now + timedelta(seconds=seconds), self._state.now())
        self._state.floor = self.now
        self._save_world()
        self._apply_due(self._state, self.now)
        return self._log.position - before

    async def reset_world(self) -> None:
        self._records.clear()
        self._appended.clear()
        self._run(queries.CLEAR_RECORDS, world=self.world)
        self._run(queries.CLEAR_FACTS, world=self.world)
        for clear in (_CLEAR_REPLIES, *webhooks.CLEAR, impact.CLEAR):
            self._run(clear, of_world=self.world)
        state = self._state
        state.offset_ms, state.next_due = 0, None
        state.epoch += 1
        state.epoch_position = self._log.position
        state.floor = datetime.fromtimestamp(0, self.now.tzinfo)
        self.now = state.now()
        self._save_world()

    async def tidy(self) -> None:
        self._run(_EXPIRED_REPLIES, of_world=self.world, until=time_text(self.now))
        self._run(log.FORGET, of_world=self.world, until=time_text(self.now))

    def flush(self) -> None:
        """Write what was put and appended. The events get their positions here, and records the position of their last event."""
        last: dict[str, tuple[int, NewEvent]] = {}
        first = self._log.position + 1
        for position, event in enumerate(self._appended, first):
            if event.retained:
                last[event.subject] = position, event
        rows: list[list[Any]] = []
        bodies: dict[str, bytes] = {}
        for (kind, id_), record in self._records.items():
            if record is None:
                self._run(queries.REMOVE, kind=kind, id=id_)
                self._run(queries.REMOVE_FACTS, kind=kind, id=id_)
                continue
            self._keep_facts(record, new=record.sequence == 0)
            if id_ in last:
                position, event = last[id_]
                if event.version != record.version:
                    raise ValueError(f"{id_} was put at version {record.version}, its last event is of version {event.version}")
                record.sequence = position
            elif kind in SOURCED and record.sequence == 0:
                raise ValueError(f"{id_} was put without any event")
            bodies[id_] = body = orjson.dumps(record.body)
            rows.append(queries.PUT.values({**index_columns(record), "world": self.world, "body": body}))
            if record.due_at is not None:
                due = time_text(record.due_at)
                if self._state.next_due is None or due < self._state.next_due:
                    self._state.next_due = due
        if rows:
            self._connection.executemany(queries.PUT.sql, rows)
        if self._appended:
            self._write_events(first, last, bodies)
        self._records.clear()
        self._appended.clear()

    def _write_events(self, first: int, last: Mapping[str, tuple[int, NewEvent]], bodies: Mapping[str, bytes]) -> None:
        rows: list[list[Any]] = []
        for position, event in enumerate(self._appended, first):
            metadata: dict[str, Any] = {
                "partitionkey": event.partition_key,
                "sequence": sequence_text(position),
                "traceparent": event.traceparent,
                "causationid": event.causation,
                "actor": event.actor,
            }
            is_last = event.subject in last and last[event.subject][0] == position
            if is_last and event.kind in SOURCED:
                record = self._records.get((cast("Kind", event.kind), event.subject))
                if record is None:
                    raise ValueError(f"{event.type} of {event.subject} was appended, the record was not put")
                metadata["record"] = _beside_body(record)
                # the very bytes of the record: a reader of the feed and a GET cannot differ
                event = replace(event, data={**event.data, "object": orjson.Fragment(bodies[event.subject])})  # noqa: PLW2901
            id_ = event.id or ULIDS.new("evt")
            rows.append(
                log.INSERT.values(
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
                        "event_data": cloud_event(event, event_id=id_, position=position),
                    }
                )
            )
            self._state.floor = max(self._state.floor, event.time)
        self._connection.executemany(log.INSERT.sql, rows)
        self._log.position = first + len(rows) - 1

    def _keep_facts(self, record: Record, *, new: bool) -> None:
        if record.private:
            facts = orjson.dumps(record.private)
            self._run(queries.PUT_FACTS, kind=record.kind, id=record.id, world=self.world, facts=facts)
        elif not new:
            self._run(queries.REMOVE_FACTS, kind=record.kind, id=record.id)

    def _save_world(self) -> None:
        state = self._state
        self._run(
            _SET_WORLD,
            of_world=state.world,
            offset=state.offset_ms,
            new_epoch=state.epoch,
            new_epoch_position=state.epoch_position,
        )

    def _run(self, statement: Statement, **values: Any) -> sqlite3.Cursor:
        return self._connection.execute(statement.sql, statement.values(values))


def _beside_body(record: Record) -> dict[str, Any]:
    """What the record table has that the body does not say; the log keeps it so that the table can be rebuilt."""
    return {
        "owner": record.owner,
        "parties": record.parties,
        "due_at": optional_time_text(record.due_at),
        "due_rule": record.due_rule,
    }
