"""What would be sent to a partner's people: by group, channel, quiet hours and zone, each event once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from vouajudar_stub.bus.local import LocalBus
from vouajudar_stub.bus.protocol import Relayed
from vouajudar_stub.domain.notifications import Preferences
from vouajudar_stub.edge.call import Partner
from vouajudar_stub.generated.models import Timezone
from vouajudar_stub.services.notification_preferences import NotificationPreferences
from vouajudar_stub.store.accounts import PartnerAccount
from vouajudar_stub.store.notifications import Notification
from vouajudar_stub.store.protocol import Reading, Transaction
from vouajudar_stub.workers.notifications import Notifications

from tests.server_stub.services.calls import call
from tests.server_stub.services.town import APP, KITCHEN, OTHER_KITCHEN, SHELTER, Town

SILENT: dict[str, list[str]] = {"batch": [], "delivery": [], "resource_request": [], "reservation": [], "location": []}
DAY = 86_400


class Post:
    """A town, the handler, and the preferences of its partners."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.handler = Notifications(town.store)
        self.bus = LocalBus(town.store, ["test"])
        self.bus.subscribe(self.handler)
        self._preferences = NotificationPreferences(town.commands, town.queries)

    async def prefer(
        self, who: Partner, quiet_hours: str | None = None, zone: str = "America/Sao_Paulo", **channels: Any
    ) -> None:
        """And deal first with what happened before."""
        await self.bus.drain()
        body: Any = {"channels": {**SILENT, **channels}, "quiet_hours": quiet_hours, "timezone": zone}
        await self._preferences.put_notification_preferences(call(who, if_match="*"), body)

    async def outbox(self, who: Partner) -> list[Notification]:
        await self.bus.drain()

        async def look(reading: Reading) -> list[Notification]:
            return await reading.notifications.of(who.id)

        return await self.town.store.read("test", look)


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    town = await Town.at(tmp_path)
    yield Post(town)
    await town.store.close()


async def test_each_group_goes_through_its_own_channels(post: Post) -> None:
    await post.prefer(KITCHEN, batch=["email"], delivery=["push", "email"])
    batch = await post.town.ready_batch(10)
    await post.town.claim(batch, 4)
    noted = [(each.event_type, each.channels) for each in await post.outbox(KITCHEN)]
    assert noted == [
        ("batch.created", ("email",)),
        ("batch.ready", ("email",)),
        ("delivery.created", ("push", "email")),
        ("delivery.committed", ("push", "email")),
        ("batch.quantities_changed", ("email",)),
    ]


async def test_a_partner_that_has_set_nothing_hears_of_nothing(post: Post) -> None:
    await post.town.ready_batch(10)
    assert await post.outbox(KITCHEN) == []


async def test_a_group_without_channels_is_silent(post: Post) -> None:
    await post.prefer(KITCHEN, delivery=["push"])
    await post.town.ready_batch(10)
    assert await post.outbox(KITCHEN) == []


async def test_only_owners_and_parties_are_told_not_everybody_who_may_look(post: Post) -> None:
    everything = {group: ["push"] for group in SILENT}
    for who in (KITCHEN, SHELTER, APP, OTHER_KITCHEN):
        await post.prefer(who, **everything)
    batch = await post.town.ready_batch(10)  # every partner of the mode may read it from now on
    await post.town.claim(batch, 4)
    types = {who.name: {each.event_type.partition(".")[0] for each in await post.outbox(who)} for who in (KITCHEN, SHELTER, APP)}
    assert types == {KITCHEN.name: {"batch", "delivery"}, SHELTER.name: {"delivery"}, APP.name: {"delivery"}}
    assert await post.outbox(OTHER_KITCHEN) == []


async def test_an_event_that_comes_twice_is_noted_once(post: Post) -> None:
    await post.prefer(KITCHEN, batch=["email"])
    await post.town.ready_batch(10)

    async def look(reading: Reading) -> Relayed:
        return Relayed("test", reading.epoch, await reading.events.log(after=0, limit=100), more=False)

    relayed = await post.town.store.read("test", look)
    await post.handler.handle(relayed)
    await post.prefer(KITCHEN, batch=["push"])
    await post.handler.handle(relayed)
    assert [each.channels for each in await post.outbox(KITCHEN)] == [("email",), ("email",)]


