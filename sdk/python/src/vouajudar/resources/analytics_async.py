"""Figures of what was delivered and lost."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from vouajudar import _operations as wire
from vouajudar._resource import AsyncResource, answered_async

if TYPE_CHECKING:
    from datetime import datetime

    from vouajudar._types import CallOptions, ETag
    from vouajudar.models import ImpactSummary, ImpactTimeseries, TimeseriesInterval


class AsyncAnalyticsResource(AsyncResource):
    """Figures of what was delivered and lost."""

    __slots__ = ()

    @property
    def with_response(self) -> AsyncAnalyticsWithResponse:
        """The same methods, each giving the whole answer: status, headers, request id, parsed body, bytes."""
        return AsyncAnalyticsWithResponse(AsyncAnalyticsResource(self._caller.with_response()))

    async def get_impact(
        self,
        *,
        to: datetime | str | None = None,
        days: int | None = None,
        if_none_match: ETag | None = None,
        **options: Unpack[CallOptions],
    ) -> ImpactSummary:
        """Get the impact of a window of time.

        What came of deliveries in the `days` before `to`: meals and units delivered, deliveries completed and failed, units
        lost, time from ready to delivered. The window is half-open.

        Any partner may call. It counts what the partner is party to; for a partner with the kind `observer` it counts
        everything.

        Scopes: analytics:read.

        Args:
            to: End of the window, itself excluded. The last full hour when absent.
            days: Length of the window, in days of 24 hours. 1 to 366. Default: 30.
            if_none_match: The ETag of the version that you hold. If it is still the current one, the answer is 304 without a
                body.

        Raises:
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.
            NotModified: 304, when `if_none_match` was given and still holds.

        Example:
            await client.analytics.get_impact()
        """
        return await self._caller.call(
            wire.GET_IMPACT_SUMMARY,
            query={"to": to, "days": days},
            header={"If-None-Match": if_none_match},
            options=options,
        )

    async def get_impact_timeseries(
        self,
        *,
        to: datetime | str | None = None,
        days: int | None = None,
        interval: TimeseriesInterval | None = None,
        if_none_match: ETag | None = None,
        **options: Unpack[CallOptions],
    ) -> ImpactTimeseries:
        """Get the impact over time.

        The same window cut into UTC days, ISO weeks or months, empty ones included; the first and the last are cut to the
        window.

        Any partner may call. It counts what the partner is party to; for a partner with the kind `observer` it counts
        everything.

        Scopes: analytics:read.

        Args:
            to: End of the window, itself excluded. The last full hour when absent.
            days: Length of the window, in days of 24 hours. 1 to 366. Default: 30.
            interval: Width of one point; `day` when absent.
            if_none_match: The ETag of the version that you hold. If it is still the current one, the answer is 304 without a
                body.

        Raises:
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.
            NotModified: 304, when `if_none_match` was given and still holds.

        Example:
            await client.analytics.get_impact_timeseries()
        """
        return await self._caller.call(
            wire.GET_IMPACT_TIMESERIES,
            query={"to": to, "days": days, "interval": interval},
            header={"If-None-Match": if_none_match},
            options=options,
        )


class AsyncAnalyticsWithResponse:
    """`AsyncAnalyticsResource` with the whole answer around each result."""

    def __init__(self, resource: AsyncAnalyticsResource) -> None:
        self.get_impact = answered_async(resource.get_impact)
        self.get_impact_timeseries = answered_async(resource.get_impact_timeseries)
