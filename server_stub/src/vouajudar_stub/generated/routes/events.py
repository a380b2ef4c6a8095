# Generated from the contract by `vouajudar-contracts build`; changes here are lost.
"""The routes of the tag `events`: admit the caller, parse, judge, ask the port, answer."""

from __future__ import annotations

from vouajudar_stub.contract import Operation
from vouajudar_stub.edge.call import Reply, StreamReply
from vouajudar_stub.edge.request import Request
from vouajudar_stub.edge.routing import Handler
from vouajudar_stub.edge.tag import TagRoutes
from vouajudar_stub.generated import operations
from vouajudar_stub.generated.ports import EventsPort


class EventsRoutes(TagRoutes[EventsPort]):
    async def list_events(self, request: Request) -> Reply:
        """GET /events"""
        operation = operations.LIST_EVENTS
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.list_events(
            given.call,
            after=given.query["after"],
            types=given.query["types"],
            wait=given.query["wait"],
            limit=given.query["limit"],
        )

    async def stream_events(self, request: Request) -> StreamReply:
        """GET /events/stream"""
        operation = operations.STREAM_EVENTS
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.stream_events(
            given.call,
            after=given.query["after"],
            types=given.query["types"],
            last_event_id=given.headers.get("last-event-id"),
        )

    async def get_event(self, request: Request) -> Reply:
        """GET /events/{event_id}"""
        operation = operations.GET_EVENT
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.get_event(given.call, given.path["event_id"])

    def table(self) -> list[tuple[Operation, Handler]]:
        return [
            (operations.LIST_EVENTS, self.list_events),
            (operations.STREAM_EVENTS, self.stream_events),
            (operations.GET_EVENT, self.get_event),
        ]
