# Generated from the contract by `vouajudar-contracts build`; changes here are lost.
"""The routes of the tag `health`: admit the caller, parse, judge, ask the port, answer."""

from __future__ import annotations

from vouajudar_stub.contract import Operation
from vouajudar_stub.edge.call import Reply
from vouajudar_stub.edge.request import Request
from vouajudar_stub.edge.routing import Handler
from vouajudar_stub.edge.tag import TagRoutes
from vouajudar_stub.generated import operations
from vouajudar_stub.generated.ports import HealthPort


class HealthRoutes(TagRoutes[HealthPort]):
    async def get_health(self, request: Request) -> Reply:
        """GET /health"""
        operation = operations.GET_HEALTH
        call = self.gate.admit_anyone(operation, request)
        return await self.port.get_health(call)

    def table(self) -> list[tuple[Operation, Handler]]:
        return [
            (operations.GET_HEALTH, self.get_health),
        ]
