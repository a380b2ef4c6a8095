# Generated from the contract by `vouajudar-contracts build`; changes here are lost.
"""The routes of the tag `me`: admit the caller, parse, judge, ask the port, answer."""

from __future__ import annotations

from vouajudar_stub.contract import Operation
from vouajudar_stub.edge.call import Reply
from vouajudar_stub.edge.request import Request
from vouajudar_stub.edge.routing import Handler
from vouajudar_stub.edge.tag import TagRoutes
from vouajudar_stub.generated import operations
from vouajudar_stub.generated.ports import MePort


class MeRoutes(TagRoutes[MePort]):
    async def get_current_partner(self, request: Request) -> Reply:
        """GET /me"""
        operation = operations.GET_CURRENT_PARTNER
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.get_current_partner(given.call)

    def table(self) -> list[tuple[Operation, Handler]]:
        return [
            (operations.GET_CURRENT_PARTNER, self.get_current_partner),
        ]
