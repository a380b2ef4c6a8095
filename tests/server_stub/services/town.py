"""The services on a real store, with a kitchen, a shelter and two volunteer apps of Porto Alegre: what service tests talk to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import orjson
from vouajudar_stub.edge.answers import ok
from vouajudar_stub.edge.call import Call, Partner, PartnerKind, Reply
from vouajudar_stub.services.batches import Batches
from vouajudar_stub.services.clock import RULES
from vouajudar_stub.services.commands import Commands, Queries
from vouajudar_stub.services.cursors import Cursors
from vouajudar_stub.services.deliveries import Deliveries
from vouajudar_stub.services.locations import Locations
from vouajudar_stub.services.paging import Lists
from vouajudar_stub.services.reservations import Reservations
from vouajudar_stub.services.resource_requests import ResourceRequests
from vouajudar_stub.store.opening import open_store
from vouajudar_stub.store.protocol import Reading, Store, Transaction


def partner(number: int, name: str, *kinds: PartnerKind) -> Partner:
    return Partner(
        id=f"ptn_{number:026}",
        name=name,
        mode="test",
        kinds=frozenset(kinds),
        organization_id=f"org_{number:026}",
        organization_name=name,
        scopes=frozenset(),
        credential_id=f"key_{number:026}",
    )


KITCHEN = partner(1, "Cozinha Solidaria Guaiba Vivo", "provider")
SHELTER = partner(2, "Abrigo Ginasio Menino Deus", "shelter")
APP = partner(3, "Rede de Voluntarios", "dispatch")
OTHER_APP = partner(4, "Pedal Solidario", "dispatch")
OTHER_KITCHEN = partner(5, "Restaurante Ponte de Pedra", "provider")


@dataclass(frozen=True)
class Answer:
    """A reply with its body read."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def version(self) -> str:
        return self.headers["ETag"].strip('"')


@dataclass
class Town:
    """Services, and calls to them."""

    store: Store
    numbers: count[int] = field(default_factory=lambda: count(1))
    kitchen_place: str = ""
    shelter_place: str = ""

    def __post_init__(self) -> None:
        commands, queries = Commands(self.store), Queries(self.store)
        cursors = Cursors(b"porto-alegre" * 3)
        lists = Lists(queries, cursors)
        self.commands, self.queries = commands, queries
        self.batches = Batches(commands, queries, lists)
        self.deliveries = Deliveries(commands, queries, lists)
        self.locations = Locations(commands, queries, lists)
        self.requests = ResourceRequests(commands, queries, lists, cursors)
        self.reservations = Reservations(commands, queries, lists)

    @classmethod
    async def at(cls, place: str | Path) -> Town:
        """A town with two places, in a database or in a folder of its own."""
        store = await open_store(place if isinstance(place, str) else str(place / "town.db"))
        store.rules = RULES
        town = cls(store)
        town.kitchen_place = await town.open_place(KITCHEN, "provider", -30.0346, -51.2177)
        town.shelter_place = await town.open_place(SHELTER, "shelter", -30.0556, -51.2240)
        return town

    async def open_place(self, owner: Partner, kind: str, lat: float, lng: float) -> str:
        body: Any = {
            "kind": kind,
            "name": owner.name,
            "address": "Rua Washington Luiz, 100",
            "city_id": "porto-alegre",
            "position": {"lat": lat, "lng": lng},
            "contact_phone": f"+555199999{owner.id[-4:]}",
        }
        location = await self.ask(owner, self.locations.create_location, body)
        place: str = location.body["id"]
        return place

    async def ask(
        self,
        who: Partner,
        operation: Callable[..., Awaitable[Reply]],
        *args: Any,
        key: str | None = None,
        if_match: str | None = None,
        **query: Any,
    ) -> Answer:
        """Call one method of a service as a partner would through its route."""
        name = operation.__name__
        call = Call(
            operation="".join([name.split("_")[0], *(word.capitalize() for word in name.split("_")[1:])]),
            partner=who,
            request_id=f"rid_{next(self.numbers):026}",
            traceparent=f"00-{1:032}-{2:016}-01",
            path=f"/{name}/{args[0]}" if args and isinstance(args[0], str) else f"/{name}",
            if_match=if_match,
            idempotency_key=key,
        )
        reply = await operation(call, *args, **query)
        return Answer(reply.status, None if reply.body is None else orjson.loads(reply.body), dict(reply.headers))

    async def ready_batch(self, quantity: int, **draft: Any) -> str:
        body: Any = {"provider_location_id": self.kitchen_place, "product_type": "meal", "quantity": quantity, **draft}
        batch = await self.ask(KITCHEN, self.batches.create_batch, body)
        await self.ask(KITCHEN, self.batches.mark_batch_ready, batch.body["id"])
        key: str = batch.body["id"]
        return key

    async def claim(self, batch: str, quantity: int, volunteer: str = "vol-1", **draft: Any) -> str:
        body = {"batch_id": batch, "dropoff_location_id": self.shelter_place, "quantity": quantity, **draft}
        delivery = await self.ask(APP, self.deliveries.create_delivery, {**body, "volunteer_ref": volunteer})
        key: str = delivery.body["id"]
        return key

    async def offer(self, batch: str, quantity: int) -> str:
        body = {"batch_id": batch, "dropoff_location_id": self.shelter_place, "quantity": quantity}
        delivery = await self.ask(KITCHEN, self.deliveries.create_delivery, body)
        key: str = delivery.body["id"]
        return key

    async def code(self, who: Partner, delivery: str, name: str) -> str:
        codes = await self.ask(who, self.deliveries.get_handover_codes, delivery)
        code: str = codes.body[name]
        return code

    async def wait(self, seconds: int) -> int:
        """Move the clock; returns the number of events that this caused."""

        async def work(transaction: Transaction) -> Reply:
            return ok(orjson.dumps(await transaction.advance_clock(seconds)))

        async def advance_sandbox_clock(call: Call) -> Reply:
            return await self.commands.run(call, None, work)

        events: int = (await self.ask(KITCHEN, advance_sandbox_clock)).body
        return events

    async def events(
        self, *readers: Partner, types: tuple[str, ...] = ("*",), live_after: int | None = None
    ) -> list[dict[str, Any]]:
        """What these partners together see of the feed, or of the stream since `live_after`."""
        words = tuple(word for each in readers for word in (each.id, "*", *(f"kind:{kind}" for kind in each.kinds)))

        async def look(reading: Reading) -> list[dict[str, Any]]:
            found = await reading.events.page(audience=words, after=0, limit=1000, types=types, live_after=live_after)
            return [orjson.loads(event.data) for event in found]

        return await self.store.read("test", look)


def short(event: dict[str, Any]) -> str:
    """`batch.ready` of `org.vouajudar.batch.ready.v1`."""
    full: str = event["type"]
    return full.removeprefix("org.vouajudar.").removesuffix(".v1")
