"""The operations of the tag `resource-requests`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from vouajudar_stub.domain.commands import resource_requests as domain
from vouajudar_stub.domain.delivery import OPEN as DELIVERY_OPEN
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.domain.resource_request import OPEN, Priority, ResourceRequest, ResourceRequestStatus
from vouajudar_stub.domain.step import Step
from vouajudar_stub.edge.answers import check_if_match, found, require_if_match, version_tag
from vouajudar_stub.edge.call import Call, Reply
from vouajudar_stub.generated.models import (
    CancelCommand,
    ProductTypeCode,
    ResourceRequestCreate,
    ResourceRequestUpdate,
)
from vouajudar_stub.services.access import own_location, readable, require_role, seen
from vouajudar_stub.services.commands import Commands, Queries
from vouajudar_stub.services.cursors import Cursors
from vouajudar_stub.services.paging import Lists
from vouajudar_stub.services.repository import Cause, Repository
from vouajudar_stub.services.request_matches import list_request_matches
from vouajudar_stub.services.transitions import Transition, current, new, run
from vouajudar_stub.store.protocol import Reading, Transaction


class ResourceRequests:
    """What shelters ask for. Every partner reads them; the owner of the location writes."""

    def __init__(self, commands: Commands, queries: Queries, lists: Lists, cursors: Cursors) -> None:
        self._commands = commands
        self._queries = queries
        self._lists = lists
        self._cursors = cursors

    async def list_resource_requests(
        self,
        call: Call,
        *,
        status: list[ResourceRequestStatus] | None,
        product_type: list[ProductTypeCode] | None,
        priority: Priority | None,
        city_id: str | None,
        organization_id: str | None,
        location_id: str | None,
        updated_since: str | None,
        near: str | None,
        radius_m: int,
        sort: str | None,
        limit: int,
        cursor: str | None,
    ) -> Reply:
        """`product_type` finds a request by any of its items."""
        return await self._lists.page(
            call,
            "resource_request",
            limit=limit,
            cursor=cursor,
            filters={
                "status": status,
                "product_type": product_type,
                "priority": priority,
                "city_id": city_id,
                "organization_id": organization_id,
                "location_id": location_id,
            },
            updated_since=updated_since,
            near=near,
            radius_m=radius_m,
            sort=sort,
        )

    async def create_resource_request(self, call: Call, body: ResourceRequestCreate) -> Reply:
        """For a location of the caller's own."""
        draft = cast("Mapping[str, Any]", body)

        async def work(transaction: Transaction) -> Reply:
            repository = Repository(transaction)
            location = own_location(await repository.location(draft["location_id"]), call, "/location_id")
            step = domain.create_resource_request(
                draft,
                request_id=transaction.new_id("req"),
                item_ids=[transaction.new_id("itm") for _ in draft["items"]],
                location=location,
                existing_external_id=await repository.id_by_external_id(
                    "resource_request", call.partner.id, draft.get("external_id")
                ),
                now=transaction.now,
            )
            settled = await repository.keep(step, Cause.of_call(call))
            return new(repository, settled.requests[0].after, "resource-requests")

        return await self._commands.run(call, body, work)

    async def get_resource_request(self, call: Call, resource_request_id: str) -> Reply:
        async def look(reading: Reading) -> Reply:
            request = await seen(reading, call, "resource_request", resource_request_id)
            return found(call, request.body, version_tag(request.version))

        return await self._queries.read(call, look)

    async def update_resource_request(self, call: Call, resource_request_id: str, body: ResourceRequestUpdate) -> Reply:
        patch = cast("Mapping[str, Any]", body)

        async def work(transaction: Transaction) -> Reply:
            repository = Repository(transaction)
            request = readable(await repository.request(resource_request_id), call)
            domain.require_items(request, patch)
            _require_owner(call, request)
            require_if_match(call)
            check_if_match(call, request.version)
            step = domain.update_resource_request(request, patch, transaction.now)
            settled = await repository.keep(step, Cause.of_call(call))
            return current(repository, settled.requests[0].after)

        return await self._commands.run(call, body, work)

    async def cancel_resource_request(self, call: Call, resource_request_id: str, body: CancelCommand) -> Reply:
        async def decide(repository: Repository, request: ResourceRequest, now: datetime) -> Step:
            reservations = await repository.reservations_of(request.id, ("reserved",))
            linked = [
                delivery.id
                for item in request.items
                if item.reserved > 0
                for delivery in await repository.deliveries_for_item(item.id, DELIVERY_OPEN)
            ]
            return domain.cancel_resource_request(
                request,
                reason=body["reason"],
                note=body.get("note", ""),
                open_reservation_ids=[reservation.id for reservation in reservations],
                open_delivery_ids=sorted(linked),
                now=now,
            )

        transition = Transition(
            load=lambda repository: repository.request(resource_request_id),
            authorise=lambda _repository, request: _require_owner(call, request),
            allowed_from=OPEN,
            decide=decide,
        )

        async def work(transaction: Transaction) -> Reply | Refusal:
            return await run(transition, transaction, call, body)

        return await self._commands.run(call, body, work)

    async def list_request_matches(
        self, call: Call, resource_request_id: str, *, radius_m: int, limit: int, cursor: str | None
    ) -> Reply:
        return await list_request_matches(
            self._queries, self._cursors, call, resource_request_id, radius_m=radius_m, limit=limit, cursor=cursor
        )


def _require_owner(call: Call, request: ResourceRequest) -> None:
    require_role(call.partner.id == request.owner, "the owner of the request's location")
