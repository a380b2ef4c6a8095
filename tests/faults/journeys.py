"""What clients do: whole journeys of batches, deliveries and requests, each step legal when nothing comes between."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from vouajudar import VouAjudar

from .client import Client, RefusedError

CLOCK_STEP = 960
"""Seconds: a hold of 15 minutes lapses."""

CLOCK_BUDGET = 10 * 3600
"""Seconds in all: keys are kept for 24 hours of the world's clock, and every one is tried again at the end."""

MARKED = "opening_hours:"
"""Before what a change of the shared location has written there: it takes the place of an event's type."""


@dataclass
class Place:
    """Who acts, and where. One a thread: connections are not shared."""

    owner: VouAjudar
    """Kitchen, shelter and observer in one: sees everything."""
    carrier: VouAjudar
    kitchen_id: str
    shelter_id: str


class Journeys:
    def __init__(self, client: Client, place: Place, may_move: Callable[[int], bool], moved: Callable[[int], None]) -> None:
        """`may_move`: whether the clock may be moved by so many seconds more; `moved`: it was."""
        self._client = client
        self._owner = place.owner
        self._carrier = place.carrier
        self._place = place
        self._may_move = may_move
        self._moved = moved
        self._chance = client.chance

    def one(self) -> None:
        """Raises RefusedError when a step was refused, FinishedError at the end of the run."""
        draw = self._chance.random()
        if draw < 0.55:
            self.claimed()
        elif draw < 0.70:
            self.open()
        elif draw < 0.90:
            self.request()
        elif draw < 0.985:
            self.place()
        else:
            self.clock()

    # journeys

    def claimed(self) -> None:
        """A batch, and one delivery of it that a carrier claims."""
        batch = self._ready_batch(self._chance.randint(2, 40))
        quantity = self._chance.randint(1, batch["quantity"])
        delivery = self._create_delivery(batch, quantity, volunteer_ref=self._volunteer())
        self._carry(batch, delivery)

    def open(self) -> None:
        """A batch offered to every carrier, taken in two parts."""
        batch = self._ready_batch(self._chance.randint(4, 40))
        parent = self._create_delivery(batch, batch["quantity"])
        part = self._chance.randint(1, batch["quantity"] - 1)
        child = self._commit(batch, parent, part, split=True)
        self._carry(batch, child, open_mode=True)
        if self._chance.random() < 0.5:
            rest = self._commit(batch, parent, None, split=False)
            self._carry(batch, rest, open_mode=True)
        else:
            self._end(batch, parent, "cancel")

    def request(self) -> None:
        """A shelter asks, carriers reserve, one gives up, one hands over; a delivery may be linked."""
        meals, kilos = self._chance.randint(2, 30), self._chance.randint(2, 30)
        tag = self._client.key()
        request = self._client.command(
            "createResourceRequest",
            lambda key: self._owner.resource_requests.with_response.create(
                location_id=self._place.shelter_id,
                items=[
                    {"product_type": "meal", "name": "Marmita", "unit": "meal", "quantity": meals},
                    {"product_type": "ingredient", "name": "Arroz", "unit": "kg", "quantity": kilos},
                ],
                notes=tag,
                idempotency_key=key,
            ),
            tag=tag,
            emits=lambda body: [(body["id"], "resource_request.created")],
        )
        meal, rice = (item["id"] for item in request["items"])
        given_up = self._reserve(request, meal, self._chance.randint(1, meals))
        kept = self._reserve(request, rice, kilos)
        journey = (request["id"], given_up["id"])
        self._client.command(
            "cancelReservation",
            lambda key: self._carrier.reservations.with_response.cancel(given_up["id"], reason="other", idempotency_key=key),
            journey=journey,
            emits=lambda body: [(body["id"], "reservation.cancelled")],
        )
        if self._chance.random() < 0.5:
            batch = self._ready_batch(meals)
            delivery = self._create_delivery(
                batch, self._chance.randint(1, meals), volunteer_ref=self._volunteer(), resource_item_id=meal, also=request["id"]
            )
            self._carry(batch, delivery, also=request["id"])
        self._receive(request, kept, rice)
        if self._chance.random() < 0.3:
            self._cancel_request(request)

    def place(self) -> None:
        """Everybody changes the same location: only those whose If-Match still holds do."""
        location = self._client.query("getLocation", lambda: self._owner.locations.with_response.get(self._place.shelter_id))
        mark = self._client.key()
        with suppress(RefusedError):
            self._client.command(
                "updateLocation",
                lambda _key: self._owner.locations.with_response.update(
                    location["id"], if_match=location["version"], opening_hours=mark
                ),
                emits=lambda body: [(body["id"], f"{MARKED}{mark}")],
                keyed=False,
                may_refuse=lambda slug, _retried: slug == "precondition-failed",
            )

    def new_place(self) -> None:
        tag = self._client.key()
        self._client.command(
            "createLocation",
            lambda key: self._owner.locations.with_response.create(
                kind="shelter",
                name=tag,
                address="Rua da Praia 100",
                city_id="porto-alegre",
                position={"lat": -30.0311, "lng": -51.2302},
                idempotency_key=key,
            ),
            tag=tag,
            emits=lambda body: [(body["id"], "location.created"), (body["id"], "location.approved")],
        )

    def api_key(self) -> None:
        """A key is made, is good at once, and is revoked: its secret is shown to the one call, however often that is made."""
        tag = self._client.key()
        made = self._client.command(
            "createApiKey",
            lambda key: self._owner.api_keys.with_response.create(
                name=tag, scopes=["batches:read"], expires_in_days=30, idempotency_key=key
            ),
            tag=tag,
            emits=lambda body: [(body["id"], "api_key.created")],
        )
        headers = {"X-API-Key": made["secret"]}
        self._client.query("getCurrentPartner", lambda: self._owner.me.with_response.get(extra_headers=headers), (made["id"],))
        self._client.command(
            "revokeApiKey",
            lambda _key: self._owner.api_keys.with_response.revoke(made["id"]),
            journey=(made["id"],),
            emits=lambda _body: [(made["id"], "api_key.revoked")],
            subject=lambda _body: {},
            keyed=False,
            may_refuse=lambda slug, retried: retried and slug == "not-found",
        )

    def clock(self) -> None:
        if not self._may_move(CLOCK_STEP):
            return
        self._client.command(
            "advanceSandboxClock",
            lambda key: self._owner.sandbox.with_response.advance_clock(advance_seconds=CLOCK_STEP, idempotency_key=key),
            subject=lambda _body: {},
        )
        self._moved(CLOCK_STEP)

    # steps

    def _volunteer(self) -> str:
        return self._client.key()

    def _ready_batch(self, quantity: int) -> Any:
        tag = self._client.key()
        named = {"external_id": tag} if self._chance.random() < 0.5 else {}
        batch = self._client.command(
            "createBatch",
            lambda key: self._owner.batches.with_response.create(
                provider_location_id=self._place.kitchen_id,
                product_type="meal",
                quantity=quantity,
                shelf_life_minutes=1440,
                description=tag,
                idempotency_key=key,
                **named,  # type: ignore[arg-type]
            ),
            tag=tag,
            emits=lambda body: [(body["id"], "batch.created")],
        )
        if self._chance.random() < 0.3:
            batch = self._patch(batch)
        return self._client.command(
            "markBatchReady",
            lambda key: self._owner.batches.with_response.mark_ready(batch["id"], if_match=batch["version"], idempotency_key=key),
            journey=(batch["id"],),
        )

    def _create_delivery(self, batch: Any, quantity: int, *, also: str | None = None, **more: Any) -> Any:
        tag = self._client.key()
        who = self._carrier if "volunteer_ref" in more else self._owner

        def emits(body: Any) -> list[tuple[str, str]]:
            committed = [(body["id"], "delivery.committed")] if "volunteer_ref" in more else []
            return [(body["id"], "delivery.created"), *committed]

        return self._client.command(
            "createDelivery",
            lambda key: who.deliveries.with_response.create(
                batch_id=batch["id"],
                dropoff_location_id=self._place.shelter_id,
                quantity=quantity,
                notes=tag,
                idempotency_key=key,
                **more,
            ),
            journey=(batch["id"], *([also] if also else ())),
            tag=tag,
            emits=emits,
        )

    def _commit(self, batch: Any, parent: Any, quantity: int | None, *, split: bool) -> Any:
        volunteer = self._volunteer()
        part = {} if quantity is None else {"quantity": quantity}

        def emits(body: Any) -> list[tuple[str, str]]:
            taken = body["delivery"]["id"]
            if not split:
                return [(taken, "delivery.committed")]
            return [(parent["id"], "delivery.split"), (taken, "delivery.created"), (taken, "delivery.committed")]

        body = self._client.command(
            "commitDelivery",
            lambda key: self._carrier.deliveries.with_response.commit(
                parent["id"],
                volunteer_ref=volunteer,
                idempotency_key=key,
                **part,  # type: ignore[arg-type]
            ),
            journey=(batch["id"], parent["id"]),
            emits=emits,
            subject=lambda body: body["delivery"],
        )
        return body["delivery"]

    def _carry(self, batch: Any, delivery: Any, *, open_mode: bool = False, also: str | None = None) -> None:
        """From the commitment to the end, whichever it is."""
        id_ = delivery["id"]
        journey = (batch["id"], id_, *([also] if also else ()))
        deliveries = self._carrier.deliveries.with_response
        if self._chance.random() < 0.1:
            self._end(batch, delivery, "release" if self._chance.random() < 0.5 else "cancel", open_mode=open_mode, also=also)
            return
        codes = self._client.query(
            "getHandoverCodes", lambda: self._owner.deliveries.with_response.get_handover_codes(id_), journey
        )
        if self._chance.random() < 0.8:
            self._client.command(
                "confirmDelivery",
                lambda key: deliveries.confirm(id_, idempotency_key=key),
                journey=journey,
                emits=lambda _body: [(id_, "delivery.reserved")],
            )
        self._client.command(
            "verifyPickup",
            lambda key: deliveries.verify_pickup(id_, code=codes["pickup_code"], idempotency_key=key),
            journey=journey,
            emits=lambda _body: [(id_, "delivery.picked_up")],
        )
        if self._chance.random() < 0.7:
            at = datetime.now(UTC)
            self._client.command(
                "reportPosition",
                lambda _key: deliveries.report_position(id_, position={"lat": -30.0401, "lng": -51.2199}, recorded_at=at),
                journey=journey,
                emits=lambda _body: [(id_, "delivery.in_transit")],
                subject=lambda body: {"id": body["delivery_id"]},
                keyed=False,
            )
        if self._chance.random() < 0.1:
            how = self._chance.choice(["returned", "discarded"])
            self._client.command(
                "failDelivery",
                lambda key: deliveries.fail(
                    id_,
                    reason="other",
                    disposition=how,
                    idempotency_key=key,
                ),
                journey=journey,
                emits=lambda _body: [(id_, "delivery.failed")],
            )
            return
        received = self._chance.randint(1, delivery["quantity"])
        self._client.command(
            "verifyDropoff",
            lambda key: deliveries.verify_dropoff(
                id_, code=codes["dropoff_code"], quantity_received=received, idempotency_key=key
            ),
            journey=journey,
            emits=lambda _body: [(id_, "delivery.delivered")],
        )

    def _end(self, batch: Any, delivery: Any, how: str, *, open_mode: bool = False, also: str | None = None) -> None:
        id_ = delivery["id"]
        released = how == "release" and open_mode
        deliveries = self._carrier.deliveries if how == "release" else self._owner.deliveries
        self._client.command(
            f"{how}Delivery",
            lambda key: getattr(deliveries.with_response, how)(id_, reason="other", idempotency_key=key),
            journey=(batch["id"], id_, *([also] if also else ())),
            emits=lambda _body: [(id_, "delivery.released" if released else "delivery.cancelled")],
        )

    def _reserve(self, request: Any, item_id: str, quantity: int) -> Any:
        volunteer = self._volunteer()
        return self._client.command(
            "createReservation",
            lambda key: self._carrier.reservations.with_response.create(
                request["id"],
                volunteer_ref=volunteer,
                items=[{"item_id": item_id, "quantity": quantity}],
                idempotency_key=key,
            ),
            journey=(request["id"],),
            tag=volunteer,
            emits=lambda body: [(body["id"], "reservation.created")],
        )

    def _receive(self, request: Any, reservation: Any, item_id: str) -> None:
        received = self._chance.randint(1, reservation["items"][0]["quantity"])
        self._client.command(
            "confirmReservationReceipt",
            lambda key: self._owner.reservations.with_response.confirm_receipt(
                reservation["id"],
                code=reservation["confirmation_code"],
                items=[{"item_id": item_id, "quantity_received": received}],
                idempotency_key=key,
            ),
            journey=(request["id"], reservation["id"]),
            emits=lambda body: [(body["id"], "reservation.delivered")],
        )

    def _cancel_request(self, request: Any) -> None:
        current = self._client.query("getResourceRequest", lambda: self._owner.resource_requests.with_response.get(request["id"]))
        if current["status"] not in ("requesting", "partially_reserved", "reserved"):
            return  # fulfilled, or over by the clock
        self._client.command(
            "cancelResourceRequest",
            lambda key: self._owner.resource_requests.with_response.cancel(request["id"], reason="other", idempotency_key=key),
            journey=(request["id"],),
            emits=lambda body: [(body["id"], "resource_request.cancelled")],
        )

    def _patch(self, batch: Any) -> Any:
        """PATCH has no key: after a lost answer, If-Match tells that it was done."""
        mark = self._client.key()
        try:
            return self._client.command(
                "updateBatch",
                lambda _key: self._owner.batches.with_response.update(
                    batch["id"], if_match=batch["version"], pickup_instructions=mark
                ),
                journey=(batch["id"],),
                emits=lambda body: [(body["id"], "batch.updated")],
                keyed=False,
                may_refuse=lambda slug, retried: retried and slug == "precondition-failed",
            )
        except RefusedError as refused:
            if refused.slug != "precondition-failed":
                raise
        found = self._client.query("getBatch", lambda: self._owner.batches.with_response.get(batch["id"]))
        if found["pickup_instructions"] == mark:
            self._client.found_done(batch["id"], "batch.updated")
        return found
