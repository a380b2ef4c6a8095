"""The partners of a journey and the steps they take, through the SDK alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from .clients import Client, Clients


class CodeNotShownError(LookupError):
    """The hand-over that this code is for is past."""


@dataclass
class World:
    """A kitchen, a shelter and a carrier of the sandbox, each with its own client."""

    clients: Clients
    kitchen: Client
    shelter: Client
    carrier: Client
    provider_location_id: str
    dropoff_location_id: str
    start: str
    """Feed cursor at the head when the test began."""

    @classmethod
    async def of(cls, clients: Clients) -> Self:
        sandbox = clients.sandbox
        centre, carrier = sandbox.partner(), sandbox.partner("dispatch")
        head = await clients.of(centre)
        return cls(
            clients,
            kitchen=head,
            shelter=head,
            carrier=await clients.of(carrier),
            provider_location_id=sandbox.location("provider", centre)["id"],
            dropoff_location_id=sandbox.location("shelter", centre)["id"],
            start=(await head.events.list(after="latest")).next_cursor,
        )

    async def ready_batch(self, quantity: int, **more: Any) -> Any:
        draft = {"provider_location_id": self.provider_location_id, "product_type": "meal", "quantity": quantity, **more}
        batch = await self.kitchen.batches.create(**draft)
        return await self.kitchen.batches.mark_ready(batch.id)

    async def claim(self, batch_id: str, quantity: int, volunteer_ref: str, **more: Any) -> Any:
        return await self.carrier.deliveries.create(
            batch_id=batch_id,
            dropoff_location_id=self.dropoff_location_id,
            quantity=quantity,
            volunteer_ref=volunteer_ref,
            **more,
        )

    async def offer(self, batch_id: str, quantity: int, **more: Any) -> Any:
        return await self.kitchen.deliveries.create(
            batch_id=batch_id, dropoff_location_id=self.dropoff_location_id, quantity=quantity, **more
        )

    async def pickup_code(self, delivery_id: str) -> str:
        code = (await self.kitchen.deliveries.get_handover_codes(delivery_id)).pickup_code
        if code is None:
            raise CodeNotShownError(delivery_id)
        return str(code)

    async def dropoff_code(self, delivery_id: str) -> str:
        code = (await self.shelter.deliveries.get_handover_codes(delivery_id)).dropoff_code
        if code is None:
            raise CodeNotShownError(delivery_id)
        return str(code)

    async def pick_up(self, delivery_id: str) -> Any:
        return await self.carrier.deliveries.verify_pickup(delivery_id, code=await self.pickup_code(delivery_id))

    async def move(self, delivery_id: str) -> Any:
        return await self.carrier.deliveries.report_position(
            delivery_id, position={"lat": -30.0401, "lng": -51.2199}, recorded_at=datetime.now(UTC)
        )

    async def drop_off(self, delivery_id: str, **more: Any) -> Any:
        return await self.carrier.deliveries.verify_dropoff(delivery_id, code=await self.dropoff_code(delivery_id), **more)

    async def deliver(self, batch_id: str, quantity: int, volunteer_ref: str, *, received: int | None = None, **more: Any) -> Any:
        """All the way from the claim to the hand-over at the shelter."""
        delivery = await self.claim(batch_id, quantity, volunteer_ref, **more)
        await self.pick_up(delivery.id)
        return await self.drop_off(delivery.id, **({} if received is None else {"quantity_received": received}))

    async def advance(self, **span: int) -> Any:
        units = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}
        seconds = sum(units[name] * count for name, count in span.items())
        return await self.kitchen.sandbox.advance_clock(advance_seconds=seconds)

    async def events(self, keep: Callable[[Any], bool] = lambda _event: True) -> list[Any]:
        """Every event since the test began that the kitchen can see, in feed order."""
        found: list[Any] = []
        cursor = self.start
        while True:
            page = await self.kitchen.events.list(after=cursor, limit=100)
            if not page.items:
                return [event for event in found if keep(event)]
            found.extend(page.items)
            cursor = page.next_cursor

    async def event_types(self) -> list[str]:
        return [short(event.type) for event in await self.events()]


def short(event_type: str) -> str:
    """`org.vouajudar.batch.ready.v1` -> `batch.ready`."""
    return event_type.removeprefix("org.vouajudar.").removesuffix(".v1")
