"""A whole walk: subscriptions before, steps, and a look at everything after."""

from __future__ import annotations

import random
from collections.abc import Mapping

from .clients import Clients
from .closing import everything_read, impact_judged, secrets_judged, subscribed
from .walker import WEIGHTS, Walker
from .watch import Watch


async def walk(
    clients: Clients, seed: int, steps: int, *, weights: Mapping[str, int] | None = None, wild: float = 0.15
) -> list[str]:
    """What was found. It ends at the first step that anything is found at. `weights`: moves to be made more, or less, often."""
    watch = await Watch.begin(clients)
    walker = Walker(watch, random.Random(seed), {**WEIGHTS, **(weights or {})}, wild)
    names = [clients.sandbox.partner(*kinds)["name"] for kinds in ((), ("dispatch",), ("provider",))]
    async with subscribed(watch, *names) as subscriptions:
        for _ in range(steps):
            await walker.step()
            if watch.findings:
                return watch.findings
        await everything_read(watch)
        await impact_judged(watch)
        watch.findings += await subscriptions.findings()
        await secrets_judged(watch, subscriptions.messages())
    return watch.findings
