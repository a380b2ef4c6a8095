"""Small records and events to keep: what the store is told, without any rule of the domain."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from vouajudar_stub.store.columns import time_text
from vouajudar_stub.store.protocol import Kind, NewEvent, Reading, Record, Store, StoredEvent, Transaction

KITCHEN, SHELTER = f"ptn_{1:026}", f"ptn_{2:026}"


def place(number: int) -> str:
    return f"loc_{number:026}"


def location(
    number: int,
    at: datetime,
    *,
    version: int = 1,
    owner: str = KITCHEN,
    parties: tuple[str, ...] = ("*",),
    due_at: datetime | None = None,
    due_rule: str | None = None,
    **body: Any,
) -> Record:
    content = {
        "id": place(number),
        "version": version,
        "updated_at": time_text(at),
        "kind": "shelter",
        "city_id": "porto-alegre",
        "position": {"lat": -30.0, "lng": -51.2},
        **body,
    }
    return Record("location", place(number), version, content, owner, parties=parties, due_at=due_at, due_rule=due_rule)


def changed(record: Record, at: datetime, *, name: str = "updated", retained: bool = True, **data: Any) -> NewEvent:
    """The event that goes with a record's version."""
    return NewEvent(
        type=f"{record.kind}.{name}",
        kind=record.kind,
        subject=record.id,
        partition_key=record.id,
        version=record.version,
        time=at,
        data={"object": record.body, "previous_status": None, "version": record.version, "reason": None, **data},
        actor=record.owner,
        causation=f"rid_{1:026}",
        traceparent=f"00-{1:032}-{1:016}-01",
        readers=(record.owner, *record.parties),
        retained=retained,
    )


def registered(number: int, **members: Any) -> Callable[[Transaction], Awaitable[str]]:
    """A work that puts a new location with its event."""

    async def work(transaction: Transaction) -> str:
        record = location(number, transaction.now, **members)
        await transaction.put(record)
        await transaction.append([changed(record, transaction.now, name="created")])
        return record.id

    return work


def moved(number: int, **members: Any) -> Callable[[Transaction], Awaitable[int]]:
    """A work that raises a location's version by one."""

    async def work(transaction: Transaction) -> int:
        record = await transaction.get("location", place(number))
        assert record is not None
        record.version += 1
        record.body.update(members, version=record.version, updated_at=time_text(transaction.now))
        await transaction.put(record)
        await transaction.append([changed(record, transaction.now)])
        return record.version

    return work


def clock_set(seconds: int) -> Callable[[Transaction], Awaitable[int]]:
    async def work(transaction: Transaction) -> int:
        return await transaction.advance_clock(seconds)

    return work


async def got(store: Store, number: int, kind: Kind = "location") -> Record | None:
    return await store.read("test", lambda reading: reading.get(kind, place(number)))


async def log(store: Store, *, reader: str = KITCHEN, after: int = 0, **options: Any) -> list[StoredEvent]:
    """What a partner sees of the feed."""

    async def look(reading: Reading) -> list[StoredEvent]:
        return await reading.events.page(audience=(reader, "*"), after=after, limit=10_000, **options)

    return await store.read("test", look)


async def all_of(*commands: Awaitable[Any]) -> list[Any]:
    """Results and exceptions of commands that are sent at once."""
    return await asyncio.gather(*commands, return_exceptions=True)


HOUR = timedelta(hours=1)
