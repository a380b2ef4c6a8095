"""Notification preferences: one set a partner, there from the start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, cast

from vouajudar_stub.domain.times import time_text
from vouajudar_stub.edge import answers
from vouajudar_stub.edge.call import Call, Reply
from vouajudar_stub.edge.json import dumps
from vouajudar_stub.generated.models import NotificationPreferencesReplace
from vouajudar_stub.services.commands import Commands, Queries
from vouajudar_stub.store.protocol import Reading, Record, Transaction

KIND: Literal["notification_preferences"] = "notification_preferences"

GROUPS = ("batch", "delivery", "resource_request", "reservation", "location")


class NotificationPreferences:
    """Implements `NotificationPreferencesPort`. They are kept once they are first replaced."""

    def __init__(self, commands: Commands, queries: Queries) -> None:
        self._commands = commands
        self._queries = queries

    async def get_notification_preferences(self, call: Call) -> Reply:
        async def look(reading: Reading) -> Reply:
            seen = await reading.see(KIND, call.partner.id)
            if seen is None:
                return answers.found(call, dumps(await _initial(reading)), answers.version_tag(1))
            return answers.found(call, seen.body, answers.version_tag(seen.version))

        return await self._queries.read(call, look)

    async def put_notification_preferences(self, call: Call, body: NotificationPreferencesReplace) -> Reply:
        async def work(transaction: Transaction) -> Reply:
            record = await transaction.get(KIND, call.partner.id)
            current = await _initial(transaction) if record is None else record.body
            version: int = current["version"]
            answers.require_if_match(call)
            answers.check_if_match(call, version)
            channels = cast("Mapping[str, list[str]]", body["channels"])
            wanted = {
                "channels": {group: channels[group] for group in GROUPS},
                "quiet_hours": body["quiet_hours"],
                "timezone": body["timezone"],
            }
            changed = any(current[name] != value for name, value in wanted.items())
            if changed:
                version += 1
                current = {"version": version, "updated_at": time_text(transaction.now), **wanted}
                await transaction.put(Record(kind=KIND, id=call.partner.id, version=version, body=current, owner=call.partner.id))
            return answers.ok(dumps(current), etag=answers.version_tag(version))

        return await self._commands.run(call, body, work)


async def _initial(reading: Reading) -> dict[str, Any]:
    """What holds until a partner replaces it: as old as the world is."""
    return {
        "version": 1,
        "updated_at": time_text(await reading.began_at()),
        "channels": {group: [] for group in GROUPS},
        "quiet_hours": None,
        "timezone": "America/Sao_Paulo",
    }
