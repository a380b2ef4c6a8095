"""What there is to see in a database without changing it: is the log whole, do the read models say what it says, does anybody
follow it, is anything stuck."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeAlias

import orjson

from vouajudar_stub.domain.times import time_text
from vouajudar_stub.services.impact_projection import ImpactProjection
from vouajudar_stub.services.token_keys import FAMILY
from vouajudar_stub.settings import Settings
from vouajudar_stub.store.protocol import WORLD_NAMES, Reading, Store, StoredEvent
from vouajudar_stub.store.sql.rebuild import Rebuilt
from vouajudar_stub.store.sql.schema import SOURCED
from vouajudar_stub.ulid import ulid_time
from vouajudar_stub.workers.notifications import Notifications
from vouajudar_stub.workers.webhook_queue import WebhookQueue

State: TypeAlias = Literal["ok", "warning", "error"]

PAGE = 1000
"""Events read at once."""

LATE = timedelta(seconds=60)
"""What has waited longer than this, for a handler or for a sender, waits in vain."""

COUNTED = 1000
"""More waiting messages or dead letters of an endpoint than this are not counted."""

SHOWN = 5
"""So many ids are named."""

_FAR = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check came to. `warning`: worth a look; `error`: something is wrong."""

    check: str
    state: State
    detail: str
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])


async def examine(store: Store, settings: Settings) -> AsyncGenerator[Finding]:
    """Every check of every world. Raises StoreUnavailableError."""
    for world in WORLD_NAMES:
        yield await store.read(world, _log)
        for name, switched_on in (
            (WebhookQueue.name, settings.webhooks),
            (Notifications.name, settings.notifications),
            (ImpactProjection.name, settings.analytics),
        ):
            yield await store.read(world, _Handler(name, switched_on).look)
        yield await store.read(world, _webhooks)
        yield await store.read(world, _clock)
    yield _signing_keys(await store.secrets(FAMILY), settings)


async def _events(reading: Reading, after: int = 0) -> AsyncGenerator[StoredEvent]:
    while page := await reading.events.log(after=after, limit=PAGE):
        for event in page:
            yield event
        after = page[-1].position


def _kind(event: StoredEvent) -> str:
    return event.type.partition(".")[0]


async def _log(reading: Reading) -> Finding:
    """Positions rise, and the versions of each subject have no gap."""
    name = f"log, {reading.world} world"
    count, position, broken = 0, 0, list[str]()
    versions: dict[str, int] = {}
    async for event in _events(reading):
        count += 1
        if event.position <= position:
            broken.append(f"position {event.position} comes after {position}")
        position = event.position
        if _kind(event) in SOURCED and event.retained:
            version = orjson.loads(event.data)["data"]["version"]
            if version != versions.get(event.subject, 0) + 1:
                broken.append(f"{event.subject} goes from version {versions.get(event.subject, 0)} to {version}")
            versions[event.subject] = version
    facts = {"events": count, "head": await reading.events.head(), "last_position": position, "broken": broken}
    if broken:
        return Finding(name, "error", f"{len(broken)} breaks: {'; '.join(broken[:SHOWN])}", facts)
    return Finding(name, "ok", f"{count} events, the last at {position}; versions of {len(versions)} subjects have no gap", facts)


def read_models(rebuilt: Rebuilt) -> Finding:
    """What readers see is what the log says. `rebuilt`: what a rebuild would come to."""
    facts = {"records": rebuilt.records, "events": rebuilt.events, "different": list(rebuilt.different)}
    if rebuilt.different:
        named = ", ".join(rebuilt.different[:SHOWN])
        return Finding(
            "read models", "error", f"{len(rebuilt.different)} differ from the log: {named}; `rebuild` mends them", facts
        )
    return Finding("read models", "ok", f"{rebuilt.records} records, each as the log says", facts)


@dataclass(frozen=True, slots=True)
class _Handler:
    """A follower of the log."""

    name: str
    switched_on: bool

    async def look(self, reading: Reading) -> Finding:
        name = f"handler {self.name}, {reading.world} world"
        checkpoint = await reading.checkpoints.position(self.name)
        behind, first = 0, None
        async for event in _events(reading, checkpoint):
            first = first or event
            behind += 1
        facts = {"checkpoint": checkpoint, "behind": behind, "switched_on": self.switched_on}
        if first is None:
            return Finding(name, "ok", f"has seen everything, up to {checkpoint}", facts)
        detail = f"{behind} events behind, the first of {time_text(first.time)}"
        if not self.switched_on:
            return Finding(name, "ok", f"{detail}; it is switched off", facts)
        late = reading.now - first.time > LATE
        return Finding(name, "error" if late else "ok", f"{detail}{'; does a server run?' if late else ''}", facts)


async def _webhooks(reading: Reading) -> Finding:
    """What waits to be sent, and what was given up."""
    name = f"webhooks, {reading.world} world"
    waiting, overdue = Counter[str](), list[str]()
    for each in await reading.webhooks.waiting():
        waiting[each.endpoint_id] = len(await reading.webhooks.due(each.endpoint_id, _FAR, COUNTED))
        if reading.now - each.first_due_at > LATE:
            overdue.append(each.endpoint_id)
    dead, disabled, endpoints = Counter[str](), list[str](), await reading.find("webhook_endpoint", {})
    for endpoint in endpoints:
        given_up = await reading.webhooks.attempts(endpoint.id, outcome="exhausted", event_id=None, after="", limit=COUNTED)
        if given_up:
            dead[endpoint.id] = len(given_up)
        if endpoint.body["disabled_reason"] in ("gone", "failing"):
            disabled.append(endpoint.id)
    facts = {
        "endpoints": len(endpoints),
        "waiting": dict(waiting),
        "overdue": overdue,
        "dead_letters": dict(dead),
        "disabled": disabled,
    }
    parts = [f"{len(endpoints)} endpoints", f"{waiting.total()} messages wait", f"{dead.total()} dead letters"]
    if disabled:
        parts.append(f"disabled: {', '.join(disabled[:SHOWN])}")
    if overdue:
        parts.append(f"overdue: {', '.join(overdue[:SHOWN])}; does a server run?")
    state: State = "error" if overdue else "warning" if dead or disabled else "ok"
    return Finding(name, state, "; ".join(parts), facts)


async def _clock(reading: Reading) -> Finding:
    """The live world keeps real time; the test world goes ahead of it as far as it was sent."""
    name = f"clock, {reading.world} world"
    offset = reading.now - datetime.now(UTC)
    seconds = round(offset.total_seconds())
    facts = {"now": time_text(reading.now), "offset_seconds": seconds}
    if reading.world == "live" and abs(offset) > timedelta(seconds=2):
        return Finding(name, "error", f"{seconds} s from real time: the log holds events of the future", facts)
    ahead = f"{timedelta(seconds=seconds)} ahead of real time" if seconds > 0 else "real time"
    return Finding(name, "ok", f"{time_text(reading.now)}, {ahead}", facts)


def _signing_keys(secrets: Mapping[str, bytes], settings: Settings) -> Finding:
    """A key is there, and not older than it may be."""
    kids = sorted(secrets)
    if not kids:
        return Finding("signing keys", "ok", "none yet: the first server makes one", {"keys": 0})
    days = (datetime.now(UTC) - ulid_time(kids[-1])).days
    facts = {"keys": len(kids), "newest": kids[-1], "days": days}
    detail = f"{len(kids)}, the newest {days} days old"
    if settings.token_key_days and days > settings.token_key_days:
        return Finding("signing keys", "warning", f"{detail}: no server has rotated it", facts)
    return Finding("signing keys", "ok", detail, facts)