async def test_what_happens_in_quiet_hours_waits_for_their_end(post: Post) -> None:
    zone = ZoneInfo("America/Manaus")
    local = post.town.store.now("test").astimezone(zone)
    quiet = f"{(local.hour - 1) % 24:02}:00-{(local.hour + 2) % 24:02}:30"
    await post.prefer(KITCHEN, quiet_hours=quiet, zone="America/Manaus", batch=["email"])
    await post.town.ready_batch(10)
    for each in await post.outbox(KITCHEN):
        sent = each.send_at.astimezone(zone)
        assert (sent.hour, sent.minute) == ((local.hour + 2) % 24, 30)
        assert each.noted_at < each.send_at
    later = f"{(local.hour + 3) % 24:02}:00-{(local.hour + 5) % 24:02}:00"
    await post.prefer(KITCHEN, quiet_hours=later, zone="America/Manaus", batch=["email"])
    await post.town.ready_batch(10)
    assert [each.noted_at == each.send_at for each in await post.outbox(KITCHEN)] == [False, False, True, True]


async def test_a_suspended_partner_s_people_are_told_nothing(post: Post) -> None:
    await post.prefer(KITCHEN, batch=["email"])

    async def suspend(transaction: Transaction) -> None:
        account = PartnerAccount(KITCHEN.id, KITCHEN.name, "test", ("provider",), "org_1", "x", (), suspended=True)
        await transaction.accounts.add_partner(account)

    await post.town.store.write("test", suspend)
    await post.town.ready_batch(10)
    assert await post.outbox(KITCHEN) == []


async def test_a_reset_empties_the_outbox_and_old_notifications_go(post: Post) -> None:
    await post.prefer(KITCHEN, batch=["email"])
    await post.town.ready_batch(10)
    assert len(await post.outbox(KITCHEN)) == 2
    for _ in range(5):
        await post.town.wait(7 * DAY)

    async def tidy(transaction: Transaction) -> None:
        await transaction.tidy()

    await post.town.store.write("test", tidy)
    types = {each.event_type for each in await post.outbox(KITCHEN)}
    assert "batch.created" not in types

    async def reset(transaction: Transaction) -> None:
        await transaction.reset_world()

    await post.town.ready_batch(10)
    assert await post.outbox(KITCHEN) != []
    await post.town.store.write("test", reset)
    assert await post.outbox(KITCHEN) == []


def quiet(hours: str | None, zone: str = "America/Sao_Paulo") -> Preferences:
    return Preferences.of_body(KITCHEN.id, {"channels": SILENT, "quiet_hours": hours, "timezone": zone})


@pytest.mark.parametrize(
    ("hours", "now", "then"),
    [
        ("22:00-06:30", "2026-05-14T21:59", "2026-05-14T21:59"),
        ("22:00-06:30", "2026-05-14T22:00", "2026-05-15T06:30"),
        ("22:00-06:30", "2026-05-15T00:00", "2026-05-15T06:30"),
        ("22:00-06:30", "2026-05-15T06:29", "2026-05-15T06:30"),
        ("22:00-06:30", "2026-05-15T06:30", "2026-05-15T06:30"),
        ("12:00-14:00", "2026-05-14T13:00", "2026-05-14T14:00"),
        ("12:00-14:00", "2026-05-14T14:00", "2026-05-14T14:00"),
        ("12:00-14:00", "2026-05-14T11:59", "2026-05-14T11:59"),
        ("00:00-23:59", "2026-05-14T23:58", "2026-05-14T23:59"),
        ("23:00-00:00", "2026-05-31T23:30", "2026-06-01T00:00"),
        ("12:00-12:00", "2026-05-14T12:00", "2026-05-14T12:00"),
        (None, "2026-05-14T03:00", "2026-05-14T03:00"),
    ],
)
@pytest.mark.parametrize("zone", ["America/Sao_Paulo", "America/Noronha", "America/Rio_Branco"])
def test_quiet_hours_are_of_the_partner_s_own_zone(hours: str | None, now: str, then: str, zone: str) -> None:
    def local(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)

    assert quiet(hours, zone).send_at(local(now)) == local(then)


def test_every_zone_of_the_contract_is_known() -> None:
    zones = get_args(getattr(Timezone, "__value__", Timezone))
    assert len(zones) == 16
    for zone in zones:
        assert quiet("22:00-06:00", zone).quiet_hours == (time(22), time(6))
