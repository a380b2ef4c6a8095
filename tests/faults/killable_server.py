"""`vouajudar-stub serve` with named points in it: `python -m tests.faults.killable_server serve --sandbox ...`."""

from __future__ import annotations

from vouajudar_stub import cli

from .points import watch
from .trigger import Plan, Trigger
from .variants import RIGHT, VARIANTS


def main() -> None:
    plan = Plan.of_environment()
    variant = VARIANTS[plan.variant] if plan.variant else RIGHT
    trigger = Trigger(plan)
    watch(trigger, plan, variant.connection)
    variant.spoil(trigger.board)
    cli.main()


if __name__ == "__main__":
    main()
