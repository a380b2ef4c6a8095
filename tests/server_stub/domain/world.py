"""A world in memory: the pure domain with nothing around it, for tests that play whole stories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from vouajudar_stub.domain import clock
from vouajudar_stub.domain.batch import Batch
from vouajudar_stub.domain.clock import RANK, next_due
from vouajudar_stub.domain.commands import batches, deliveries, handovers, reservations, resource_requests
from vouajudar_stub.domain.commands.deliveries import Codes, Ends
from vouajudar_stub.domain.commands.handovers import Evidence
from vouajudar_stub.domain.delivery import BUSY, OPEN, WAITING, Delivery, ReportedPosition
from vouajudar_stub.domain.emission import Event, emit
from vouajudar_stub.domain.geography import GeoPoint
from vouajudar_stub.domain.location import Location, Organization
from vouajudar_stub.domain.reservation import Reservation
from vouajudar_stub.domain.resource_request import ResourceRequest
from vouajudar_stub.domain.step import Denied, Step

NOON = datetime(2024, 5, 14, 12, tzinfo=UTC)
KITCHEN = f"ptn_{1:026}"
SHELTER = f"ptn_{2:026}"
APP = f"ptn_{3:026}"

KITCHEN_PLACE = Location(
    id=f"loc_{1:026}",
    version=2,
    created_at=NOON,
    updated_at=NOON,
    owner=KITCHEN,
    organization=Organization(f"org_{1:026}", "Cozinha Solidaria Guaiba Vivo"),
    kind="provider",
    name="Cozinha Solidaria Guaiba Vivo",
    address="Rua Washington Luiz, 100",
    city_id="porto-alegre",
    position=GeoPoint(-30.0346, -51.2177),
    capacity=None,
    occupancy=None,
    daily_need=None,
    opening_hours=None,
    accepts=(),
    pet_friendly=False,
    active=True,
    approval_status="approved",
    external_id=None,
    contact_phone="+5551999990001",
)
SHELTER_PLACE = replace(
    KITCHEN_PLACE,
    id=f"loc_{2:026}",
    owner=SHELTER,
    organization=Organization(f"org_{2:026}", "Abrigo Ginasio Menino Deus"),
    kind="shelter",
    name="Abrigo Ginasio Menino Deus",
    position=GeoPoint(-30.0556, -51.2240),
    contact_phone="+5551999990002",
)


@dataclass
class World:
    """Everything there is, and every event so far."""

    now: datetime = NOON
    batches: dict[str, Batch] = field(default_factory=dict)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    requests: dict[str, ResourceRequest] = field(default_factory=dict)
    reservations: dict[str, Reservation] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    log: list[tuple[Step, tuple[Event, ...]]] = field(default_factory=list)
    """What each command or clock rule came to: its settled step and the events of it."""
    numbers: count[int] = field(default_factory=lambda: count(1))

    # -- applying

    def apply(self, step: Step) -> list[str]:
        """Keep what the step did; returns the types of its events."""
        emission = emit(step)
        for change in emission.step.batches:
            self.batches[change.after.id] = change.after
        for change in emission.step.deliveries:
            self.deliveries[change.after.id] = change.after
        for change in emission.step.requests:
            self.requests[change.after.id] = change.after
        for change in emission.step.reservations:
            self.reservations[change.after.id] = change.after
        self.events.extend(emission.events)
        self.log.append((emission.step, emission.events))
        return [event.type for event in emission.events]

    def advance(self, by: timedelta) -> list[str]:
        """Let time pass, applying the clock rules in their order."""
        until, types = self.now + by, list[str]()
        while (first := self._first_due(until)) is not None:
            types += self.apply(first)
        self.now = until
        return types

    def _first_due(self, until: datetime) -> Step | None:
        waiting = [
            (due.at, RANK[due.rule], aggregate.id, aggregate)
            for kind in (self.batches, self.deliveries, self.requests, self.reservations)
            for aggregate in kind.values()
            if (due := next_due(aggregate)) is not None and due.at <= until
        ]
        if not waiting:
            return None
        aggregate = min(waiting, key=lambda row: row[:3])[3]
        match aggregate:
            case Batch():
                held = [d for d in self.deliveries.values() if d.batch_id == aggregate.id and d.status in WAITING]
                linked = {d.resource_request_id for d in held} - {None}
                return clock.end_shelf_life(aggregate, held, [r for r in self.requests.values() if r.id in linked])
            case Delivery() if aggregate.status in ("picked_up", "in_transit"):
                return clock.time_out(aggregate, self.ends(aggregate))
            case Delivery():
                return clock.lapse_hold(aggregate, self.ends(aggregate))
            case ResourceRequest():
                return clock.expire_request(aggregate)
            case Reservation():
                return clock.expire_reservation(aggregate, self.requests[aggregate.resource_request_id])

    # -- commands, each returns the types of its events

    def create_batch(self, quantity: int = 80, **draft: Any) -> str:
        batch_id = self.new_id("bat")
        self.apply(
            batches.create_batch(
                {"provider_location_id": KITCHEN_PLACE.id, "product_type": "meal", "quantity": quantity, **draft},
                batch_id=batch_id,
                owner=KITCHEN,
                location=KITCHEN_PLACE,
                existing_external_id=None,
                now=self.now,
            )
        )
        return batch_id

    def ready_batch(self, quantity: int = 80, **draft: Any) -> str:
        batch_id = self.create_batch(quantity, **draft)
        self.mark_ready(batch_id)
        return batch_id

    def update_batch(self, batch_id: str, **patch: Any) -> list[str]:
        return self.apply(batches.update_batch(self.batches[batch_id], patch, self.now))

    def mark_ready(self, batch_id: str) -> list[str]:
        return self.apply(batches.mark_batch_ready(self.batches[batch_id], self.now))

    def cancel_batch(self, batch_id: str, reason: str = "food_safety", note: str = "") -> list[str]:
        still_open = sorted(d.id for d in self.deliveries.values() if d.batch_id == batch_id and d.status in OPEN)
        batch = self.batches[batch_id]
        return self.apply(batches.cancel_batch(batch, reason=reason, note=note, open_delivery_ids=still_open, now=self.now))

    def create_delivery(
        self,
        batch_id: str,
        quantity: int,
        *,
        volunteer: str | None = None,
        item_id: str | None = None,
        dropoff: Location = SHELTER_PLACE,
        existing_external_id: str | None = None,
        **draft: Any,
    ) -> str:
        delivery_id = self.new_id("del")
        draft = {"batch_id": batch_id, "dropoff_location_id": dropoff.id, "quantity": quantity, **draft}
        if item_id is not None:
            draft["resource_item_id"] = item_id
        if volunteer is not None:
            draft["volunteer_ref"] = volunteer
        self.apply(
            deliveries.create_delivery(
                draft,
                delivery_id=delivery_id,
                batch=self.batches[batch_id],
                pickup=KITCHEN_PLACE,
                dropoff=dropoff,
                request=None if item_id is None else self.request_of(item_id),
                carrier_id=None if volunteer is None else APP,
                codes=Codes("111111", "222222"),
                busy_with=self.busy_with(volunteer),
                existing_external_id=existing_external_id,
                now=self.now,
            )
        )
        return delivery_id

    def commit(self, delivery_id: str, volunteer: str, quantity: int | None = None) -> str:
        """Returns the id of what the carrier carries."""
        self.apply(
            deliveries.commit_delivery(
                self.deliveries[delivery_id],
                carrier_id=APP,
                volunteer_ref=volunteer,
                quantity=quantity,
                child_id=self.new_id("del"),
                codes=Codes("333333", "444444"),
                busy_with=self.busy_with(volunteer),
                now=self.now,
            )
        )
        return self.log[-1][0].deliveries[-1].after.id

    def confirm(self, delivery_id: str) -> list[str]:
        return self.apply(deliveries.confirm_delivery(self.deliveries[delivery_id], self.now))

    def release(self, delivery_id: str, reason: str = "volunteer_unavailable", note: str = "") -> list[str]:
        delivery = self.deliveries[delivery_id]
        ends = self.ends(delivery)
        return self.apply(deliveries.release_delivery(delivery, ends, reason=reason, note=note, now=self.now))

    def cancel(self, delivery_id: str, reason: str = "shelter_closed", note: str = "") -> list[str]:
        delivery = self.deliveries[delivery_id]
        ends = self.ends(delivery)
        return self.apply(deliveries.cancel_delivery(delivery, ends, reason=reason, note=note, now=self.now))

    def pick_up(self, delivery_id: str, code: str | None = None) -> list[str]:
        delivery = self.deliveries[delivery_id]
        right = "" if delivery.pickup_code is None else delivery.pickup_code.code
        evidence = Evidence(right if code is None else code)
        return self._hand_over(handovers.verify_pickup(delivery, self.ends(delivery), evidence, self.now))

    def report(self, delivery_id: str, *, seconds: int = 0, position: GeoPoint = SHELTER_PLACE.position) -> list[str]:
        reported = ReportedPosition(position, self.now + timedelta(seconds=seconds), None, None)
        return self.apply(handovers.report_position(self.deliveries[delivery_id], reported, self.now))

    def drop_off(self, delivery_id: str, received: int | None = None, code: str | None = None) -> list[str]:
        delivery = self.deliveries[delivery_id]
        right = "" if delivery.dropoff_code is None else delivery.dropoff_code.code
        evidence = Evidence(right if code is None else code)
        ends = self.ends(delivery)
        return self._hand_over(handovers.verify_dropoff(delivery, ends, evidence, received, self.now))

    def fail(self, delivery_id: str, disposition: handovers.Disposition = "returned", note: str = "") -> list[str]:
        delivery = self.deliveries[delivery_id]
        return self.apply(
            handovers.fail_delivery(
                delivery,
                self.ends(delivery),
                reason="road_blocked",
                disposition=disposition,
                note=note,
                now=self.now,
            )
        )

    def create_request(self, *quantities: int, **draft: Any) -> str:
        """Meals, one item for each quantity."""
        request_id = self.new_id("req")
        items = [{"product_type": "meal", "name": "Marmita", "unit": "meal", "quantity": q} for q in quantities]
        self.apply(
            resource_requests.create_resource_request(
                {"location_id": SHELTER_PLACE.id, "items": items, **draft},
                request_id=request_id,
                item_ids=[self.new_id("itm") for _ in items],
                location=SHELTER_PLACE,
                existing_external_id=None,
                now=self.now,
            )
        )
        return request_id

    def update_request(self, request_id: str, **patch: Any) -> list[str]:
        return self.apply(resource_requests.update_resource_request(self.requests[request_id], patch, self.now))

    def cancel_request(self, request_id: str, note: str = "") -> list[str]:
        request = self.requests[request_id]
        linked = [d.id for d in self.deliveries.values() if d.resource_request_id == request_id and d.status in OPEN]
        held = [r.id for r in self.reservations.values() if r.resource_request_id == request_id and r.status == "reserved"]
        return self.apply(
            resource_requests.cancel_resource_request(
                request,
                reason="duplicate",
                note=note,
                open_reservation_ids=held,
                open_delivery_ids=linked,
                now=self.now,
            )
        )

    def reserve(self, request_id: str, quantities: Mapping[str, int], volunteer: str = "vol-1") -> str:
        reservation_id = self.new_id("rsv")
        items = [{"item_id": item_id, "quantity": quantity} for item_id, quantity in quantities.items()]
        self.apply(
            reservations.create_reservation(
                self.requests[request_id],
                {"volunteer_ref": volunteer, "items": items},
                reservation_id=reservation_id,
                reserver=KITCHEN,
                confirmation_code="555555",
                busy_with=None,
                now=self.now,
            )
        )
        return reservation_id

    def cancel_reservation(self, reservation_id: str) -> list[str]:
        reservation = self.reservations[reservation_id]
        request = self.requests[reservation.resource_request_id]
        return self.apply(reservations.cancel_reservation(reservation, request, reason="duplicate", note="", now=self.now))

    def receive(self, reservation_id: str, received: Mapping[str, int] | None = None, code: str = "555555") -> list[str]:
        reservation = self.reservations[reservation_id]
        request = self.requests[reservation.resource_request_id]
        items = [{"item_id": item_id, "quantity_received": n} for item_id, n in (received or {}).items()]
        outcome = reservations.confirm_receipt(reservation, request, code=code, received=items, now=self.now)
        if isinstance(outcome, Denied):
            assert isinstance(outcome.counted, Reservation)
            self.reservations[reservation_id] = outcome.counted
            raise outcome.refusal
        return self.apply(outcome)

    # -- looking

    def ends(self, delivery: Delivery) -> Ends:
        request_id = delivery.resource_request_id
        return Ends(self.batches[delivery.batch_id], None if request_id is None else self.requests[request_id])

    def busy_with(self, volunteer: str | None) -> str | None:
        if volunteer is None:
            return None
        return next((d.id for d in self.deliveries.values() if d.volunteer_ref == volunteer and d.status in BUSY), None)

    def request_of(self, item_id: str) -> ResourceRequest:
        return next(r for r in self.requests.values() if r.item(item_id) is not None)

    def new_id(self, prefix: str) -> str:
        return f"{prefix}_{next(self.numbers):026}"

    def _hand_over(self, outcome: Step | Denied) -> list[str]:
        if isinstance(outcome, Denied):
            assert isinstance(outcome.counted, Delivery)
            self.deliveries[outcome.counted.id] = outcome.counted
            raise outcome.refusal
        return self.apply(outcome)
