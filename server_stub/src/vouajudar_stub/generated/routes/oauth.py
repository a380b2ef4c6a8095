# Generated from the contract by `vouajudar-contracts build`; changes here are lost.
"""The routes of the tag `oauth`: admit the caller, parse, judge, ask the port, answer."""

from __future__ import annotations

from vouajudar_stub.contract import Operation
from vouajudar_stub.edge.call import Reply
from vouajudar_stub.edge.request import Request
from vouajudar_stub.edge.routing import Handler
from vouajudar_stub.edge.tag import TagRoutes
from vouajudar_stub.generated import operations
from vouajudar_stub.generated.ports import OauthPort


class OauthRoutes(TagRoutes[OauthPort]):
    async def create_access_token(self, request: Request) -> Reply:
        """POST /oauth/token"""
        operation = operations.CREATE_ACCESS_TOKEN
        call = self.gate.admit_anyone(operation, request)
        form = await self.gate.parse_form(operation, request)
        return await self.port.create_access_token(call, form)

    def table(self) -> list[tuple[Operation, Handler]]:
        return [
            (operations.CREATE_ACCESS_TOKEN, self.create_access_token),
        ]
