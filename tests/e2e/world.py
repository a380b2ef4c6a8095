"""The partners of a journey and the steps they take, through the SDK alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from vouajudar import VouAjudar


class CodeNotShownError(LookupError):
    """The hand-over that this code is for is past."""


@dataclass
class World:
    """A kitchen, a shelter and a carrier of the sandbox, each with its own client."""

    kitchen: VouAjudar
    shelter: VouAjudar
    carrier: VouAjudar
    provider_location_id: str
    dropoff_location_id: str
    start: str
    """Feed cursor at the head when the test began."""
    impatient: VouAjudar
    """The kitchen's key on a client that never tries twice."""
    key_of_kitchen: str

    def ready_batch(self, quantity: int, **more: Any) -> Any:
        batch = self.kitchen.batches.create(
            provider_location_id=self.provider_location_id, product_type="meal", quantity=quantity, **more
        )
        return self.kitchen.batches.mark_ready(batch.id)

    def claim(self, batch_id: str, quantity: int, volunteer_ref: str, **more: Any) -> Any:
        return self.carrier.deliveries.create(
            batch_id=batch_id,
            dropoff_location_id=self.dropoff_location_id,
            quantity=quantity,
            volunteer_ref=volunteer_ref,
            **more,
        )

    def offer(self, batch_id: str, quantity: int, **more: Any) -> Any:
        return self.kitchen.deliveries.create(
            batch_id=batch_id, dropoff_location_id=self.dropoff_location_id, quantity=quantity, **more
        )

    def pickup_code(self, delivery_id: str) -> str:
        code = self.kitchen.deliveries.get_handover_codes(delivery_id).pickup_code
        if code is None:
            raise CodeNotShownError(delivery_id)
        return code

    def dropoff_code(self, delivery_id: str) -> str:
        code = self.shelter.deliveries.get_handover_codes(delivery_id).dropoff_code
        if code is None:
            raise CodeNotShownError(delivery_id)
        return code

    def pick_up(self, delivery_id: str) -> Any:
        return self.carrier.deliveries.verify_pickup(delivery_id, code=self.pickup_code(delivery_id))

    def move(self, delivery_id: str) -> Any:
        return self.carrier.deliveries.report_position(
            delivery_id, position={"lat": -30.0401, "lng": -51.2199}, recorded_at=datetime.now(UTC)
        )

    def drop_off(self, delivery_id: str, **more: Any) -> Any:
        return self.carrier.deliveries.verify_dropoff(delivery_id, code=self.dropoff_code(delivery_id), **more)

    def advance(self, **span: int) -> Any:
        seconds = span.get("seconds", 0) + 60 * span.get("minutes", 0) + 3600 * span.get("hours", 0)
        return self.kitchen.sandbox.advance_clock(advance_seconds=seconds)

    def events(self, keep: Callable[[Any], bool] = lambda _event: True) -> list[Any]:
        """Every event since the test began that the kitchen can see, in feed order."""
        found: list[Any] = []
        cursor = self.start
        while True:
            page = self.kitchen.events.list(after=cursor, limit=100)
            if not page.items:
                return [event for event in found if keep(event)]
            found.extend(page.items)
            cursor = page.next_cursor

    def event_types(self) -> list[str]:
        return [short(event.type) for event in self.events()]


def short(event_type: str) -> str:
    """`org.vouajudar.batch.ready.v1` -> `batch.ready`."""
    return event_type.removeprefix("org.vouajudar.").removesuffix(".v1")
