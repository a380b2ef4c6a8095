"""A shelter asks, a kitchen cooks, a carrier brings it, and the shelter's own system hears of every step by webhook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from vouajudar import VouAjudar

from demo.receiver import Receiver
from demo.sandbox import Sandbox
from demo.timeline import Timeline

MEALS = 60
KITCHEN = "Cozinha Assentamento Semente"
SHELTER = "Abrigo Restinga"

EVENT_TYPES = ["resource_request.*", "delivery.*"]
"""What the shelter wants to hear of."""

EXPECTED = [
    "resource_request.created",
    "batch.created",
    "batch.ready",
    "delivery.created",
    "delivery.committed",
    "batch.quantities_changed",
    "batch.in_delivery",
    "resource_request.progressed",
    "delivery.reserved",
    "delivery.picked_up",
    "batch.quantities_changed",
    "delivery.delivered",
    "batch.quantities_changed",
    "batch.completed",
    "resource_request.progressed",
    "resource_request.fulfilled",
]


@dataclass(frozen=True)
class Fulfilment:
    """What came of it."""

    status: str
    """Of the request."""
    events: list[str]
    verified: int
    """Webhooks that bore a good signature."""
    forged: int
    """Status that the altered message was answered with."""


def fulfilled_request(sandbox: Sandbox, receiver: Receiver, timeline: Timeline) -> Fulfilment:
    """A request for sixty meals, fulfilled by a delivery that is linked to it."""
    with (
        sandbox.client(sandbox.partner("shelter")) as shelter,
        sandbox.client(sandbox.partner("provider")) as kitchen,
        sandbox.client(sandbox.partner("dispatch")) as carrier,
    ):
        endpoint = timeline.step(
            "shelter",
            "webhook_endpoints.create(...)",
            lambda: shelter.webhook_endpoints.create(url=receiver.url, event_types=EVENT_TYPES),
            lambda e: e.status,
        )
        receiver.secret = endpoint.secret
        timeline.follow(kitchen, receiver, EVENT_TYPES)
        request = timeline.step(
            "shelter",
            f"resource_requests.create({MEALS} meals)",
            lambda: shelter.resource_requests.create(
                location_id=sandbox.place(SHELTER)["id"],
                priority="urgent",
                items=[{"product_type": "meal", "name": "Warm dinner", "unit": "meal", "quantity": MEALS}],
            ),
            lambda r: f"{r.status}, {r.items[0].quantity} meals short",
        )
        delivery = _claimed(timeline, sandbox.place(KITCHEN)["id"], kitchen, carrier, request)
        _carried(timeline, kitchen, shelter, carrier, delivery)
        done = timeline.step(
            "shelter",
            "resource_requests.get(...)",
            lambda: shelter.resource_requests.get(request.id),
            lambda r: f"{r.status}, {r.items[0].quantity_delivered} of {r.items[0].quantity} delivered",
        )
        messages = list(receiver.messages.values())
        forged = timeline.step(
            "a forger",
            "POST /hooks, the last one altered",
            lambda: receiver.send_altered(messages[-1]),
            lambda status: f"{status}, not believed" if status == 400 else f"{status}, BELIEVED",
        )
    return Fulfilment(done.status, timeline.events, len(messages), forged)


def _claimed(timeline: Timeline, place: str, kitchen: VouAjudar, carrier: VouAjudar, request: Any) -> Any:
    """A batch that matches the request, claimed for it by a carrier."""
    batch = timeline.step(
        "kitchen",
        f"batches.create(quantity={MEALS})",
        lambda: kitchen.batches.create(provider_location_id=place, product_type="meal", quantity=MEALS),
        lambda b: b.status,
    )
    timeline.step("kitchen", "batches.mark_ready(...)", lambda: kitchen.batches.mark_ready(batch.id), lambda b: b.status)
    match = timeline.step(
        "carrier",
        "resource_requests.list_matches(...)",
        lambda: _match_of(carrier, request.id, batch.id),
        lambda m: f"score {m.score}, {m.distance_m / 1000:.1f} km away",
    )
    return timeline.step(
        "carrier",
        "deliveries.create(for the request)",
        lambda: carrier.deliveries.create(
            batch_id=match.batch.id,
            dropoff_location_id=request.location_id,
            resource_item_id=match.item_id,
            quantity=MEALS,
            volunteer_ref="van_03",
        ),
        lambda d: d.status,
    )


def _match_of(carrier: VouAjudar, request_id: str, batch_id: str) -> Any:
    matches = carrier.resource_requests.list_matches(request_id, radius_m=20_000, limit=100)
    return next(match for match in matches.items if match.batch.id == batch_id)


def _carried(timeline: Timeline, kitchen: VouAjudar, shelter: VouAjudar, carrier: VouAjudar, delivery: Any) -> None:
    """From the kitchen, which shows one code, to the shelter, which shows the other."""
    timeline.step("carrier", "deliveries.confirm(...)", lambda: carrier.deliveries.confirm(delivery.id), lambda d: d.status)
    at_kitchen = timeline.step(
        "kitchen",
        "deliveries.get_handover_codes(...)",
        lambda: kitchen.deliveries.get_handover_codes(delivery.id),
        lambda c: "the pickup code" if c.pickup_code and not c.dropoff_code else "NOT the pickup code alone",
    )
    timeline.step(
        "carrier",
        "deliveries.verify_pickup(code=...)",
        lambda: carrier.deliveries.verify_pickup(delivery.id, code=at_kitchen.pickup_code or ""),
        lambda d: d.status,
    )
    at_shelter = timeline.step(
        "shelter",
        "deliveries.get_handover_codes(...)",
        lambda: shelter.deliveries.get_handover_codes(delivery.id),
        lambda c: "the drop-off code" if c.dropoff_code and not c.pickup_code else "NOT the drop-off code alone",
    )
    timeline.step(
        "carrier",
        "deliveries.verify_dropoff(code=...)",
        lambda: carrier.deliveries.verify_dropoff(delivery.id, code=at_shelter.dropoff_code or "", quantity_received=MEALS),
        lambda d: f"{d.status}, {d.dropoff.quantity_received} received",
    )
