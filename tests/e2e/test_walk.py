"""Random walks through the SDK, every partner watching: whatever is done, and whenever, no invariant breaks.

I1-I10, I14, I16-I18 and I20 are judged after every step, I11-I13, I15 and I19 in the end.
"""

from __future__ import annotations

import os
import random

import pytest

from .clients import Clients
from .closing import everything_read, impact_judged, secrets_judged, subscribed
from .variants import each_client, each_database
from .walker import Walker
from .watch import Watch

STEPS = int(os.environ.get("VOUAJUDAR_WALK_STEPS", "80"))
SEEDS = int(os.environ.get("VOUAJUDAR_WALK_SEEDS", "1"))


async def walk(clients: Clients, seed: int, steps: int) -> Watch:
    """A walk that ends at the first finding, or with a look at everything."""
    watch = await Watch.begin(clients)
    walker = Walker(watch, random.Random(seed))
    names = [p["name"] for kind in ((), ("dispatch",), ("provider",)) for p in [clients.sandbox.partner(*kind)]]
    async with subscribed(watch, *names) as subscriptions:
        for _ in range(steps):
            await walker.step()
            if watch.findings:
                return watch
        await everything_read(watch)
        await impact_judged(watch)
        watch.findings += await subscriptions.findings()
        secrets_judged(watch, subscriptions.messages())
    assert len(walker.done) > steps / 4, walker.done
    return watch


@pytest.mark.slow
@each_database
@each_client
@pytest.mark.parametrize("seed", range(SEEDS))
async def test_a_random_walk_keeps_every_invariant(clients: Clients, client_kind: str, seed: int) -> None:
    watch = await walk(clients, seed * 2 + (client_kind == "sync"), STEPS)
    assert watch.findings == []
