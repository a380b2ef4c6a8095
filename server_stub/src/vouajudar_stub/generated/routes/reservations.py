# Generated from the contract by `vouajudar-contracts build`; changes here are lost.
"""The routes of the tag `reservations`: admit the caller, parse, judge, ask the port, answer."""

from __future__ import annotations

from typing import cast

from vouajudar_stub.contract import Operation
from vouajudar_stub.edge.call import Reply
from vouajudar_stub.edge.request import Request
from vouajudar_stub.edge.routing import Handler
from vouajudar_stub.edge.tag import TagRoutes
from vouajudar_stub.generated import operations
from vouajudar_stub.generated.models import CancelCommand, ReceiptCommand, ReservationCreate
from vouajudar_stub.generated.ports import ReservationsPort


class ReservationsRoutes(TagRoutes[ReservationsPort]):
    async def create_reservation(self, request: Request) -> Reply:
        """POST /resource-requests/{resource_request_id}/reservations"""
        operation = operations.CREATE_RESERVATION
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.create_reservation(given.call, given.path["resource_request_id"], cast(ReservationCreate, body))

    async def list_reservations(self, request: Request) -> Reply:
        """GET /reservations"""
        operation = operations.LIST_RESERVATIONS
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.list_reservations(
            given.call,
            status=given.query["status"],
            resource_request_id=given.query["resource_request_id"],
            expires_before=given.query["expires_before"],
            updated_since=given.query["updated_since"],
            limit=given.query["limit"],
            cursor=given.query["cursor"],
        )

    async def get_reservation(self, request: Request) -> Reply:
        """GET /reservations/{reservation_id}"""
        operation = operations.GET_RESERVATION
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.get_reservation(given.call, given.path["reservation_id"])

    async def cancel_reservation(self, request: Request) -> Reply:
        """POST /reservations/{reservation_id}/cancel"""
        operation = operations.CANCEL_RESERVATION
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.cancel_reservation(given.call, given.path["reservation_id"], cast(CancelCommand, body))

    async def confirm_reservation_receipt(self, request: Request) -> Reply:
        """POST /reservations/{reservation_id}/receipt"""
        operation = operations.CONFIRM_RESERVATION_RECEIPT
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.confirm_reservation_receipt(given.call, given.path["reservation_id"], cast(ReceiptCommand, body))

    def table(self) -> list[tuple[Operation, Handler]]:
        return [
            (operations.CREATE_RESERVATION, self.create_reservation),
            (operations.LIST_RESERVATIONS, self.list_reservations),
            (operations.GET_RESERVATION, self.get_reservation),
            (operations.CANCEL_RESERVATION, self.cancel_reservation),
            (operations.CONFIRM_RESERVATION_RECEIPT, self.confirm_reservation_receipt),
        ]
