"""Locations: the places of partners."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal, cast

from vouajudar_stub.domain.geography import GeoPoint
from vouajudar_stub.domain.location import ApprovalStatus, Location, Organization
from vouajudar_stub.domain.refusals import require_new_external_id
from vouajudar_stub.domain.step import Change, Step
from vouajudar_stub.edge import answers
from vouajudar_stub.edge.call import Call, Partner, PartnerKind, Reply
from vouajudar_stub.generated.models import LocationCreate, LocationUpdate
from vouajudar_stub.services import access
from vouajudar_stub.services.commands import Commands, Queries
from vouajudar_stub.services.paging import Lists
from vouajudar_stub.services.repository import Cause, Repository
from vouajudar_stub.services.transitions import current, new
from vouajudar_stub.store.protocol import Reading, Transaction

_KINDS_FOR: Mapping[str, tuple[PartnerKind, ...]] = {
    "provider": ("provider",),
    "shelter": ("shelter",),
    "distribution_center": ("provider", "shelter"),
}
"""Kinds of partner, one of which may register a location of a kind."""

_CHANGEABLE = (
    "name",
    "address",
    "city_id",
    "capacity",
    "occupancy",
    "daily_need",
    "opening_hours",
    "pet_friendly",
    "contact_phone",
    "active",
)


class Locations:
    """Implements `LocationsPort`."""

    def __init__(self, commands: Commands, queries: Queries, lists: Lists) -> None:
        self._commands = commands
        self._queries = queries
        self._lists = lists

    async def list_locations(
        self,
        call: Call,
        *,
        kind: str | None,
        city_id: str | None,
        organization_id: str | None,
        updated_since: str | None,
        near: str | None,
        radius_m: int,
        sort: str | None,
        limit: int,
        cursor: str | None,
    ) -> Reply:
        return await self._lists.page(
            call,
            "location",
            limit=limit,
            cursor=cursor,
            filters={"kind": kind, "city_id": city_id, "organization_id": organization_id},
            updated_since=updated_since,
            near=near,
            radius_m=radius_m,
            sort=sort,
        )

    async def get_location(self, call: Call, location_id: str) -> Reply:
        async def look(reading: Reading) -> Reply:
            seen = await access.seen(reading, call, "location", location_id)
            return answers.found(call, seen.body, answers.version_tag(seen.version))

        return await self._queries.read(call, look)

    async def create_location(self, call: Call, body: LocationCreate) -> Reply:
        access.require_kind(call.partner, _KINDS_FOR[body["kind"]])

        async def work(transaction: Transaction) -> Reply:
            repository = Repository(transaction)
            require_new_external_id(await repository.id_by_external_id("location", call.partner.id, body.get("external_id")))
            location = _new_location(transaction.new_id("loc"), body, call.partner, transaction.now)
            step = Step(transaction.now, locations=(Change(None, location),))
            settled = await repository.keep(step, Cause.of_call(call))
            return new(repository, settled.locations[0].after, "locations")

        return await self._commands.run(call, body, work)

    async def update_location(self, call: Call, location_id: str, body: LocationUpdate) -> Reply:
        async def work(transaction: Transaction) -> Reply:
            repository = Repository(transaction)
            location = access.readable(await repository.location(location_id), call)
            access.require_role(location.owner == call.partner.id, "the owner of the location")
            answers.require_if_match(call)
            answers.check_if_match(call, location.version)
            step = Step(transaction.now, locations=(Change(location, _patched(location, body)),))
            settled = await repository.keep(step, Cause.of_call(call))
            return current(repository, settled.locations[0].after)

        return await self._commands.run(call, body, work)


async def decide(
    transaction: Transaction, location_id: str, verdict: Literal["approved", "rejected"], cause: Cause
) -> Location | None:
    """The platform's word on a location; None when there is no such location. A verdict that it already has changes nothing."""
    repository = Repository(transaction)
    location = await repository.location(location_id)
    if location is None:
        return None
    step = Step(transaction.now, locations=(Change(location, replace(location, approval_status=verdict)),))
    return (await repository.keep(step, cause)).locations[0].after


def _new_location(location_id: str, body: LocationCreate, partner: Partner, now: datetime) -> Location:
    return Location(
        id=location_id,
        version=1,
        created_at=now,
        updated_at=now,
        owner=partner.id,
        organization=Organization(partner.organization_id, partner.organization_name),
        kind=body["kind"],
        name=body["name"],
        address=body["address"],
        city_id=body["city_id"],
        position=GeoPoint.of_body(cast("Mapping[str, Any]", body["position"])),
        capacity=body.get("capacity"),
        occupancy=body.get("occupancy"),
        daily_need=body.get("daily_need"),
        opening_hours=body.get("opening_hours"),
        accepts=tuple(body.get("accepts", ())),
        pet_friendly=body.get("pet_friendly", False),
        active=body.get("active", True),
        approval_status=_first_verdict(body["name"], partner),
        external_id=body.get("external_id"),
        contact_phone=body.get("contact_phone"),
    )


def _first_verdict(name: str, partner: Partner) -> ApprovalStatus:
    """In the sandbox the platform decides at once, by the end of the name."""
    if partner.mode == "live" or name.endswith("(pending)"):
        return "pending"
    return "rejected" if name.endswith("(rejected)") else "approved"


def _patched(location: Location, body: LocationUpdate) -> Location:
    given = cast("Mapping[str, Any]", body)
    changes = {name: given[name] for name in _CHANGEABLE if name in given}
    if "position" in given:
        changes["position"] = GeoPoint.of_body(given["position"])
    if "accepts" in given:
        changes["accepts"] = tuple(given["accepts"])
    return replace(location, **changes)
