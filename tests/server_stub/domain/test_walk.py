"""Walks over the pure domain: whatever partners do, and whenever, no invariant breaks.

After every step the state, the change and its events are judged: sums, holds, statuses, versions, order, schemas, what is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from vouajudar_stub.domain.clock import REASONS
from vouajudar_stub.domain.emission import Event
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.domain.step import Step

from tests.server_stub.domain.contract import emits, problems, wrong_extra
from tests.server_stub.domain.invariants import broken, broken_by
from tests.server_stub.domain.moves import Limits, Move, moves
from tests.server_stub.domain.world import World

BY_CLOCK = frozenset(
    {
        "batch.updated",
        "batch.ready",
        "batch.quantities_changed",
        "batch.in_delivery",
        "batch.completed",
        "batch.expired",
        "delivery.released",
        "delivery.expired",
        "delivery.failed",
        "resource_request.updated",
        "resource_request.progressed",
        "resource_request.expired",
        "reservation.expired",
    }
)
"""The types that the catalogue marks as caused by the clock too."""

MET = {
    *BY_CLOCK,
    *("batch.created", "batch.cancelled"),
    *("delivery.created", "delivery.split", "delivery.committed", "delivery.reserved", "delivery.picked_up"),
    *("delivery.in_transit", "delivery.position_updated", "delivery.delivered", "delivery.cancelled"),
    *("resource_request.created", "resource_request.fulfilled", "resource_request.cancelled"),
    *("reservation.created", "reservation.cancelled", "reservation.delivered"),
    *("batch-expired", "batch-not-ready", "batch-has-active-deliveries", "invalid-state", "volunteer-busy"),
    *("handover-code-mismatch", "handover-locked", "insufficient-quantity", "quantity-exceeds-delivery"),
    *("quantity-exceeds-reservation", "below-reserved-quantity", "request-has-active-reservations"),
    *("C1", "C2", "C3", "C4", "C5", "C6"),
}
"""Event types, refusals and rules that walks must have met to mean anything: all there are but those of locations."""


WEIGHTS = {
    "clock": 4,
    "cancelBatch": 1,
    "cancelDelivery": 1,
    "cancelResourceRequest": 1,
    "cancelReservation": 2,
    "updateBatch": 2,
    "updateResourceRequest": 3,
    "releaseDelivery": 2,
    "createDelivery": 9,
    "commitDelivery": 9,
    "verifyPickup": 9,
    "verifyDropoff": 12,
}
"""How often an operation is tried; 6 when it is not named. Endings are rare, so that beginnings get somewhere."""


class Walk:
    """A world, and what was done to it."""

    def __init__(self) -> None:
        self.world = World()
        self.done: list[str] = []
        self.met: set[str] = set()

    def attempt(self, move: Move) -> bool:
        """Try it, and judge what came of it; False when it was refused."""
        before = len(self.world.log)
        refusal = refusal_of(move.run)
        self.done.append(str(move) if refusal is None else f"{move} -> {refusal.slug}")
        fresh = self.world.log[before:]
        found = broken(self.world)
        if refusal is not None:
            found += judged_refusal(move.operation, refusal, len(fresh))
            self.met.add(refusal.slug)
        for step, events in fresh:
            found += broken_by(step, events)
            found += judged_step(move.operation, step, events)
            self.met.update(event.type for event in events)
            self.met.update(() if step.rule is None else (step.rule,))
        assert not found, "\n".join((*self.done, *found))
        return refusal is None

    def one_of_any(self, random: Random) -> None:
        """Draw an operation, then try its moves in any order until one is not refused."""
        by_operation: dict[str, list[Move]] = {}
        for move in moves(self.world, Limits()):
            by_operation.setdefault(move.operation, []).append(move)
        operations = sorted(by_operation)
        (operation,) = random.choices(operations, [WEIGHTS.get(each, 6) for each in operations])
        mine = by_operation[operation]
        for move in random.sample(mine, min(len(mine), 12)):
            if self.attempt(move):
                return


def refusal_of(command: Callable[[], object]) -> Refusal | None:
    try:
        command()
    except Refusal as refusal:
        return refusal
    return None


def judged_refusal(operation: str, refusal: Refusal, steps: int) -> list[str]:
    """A refusal is one of its operation's, has just its problem's members, and leaves no trace that anybody sees."""
    faults = [f"{refusal.slug}: {name} is wrong" for name in wrong_extra(refusal)]
    if refusal.slug not in problems(operation):
        faults.append(f"{operation} refuses with {refusal}")
    if steps:
        faults.append(f"{operation} was refused and did something")
    return faults


def judged_step(operation: str, step: Step, events: Sequence[Event]) -> list[str]:
    """A command causes what its operation may cause; a rule that is due always does something, for its own reason."""
    types = {event.type for event in events}
    if step.rule is None:
        return [f"{operation} causes {name}" for name in types - emits(operation)]
    faults = [f"{step.rule} causes {name}" for name in types - BY_CLOCK]
    if not types:
        faults.append(f"{step.rule} was due and did nothing")
    if step.reason != REASONS[step.rule]:
        faults.append(f"{step.rule} gives the reason {step.reason}")
    return faults


def test_on_long_walks_no_invariant_breaks_and_everything_there_is_happens() -> None:
    met: set[str] = set()
    for seed in range(30):
        walk, random = Walk(), Random(seed)
        for _ in range(100):
            walk.one_of_any(random)
        met |= walk.met
    assert met >= MET, f"never met: {sorted(MET - met)}"


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 1000)), max_size=40))
def test_on_any_walk_no_invariant_breaks(numbers: list[tuple[int, int]]) -> None:
    """The same walks from a list of numbers, which shrinks to the shortest that breaks something."""
    walk = Walk()
    for first, second in numbers:
        choices = list(moves(walk.world, Limits()))
        operations = sorted({move.operation for move in choices})
        operation = operations[first % len(operations)]
        mine = [move for move in choices if move.operation == operation]
        walk.attempt(mine[second % len(mine)])
