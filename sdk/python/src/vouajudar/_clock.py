"""Time as the SDK sees it: what it is, how to let it pass, and the chance that spreads retries."""

from __future__ import annotations

import random
import threading
import time


class Clock:
    """The real one. Pass a subclass as `clock=` and no test of yours waits: a sandbox's clock can be followed that way."""

    def monotonic(self) -> float:
        """Seconds since some moment; never goes back. Deadlines, token lives and rate-limit windows are counted by it."""
        return time.monotonic()

    def sleep(self, seconds: float, stop: threading.Event) -> None:
        """Let that time pass, or less when `stop` is set: the client is being closed."""
        stop.wait(seconds)

    async def sleep_async(self, seconds: float) -> None:
        """Let that time pass; cancelling the task ends it."""
        from anyio import sleep  # what httpx itself waits by: asyncio and trio

        await sleep(seconds)

    def chance(self) -> float:
        """A number from 0 to 1, for the jitter between retries."""
        return random.random()  # noqa: S311  # spreads load, hides nothing
