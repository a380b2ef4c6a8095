# Generated from the contract by `vouajudar-contracts build`; changes here are lost.
"""The routes of the tag `deliveries`: admit the caller, parse, judge, ask the port, answer."""

from __future__ import annotations

from typing import cast

from vouajudar_stub.contract import Operation
from vouajudar_stub.edge.call import Reply
from vouajudar_stub.edge.request import Request
from vouajudar_stub.edge.routing import Handler
from vouajudar_stub.edge.tag import TagRoutes
from vouajudar_stub.generated import operations
from vouajudar_stub.generated.models import (
    CancelCommand,
    CommitCommand,
    DeliveryCreate,
    DropoffCommand,
    FailCommand,
    PickupCommand,
    PositionReport,
    ReleaseCommand,
)
from vouajudar_stub.generated.ports import DeliveriesPort


class DeliveriesRoutes(TagRoutes[DeliveriesPort]):
    async def list_deliveries(self, request: Request) -> Reply:
        """GET /deliveries"""
        operation = operations.LIST_DELIVERIES
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.list_deliveries(
            given.call,
            status=given.query["status"],
            product_type=given.query["product_type"],
            city_id=given.query["city_id"],
            batch_id=given.query["batch_id"],
            expires_before=given.query["expires_before"],
            updated_since=given.query["updated_since"],
            near=given.query["near"],
            radius_m=given.query["radius_m"],
            sort=given.query["sort"],
            limit=given.query["limit"],
            cursor=given.query["cursor"],
        )

    async def create_delivery(self, request: Request) -> Reply:
        """POST /deliveries"""
        operation = operations.CREATE_DELIVERY
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.create_delivery(given.call, cast(DeliveryCreate, body))

    async def get_delivery(self, request: Request) -> Reply:
        """GET /deliveries/{delivery_id}"""
        operation = operations.GET_DELIVERY
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.get_delivery(given.call, given.path["delivery_id"])

    async def commit_delivery(self, request: Request) -> Reply:
        """POST /deliveries/{delivery_id}/commit"""
        operation = operations.COMMIT_DELIVERY
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.commit_delivery(given.call, given.path["delivery_id"], cast(CommitCommand, body))

    async def confirm_delivery(self, request: Request) -> Reply:
        """POST /deliveries/{delivery_id}/confirm"""
        operation = operations.CONFIRM_DELIVERY
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.confirm_delivery(given.call, given.path["delivery_id"])

    async def release_delivery(self, request: Request) -> Reply:
        """POST /deliveries/{delivery_id}/release"""
        operation = operations.RELEASE_DELIVERY
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.release_delivery(given.call, given.path["delivery_id"], cast(ReleaseCommand, body))

    async def cancel_delivery(self, request: Request) -> Reply:
        """POST /deliveries/{delivery_id}/cancel"""
        operation = operations.CANCEL_DELIVERY
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.cancel_delivery(given.call, given.path["delivery_id"], cast(CancelCommand, body))

    async def get_handover_codes(self, request: Request) -> Reply:
        """GET /deliveries/{delivery_id}/handover-codes"""
        operation = operations.GET_HANDOVER_CODES
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.get_handover_codes(given.call, given.path["delivery_id"])

    async def verify_pickup(self, request: Request) -> Reply:
        """POST /deliveries/{delivery_id}/pickup"""
        operation = operations.VERIFY_PICKUP
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.verify_pickup(given.call, given.path["delivery_id"], cast(PickupCommand, body))

    async def report_position(self, request: Request) -> Reply:
        """POST /deliveries/{delivery_id}/positions"""
        operation = operations.REPORT_POSITION
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.report_position(given.call, given.path["delivery_id"], cast(PositionReport, body))

    async def get_delivery_position(self, request: Request) -> Reply:
        """GET /deliveries/{delivery_id}/position"""
        operation = operations.GET_DELIVERY_POSITION
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.get_delivery_position(given.call, given.path["delivery_id"])

    async def verify_dropoff(self, request: Request) -> Reply:
        """POST /deliveries/{delivery_id}/dropoff"""
        operation = operations.VERIFY_DROPOFF
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.verify_dropoff(given.call, given.path["delivery_id"], cast(DropoffCommand, body))

    async def fail_delivery(self, request: Request) -> Reply:
        """POST /deliveries/{delivery_id}/fail"""
        operation = operations.FAIL_DELIVERY
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.fail_delivery(given.call, given.path["delivery_id"], cast(FailCommand, body))

    def table(self) -> list[tuple[Operation, Handler]]:
        return [
            (operations.LIST_DELIVERIES, self.list_deliveries),
            (operations.CREATE_DELIVERY, self.create_delivery),
            (operations.GET_DELIVERY, self.get_delivery),
            (operations.COMMIT_DELIVERY, self.commit_delivery),
            (operations.CONFIRM_DELIVERY, self.confirm_delivery),
            (operations.RELEASE_DELIVERY, self.release_delivery),
            (operations.CANCEL_DELIVERY, self.cancel_delivery),
            (operations.GET_HANDOVER_CODES, self.get_handover_codes),
            (operations.VERIFY_PICKUP, self.verify_pickup),
            (operations.REPORT_POSITION, self.report_position),
            (operations.GET_DELIVERY_POSITION, self.get_delivery_position),
            (operations.VERIFY_DROPOFF, self.verify_dropoff),
            (operations.FAIL_DELIVERY, self.fail_delivery),
        ]
