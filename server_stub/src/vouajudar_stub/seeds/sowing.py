"""Sowing: the sandbox's places and batches, made by the ordinary commands, with ids that are always the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from vouajudar_stub.edge.call import Call
from vouajudar_stub.generated.models import BatchCreate, LocationCreate
from vouajudar_stub.seeds.partners import PARTNERS
from vouajudar_stub.seeds.places import DEMO_BATCHES, DEMO_PLACES, PLACES, SeedBatch, SeedPlace
from vouajudar_stub.services.batches import Batches
from vouajudar_stub.services.commands import Commands, InTransaction
from vouajudar_stub.services.credentials import partner_of
from vouajudar_stub.services.locations import Locations
from vouajudar_stub.store.ids import seeded_id
from vouajudar_stub.store.protocol import Transaction
from vouajudar_stub.ulid import ulid

_PARTNERS = {partner.seed: partner.account() for partner in PARTNERS}
_PLACES = {place.seed: place for place in (*PLACES, *DEMO_PLACES)}


def place_id(place: SeedPlace) -> str:
    return seeded_id(f"location/{place.seed}", "loc", 1)


def batch_id(batch: SeedBatch) -> str:
    return seeded_id(f"batch/{batch.seed}", "bat", 1)


@dataclass(frozen=True, slots=True)
class Seeds:
    """`locations` and `batches` make the services that sow, on the commands they are given."""

    locations: Callable[[Commands], Locations]
    batches: Callable[[Commands], Batches]
    demo: bool = False

    @property
    def places(self) -> tuple[SeedPlace, ...]:
        return (*PLACES, *DEMO_PLACES) if self.demo else PLACES

    async def sow(self, transaction: Transaction) -> None:
        """Fill the test world with what it has not yet, within the transaction."""
        commands = InTransaction(transaction)
        locations = self.locations(commands)
        for place in self.places:
            if await transaction.see("location", place_id(place)) is not None:
                continue
            transaction.sow(f"location/{place.seed}")
            await locations.create_location(_call("createLocation", place.partner, "/locations"), _location(place))
        if self.demo:
            await self._sow_batches(transaction, self.batches(commands))
        transaction.sow(None)

    async def _sow_batches(self, transaction: Transaction, batches: Batches) -> None:
        for batch in DEMO_BATCHES:
            place = _PLACES[batch.place]
            if await transaction.see("batch", batch_id(batch)) is not None:
                continue
            transaction.sow(f"batch/{batch.seed}")
            await batches.create_batch(_call("createBatch", place.partner, "/batches"), _batch(batch, place))
            path = f"/batches/{batch_id(batch)}/ready"
            await batches.mark_batch_ready(_call("markBatchReady", place.partner, path), batch_id(batch))


def _call(operation: str, partner: str, path: str) -> Call:
    account = _PARTNERS[partner]
    return Call(
        operation=operation,
        partner=partner_of(account, account.scopes, "seeds"),
        request_id=f"rid_{ulid()}",
        traceparent="00-00000000000000000000000000005eed-0000000000005eed-00",
        path=path,
    )


def _location(place: SeedPlace) -> LocationCreate:
    body: dict[str, object] = {
        "kind": place.kind,
        "name": place.name,
        "address": place.address,
        "city_id": place.city_id,
        "position": {"lat": place.lat, "lng": place.lng},
        "capacity": place.capacity,
        "daily_need": place.daily_need,
        "opening_hours": "every day 08:00-20:00",
        "accepts": ["meal", "ingredient", "hygiene", "clothing"] if place.kind == "shelter" else [],
        "pet_friendly": place.pet_friendly,
        "contact_phone": "+555130000000",
    }
    return cast("LocationCreate", body)


def _batch(batch: SeedBatch, place: SeedPlace) -> BatchCreate:
    body: dict[str, object] = {
        "provider_location_id": place_id(place),
        "product_type": batch.product_type,
        "quantity": batch.quantity,
        "description": batch.description,
        "storage": batch.storage,
    }
    return cast("BatchCreate", body)
