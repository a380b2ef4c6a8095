# Generated from the contract by `vouajudar-contracts build`; changes here are lost.
"""The routes of the tag `webhook-endpoints`: admit the caller, parse, judge, ask the port, answer."""

from __future__ import annotations

from typing import cast

from vouajudar_stub.contract import Operation
from vouajudar_stub.edge.call import Reply
from vouajudar_stub.edge.request import Request
from vouajudar_stub.edge.routing import Handler
from vouajudar_stub.edge.tag import TagRoutes
from vouajudar_stub.generated import operations
from vouajudar_stub.generated.models import RedeliveryCommand, WebhookEndpointCreate, WebhookEndpointUpdate
from vouajudar_stub.generated.ports import WebhookEndpointsPort


class WebhookEndpointsRoutes(TagRoutes[WebhookEndpointsPort]):
    async def list_webhook_endpoints(self, request: Request) -> Reply:
        """GET /webhook-endpoints"""
        operation = operations.LIST_WEBHOOK_ENDPOINTS
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.list_webhook_endpoints(given.call, limit=given.query["limit"], cursor=given.query["cursor"])

    async def create_webhook_endpoint(self, request: Request) -> Reply:
        """POST /webhook-endpoints"""
        operation = operations.CREATE_WEBHOOK_ENDPOINT
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.create_webhook_endpoint(given.call, cast(WebhookEndpointCreate, body))

    async def get_webhook_endpoint(self, request: Request) -> Reply:
        """GET /webhook-endpoints/{webhook_endpoint_id}"""
        operation = operations.GET_WEBHOOK_ENDPOINT
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.get_webhook_endpoint(given.call, given.path["webhook_endpoint_id"])

    async def update_webhook_endpoint(self, request: Request) -> Reply:
        """PATCH /webhook-endpoints/{webhook_endpoint_id}"""
        operation = operations.UPDATE_WEBHOOK_ENDPOINT
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.update_webhook_endpoint(
            given.call,
            given.path["webhook_endpoint_id"],
            cast(WebhookEndpointUpdate, body),
        )

    async def delete_webhook_endpoint(self, request: Request) -> Reply:
        """DELETE /webhook-endpoints/{webhook_endpoint_id}"""
        operation = operations.DELETE_WEBHOOK_ENDPOINT
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.delete_webhook_endpoint(given.call, given.path["webhook_endpoint_id"])

    async def rotate_webhook_secret(self, request: Request) -> Reply:
        """POST /webhook-endpoints/{webhook_endpoint_id}/rotate-secret"""
        operation = operations.ROTATE_WEBHOOK_SECRET
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.rotate_webhook_secret(given.call, given.path["webhook_endpoint_id"])

    async def send_test_event(self, request: Request) -> Reply:
        """POST /webhook-endpoints/{webhook_endpoint_id}/test"""
        operation = operations.SEND_TEST_EVENT
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.send_test_event(given.call, given.path["webhook_endpoint_id"])

    async def list_webhook_attempts(self, request: Request) -> Reply:
        """GET /webhook-endpoints/{webhook_endpoint_id}/attempts"""
        operation = operations.LIST_WEBHOOK_ATTEMPTS
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.list_webhook_attempts(
            given.call,
            given.path["webhook_endpoint_id"],
            outcome=given.query["outcome"],
            event_id=given.query["event_id"],
            limit=given.query["limit"],
            cursor=given.query["cursor"],
        )

    async def redeliver_events(self, request: Request) -> Reply:
        """POST /webhook-endpoints/{webhook_endpoint_id}/redeliveries"""
        operation = operations.REDELIVER_EVENTS
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.redeliver_events(given.call, given.path["webhook_endpoint_id"], cast(RedeliveryCommand, body))

    def table(self) -> list[tuple[Operation, Handler]]:
        return [
            (operations.LIST_WEBHOOK_ENDPOINTS, self.list_webhook_endpoints),
            (operations.CREATE_WEBHOOK_ENDPOINT, self.create_webhook_endpoint),
            (operations.GET_WEBHOOK_ENDPOINT, self.get_webhook_endpoint),
            (operations.UPDATE_WEBHOOK_ENDPOINT, self.update_webhook_endpoint),
            (operations.DELETE_WEBHOOK_ENDPOINT, self.delete_webhook_endpoint),
            (operations.ROTATE_WEBHOOK_SECRET, self.rotate_webhook_secret),
            (operations.SEND_TEST_EVENT, self.send_test_event),
            (operations.LIST_WEBHOOK_ATTEMPTS, self.list_webhook_attempts),
            (operations.REDELIVER_EVENTS, self.redeliver_events),
        ]
