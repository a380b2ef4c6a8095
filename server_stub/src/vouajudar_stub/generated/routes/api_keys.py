# Generated from the contract by `vouajudar-contracts build`; changes here are lost.
"""The routes of the tag `api-keys`: admit the caller, parse, judge, ask the port, answer."""

from __future__ import annotations

from typing import cast

from vouajudar_stub.contract import Operation
from vouajudar_stub.edge.call import Reply
from vouajudar_stub.edge.request import Request
from vouajudar_stub.edge.routing import Handler
from vouajudar_stub.edge.tag import TagRoutes
from vouajudar_stub.generated import operations
from vouajudar_stub.generated.models import ApiKeyCreate
from vouajudar_stub.generated.ports import ApiKeysPort


class ApiKeysRoutes(TagRoutes[ApiKeysPort]):
    async def list_api_keys(self, request: Request) -> Reply:
        """GET /api-keys"""
        operation = operations.LIST_API_KEYS
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.list_api_keys(given.call, limit=given.query["limit"], cursor=given.query["cursor"])

    async def create_api_key(self, request: Request) -> Reply:
        """POST /api-keys"""
        operation = operations.CREATE_API_KEY
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.create_api_key(given.call, cast(ApiKeyCreate, body))

    async def revoke_api_key(self, request: Request) -> Reply:
        """DELETE /api-keys/{api_key_id}"""
        operation = operations.REVOKE_API_KEY
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.revoke_api_key(given.call, given.path["api_key_id"])

    def table(self) -> list[tuple[Operation, Handler]]:
        return [
            (operations.LIST_API_KEYS, self.list_api_keys),
            (operations.CREATE_API_KEY, self.create_api_key),
            (operations.REVOKE_API_KEY, self.revoke_api_key),
        ]
