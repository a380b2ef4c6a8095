"""The operations of the tag `deliveries`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from vouajudar_stub.domain.audience import delivery_parties
from vouajudar_stub.domain.commands import deliveries as domain
from vouajudar_stub.domain.commands import handovers
from vouajudar_stub.domain.commands.deliveries import Ends
from vouajudar_stub.domain.commands.handovers import Evidence
from vouajudar_stub.domain.delivery import BUSY, Delivery, DeliveryStatus, ReportedPosition
from vouajudar_stub.domain.geography import GeoPoint
from vouajudar_stub.domain.handover_codes import shown_codes
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.domain.step import Denied, Step
from vouajudar_stub.edge.answers import accepted, check_if_match, found, ok, version_tag
from vouajudar_stub.edge.call import Call, Reply
from vouajudar_stub.edge.json import dumps
from vouajudar_stub.generated.models import (
    CancelCommand,
    CommitCommand,
    DeliveryCreate,
    DropoffCommand,
    FailCommand,
    PickupCommand,
    PositionReport,
    ProductTypeCode,
    ReleaseCommand,
)
from vouajudar_stub.services.access import readable, require_role, seen
from vouajudar_stub.services.clock import ends_of
from vouajudar_stub.services.commands import Commands, Queries
from vouajudar_stub.services.delivery_creation import create_delivery, draw_codes
from vouajudar_stub.services.paging import Lists
from vouajudar_stub.services.repeats import last_partner
from vouajudar_stub.services.repository import Cause, Remembered, Repository, delivery_of, location_of
from vouajudar_stub.services.transitions import Transition, run
from vouajudar_stub.store.protocol import Reading, Transaction

Decide: TypeAlias = Callable[[Delivery, Ends, datetime], Step | Denied]
Authorise: TypeAlias = Callable[[Repository, Delivery], None]


class Deliveries:
    """Units on their way. Reading: provider, destination, carrier; open ones every dispatch partner too."""

    def __init__(self, commands: Commands, queries: Queries, lists: Lists) -> None:
        self._commands = commands
        self._queries = queries
        self._lists = lists

    async def list_deliveries(
        self,
        call: Call,
        *,
        status: list[DeliveryStatus] | None,
        product_type: list[ProductTypeCode] | None,
        city_id: str | None,
        batch_id: str | None,
        expires_before: str | None,
        updated_since: str | None,
        near: str | None,
        radius_m: int,
        sort: str | None,
        limit: int,
        cursor: str | None,
    ) -> Reply:
        """City and distance are those of the pickup."""
        return await self._lists.page(
            call,
            "delivery",
            limit=limit,
            cursor=cursor,
            filters={"status": status, "product_type": product_type, "city_id": city_id, "batch_id": batch_id},
            expires_before=expires_before,
            updated_since=updated_since,
            near=near,
            radius_m=radius_m,
            sort=sort,
        )

    async def create_delivery(self, call: Call, body: DeliveryCreate) -> Reply:
        """Refuses before anything else a partner whose kind does not fit the body."""
        return await create_delivery(self._commands, call, body)

    async def get_delivery(self, call: Call, delivery_id: str) -> Reply:
        async def look(reading: Reading) -> Reply:
            delivery = await seen(reading, call, "delivery", delivery_id)
            return found(call, delivery.body, version_tag(delivery.version))

        return await self._queries.read(call, look)

    async def commit_delivery(self, call: Call, delivery_id: str, body: CommitCommand) -> Reply:
        """The ETag is the path delivery's, which after a split is the remainder's."""

        async def work(transaction: Transaction) -> Reply:
            repository = Repository(transaction)
            delivery = readable(await repository.delivery(delivery_id), call)
            check_if_match(call, delivery.version)
            volunteer = body["volunteer_ref"]
            step = domain.commit_delivery(
                delivery,
                carrier_id=call.partner.id,
                volunteer_ref=volunteer,
                quantity=body.get("quantity"),
                child_id=transaction.new_id("del"),
                codes=draw_codes(),
                busy_with=await repository.busy_with(call.partner.id, volunteer, BUSY),
                now=transaction.now,
            )
            settled = await repository.keep(step, Cause.of_call(call), Remembered(delivery.id, call, body))
            first, last = settled.deliveries[0].after, settled.deliveries[-1].after
            remainder = None if first is last else first.to_body()
            return ok(dumps({"delivery": last.to_body(), "remainder": remainder}), etag=version_tag(first.version))

        return await self._commands.run(call, body, work)

    async def confirm_delivery(self, call: Call, delivery_id: str) -> Reply:
        def decide(delivery: Delivery, _ends: Ends, now: datetime) -> Step:
            return domain.confirm_delivery(delivery, now)

        return await self._move(
            call, delivery_id, None, authorise=_carrier(call), allowed_from=domain.CONFIRM_FROM, decide=decide
        )

    async def release_delivery(self, call: Call, delivery_id: str, body: ReleaseCommand) -> Reply:
        """The partner that released last still counts as the carrier while nobody else has committed."""

        def authorise(repository: Repository, delivery: Delivery) -> None:
            released_by = last_partner(repository.private(delivery.id), call.operation)
            carrier = delivery.carrier_id or released_by
            require_role(call.partner.id == carrier, "the carrier")

        def decide(delivery: Delivery, ends: Ends, now: datetime) -> Step:
            return domain.release_delivery(delivery, ends, reason=body["reason"], note=body.get("note", ""), now=now)

        return await self._move(call, delivery_id, body, authorise=authorise, allowed_from=domain.RELEASE_FROM, decide=decide)

    async def cancel_delivery(self, call: Call, delivery_id: str, body: CancelCommand) -> Reply:
        def authorise(_repository: Repository, delivery: Delivery) -> None:
            _require_party(call, delivery)

        def decide(delivery: Delivery, ends: Ends, now: datetime) -> Step:
            return domain.cancel_delivery(delivery, ends, reason=body["reason"], note=body.get("note", ""), now=now)

        return await self._move(call, delivery_id, body, authorise=authorise, allowed_from=domain.CANCEL_FROM, decide=decide)

    async def verify_pickup(self, call: Call, delivery_id: str, body: PickupCommand) -> Reply:
        def decide(delivery: Delivery, ends: Ends, now: datetime) -> Step | Denied:
            return handovers.verify_pickup(delivery, ends, _evidence(body), now)

        return await self._move(
            call, delivery_id, body, authorise=_carrier(call), allowed_from=handovers.PICKUP_FROM, decide=decide
        )

    async def verify_dropoff(self, call: Call, delivery_id: str, body: DropoffCommand) -> Reply:
        def decide(delivery: Delivery, ends: Ends, now: datetime) -> Step | Denied:
            return handovers.verify_dropoff(delivery, ends, _evidence(body), body.get("quantity_received"), now)

        return await self._move(
            call, delivery_id, body, authorise=_carrier(call), allowed_from=handovers.DROPOFF_FROM, decide=decide
        )

    async def fail_delivery(self, call: Call, delivery_id: str, body: FailCommand) -> Reply:
        def decide(delivery: Delivery, ends: Ends, now: datetime) -> Step:
            return handovers.fail_delivery(
                delivery,
                ends,
                reason=body["reason"],
                disposition=body["disposition"],
                note=body.get("note", ""),
                now=now,
            )

        return await self._move(
            call, delivery_id, body, authorise=_carrier(call), allowed_from=handovers.FAIL_FROM, decide=decide
        )

    async def report_position(self, call: Call, delivery_id: str, body: PositionReport) -> Reply:
        """Answers with the position that is now the last, the caller's or a later one."""

        async def work(transaction: Transaction) -> Reply:
            repository = Repository(transaction)
            delivery = readable(await repository.delivery(delivery_id), call)
            _carrier(call)(repository, delivery)
            reported = ReportedPosition.of_report(body)
            settled = await repository.keep(handovers.report_position(delivery, reported, transaction.now), Cause.of_call(call))
            after = settled.deliveries[0].after if settled.deliveries else delivery
            position = after.position or reported
            return accepted(dumps(position.to_body(delivery.id)), no_store=True)

        return await self._commands.run(call, body, work)

    async def get_delivery_position(self, call: Call, delivery_id: str) -> Reply:
        async def look(reading: Reading) -> Reply:
            delivery = await _delivery(reading, call, delivery_id)
            _require_party(call, delivery)
            if delivery.position is None:
                raise Refusal("not-found", "No position has been reported yet.")
            return ok(dumps(delivery.position.to_body(delivery.id)), no_store=True)

        return await self._queries.read(call, look)

    async def get_handover_codes(self, call: Call, delivery_id: str) -> Reply:
        async def look(reading: Reading) -> Reply:
            delivery = await _delivery(reading, call, delivery_id)
            _require_party(call, delivery)
            codes = shown_codes(
                delivery,
                call.partner.id,
                pickup_phone=await _phone(reading, delivery.pickup_place.id),
                dropoff_phone=await _phone(reading, delivery.dropoff_place.id),
                now=reading.now,
            )
            return ok(dumps(codes), no_store=True)

        return await self._queries.read(call, look)

    async def _move(
        self,
        call: Call,
        delivery_id: str,
        body: Mapping[str, Any] | None,
        *,
        authorise: Authorise,
        allowed_from: tuple[DeliveryStatus, ...],
        decide: Decide,
    ) -> Reply:
        async def with_ends(repository: Repository, delivery: Delivery, now: datetime) -> Step | Denied:
            return decide(delivery, await ends_of(repository, delivery), now)

        transition = Transition(
            load=lambda repository: repository.delivery(delivery_id),
            authorise=authorise,
            allowed_from=allowed_from,
            decide=with_ends,
        )

        async def work(transaction: Transaction) -> Reply | Refusal:
            return await run(transition, transaction, call, body)

        return await self._commands.run(call, body, work)


def _carrier(call: Call) -> Authorise:
    def authorise(_repository: Repository, delivery: Delivery) -> None:
        require_role(call.partner.id == delivery.carrier_id, "the carrier")

    return authorise


def _require_party(call: Call, delivery: Delivery) -> None:
    require_role(call.partner.id in delivery_parties(delivery), "provider, destination and carrier")


def _evidence(body: PickupCommand | DropoffCommand) -> Evidence:
    return Evidence(body["code"], GeoPoint.of_optional(body.get("position")), body.get("proof_photo_url"))


async def _delivery(reading: Reading, call: Call, delivery_id: str) -> Delivery:
    record = await reading.get("delivery", delivery_id)
    return readable(None if record is None else delivery_of(record), call)


async def _phone(reading: Reading, location_id: str) -> str | None:
    record = await reading.get("location", location_id)
    return None if record is None else location_of(record).contact_phone
