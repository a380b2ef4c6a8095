"""Every command that somebody could give in a world, with small numbers: what random walks draw from and searches exhaust."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from vouajudar_stub.domain.clock import next_due
from vouajudar_stub.domain.delivery import MOVING, Delivery
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.domain.reservation import Reservation
from vouajudar_stub.domain.resource_request import ResourceRequest

from tests.server_stub.domain.world import World

TERMINAL = {"completed", "cancelled", "expired", "delivered", "failed", "fulfilled"}
VOLUNTEERS = ("vol-1", "vol-2")


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that can be done."""

    operation: str
    """operationId, or `clock`."""
    command: Callable[..., object]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    def run(self) -> None:
        self.command(*self.args, **self.kwargs)

    def __str__(self) -> str:
        arguments = [*map(str, self.args), *(f"{name}={value}" for name, value in self.kwargs.items())]
        return f"{self.operation}({', '.join(arguments)})"


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a world may grow: what can still change counts, without `extras` whatever there ever was."""

    batches: int = 3
    deliveries: int = 6
    requests: int = 2
    reservations: int = 4
    extras: bool = True
    """Also moves that multiply states without need: patches, wrong codes, times between the due ones."""


def moves(world: World, limits: Limits) -> Iterator[Move]:
    """Legal and illegal ones; what is refused is found out by trying."""
    yield from _clock(world, limits)
    yield from _of_batches(world, limits)
    for delivery in world.deliveries.values():
        yield from _of_delivery(world, delivery, limits)
    yield from _of_requests(world, limits)
    for reservation in world.reservations.values():
        yield from _of_reservation(world, reservation, limits)


def _move(operation: str, command: Callable[..., object], *args: Any, **kwargs: Any) -> Move:
    return Move(operation, command, args, kwargs)


def _room(those: Mapping[str, Any], limit: int, limits: Limits) -> bool:
    return sum(each.status not in TERMINAL for each in those.values()) < limit if limits.extras else len(those) < limit


def _clock(world: World, limits: Limits) -> Iterator[Move]:
    kinds = (world.batches, world.deliveries, world.requests, world.reservations)
    dues = [due.at for kind in kinds for each in kind.values() if (due := next_due(each)) is not None]
    if dues:
        yield _move("clock", world.advance, min(dues) - world.now)
    if limits.extras:
        yield _move("clock", world.advance, timedelta(minutes=1))
        yield _move("clock", world.advance, timedelta(days=1))


def _of_batches(world: World, limits: Limits) -> Iterator[Move]:
    if _room(world.batches, limits.batches, limits):
        yield _move("createBatch", world.create_batch, 4, shelf_life_minutes=300)
        yield _move("createBatch", world.create_batch, 3, shelf_life_minutes=30)
    for batch in world.batches:
        yield _move("markBatchReady", world.mark_ready, batch)
        yield _move("cancelBatch", world.cancel_batch, batch)
        if limits.extras:
            yield _move("updateBatch", world.update_batch, batch, quantity=5)
            yield _move("updateBatch", world.update_batch, batch, description=f"As of {world.now}")
            yield _move("updateBatch", world.update_batch, batch, allergens=[])
        if not _room(world.deliveries, limits.deliveries, limits):
            continue
        for quantity in (1, 2):
            for volunteer in (None, *VOLUNTEERS):
                for item in (None, *_items(world)):
                    yield _move("createDelivery", world.create_delivery, batch, quantity, volunteer=volunteer, item_id=item)
        if limits.extras:
            yield _move("createDelivery", world.create_delivery, batch, 9, volunteer="vol-3", allow_partial=True)


def _items(world: World) -> list[str]:
    return [item.id for request in world.requests.values() for item in request.items if item.short > 0]


def _of_delivery(world: World, delivery: Delivery, limits: Limits) -> Iterator[Move]:
    key = delivery.id
    if delivery.status == "available" or limits.extras:
        for volunteer in VOLUNTEERS:
            yield _move("commitDelivery", world.commit, key, volunteer)
            if _room(world.deliveries, limits.deliveries, limits):
                yield _move("commitDelivery", world.commit, key, volunteer, 1)
    yield _move("confirmDelivery", world.confirm, key)
    yield _move("releaseDelivery", world.release, key)
    yield _move("cancelDelivery", world.cancel, key)
    yield _move("verifyPickup", world.pick_up, key)
    if delivery.status in MOVING or limits.extras:
        yield _move("reportPosition", world.report, key)
        yield _move("verifyDropoff", world.drop_off, key)
        yield _move("verifyDropoff", world.drop_off, key, 1)
        yield _move("failDelivery", world.fail, key, "returned")
        yield _move("failDelivery", world.fail, key, "discarded")
    if limits.extras:
        yield _move("verifyDropoff", world.drop_off, key, 3)
        yield _move("reportPosition", world.report, key, seconds=-3600)
        yield _move("verifyPickup", world.pick_up, key, "000000")
        yield _move("verifyDropoff", world.drop_off, key, None, "000000")
        yield _move("verifyDropoff", _too_often, world.drop_off, key, None, "000000")


def _too_often(command: Callable[..., object], *args: Any) -> None:
    """Five tries that are refused, and a sixth."""
    for _ in range(5):
        with suppress(Refusal):
            command(*args)
    command(*args)


def _of_requests(world: World, limits: Limits) -> Iterator[Move]:
    if _room(world.requests, limits.requests, limits):
        yield _move("createResourceRequest", world.create_request, 2, ttl_minutes=60)
        yield _move("createResourceRequest", world.create_request, 3, 1)
    for key, request in world.requests.items():
        yield _move("cancelResourceRequest", world.cancel_request, key)
        if _room(world.reservations, limits.reservations, limits):
            yield from _reservations(world, request)
        if limits.extras:
            first = request.items[0].id
            yield _move("updateResourceRequest", world.update_request, key, notes=f"As of {world.now}")
            yield _move("updateResourceRequest", world.update_request, key, items=[{"item_id": first, "quantity": 1}])
            both = {"notes": f"Less at {world.now}", "items": [{"item_id": first, "quantity": 2}]}
            yield _move("updateResourceRequest", world.update_request, key, **both)


def _reservations(world: World, request: ResourceRequest) -> Iterator[Move]:
    for item in request.items:
        for quantity in (1, 2):
            yield _move("createReservation", world.reserve, request.id, {item.id: quantity})
    if len(request.items) > 1:
        yield _move("createReservation", world.reserve, request.id, {item.id: 1 for item in request.items})


def _of_reservation(world: World, reservation: Reservation, limits: Limits) -> Iterator[Move]:
    key, first = reservation.id, reservation.items[0]
    yield _move("cancelReservation", world.cancel_reservation, key)
    yield _move("confirmReservationReceipt", world.receive, key)
    yield _move("confirmReservationReceipt", world.receive, key, {first.item_id: 0})
    if limits.extras:
        yield _move("confirmReservationReceipt", world.receive, key, {first.item_id: 9})
        yield _move("confirmReservationReceipt", world.receive, key, None, "000000")
