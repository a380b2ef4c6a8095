"""Analytics: what came of the deliveries that a partner is party to."""

from __future__ import annotations

from collections.abc import Sequence

from vouajudar_stub.domain.impact import Window, timeseries, total
from vouajudar_stub.edge import answers
from vouajudar_stub.edge.call import Call, Reply
from vouajudar_stub.edge.json import dumps
from vouajudar_stub.generated.models import TimeseriesInterval
from vouajudar_stub.services.commands import Queries, unavailable
from vouajudar_stub.services.impact_projection import ImpactProjection
from vouajudar_stub.services.paging import time_bound
from vouajudar_stub.store.impact import ImpactFact
from vouajudar_stub.store.protocol import Reading, StoreUnavailableError


class Analytics:
    """Implements `AnalyticsPort`. A partner of the kind `observer` sees what everybody did."""

    def __init__(self, queries: Queries, projection: ImpactProjection) -> None:
        self._queries = queries
        self._projection = projection

    async def get_impact_summary(self, call: Call, *, to: str | None, days: int) -> Reply:
        async def look(reading: Reading) -> Reply:
            window = _window(reading, to, days)
            return _found(call, dumps(total(await _facts(reading, call, window)).summary(window)))

        await self._catch_up(call)
        return await self._queries.read(call, look)

    async def get_impact_timeseries(self, call: Call, *, to: str | None, days: int, interval: TimeseriesInterval | None) -> Reply:
        async def look(reading: Reading) -> Reply:
            window = _window(reading, to, days)
            return _found(call, dumps(timeseries(await _facts(reading, call, window), window, interval or "day")))

        await self._catch_up(call)
        return await self._queries.read(call, look)

    async def _catch_up(self, call: Call) -> None:
        try:
            await self._projection.catch_up(call.partner.mode)
        except StoreUnavailableError as error:
            raise unavailable(error) from error


def _window(reading: Reading, to: str | None, days: int) -> Window:
    end = time_bound(to)
    return Window.last_full_hour(reading.now, days) if end is None else Window.before(end, days)


async def _facts(reading: Reading, call: Call, window: Window) -> Sequence[ImpactFact]:
    partner = None if "observer" in call.partner.kinds else call.partner.id
    return await reading.impact.facts(partner, window.start, window.end)


def _found(call: Call, body: bytes) -> Reply:
    return answers.found(call, body, answers.body_tag(body))
