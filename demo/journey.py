"""Scenarios S1 and S2 with the data of Porto Alegre, through the SDK."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from vouajudar import errors

from demo.sandbox import Sandbox
from demo.timeline import Timeline


def happy_path(sandbox: Sandbox, timeline: Timeline) -> list[str]:
    """S1: a batch of eighty meals, claimed, confirmed, picked up, followed, dropped off. Returns the event types."""
    centre = sandbox.partner()
    with sandbox.client(centre) as kitchen, sandbox.client(sandbox.partner("dispatch")) as carrier:
        timeline.follow(kitchen)
        batch = timeline.step(
            "kitchen",
            "batches.create(quantity=80)",
            lambda: kitchen.batches.create(
                provider_location_id=sandbox.location("provider", centre)["id"],
                product_type="meal",
                quantity=80,
                description="Rice, beans and chicken",
            ),
            lambda b: f"{b.status}, {b.quantity_available} available",
        )
        timeline.step(
            "kitchen",
            "batches.mark_ready(...)",
            lambda: kitchen.batches.mark_ready(batch.id),
            lambda b: f"{b.status}, good for {b.shelf_life_minutes} min",
        )
        delivery = timeline.step(
            "carrier",
            "deliveries.create(quantity=80)",
            lambda: carrier.deliveries.create(
                batch_id=batch.id,
                dropoff_location_id=sandbox.location("shelter", centre)["id"],
                quantity=80,
                volunteer_ref="bike_07",
            ),
            lambda d: f"{d.status}, {d.dispatch_mode}",
        )
        timeline.step("carrier", "deliveries.confirm(...)", lambda: carrier.deliveries.confirm(delivery.id), lambda d: d.status)
        shown = timeline.step(
            "kitchen",
            "deliveries.get_handover_codes(...)",
            lambda: kitchen.deliveries.get_handover_codes(delivery.id),
            lambda c: f"both codes, {c.attempts_remaining} tries",
        )
        timeline.step(
            "carrier",
            "deliveries.verify_pickup(code=...)",
            lambda: carrier.deliveries.verify_pickup(delivery.id, code=shown.pickup_code or ""),
            lambda d: d.status,
        )
        timeline.step(
            "carrier",
            "deliveries.report_position(...)",
            lambda: carrier.deliveries.report_position(
                delivery.id, position={"lat": -30.0451, "lng": -51.2205}, recorded_at=datetime.now(UTC), accuracy_m=12
            ),
            lambda p: f"{p.position.lat}, {p.position.lng}",
        )
        timeline.step(
            "carrier",
            "deliveries.verify_dropoff(code=...)",
            lambda: carrier.deliveries.verify_dropoff(delivery.id, code=shown.dropoff_code or "", quantity_received=80),
            lambda d: f"{d.status}, {d.dropoff.quantity_received} received",
        )
    return timeline.events


def two_carriers(sandbox: Sandbox, timeline: Timeline) -> bool:
    """S2: two claims of eight on ten units race; the loser is told what is left and takes it."""
    centre = sandbox.partner()
    with sandbox.client(centre) as kitchen, sandbox.client(sandbox.partner("dispatch")) as carrier:
        timeline.follow(kitchen)
        batch = kitchen.batches.create(
            provider_location_id=sandbox.location("provider", centre)["id"], product_type="meal", quantity=10
        )
        timeline.step(
            "kitchen",
            "batches.create(10), mark_ready",
            lambda: kitchen.batches.mark_ready(batch.id),
            lambda b: f"{b.status}, {b.quantity_available} available",
        )

        def ask(volunteer: str, *, allow_partial: bool = False) -> Any:
            try:
                return carrier.deliveries.create(
                    batch_id=batch.id,
                    dropoff_location_id=sandbox.location("shelter", centre)["id"],
                    quantity=8,
                    volunteer_ref=volunteer,
                    allow_partial=allow_partial,
                )
            except errors.InsufficientQuantityError as refused:
                return refused

        def race() -> list[Any]:
            with ThreadPoolExecutor(2) as pool:
                return list(pool.map(ask, ["bike_21", "bike_22"]))

        answers = timeline.step(
            "2 carriers",
            "deliveries.create(8), twice at once",
            race,
            lambda both: "\n".join(
                f"409 {a.slug}: {a.available}" if isinstance(a, errors.InsufficientQuantityError) else f"201 {a.quantity} claimed"
                for a in both
            ),
        )
        rest = timeline.step(
            "the loser",
            "deliveries.create(8, allow_partial)",
            lambda: ask("bike_23", allow_partial=True),
            lambda d: f"201 {d.quantity} claimed",
        )
    losers = [a for a in answers if isinstance(a, errors.InsufficientQuantityError)]
    return len(losers) == 1 and losers[0].available == 2 and rest.quantity == 2
