"""`vouajudar-stub serve` with named points in it: `python -m tests.faults.killable_server serve --sandbox ...`."""

from __future__ import annotations

from vouajudar_stub import cli

from .points import watch
from .trigger import Plan, Trigger
from .variants import VARIANTS


def main() -> None:
    plan = Plan.of_environment()
    watch(Trigger(plan), plan)
    if plan.variant:
        VARIANTS[plan.variant].spoil()
    cli.main()


if __name__ == "__main__":
    main()
