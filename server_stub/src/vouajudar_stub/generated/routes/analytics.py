# Generated from the contract by `vouajudar-contracts build`; changes here are lost.
"""The routes of the tag `analytics`: admit the caller, parse, judge, ask the port, answer."""

from __future__ import annotations

from vouajudar_stub.contract import Operation
from vouajudar_stub.edge.call import Reply
from vouajudar_stub.edge.request import Request
from vouajudar_stub.edge.routing import Handler
from vouajudar_stub.edge.tag import TagRoutes
from vouajudar_stub.generated import operations
from vouajudar_stub.generated.ports import AnalyticsPort


class AnalyticsRoutes(TagRoutes[AnalyticsPort]):
    async def get_impact_summary(self, request: Request) -> Reply:
        """GET /analytics/impact"""
        operation = operations.GET_IMPACT_SUMMARY
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.get_impact_summary(given.call, to=given.query["to"], days=given.query["days"])

    async def get_impact_timeseries(self, request: Request) -> Reply:
        """GET /analytics/impact/timeseries"""
        operation = operations.GET_IMPACT_TIMESERIES
        partner = await self.gate.admit(operation, request)
        body = await self.gate.parse(operation, request)
        given = self.gate.judge(operation, request, partner, body)
        return await self.port.get_impact_timeseries(
            given.call,
            to=given.query["to"],
            days=given.query["days"],
            interval=given.query["interval"],
        )

    def table(self) -> list[tuple[Operation, Handler]]:
        return [
            (operations.GET_IMPACT_SUMMARY, self.get_impact_summary),
            (operations.GET_IMPACT_TIMESERIES, self.get_impact_timeseries),
        ]
