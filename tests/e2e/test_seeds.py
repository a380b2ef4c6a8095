"""I12 with the seeds: who begins to read today finds in the feed everything that there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator

import pytest

from .clients import Clients
from .closing import everything_read
from .conformance.history import name_of
from .serving import serving
from .variants import each_database
from .watch import Watch


@pytest.fixture
async def demo(own_database: str) -> AsyncIterator[Clients]:
    """A sandbox with the demo's cities and batches."""
    async with serving(own_database, demo=True, rate_limit_factor=1000) as sandbox, Clients(sandbox) as clients:
        yield clients


@pytest.mark.slow
@each_database
async def test_a_fold_of_the_feed_is_what_every_partner_reads_before_and_after_a_reset(demo: Clients) -> None:
    for _ in range(2):
        watch = await Watch.begin(demo)
        assert Counter(known.group for known in watch.state.values()).keys() == {"location", "batch"}
        assert {name_of(event) for event in watch.events} == {
            "location.created",
            "location.approved",
            "batch.created",
            "batch.ready",
        }
        await everything_read(watch)
        assert watch.findings == []
        await next(iter(watch.players.values())).client.sandbox.reset()
