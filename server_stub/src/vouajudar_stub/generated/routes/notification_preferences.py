# Generated from the contract by `vouajudar-contracts build`; changes here are lost.
"""The routes of the tag `notification-preferences`: admit the caller, parse, judge, ask the port, answer."""

from __future__ import annotations

from typing import cast

from vouajudar_stub.contract import Operation
from vouajudar_stub.edge.call import Reply
from vouajudar_stub.edge.request import Request
from vouajudar_stub.edge.routing import Handler
from vouajudar_stub.edge.tag import TagRoutes
from vouajudar_stub.generated import operations
from vouajudar_stub.generated.models import NotificationPreferencesReplace
from vouajudar_stub.generated.ports import NotificationPreferencesPort


class NotificationPreferencesRoutes(TagRoutes[NotificationPreferencesPort]):
    async def get_notification_preferences(self, request: Request) -> Reply:
        """GET /notification-preferences"""
        operation = operations.GET_NOTIFICATION_PREFERENCES
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.get_notification_preferences(given.call)

    async def put_notification_preferences(self, request: Request) -> Reply:
        """PUT /notification-preferences"""
        operation = operations.PUT_NOTIFICATION_PREFERENCES
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.put_notification_preferences(given.call, cast(NotificationPreferencesReplace, body))

    def table(self) -> list[tuple[Operation, Handler]]:
        return [
            (operations.GET_NOTIFICATION_PREFERENCES, self.get_notification_preferences),
            (operations.PUT_NOTIFICATION_PREFERENCES, self.put_notification_preferences),
        ]
