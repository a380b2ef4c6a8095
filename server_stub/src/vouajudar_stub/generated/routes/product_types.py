# Generated from the contract by `vouajudar-contracts build`; changes here are lost.
"""The routes of the tag `product-types`: admit the caller, parse, judge, ask the port, answer."""

from __future__ import annotations

from vouajudar_stub.contract import Operation
from vouajudar_stub.edge.call import Reply
from vouajudar_stub.edge.request import Request
from vouajudar_stub.edge.routing import Handler
from vouajudar_stub.edge.tag import TagRoutes
from vouajudar_stub.generated import operations
from vouajudar_stub.generated.ports import ProductTypesPort


class ProductTypesRoutes(TagRoutes[ProductTypesPort]):
    async def list_product_types(self, request: Request) -> Reply:
        """GET /product-types"""
        operation = operations.LIST_PRODUCT_TYPES
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.list_product_types(given.call)

    def table(self) -> list[tuple[Operation, Handler]]:
        return [
            (operations.LIST_PRODUCT_TYPES, self.list_product_types),
        ]
