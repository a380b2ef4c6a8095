# Generated from the contract by `vouajudar-contracts build`; changes here are lost.
"""The routes of the tag `sandbox`: admit the caller, parse, judge, ask the port, answer."""

from __future__ import annotations

from typing import cast

from vouajudar_stub.contract import Operation
from vouajudar_stub.edge.call import Reply
from vouajudar_stub.edge.request import Request
from vouajudar_stub.edge.routing import Handler
from vouajudar_stub.edge.tag import TagRoutes
from vouajudar_stub.generated import operations
from vouajudar_stub.generated.models import ClockAdvance
from vouajudar_stub.generated.ports import SandboxPort


class SandboxRoutes(TagRoutes[SandboxPort]):
    async def advance_sandbox_clock(self, request: Request) -> Reply:
        """POST /sandbox/clock"""
        operation = operations.ADVANCE_SANDBOX_CLOCK
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.advance_sandbox_clock(given.call, cast(ClockAdvance, body))

    async def reset_sandbox(self, request: Request) -> Reply:
        """POST /sandbox/reset"""
        operation = operations.RESET_SANDBOX
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.reset_sandbox(given.call)

    def table(self) -> list[tuple[Operation, Handler]]:
        return [
            (operations.ADVANCE_SANDBOX_CLOCK, self.advance_sandbox_clock),
            (operations.RESET_SANDBOX, self.reset_sandbox),
        ]
