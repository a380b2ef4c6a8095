"""A random walk over batches and deliveries through the SDK; the event feed must keep every invariant on the way."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from vouajudar import errors

from .world import CodeNotShownError, World, short

COUNTERS = ("quantity_available", "quantity_committed", "quantity_in_transit", "quantity_delivered", "quantity_lost")
TERMINAL = {
    "batch": {"completed", "cancelled", "expired"},
    "delivery": {"delivered", "cancelled", "expired", "failed"},
}
HELD = {"available", "pending_confirmation", "reserved"}
MOVING = {"picked_up", "in_transit"}
BUSY = {"pending_confirmation", "reserved"} | MOVING
ORDER = {"reservation": 0, "delivery": 1, "batch": 2, "resource_request": 3, "location": 4}
STEPS = 120

# Where a refusal is a right answer of a walk that does not look before it leaps.
REFUSALS = (
    errors.ForbiddenForRoleError,  # nobody carries it yet
    errors.NotFoundError,  # the carrier cannot read a batch before it is ready, or a delivery that another has claimed
    errors.InvalidStateError,
    errors.InsufficientQuantityError,
    errors.VolunteerBusyError,
    errors.BatchNotReadyError,
    errors.BatchExpiredError,
    errors.BatchHasActiveDeliveriesError,
    errors.QuantityExceedsDeliveryError,
    errors.HandoverLockedError,
    errors.HandoverCodeMismatchError,
)


@dataclass
class Ledger:
    """The fold of the feed: the last known object of each subject, checked event by event."""

    objects: dict[str, dict[str, Any]] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    picked_up: set[str] = field(default_factory=set)
    last_sequence: str = ""

    def take(self, events: list[dict[str, Any]]) -> None:
        """Fold the events of one or more transactions, checking each on the way."""
        for transaction in by_cause(events):
            before = dict(self.objects)
            for event in transaction:
                self._take_one(event)
            self._check_batch_events(transaction, before)
            groups = [ORDER[short(e["type"]).split(".")[0]] for e in transaction]
            assert groups == sorted(groups), f"order within a transaction: {[short(e['type']) for e in transaction]}"
        self.check_counters()

    def _take_one(self, event: dict[str, Any]) -> None:
        subject, data, kind = event["subject"], event["data"], short(event["type"])
        assert event["sequence"] > self.last_sequence
        self.last_sequence = event["sequence"]
        seen = self.objects.get(subject)
        assert data["version"] == (seen["version"] + 1 if seen else 1), f"I10: a version of {subject} is missing at {kind}"
        assert data["object"]["version"] == data["version"]
        group = kind.split(".", maxsplit=1)[0]
        if seen and seen["status"] in TERMINAL.get(group, ()):
            assert data["object"]["status"] == seen["status"], f"I4: {subject} left {seen['status']}"
        if group == "delivery":
            assert data["object"]["quantity"] >= 1, "I3"
        if kind == "delivery.picked_up":
            self.picked_up.add(subject)
        if kind == "delivery.delivered":
            assert subject in self.picked_up, "I5: delivered without a verified pickup"
            assert data["object"]["picked_up_at"] <= data["object"]["delivered_at"], "I5"
        self.objects[subject], self.groups[subject] = data["object"], group

    def _check_batch_events(self, transaction: list[dict[str, Any]], before: dict[str, dict[str, Any]]) -> None:
        """I20: what a change of a batch emits follows from the batch before and after, and from nothing else."""
        emitted: dict[str, list[str]] = {}
        for event in transaction:
            if short(event["type"]).startswith("batch."):
                emitted.setdefault(event["subject"], []).append(short(event["type"]))
        for subject, names in emitted.items():
            old, new = before.get(subject), self.objects[subject]
            if old is None:
                assert names == ["batch.created"]
                continue
            expected = []
            if any(old[c] != new[c] for c in COUNTERS):
                expected.append("batch.quantities_changed")
            if old["status"] != new["status"]:
                expected.append(f"batch.{new['status']}")
            assert names == (expected or ["batch.updated"]), f"I20: {old['status']} -> {new['status']}"

    def check_counters(self) -> None:
        """I1, I2 and I8 over everything folded so far."""
        deliveries = [o for s, o in self.objects.items() if self.groups[s] == "delivery"]
        for subject, batch in self.objects.items():
            if self.groups[subject] != "batch":
                continue
            assert sum(batch[c] for c in COUNTERS) == batch["quantity"], "I1"
            assert min(batch[c] for c in COUNTERS) >= 0, "I1"
            own = [d for d in deliveries if d["batch_id"] == subject]
            assert batch["quantity_committed"] == sum(d["quantity"] for d in own if d["status"] in HELD), "I2"
            assert batch["quantity_in_transit"] == sum(d["quantity"] for d in own if d["status"] in MOVING), "I2"
            arrived = [d["dropoff"]["quantity_received"] for d in own if d["status"] == "delivered"]
            assert batch["quantity_delivered"] == sum(arrived), "I2"
        busy = [(d["carrier_id"], d["volunteer_ref"]) for d in deliveries if d["status"] in BUSY]
        assert len(busy) == len(set(busy)), "I8: one volunteer, two deliveries under way"


def by_cause(events: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Split a run of events into transactions: one cause, and for the clock one time and one partition."""
    runs: list[list[dict[str, Any]]] = []
    last: object = None
    for event in events:
        key = event["causationid"]
        if key.startswith("system.clock"):
            key = (key, event["time"], event["partitionkey"])
        if key != last:
            runs.append([])
        runs[-1].append(event)
        last = key
    return runs


