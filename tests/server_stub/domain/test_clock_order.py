"""Rules of the clock: which comes first when several are due."""

from __future__ import annotations

from datetime import timedelta

from tests.server_stub.domain.world import World


def rules(world: World) -> list[str]:
    return [step.rule for step, _ in world.log if step.rule is not None]


def test_due_rules_are_applied_in_order_of_their_due_times_whatever_the_clock_skips() -> None:
    world = World()
    delivery = world.create_delivery(world.ready_batch(5, shelf_life_minutes=60), 2, volunteer="vol-1")
    world.create_request(5, ttl_minutes=90)
    world.advance(timedelta(days=9))
    assert rules(world) == ["C1", "C3", "C4"]
    due = [step.at - world.batches[world.deliveries[delivery].batch_id].created_at for step, _ in world.log if step.rule]
    assert due == [timedelta(minutes=15), timedelta(minutes=60), timedelta(minutes=90)]
    assert [event.time for event in world.events] == sorted(event.time for event in world.events)


def test_at_one_moment_batches_come_before_holds_time_outs_reservations_and_requests() -> None:
    world = World()
    start = world.now
    request = world.create_request(9, ttl_minutes=1440 + 300)
    moving = world.create_delivery(world.ready_batch(2), 2, volunteer="vol-1")
    world.advance(timedelta(minutes=5))
    # each of these ends 24 h after this moment: C5 of the reservation, C6 of the pickup
    world.reserve(request, {world.requests[request].items[0].id: 1})
    world.pick_up(moving)
    # and, 24 h later less what each takes, C3 of a batch, C1 of a claim, C4 of another request
    world.advance(timedelta(minutes=1440 - 60))
    world.create_request(1, ttl_minutes=60)
    world.advance(timedelta(minutes=30))
    world.ready_batch(3, shelf_life_minutes=30)
    world.advance(timedelta(minutes=15))
    world.create_delivery(world.ready_batch(3, shelf_life_minutes=240), 1, volunteer="vol-2")
    before = len(world.log)
    world.advance(timedelta(minutes=15))
    assert {step.at for step, _ in world.log[before:]} == {start + timedelta(minutes=1445)}
    assert [step.rule for step, _ in world.log[before:]] == ["C3", "C1", "C6", "C5", "C4"]
