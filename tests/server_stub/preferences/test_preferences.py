from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.services.notification_preferences import NotificationPreferences
from vouajudar_stub.store.protocol import Transaction

from tests.server_stub.services.calls import body_of, call
from tests.server_stub.services.town import APP, KITCHEN, Town

NOTHING: dict[str, list[str]] = {"batch": [], "delivery": [], "resource_request": [], "reservation": [], "location": []}
WANTED: dict[str, Any] = {
    "channels": {**NOTHING, "delivery": ["push", "email"]},
    "quiet_hours": "22:00-06:30",
    "timezone": "America/Manaus",
}


@pytest.fixture
async def preferences(tmp_path: Path) -> AsyncIterator[NotificationPreferences]:
    town = await Town.at(tmp_path)
    yield NotificationPreferences(town.commands, town.queries)
    await town.store.close()


async def test_they_are_there_from_the_start_at_version_1(preferences: NotificationPreferences) -> None:
    reply = await preferences.get_notification_preferences(call(APP))
    shown = body_of(reply)
    assert reply.headers["ETag"] == '"1"'
    assert (shown["version"], shown["channels"], shown["quiet_hours"]) == (1, NOTHING, None)
    assert shown["timezone"] == "America/Sao_Paulo"
    unchanged = await preferences.get_notification_preferences(call(APP, if_none_match="1"))
    assert (unchanged.status, unchanged.body) == (304, None)


async def test_until_they_are_replaced_they_are_as_old_as_the_world(tmp_path: Path) -> None:
    before = datetime.now(UTC) - timedelta(milliseconds=1)
    town = await Town.at(tmp_path)
    preferences = NotificationPreferences(town.commands, town.queries)
    first = await preferences.get_notification_preferences(call(APP))
    born = datetime.fromisoformat(body_of(first)["updated_at"])
    assert before <= born <= datetime.now(UTC)
    await town.wait(3600)
    await town.ready_batch(10)
    again = await preferences.get_notification_preferences(call(APP))
    assert (again.body, again.headers["ETag"]) == (first.body, first.headers["ETag"])
    await town.store.close()
    reopened = await Town.at(tmp_path)
    preferences = NotificationPreferences(reopened.commands, reopened.queries)
    assert (await preferences.get_notification_preferences(call(KITCHEN))).body == first.body
    changed = body_of(await preferences.put_notification_preferences(call(APP, if_match="1"), WANTED))  # type: ignore[arg-type]
    assert changed["updated_at"] > body_of(first)["updated_at"]

    async def reset(transaction: Transaction) -> None:
        await transaction.reset_world()

    await reopened.store.write("test", reset)
    anew = body_of(await preferences.get_notification_preferences(call(APP)))
    assert (anew["version"], anew["channels"]) == (1, NOTHING)
    assert born < datetime.fromisoformat(anew["updated_at"]) <= datetime.now(UTC)
    await reopened.store.close()


async def test_a_replacement_is_kept_for_its_partner_alone(preferences: NotificationPreferences) -> None:
    reply = await preferences.put_notification_preferences(call(APP, if_match="1"), WANTED)  # type: ignore[arg-type]
    assert (reply.status, reply.headers["ETag"]) == (200, '"2"')
    assert {name: body_of(reply)[name] for name in WANTED} == WANTED
    assert (await preferences.get_notification_preferences(call(APP))).body == reply.body
    assert body_of(await preferences.get_notification_preferences(call(KITCHEN)))["version"] == 1


async def test_the_same_again_is_no_new_version(preferences: NotificationPreferences) -> None:
    first = await preferences.put_notification_preferences(call(APP, if_match="1"), WANTED)  # type: ignore[arg-type]
    again = await preferences.put_notification_preferences(call(APP, if_match="2"), WANTED)  # type: ignore[arg-type]
    assert again.body == first.body
    initial = body_of(await preferences.get_notification_preferences(call(KITCHEN)))
    same = {name: initial[name] for name in WANTED}
    untouched = await preferences.put_notification_preferences(call(KITCHEN, if_match="*"), same)  # type: ignore[arg-type]
    assert body_of(untouched) == initial


async def test_a_replacement_names_the_version_it_replaces(preferences: NotificationPreferences) -> None:
    with pytest.raises(Refusal) as missing:
        await preferences.put_notification_preferences(call(APP), WANTED)  # type: ignore[arg-type]
    assert missing.value.slug == "precondition-required"
    await preferences.put_notification_preferences(call(APP, if_match="1"), WANTED)  # type: ignore[arg-type]
    with pytest.raises(Refusal) as stale:
        await preferences.put_notification_preferences(call(replace(APP), if_match="1"), WANTED)  # type: ignore[arg-type]
    assert (stale.value.slug, stale.value.extra) == ("precondition-failed", {"current_etag": '"2"'})