class Walker:
    """Chooses and makes one call at a time."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.chance = random.Random(seed)
        self.batches: list[str] = []
        self.deliveries: list[str] = []
        self.ledger = Ledger()
        self.cursor = world.start
        self.done: dict[str, int] = {}

    def catch_up(self) -> list[dict[str, Any]]:
        fresh: list[dict[str, Any]] = []
        while True:
            page = self.world.kitchen.events.with_response.list(after=self.cursor, limit=100).json()
            self.cursor = page["next_cursor"]
            if not page["items"]:
                return fresh
            fresh.extend(page["items"])

    def step(self) -> None:
        move = self.chance.choice(self.moves())
        try:
            move()
        except REFUSALS:
            name = "refused"
            assert self.catch_up_is_only_the_clock(), "a refused command emitted events"
        else:
            name = move.__name__
        self.done[name] = self.done.get(name, 0) + 1
        self.ledger.take(self.catch_up())

    def catch_up_is_only_the_clock(self) -> bool:
        fresh = self.catch_up()
        self.ledger.take(fresh)
        return all(event["actor"] == "system.clock" for event in fresh)

    def moves(self) -> list[Callable[[], None]]:
        early: list[Callable[[], None]] = [self.new_batch]
        if self.batches:
            early += [self.ready] * 2 + [self.offer] * 2 + [self.claim] * 3 + [self.cancel_batch, self.tick]
        if self.deliveries:
            early += [self.commit] * 2 + [self.confirm] * 2 + [self.pick_up] * 3 + [self.move] * 2 + [self.drop_off] * 3
            early += [self.release, self.cancel, self.fail]
        return early

    def a_batch(self) -> str:
        return self.chance.choice(self.batches[-4:])

    def a_delivery(self) -> str:
        return self.chance.choice(self.deliveries[-6:])

    def volunteer(self) -> str:
        return f"bike_{self.chance.randrange(8):02}"

    def new_batch(self) -> None:
        key = f"walk-{self.chance.getrandbits(64):020}"
        order: dict[str, Any] = {
            "provider_location_id": self.world.provider_location_id,
            "product_type": "meal",
            "quantity": self.chance.randint(1, 12),
            "shelf_life_minutes": self.chance.choice([60, 240]),
            "idempotency_key": key,
        }
        made = self.world.kitchen.batches.create(**order)
        assert self.world.kitchen.batches.create(**order) == made, "I11: a replay answers the same"
        self.batches.append(made.id)

    def ready(self) -> None:
        self.world.kitchen.batches.mark_ready(self.a_batch())

    def cancel_batch(self) -> None:
        self.world.kitchen.batches.cancel(self.a_batch(), reason="food_safety")

    def offer(self) -> None:
        self.deliveries.append(self.world.offer(self.a_batch(), self.chance.randint(1, 6), allow_partial=True).id)

    def claim(self) -> None:
        made = self.world.claim(self.a_batch(), self.chance.randint(1, 6), self.volunteer(), allow_partial=True)
        self.deliveries.append(made.id)

    def commit(self) -> None:
        open_one = self.a_delivery()
        quantity = self.chance.choice([None, 1, 2])
        more = {} if quantity is None else {"quantity": quantity}
        done = self.world.carrier.deliveries.commit(open_one, volunteer_ref=self.volunteer(), **more)
        if done.delivery.id != open_one:
            self.deliveries.append(done.delivery.id)

    def confirm(self) -> None:
        self.world.carrier.deliveries.confirm(self.a_delivery())

    def release(self) -> None:
        self.world.carrier.deliveries.release(self.a_delivery(), reason="volunteer_unavailable")

    def cancel(self) -> None:
        self.world.kitchen.deliveries.cancel(self.a_delivery(), reason="other")

    def pick_up(self) -> None:
        self.carry(self.world.pick_up)

    def move(self) -> None:
        self.carry(self.world.move)

    def drop_off(self) -> None:
        received = self.chance.choice([{}, {"quantity_received": 1}])
        self.carry(lambda d: self.world.drop_off(d, **received))

    def fail(self) -> None:
        disposition = self.chance.choice(["returned", "discarded"])
        self.carry(lambda d: self.world.carrier.deliveries.fail(d, reason="road_blocked", disposition=disposition))

    def carry(self, act: Callable[[str], Any]) -> None:
        with suppress(CodeNotShownError):
            act(self.a_delivery())

    def tick(self) -> None:
        self.world.advance(minutes=self.chance.choice([1, 16, 61, 200]))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_a_random_walk_keeps_the_invariants_and_the_feed_folds_to_what_get_shows(world: World, seed: int) -> None:
    walker = Walker(world, seed)
    for _ in range(STEPS):
        walker.step()

    assert len(walker.done) > 8, walker.done
    for subject, body in walker.ledger.objects.items():
        get = (
            world.kitchen.batches.with_response.get if subject.startswith("bat_") else world.kitchen.deliveries.with_response.get
        )
        answer = get(subject)
        walker.ledger.take(walker.catch_up())
        assert answer.json() == walker.ledger.objects.get(subject, body), "I12: the fold is what GET shows"
        assert answer.headers["ETag"] == f'"{body["version"]}"', "I10"
