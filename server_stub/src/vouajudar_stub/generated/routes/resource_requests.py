# Generated from the contract by `vouajudar-contracts build`; changes here are lost.
"""The routes of the tag `resource-requests`: admit the caller, parse, judge, ask the port, answer."""

from __future__ import annotations

from typing import cast

from vouajudar_stub.contract import Operation
from vouajudar_stub.edge.call import Reply
from vouajudar_stub.edge.request import Request
from vouajudar_stub.edge.routing import Handler
from vouajudar_stub.edge.tag import TagRoutes
from vouajudar_stub.generated import operations
from vouajudar_stub.generated.models import CancelCommand, ResourceRequestCreate, ResourceRequestUpdate
from vouajudar_stub.generated.ports import ResourceRequestsPort


class ResourceRequestsRoutes(TagRoutes[ResourceRequestsPort]):
    async def list_resource_requests(self, request: Request) -> Reply:
        """GET /resource-requests"""
        operation = operations.LIST_RESOURCE_REQUESTS
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.list_resource_requests(
            given.call,
            status=given.query["status"],
            product_type=given.query["product_type"],
            priority=given.query["priority"],
            city_id=given.query["city_id"],
            organization_id=given.query["organization_id"],
            location_id=given.query["location_id"],
            updated_since=given.query["updated_since"],
            near=given.query["near"],
            radius_m=given.query["radius_m"],
            sort=given.query["sort"],
            limit=given.query["limit"],
            cursor=given.query["cursor"],
        )

    async def create_resource_request(self, request: Request) -> Reply:
        """POST /resource-requests"""
        operation = operations.CREATE_RESOURCE_REQUEST
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.create_resource_request(given.call, cast(ResourceRequestCreate, body))

    async def get_resource_request(self, request: Request) -> Reply:
        """GET /resource-requests/{resource_request_id}"""
        operation = operations.GET_RESOURCE_REQUEST
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.get_resource_request(given.call, given.path["resource_request_id"])

    async def update_resource_request(self, request: Request) -> Reply:
        """PATCH /resource-requests/{resource_request_id}"""
        operation = operations.UPDATE_RESOURCE_REQUEST
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.update_resource_request(
            given.call,
            given.path["resource_request_id"],
            cast(ResourceRequestUpdate, body),
        )

    async def cancel_resource_request(self, request: Request) -> Reply:
        """POST /resource-requests/{resource_request_id}/cancel"""
        operation = operations.CANCEL_RESOURCE_REQUEST
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.cancel_resource_request(given.call, given.path["resource_request_id"], cast(CancelCommand, body))

    async def list_request_matches(self, request: Request) -> Reply:
        """GET /resource-requests/{resource_request_id}/matches"""
        operation = operations.LIST_REQUEST_MATCHES
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.list_request_matches(
            given.call,
            given.path["resource_request_id"],
            radius_m=given.query["radius_m"],
            limit=given.query["limit"],
            cursor=given.query["cursor"],
        )

    def table(self) -> list[tuple[Operation, Handler]]:
        return [
            (operations.LIST_RESOURCE_REQUESTS, self.list_resource_requests),
            (operations.CREATE_RESOURCE_REQUEST, self.create_resource_request),
            (operations.GET_RESOURCE_REQUEST, self.get_resource_request),
            (operations.UPDATE_RESOURCE_REQUEST, self.update_resource_request),
            (operations.CANCEL_RESOURCE_REQUEST, self.cancel_resource_request),
            (operations.LIST_REQUEST_MATCHES, self.list_request_matches),
        ]
