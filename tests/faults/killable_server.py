"""`vouajudar-stub serve` with named points in it: `python -m tests.faults.killable_server serve --sandbox ...`."""

from __future__ import annotations

import asyncio
from typing import Any

from vouajudar_stub import cli

from .points import watch
from .trigger import Plan, Trigger
from .variants import RIGHT, VARIANTS

WORKER = "vouajudar_stub.cli.worker"
KILLABLE_WORKER = "tests.faults.killable_worker"


def main() -> None:
    watched()
    really_start = asyncio.create_subprocess_exec

    async def start(*command: Any, **options: Any) -> Any:
        """What a supervisor starts is killable too."""
        return await really_start(*(KILLABLE_WORKER if part == WORKER else part for part in command), **options)

    asyncio.create_subprocess_exec = start
    cli.main()


def watched() -> None:
    """Put the points into this process, and what is wrong with the variant that it is to be."""
    plan = Plan.of_environment()
    variant = VARIANTS[plan.variant] if plan.variant else RIGHT
    trigger = Trigger(plan)
    watch(trigger, plan, variant.connection)
    variant.spoil(trigger.board)


if __name__ == "__main__":
    main()
