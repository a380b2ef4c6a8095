"""The sandbox's own operations: its clock, and back to the seeds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.domain.times import time_text
from vouajudar_stub.edge import answers
from vouajudar_stub.edge.call import Call, Reply
from vouajudar_stub.edge.json import dumps
from vouajudar_stub.generated.models import ClockAdvance
from vouajudar_stub.services.commands import Commands
from vouajudar_stub.store.protocol import Transaction

Sow: TypeAlias = Callable[[Transaction], Awaitable[None]]
"""Fills an empty test world by ordinary commands."""


class Sandbox:
    """Implements `SandboxPort`."""

    def __init__(self, commands: Commands, sow: Sow) -> None:
        self._commands = commands
        self._sow = sow

    async def advance_sandbox_clock(self, call: Call, body: ClockAdvance) -> Reply:
        """Everything that falls due on the way happens now, at its own time, in order."""
        _require_test_mode(call)
        seconds = body["advance_seconds"]

        async def work(transaction: Transaction) -> Reply:
            emitted = await transaction.advance_clock(seconds)
            state = {"now": time_text(transaction.now), "advanced_seconds": seconds, "events_emitted": emitted}
            return answers.ok(dumps(state))

        return await self._commands.run(call, body, work)

    async def reset_sandbox(self, call: Call) -> Reply:
        _require_test_mode(call)

        async def work(transaction: Transaction) -> Reply:
            await transaction.reset_world()
            await self._sow(transaction)
            return answers.no_content()

        return await self._commands.run(call, None, work)


def _require_test_mode(call: Call) -> None:
    if call.partner.mode == "live":
        raise Refusal("live-mode", "Only partners in test mode may do this.")
