# Generated from the contract by `vouajudar-contracts build`; changes here are lost.
"""The routes of the tag `locations`: admit the caller, parse, judge, ask the port, answer."""

from __future__ import annotations

from typing import cast

from vouajudar_stub.contract import Operation
from vouajudar_stub.edge.call import Reply
from vouajudar_stub.edge.request import Request
from vouajudar_stub.edge.routing import Handler
from vouajudar_stub.edge.tag import TagRoutes
from vouajudar_stub.generated import operations
from vouajudar_stub.generated.models import LocationCreate, LocationUpdate
from vouajudar_stub.generated.ports import LocationsPort


class LocationsRoutes(TagRoutes[LocationsPort]):
    async def list_locations(self, request: Request) -> Reply:
        """GET /locations"""
        operation = operations.LIST_LOCATIONS
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.list_locations(
            given.call,
            kind=given.query["kind"],
            city_id=given.query["city_id"],
            organization_id=given.query["organization_id"],
            updated_since=given.query["updated_since"],
            near=given.query["near"],
            radius_m=given.query["radius_m"],
            sort=given.query["sort"],
            limit=given.query["limit"],
            cursor=given.query["cursor"],
        )

    async def create_location(self, request: Request) -> Reply:
        """POST /locations"""
        operation = operations.CREATE_LOCATION
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.create_location(given.call, cast(LocationCreate, body))

    async def get_location(self, request: Request) -> Reply:
        """GET /locations/{location_id}"""
        operation = operations.GET_LOCATION
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.get_location(given.call, given.path["location_id"])

    async def update_location(self, request: Request) -> Reply:
        """PATCH /locations/{location_id}"""
        operation = operations.UPDATE_LOCATION
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.update_location(given.call, given.path["location_id"], cast(LocationUpdate, body))

    def table(self) -> list[tuple[Operation, Handler]]:
        return [
            (operations.LIST_LOCATIONS, self.list_locations),
            (operations.CREATE_LOCATION, self.create_location),
            (operations.GET_LOCATION, self.get_location),
            (operations.UPDATE_LOCATION, self.update_location),
        ]
