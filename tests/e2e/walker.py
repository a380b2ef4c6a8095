"""A partner world that does whatever comes to its mind, one call at a time."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from vouajudar import errors

from .conformance.balance import HELD, MOVING
from .conformance.history import Known
from .paged import read_whole
from .watch import RESOURCES, Player, Watch

UNITS = {"meal": "meal", "ingredient": "kg", "hygiene": "unit"}

WEIGHTS = {
    "clock": 5,
    "cancel_batch": 1,
    "cancel_request": 1,
    "cancel_delivery": 2,
    "release": 2,
    "new_location": 1,
    "change_location": 2,
    "claim": 10,
    "claim_for_request": 8,
    "commit": 10,
    "pick_up": 12,
    "drop_off": 16,
    "reserve": 8,
    "receive": 8,
    "page_through": 2,
    "again": 5,
}
"""How often a move is tried; 5 when it is not named. Endings are rare, so that beginnings get somewhere."""


@dataclass
class Walker:
    """Chooses and makes one move at a time; `watch` judges."""

    watch: Watch
    chance: random.Random
    weights: Mapping[str, int] = field(default_factory=lambda: WEIGHTS)
    wild: float = 0.15
    """How often a resource is chosen that the move is not meant for."""
    done: Counter[str] = field(default_factory=Counter[str])
    codes: dict[str, str] = field(default_factory=dict[str, str])
    """Of reservations, as their reserver was told."""
    _last: tuple[Player, str, tuple[Any, ...], dict[str, Any], bytes] | None = None
    _inside: bool = False

    async def step(self) -> None:
        """One move; one that has nothing to move is no step."""
        moves = self._moves()
        while True:
            (name,) = self.chance.choices(list(moves), [self.weights.get(name, 5) for name in moves])
            if await moves[name]() is not None:
                self.done[name] += 1
                return

    def _moves(self) -> dict[str, Callable[[], Awaitable[bool | None]]]:
        moves = {
            name: getattr(self, name)
            for name in (
                "new_batch", "change_batch", "ready", "cancel_batch",
                "offer", "claim", "claim_for_request", "commit", "confirm", "release", "cancel_delivery",
                "pick_up", "wrong_code", "move", "drop_off", "fail",
                "new_request", "change_request", "cancel_request", "reserve", "cancel_reservation", "receive",
                "new_location", "change_location", "clock", "again", "page_through",
            )
        }  # fmt: skip
        if self._inside:
            del moves["page_through"]
        return moves

    # -- choosing ------------------------------------------------------------------------------------------------------------

    def one(self, group: str, keep: Callable[[Known], bool] = lambda _: True, *, wild: float | None = None) -> Known | None:
        """A resource that `keep` likes; now and then one that it does not."""
        wild = self.wild if wild is None else wild
        all_ = [known for known in self.watch.state.values() if known.group == group]
        liked = [known for known in all_ if keep(known)][-12:]
        if liked and self.chance.random() > wild:
            return self.chance.choice(liked)
        return self.chance.choice(all_[-12:]) if all_ and self.chance.random() < wild else None

    def player(self, partner_id: str | None = None, *kinds: str, wild: float = 0.05) -> Player:
        """This partner, or any of these kinds; now and then just anyone."""
        players = list(self.watch.players.values())
        fit = [p for p in players if (partner_id is None or p.id == partner_id) and p.reader.kinds.issuperset(kinds)]
        return self.chance.choice(players if not fit or self.chance.random() < wild else fit)

    def place(self, owner: Player, *kinds: str) -> str | None:
        mine = [
            known.body["id"]
            for known in self.watch.state.values()
            if known.group == "location" and known.creator == owner.id and known.body["kind"] in kinds and known.body["active"]
        ]
        return self.chance.choice(mine) if mine else None

    def volunteer(self) -> str:
        return f"bike_{self.chance.randrange(9):02}"

    async def do(self, who: Player, method: str, *args: Any, **members: Any) -> bool:
        """Make the call; under a key of its own where the operation takes one. True when it was granted."""
        if method not in WITHOUT_KEY:
            members["idempotency_key"] = f"walk-{self.chance.getrandbits(64):020}"
        answer = await self.watch.command(who, method, *args, **members)
        if isinstance(answer, errors.APIError):
            self.done[f"({answer.slug})"] += 1
            return False
        if method not in WITHOUT_KEY:
            self._last = (who, method, args, members, answer.content)
        if method == "reservations.create":
            self.codes[answer.body.id] = answer.body.confirmation_code
        return True

    # -- batches -------------------------------------------------------------------------------------------------------------

    async def new_batch(self) -> bool | None:
        cook = self.player(None, "provider", wild=0)
        place = self.place(cook, "provider", "distribution_center")
        if place is None:
            return None
        external = {"external_id": f"pot-{self.chance.randrange(30)}"} if self.chance.random() < 0.3 else {}
        return await self.do(
            cook,
            "batches.create",
            provider_location_id=place,
            product_type=self.chance.choice(["meal", "meal", "ingredient", "hygiene"]),
            quantity=self.chance.randint(1, 14),
            shelf_life_minutes=self.chance.choice([60, 240, 4320]),
            **external,
        )

    async def change_batch(self) -> bool | None:
        batch = self.one("batch", lambda k: k.status in ("producing", "ready"))
        if batch is None:
            return None
        body = batch.body
        change: dict[str, Any] = self.chance.choice(
            [{"description": f"Pot {self.chance.randrange(9)}"}, {"allergens": ["soy"]}, {"quantity": body["quantity"] + 1}]
        )
        version = body["version"] - (self.chance.random() < 0.1)
        return await self.do(self.player(batch.creator), "batches.update", body["id"], if_match=f'"{version}"', **change)

    async def ready(self) -> bool | None:
        batch = self.one("batch", lambda k: k.status == "producing")
        return None if batch is None else await self.do(self.player(batch.creator), "batches.mark_ready", batch.body["id"])

    async def cancel_batch(self) -> bool | None:
        batch = self.one("batch", lambda k: k.status in ("producing", "ready"))
        if batch is None:
            return None
        return await self.do(self.player(batch.creator), "batches.cancel", batch.body["id"], reason="food_safety", note="Warm")

    # -- deliveries ----------------------------------------------------------------------------------------------------------

    def goal(self) -> str | None:
        found = self.one("location", lambda k: k.body["kind"] != "provider" and k.status == "approved", wild=0.02)
        return None if found is None else str(found.body["id"])

    async def offer(self) -> bool | None:
        return await self._create(claimed=False)

    async def claim(self) -> bool | None:
        return await self._create(claimed=True)

    async def claim_for_request(self) -> bool | None:
        """A delivery linked to what a request still lacks."""
        request = self.one("resource_request", lambda k: k.status in ("requesting", "partially_reserved"), wild=0.05)
        return None if request is None else await self._create(claimed=self.chance.random() < 0.6, request=request.body)

    async def _create(self, *, claimed: bool, request: dict[str, Any] | None = None) -> bool | None:
        item = None if request is None else self.chance.choice(request["items"])
        fits = "" if item is None else item["product_type"]
        batch = self.one("batch", lambda k: k.status == "ready" and k.body["product_type"].startswith(fits))
        goal = self.goal() if request is None else request["location_id"]
        if batch is None or goal is None:
            return None
        who = self.player(None, "dispatch") if claimed else self.player(batch.creator)
        members: dict[str, Any] = {"volunteer_ref": self.volunteer()} if claimed else {}
        if item is not None:
            members["resource_item_id"] = item["id"]
        return await self.do(
            who,
            "deliveries.create",
            batch_id=batch.body["id"],
            dropoff_location_id=goal,
            quantity=self.chance.randint(1, 6),
            allow_partial=self.chance.random() < 0.7,
            **members,
        )

    async def commit(self) -> bool | None:
        delivery = self.one("delivery", lambda k: k.status == "available")
        if delivery is None:
            return None
        part = self.chance.choice([{}, {"quantity": 1}, {"quantity": 2}])
        who = self.player(None, "dispatch")
        return await self.do(who, "deliveries.commit", delivery.body["id"], volunteer_ref=self.volunteer(), **part)

    async def confirm(self) -> bool | None:
        return await self._carry({"pending_confirmation"}, "deliveries.confirm")

    async def release(self) -> bool | None:
        return await self._carry(HELD, "deliveries.release", reason="volunteer_unavailable")

    async def cancel_delivery(self) -> bool | None:
        delivery = self.one("delivery", lambda k: k.status in HELD | {"available"})
        if delivery is None:
            return None
        body = delivery.body
        party = self.chance.choice([body["provider_id"], body["destination_id"], body["carrier_id"] or body["provider_id"]])
        return await self.do(self.player(party), "deliveries.cancel", body["id"], reason="other", note="Plans changed")

    async def pick_up(self) -> bool | None:
        return await self._hand_over(HELD, "deliveries.verify_pickup", "pickup_code", "provider_id")

    async def drop_off(self) -> bool | None:
        received = self.chance.choice([{}, {}, {"quantity_received": 1}])
        return await self._hand_over(MOVING, "deliveries.verify_dropoff", "dropoff_code", "destination_id", **received)

    async def wrong_code(self) -> bool | None:
        """A code that is not the one of the hand-over must not be one."""
        delivery = self.one("delivery", lambda k: k.status in HELD, wild=0)
        if delivery is None:
            return None
        body = delivery.body
        right = await self._code(body, "pickup_code", "provider_id")
        wrong = "000000" if right != "000000" else "111111"
        granted = await self.do(self.player(body["carrier_id"], wild=0), "deliveries.verify_pickup", body["id"], code=wrong)
        if granted:
            self.watch.findings.append(f"I5 {body['id']} was picked up with a wrong code")
        return granted

    async def _hand_over(self, statuses: set[str], method: str, code: str, shower: str, **members: Any) -> bool | None:
        delivery = self.one("delivery", lambda k: k.status in statuses, wild=0.05)
        if delivery is None:
            return None
        shown = await self._code(delivery.body, code, shower)
        if shown is None:
            return None
        carrier = self.player(delivery.body["carrier_id"])
        return await self.do(carrier, method, delivery.body["id"], code=shown, **members)

    async def _code(self, delivery: dict[str, Any], code: str, shower: str) -> str | None:
        codes = await self.watch.command(self.player(delivery[shower], wild=0), "deliveries.get_handover_codes", delivery["id"])
        return None if isinstance(codes, errors.APIError) else getattr(codes.body, code)

    async def move(self) -> bool | None:
        here = {"lat": round(-30.03 - self.chance.random() / 100, 5), "lng": -51.22}
        return await self._carry(MOVING, "deliveries.report_position", position=here, recorded_at=datetime.now(UTC))

    async def fail(self) -> bool | None:
        disposition = self.chance.choice(["returned", "discarded"])
        return await self._carry(MOVING, "deliveries.fail", reason="road_blocked", disposition=disposition)

    async def _carry(self, statuses: set[str], method: str, **members: Any) -> bool | None:
        delivery = self.one("delivery", lambda k: k.status in statuses)
        if delivery is None:
            return None
        return await self.do(self.player(delivery.body["carrier_id"]), method, delivery.body["id"], **members)

    # -- requests and reservations -------------------------------------------------------------------------------------------

    async def new_request(self) -> bool | None:
        shelter = self.player(None, "shelter", wild=0)
        place = self.place(shelter, "shelter", "distribution_center")
        if place is None:
            return None
        wanted = self.chance.sample(sorted(UNITS), self.chance.randint(1, 2))
        items = [
            {"product_type": each, "name": each.title(), "unit": UNITS[each], "quantity": self.chance.randint(2, 9)}
            for each in wanted
        ]
        return await self.do(
            shelter, "resource_requests.create", location_id=place, items=items, ttl_minutes=self.chance.choice([60, 2880])
        )

    async def change_request(self) -> bool | None:
        request = self.one("resource_request", lambda k: k.status in ("requesting", "partially_reserved", "reserved"))
        if request is None:
            return None
        body = request.body
        item = self.chance.choice(body["items"])
        least = item["quantity_reserved"] + item["quantity_delivered"]
        change: dict[str, Any] = {"priority": self.chance.choice(["urgent", "needed", "low"])}
        if self.chance.random() < 0.6:
            change["items"] = [{"item_id": item["id"], "quantity": max(1, least + self.chance.randint(-1, 2))}]
        tag = f'"{body["version"]}"'
        return await self.do(self.player(request.creator), "resource_requests.update", body["id"], if_match=tag, **change)

    async def cancel_request(self) -> bool | None:
        request = self.one("resource_request", lambda k: k.status == "requesting")
        if request is None:
            return None
        who = self.player(request.creator)
        return await self.do(who, "resource_requests.cancel", request.body["id"], reason="shelter_closed")

    async def reserve(self) -> bool | None:
        request = self.one("resource_request", lambda k: k.status in ("requesting", "partially_reserved"))
        if request is None:
            return None
        items = [
            {"item_id": item["id"], "quantity": self.chance.randint(1, 4)}
            for item in self.chance.sample(request.body["items"], self.chance.randint(1, len(request.body["items"])))
        ]
        who = self.player(None, self.chance.choice(["dispatch", "provider"]))
        ref = f"van_{self.chance.randrange(9):02}"
        return await self.do(who, "reservations.create", request.body["id"], volunteer_ref=ref, items=items)

    async def cancel_reservation(self) -> bool | None:
        reservation = self.one("reservation", lambda k: k.status == "reserved")
        if reservation is None:
            return None
        requester = self.watch.state[reservation.body["resource_request_id"]].creator
        who = self.player(self.chance.choice([reservation.creator, requester]))
        return await self.do(who, "reservations.cancel", reservation.body["id"], reason="provider_unavailable")

    async def receive(self) -> bool | None:
        reservation = self.one("reservation", lambda k: k.status == "reserved")
        if reservation is None:
            return None
        body = reservation.body
        requester = self.watch.state[body["resource_request_id"]].creator
        short = [{"item_id": body["items"][0]["item_id"], "quantity_received": self.chance.randint(0, 2)}]
        members: dict[str, Any] = {"items": short} if self.chance.random() < 0.4 else {}
        right = self.codes[body["id"]]
        code = right if self.chance.random() < 0.9 else "000000"
        granted = await self.do(self.player(requester), "reservations.confirm_receipt", body["id"], code=code, **members)
        if granted and code != right:
            self.watch.findings.append(f"I5 {body['id']} was received with a wrong code")
        return granted

    # -- places, time, repetition --------------------------------------------------------------------------------------------

    async def new_location(self) -> bool | None:
        who = self.player(None, self.chance.choice(["provider", "shelter"]), wild=0)
        kind = (
            "distribution_center" if self.chance.random() < 0.5 else ("provider" if "provider" in who.reader.kinds else "shelter")
        )
        return await self.do(
            who,
            "locations.create",
            kind=kind,
            name=f"Ponto {self.chance.randrange(99)} {self.chance.choice(['', '(pending)', '(rejected)'])}".strip(),
            address="Rua Voluntarios da Patria 1000",
            city_id="porto-alegre",
            position={"lat": -30.02, "lng": -51.2},
            contact_phone=f"+5551{self.chance.randrange(10**8, 10**9)}",
        )

    async def change_location(self) -> bool | None:
        place = self.one("location", wild=0)
        if place is None:
            return None
        change: dict[str, Any] = self.chance.choice([{"occupancy": self.chance.randrange(200)}, {"opening_hours": "08:00-18:00"}])
        tag = f'"{place.body["version"]}"'
        return await self.do(self.player(place.creator), "locations.update", place.body["id"], if_match=tag, **change)

    async def clock(self) -> bool:
        minutes = self.chance.choice([1, 16, 61, 200, 24 * 60])
        return await self.do(self.player(wild=0), "sandbox.advance_clock", advance_seconds=60 * minutes)

    async def again(self) -> bool | None:
        """The last command once more, under its own key: the same bytes, and nothing happens."""
        if self._last is None:
            return None
        who, method, args, members, content = self._last
        answer = await self.watch.command(who, method, *args, **members)
        if isinstance(answer, errors.APIError) or answer.content != content or "Idempotency-Replayed" not in answer.headers:
            self.watch.findings.append(f"I11 {method} under the same key was answered {answer.status} {answer.content[:300]!r}")
        return True

    async def page_through(self) -> bool | None:
        """Read a whole list while others write."""
        self._inside = True
        try:
            who, resource = self.player(), self.chance.choice(list(RESOURCES.values()))
            await read_whole(self.watch, who, resource, lambda: self.chance.randint(1, 7), self.step)
        finally:
            self._inside = False
        return True


WITHOUT_KEY = {"batches.update", "resource_requests.update", "locations.update", "deliveries.report_position"}
"""Operations that take no Idempotency-Key."""
