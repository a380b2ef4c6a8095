"""Four partners, each of whatever kinds a case asks for, and resources between them, made anew when one is used up."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import httpx
import pytest
from vouajudar_stub.assembly import assembled
from vouajudar_stub.edge.call import Partner
from vouajudar_stub.edge.credentials import Expired
from vouajudar_stub.services.credentials import CredentialsService
from vouajudar_stub.settings import Settings

from .conformance.schemas import spec
from .tenancy_table import KINDS, Role

SEEDS: dict[Role, str] = {"provider": "poa_centro", "destination": "canoas", "carrier": "dispatch", "stranger": "provider"}

ALL = frozenset(KINDS)
NOWHERE = "00000000000000000000000000"


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    headers: httpx.Headers

    @property
    def outcome(self) -> tuple[int, str]:
        """Status, and the problem's slug."""
        problem = self.body.get("type", "") if isinstance(self.body, dict) and self.status >= 400 else ""
        return self.status, problem.rpartition("/")[2]


@dataclass
class TenancyWorld:
    """Calls in process. A resource is made when it is first asked for, and kept until it is dropped."""

    http: httpx.AsyncClient
    keys: dict[Role, str]
    ids: dict[str, str] = field(default_factory=dict[str, str])
    codes: dict[str, str] = field(default_factory=dict[str, str])
    """Of the hand-over that comes next, by the name of the resource."""
    numbers: count[int] = field(default_factory=lambda: count(1))

    async def ask(
        self,
        operation: str,
        role: Role,
        kinds: frozenset[str] = ALL,
        *,
        path: str = "",
        body: Any = None,
        query: dict[str, Any] | None = None,
        if_match: bool = False,
    ) -> Answer:
        """One call of a partner in a role, as if it were of these kinds."""
        written = spec().by_id[operation]
        url = "/v1" + re.sub(r"\{\w+\}", path, written.path)
        headers = {"X-API-Key": f"{self.keys[role]}/{','.join(sorted(kinds))}"}
        if written.idempotency_key == "required":
            headers["Idempotency-Key"] = f"tenancy-{next(self.numbers):020}"
        if if_match:
            headers["If-Match"] = "*"
        sent = None if body is None else json.dumps(body)
        if sent is not None:
            headers["Content-Type"] = "application/json"
        answer = await self.http.request(written.method, url, headers=headers, content=sent, params=query or {})
        read = answer.headers.get("Content-Type", "").partition(";")[0].endswith("json")
        return Answer(answer.status_code, answer.json() if read else answer.text, answer.headers)

    async def make(self, operation: str, role: Role, **options: Any) -> Any:
        answer = await self.ask(operation, role, **options)
        assert answer.status < 300, (operation, answer.outcome, answer.body)
        return answer.body

    async def id(self, name: str) -> str:
        """Of a resource by its name in the table."""
        if name not in self.ids:
            self.ids[name] = await self._makers()[name]()
        return self.ids[name]

    def drop(self, name: str) -> None:
        """It is not what it was any more."""
        self.ids.pop(name, None)

    def _makers(self) -> dict[str, Callable[[], Awaitable[str]]]:
        return {
            "location": lambda: self._location("provider", "distribution_center", "Cozinha"),
            "pending location": lambda: self._location("provider", "provider", "Cozinha (pending)"),
            "shelter": lambda: self._location("destination", "distribution_center", "Abrigo"),
            "unseen shelter": lambda: self._location("destination", "shelter", "Abrigo (pending)"),
            "producing batch": self._batch,
            "unseen batch": self._batch,
            "ready batch": self._ready,
            "claimed batch": self._claimed_batch,
            "offered batch": self._ready,
            "claimed delivery": self._claimed,
            "offered delivery": self._offered,
            "open committed delivery": self._open_committed,
            "moving delivery": lambda: self._moving("claimed delivery", self._claimed),
            "open moving delivery": lambda: self._moving("open committed delivery", self._open_committed),
            "request": self._request,
            "reserved request": self._request,
            "reservation": self._reservation,
            "event of a claimed delivery": lambda: self._event("delivery.committed", "claimed delivery"),
            "event of an offered delivery": lambda: self._event("delivery.created", "offered delivery"),
            "event of a batch made ready": lambda: self._event("batch.ready", "ready batch"),
            "event of a batch made": lambda: self._event("batch.created", "ready batch"),
            "event of a reservation": lambda: self._event("reservation.created", "reservation"),
            "key": self._key,
            "endpoint": lambda: self._endpoint("provider"),
            "another location": lambda: _known(f"loc_{NOWHERE}"),
            "another item": lambda: _known(f"itm_{NOWHERE}"),
            "provider's organization": lambda: self._organization("provider"),
            "destination's organization": lambda: self._organization("destination"),
        }

    async def _location(self, role: Role, kind: str, name: str) -> str:
        body = {
            "kind": kind,
            "name": name,
            "address": "Rua dos Andradas 1001",
            "city_id": "porto-alegre",
            "position": {"lat": -30.03, "lng": -51.21},
        }
        return str((await self.make("createLocation", role, body=body))["id"])

    async def _batch(self) -> str:
        body = {"provider_location_id": await self.id("location"), "product_type": "meal", "quantity": 1000}
        return str((await self.make("createBatch", "provider", body=body))["id"])

    async def _ready(self) -> str:
        batch = await self._batch()
        await self.make("markBatchReady", "provider", path=batch)
        return batch

    async def _claimed_batch(self) -> str:
        """All of its units are taken."""
        batch = await self._ready()
        await self._claim(batch, 1000)
        return batch

    async def _claim(self, batch: str, quantity: int) -> str:
        body = {"batch_id": batch, "dropoff_location_id": await self.id("shelter"), "quantity": quantity}
        made = await self.make("createDelivery", "carrier", body={**body, "volunteer_ref": self.volunteer()})
        return str(made["id"])

    async def _claimed(self) -> str:
        self.drop("claimed batch")
        self.ids["claimed batch"] = batch = await self._ready()
        delivery = await self._claim(batch, 1000)
        await self._learn("claimed delivery", delivery, "provider", "pickup_code")
        return delivery

    async def _offered(self) -> str:
        self.ids["offered batch"] = batch = await self._ready()
        body = {"batch_id": batch, "dropoff_location_id": await self.id("shelter"), "quantity": 5}
        return str((await self.make("createDelivery", "provider", body=body))["id"])

    async def _open_committed(self) -> str:
        delivery = await self._offered()
        self.drop("offered delivery")
        await self.make("commitDelivery", "carrier", path=delivery, body={"volunteer_ref": self.volunteer()})
        await self._learn("open committed delivery", delivery, "provider", "pickup_code")
        return delivery

    async def _moving(self, before: str, make: Callable[[], Awaitable[str]]) -> str:
        delivery = await make()
        self.drop(before)
        await self.make("verifyPickup", "carrier", path=delivery, body={"code": self.codes[before]})
        position = {"position": {"lat": -30.04, "lng": -51.22}, "recorded_at": "2026-01-01T00:00:00Z"}
        await self.make("reportPosition", "carrier", path=delivery, body=position)
        name = "moving delivery" if before == "claimed delivery" else "open moving delivery"
        await self._learn(name, delivery, "destination", "dropoff_code")
        return delivery

    async def _learn(self, name: str, delivery: str, role: Role, code: str) -> None:
        self.codes[name] = (await self.make("getHandoverCodes", role, path=delivery))[code]

    async def _request(self) -> str:
        items = [{"product_type": "meal", "name": "Meals", "unit": "meal", "quantity": 100}]
        return await self._request_of("destination", await self.id("shelter"), items)

    async def _request_of(self, role: Role, location: str, items: list[dict[str, Any]]) -> str:
        made = await self.make("createResourceRequest", role, body={"location_id": location, "items": items})
        return str(made["id"])

    async def item_of(self, request: str) -> str:
        return str((await self.make("getResourceRequest", "stranger", path=request))["items"][0]["id"])

    async def _reservation(self) -> str:
        request = await self.id("reserved request")
        body = {"volunteer_ref": "van_01", "items": [{"item_id": await self.item_of(request), "quantity": 1}]}
        made = await self.make("createReservation", "carrier", path=request, body=body)
        self.codes["reservation"] = made["confirmation_code"]
        return str(made["id"])

    async def _event(self, name: str, subject: str) -> str:
        subject_id, after = await self.id(subject), "earliest"
        reader: Role = "carrier" if name.startswith("reservation") else "provider"
        while True:
            page = await self.make("listEvents", reader, query={"after": after, "limit": 100})
            for event in page["items"]:
                if event["subject"] == subject_id and name in event["type"]:
                    return str(event["id"])
            assert page["items"], name
            after = page["next_cursor"]

    async def _key(self) -> str:
        return str((await self.make("createApiKey", "provider", body={"name": "map", "scopes": ["batches:read"]}))["id"])

    async def _endpoint(self, role: Role) -> str:
        """It is disabled for nobody, and wants nothing: a batch that expires."""
        body = {"url": "http://127.0.0.1:9/hooks", "event_types": ["batch.expired", "delivery.committed"]}
        return str((await self.make("createWebhookEndpoint", role, body=body))["id"])

    async def _organization(self, role: Role) -> str:
        return str((await self.make("getCurrentPartner", role))["organization"]["id"])

    # -- what belongs to the caller ------------------------------------------------------------------------------------------

    async def own(self, what: str, role: Role) -> str:
        """A resource of whoever calls: an endpoint, or a request or reservation made anew each time."""
        if what == "endpoint of the caller":
            name = f"endpoint of the {role}"
            self.ids[name] = self.ids.get(name) or await self._endpoint(role)
            return self.ids[name]
        place = await self._location(role, "distribution_center", "Centro")
        items = [{"product_type": "meal", "name": "Meals", "unit": "meal", "quantity": 100}]
        request = await self._request_of(role, place, items)
        if what == "request of the caller":
            return request
        body = {"volunteer_ref": "van_02", "items": [{"item_id": await self.item_of(request), "quantity": 1}]}
        made = await self.make("createReservation", "carrier", path=request, body=body)
        self.codes[what] = made["confirmation_code"]
        return str(made["id"])

    def volunteer(self) -> str:
        return f"bike_{next(self.numbers):08}"


async def _known(value: str) -> str:
    return value


@asynccontextmanager
async def tenancy(database: str, patch: pytest.MonkeyPatch) -> AsyncGenerator[TenancyWorld]:
    """A server in this process that takes a partner to be of the kinds that stand behind its key."""
    real = CredentialsService.partner_for_key

    async def of_any_kind(service: CredentialsService, key: str) -> Partner | Expired | None:
        key, _, kinds = key.partition("/")
        found = await real(service, key)
        return replace(found, kinds=frozenset(kinds.split(","))) if isinstance(found, Partner) else found  # type: ignore[arg-type]

    patch.setattr(CredentialsService, "partner_for_key", of_any_kind)
    settings = Settings(
        sandbox=True,
        database=database,
        rate_limit_factor=1000,
        stream_seconds=1,
        log_level="warning",
    )
    async with assembled(settings) as assembly:
        given = {partner.seed: secrets.api_key for partner, secrets in assembly.partners}
        transport = httpx.ASGITransport(assembly.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://tenancy") as http:
            yield TenancyWorld(http, {role: given[seed] for role, seed in SEEDS.items()})
