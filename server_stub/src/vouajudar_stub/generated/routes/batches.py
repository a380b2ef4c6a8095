# Generated from the contract by `vouajudar-contracts build`; changes here are lost.
"""The routes of the tag `batches`: admit the caller, parse, judge, ask the port, answer."""

from __future__ import annotations

from typing import cast

from vouajudar_stub.contract import Operation
from vouajudar_stub.edge.call import Reply
from vouajudar_stub.edge.request import Request
from vouajudar_stub.edge.routing import Handler
from vouajudar_stub.edge.tag import TagRoutes
from vouajudar_stub.generated import operations
from vouajudar_stub.generated.models import BatchCreate, BatchUpdate, CancelCommand
from vouajudar_stub.generated.ports import BatchesPort


class BatchesRoutes(TagRoutes[BatchesPort]):
    async def list_batches(self, request: Request) -> Reply:
        """GET /batches"""
        operation = operations.LIST_BATCHES
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.list_batches(
            given.call,
            status=given.query["status"],
            product_type=given.query["product_type"],
            city_id=given.query["city_id"],
            organization_id=given.query["organization_id"],
            provider_location_id=given.query["provider_location_id"],
            min_available=given.query["min_available"],
            expires_before=given.query["expires_before"],
            updated_since=given.query["updated_since"],
            near=given.query["near"],
            radius_m=given.query["radius_m"],
            sort=given.query["sort"],
            limit=given.query["limit"],
            cursor=given.query["cursor"],
        )

    async def create_batch(self, request: Request) -> Reply:
        """POST /batches"""
        operation = operations.CREATE_BATCH
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.create_batch(given.call, cast(BatchCreate, body))

    async def get_batch(self, request: Request) -> Reply:
        """GET /batches/{batch_id}"""
        operation = operations.GET_BATCH
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.get_batch(given.call, given.path["batch_id"])

    async def update_batch(self, request: Request) -> Reply:
        """PATCH /batches/{batch_id}"""
        operation = operations.UPDATE_BATCH
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.update_batch(given.call, given.path["batch_id"], cast(BatchUpdate, body))

    async def mark_batch_ready(self, request: Request) -> Reply:
        """POST /batches/{batch_id}/ready"""
        operation = operations.MARK_BATCH_READY
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.mark_batch_ready(given.call, given.path["batch_id"])

    async def cancel_batch(self, request: Request) -> Reply:
        """POST /batches/{batch_id}/cancel"""
        operation = operations.CANCEL_BATCH
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.cancel_batch(given.call, given.path["batch_id"], cast(CancelCommand, body))

    def table(self) -> list[tuple[Operation, Handler]]:
        return [
            (operations.LIST_BATCHES, self.list_batches),
            (operations.CREATE_BATCH, self.create_batch),
            (operations.GET_BATCH, self.get_batch),
            (operations.UPDATE_BATCH, self.update_batch),
            (operations.MARK_BATCH_READY, self.mark_batch_ready),
            (operations.CANCEL_BATCH, self.cancel_batch),
        ]
