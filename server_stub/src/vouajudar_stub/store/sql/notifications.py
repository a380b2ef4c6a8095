"""The outbox of notifications."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, delete, select

from vouajudar_stub.store.columns import read_time, time_text, words, words_text
from vouajudar_stub.store.notifications import Notification
from vouajudar_stub.store.protocol import World
from vouajudar_stub.store.sql.schema import NOTIFICATIONS
from vouajudar_stub.store.sql.session import Session
from vouajudar_stub.store.sql.statements import Statement, insert_missing

_N = NOTIFICATIONS.c
_OF = Statement(
    select(_N.partner_id, _N.event_id, _N.event_type, _N.channels, _N.noted_at, _N.send_at)
    .where(_N.world == bindparam("world"), _N.partner_id == bindparam("partner_id"))
    .order_by(_N.event_id)
)
_ADD = insert_missing(NOTIFICATIONS)
CLEAR = Statement(delete(NOTIFICATIONS).where(_N.world == bindparam("of_world")))
DROP_OLD = Statement(delete(NOTIFICATIONS).where(_N.world == bindparam("of_world"), _N.noted_at < bindparam("before")))


class SqlNotifications:
    """Implements `NotificationWriting`."""

    def __init__(self, session: Session, world: World) -> None:
        self._session = session
        self._world = world

    async def of(self, partner_id: str) -> list[Notification]:
        rows = await self._session.rows(_OF, world=self._world, partner_id=partner_id)
        return [
            Notification(id_, event_id, event_type, words(channels), read_time(noted_at), read_time(send_at))
            for id_, event_id, event_type, channels, noted_at, send_at in rows
        ]

    async def add(self, notifications: Iterable[Notification]) -> None:
        await self._session.run_many(
            _ADD,
            [
                {
                    "partner_id": each.partner_id,
                    "event_id": each.event_id,
                    "world": self._world,
                    "event_type": each.event_type,
                    "channels": words_text(each.channels),
                    "noted_at": time_text(each.noted_at),
                    "send_at": time_text(each.send_at),
                }
                for each in notifications
            ],
        )
