"""Exhaustive search of small worlds: in every state that can be reached no invariant is broken, and every state can end."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

import pytest
from vouajudar_stub.domain.clock import next_due
from vouajudar_stub.domain.delivery import Delivery
from vouajudar_stub.domain.refusal import Refusal

from tests.server_stub.domain.invariants import broken, broken_by
from tests.server_stub.domain.moves import TERMINAL, Limits, moves
from tests.server_stub.domain.world import World

State = Hashable


@dataclass
class Search:
    """Every state reached, and who leads to whom."""

    faults: list[str] = field(default_factory=list)
    sources: dict[State, set[State]] = field(default_factory=lambda: defaultdict(set))
    """By state, those that lead to it in one step."""
    ended: set[State] = field(default_factory=set)
    steps: int = 0

    def run(self, first: World, limits: Limits) -> None:
        start = state_of(first)
        self.sources[start] = set()
        waiting = deque([(start, first)])
        while waiting:
            state, world = waiting.popleft()
            if over(world):
                self.ended.add(state)
            for move in moves(world, limits):
                after = copy_of(world)
                # the same move on the copy: moves are made of the world's own methods
                again = getattr(after, move.command.__name__)
                try:
                    again(*move.args, **move.kwargs)
                except Refusal:
                    continue
                self.steps += 1
                self.faults += [f"{move}: {text}" for text in broken(after)]
                self.faults += [
                    f"{move}: {text}" for step, events in after.log for text in broken_by(step, events, thorough=False)
                ]
                reached = state_of(after)
                if reached not in self.sources:
                    waiting.append((reached, after))
                self.sources[reached].add(state)

    def stuck(self) -> set[State]:
        """States from which no end can be reached."""
        alive, waiting = set(self.ended), deque(self.ended)
        while waiting:
            for source in self.sources[waiting.popleft()] - alive:
                alive.add(source)
                waiting.append(source)
        return set(self.sources) - alive


def over(world: World) -> bool:
    return all(each.status in TERMINAL for each in everything(world))


def everything(world: World) -> Iterable[object]:
    return (*world.batches.values(), *world.deliveries.values(), *world.requests.values(), *world.reservations.values())


def copy_of(world: World) -> World:
    """Aggregates never change, so only the tables are copied; the log starts anew."""
    return World(
        now=world.now,
        batches=dict(world.batches),
        deliveries=dict(world.deliveries),
        requests=dict(world.requests),
        reservations=dict(world.reservations),
        numbers=count(sum(map(len, (world.batches, world.deliveries, world.requests, world.reservations))) * 10 + 1),
    )


def state_of(world: World) -> State:
    """What decides what can happen next: times count from now, ids and versions do not count."""

    def ahead(at: datetime | None) -> timedelta | None:
        return None if at is None else at - world.now

    def due(each: object) -> timedelta | None:
        found = next_due(each)  # type: ignore[arg-type]
        return None if found is None else found.at - world.now

    def of_delivery(each: Delivery) -> Hashable:
        linked = each.resource_request_id is not None
        where = each.status, each.quantity, each.quantity_received, due(each), each.position is not None
        return (*where, linked, each.dispatch_mode, each.volunteer_ref if each.status not in TERMINAL else None)

    return (
        tuple((b.status, b.units, due(b), b.expired_at is None) for b in world.batches.values()),
        tuple(sorted(map(of_delivery, world.deliveries.values()), key=repr)),
        tuple((r.status, tuple((i.quantity, i.reserved, i.delivered) for i in r.items), due(r)) for r in world.requests.values()),
        tuple(sorted(((r.status, r.items, due(r)) for r in world.reservations.values()), key=repr)),
    )


def batch_alone() -> World:
    world = World()
    world.ready_batch(2, shelf_life_minutes=30)
    return world


def batch_and_request() -> World:
    world = World()
    world.ready_batch(2, shelf_life_minutes=30)
    world.create_request(2, ttl_minutes=60)
    return world


@pytest.mark.parametrize(
    ("first", "limits"),
    [
        pytest.param(batch_alone(), Limits(1, 2, 0, 0, extras=False), id="2 units, 2 deliveries"),
        pytest.param(
            batch_and_request(),
            Limits(1, 1, 1, 1, extras=False),
            id="2 units, a delivery, a request, a reservation",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_in_every_reachable_state_the_invariants_hold_and_an_end_is_in_reach(first: World, limits: Limits) -> None:
    search = Search()
    search.run(first, limits)
    assert search.faults == []
    assert search.ended, "nothing ever ends"
    assert search.stuck() == set()
