"""The operations of the tag `batches`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from vouajudar_stub.domain.batch import Batch
from vouajudar_stub.domain.commands import batches as domain
from vouajudar_stub.domain.delivery import OPEN
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.domain.step import Denied, Step
from vouajudar_stub.edge.answers import check_if_match, found, require_if_match, version_tag
from vouajudar_stub.edge.call import Call, Reply
from vouajudar_stub.generated.models import BatchCreate, BatchStatus, BatchUpdate, CancelCommand, ProductTypeCode
from vouajudar_stub.services.access import own_location, readable, require_role, seen
from vouajudar_stub.services.commands import Commands, Queries
from vouajudar_stub.services.paging import Lists
from vouajudar_stub.services.repository import Cause, Repository
from vouajudar_stub.services.transitions import Transition, current, new, run
from vouajudar_stub.store.protocol import Reading, Transaction


class Batches:
    """What providers offer. Writing: the owner, of kind provider."""

    def __init__(self, commands: Commands, queries: Queries, lists: Lists) -> None:
        self._commands = commands
        self._queries = queries
        self._lists = lists

    async def list_batches(
        self,
        call: Call,
        *,
        status: list[BatchStatus] | None,
        product_type: list[ProductTypeCode] | None,
        city_id: str | None,
        organization_id: str | None,
        provider_location_id: str | None,
        min_available: int | None,
        expires_before: str | None,
        updated_since: str | None,
        near: str | None,
        radius_m: int,
        sort: str | None,
        limit: int,
        cursor: str | None,
    ) -> Reply:
        """Own batches, and everybody's from their first `ready` on."""
        return await self._lists.page(
            call,
            "batch",
            limit=limit,
            cursor=cursor,
            filters={
                "status": status,
                "product_type": product_type,
                "city_id": city_id,
                "organization_id": organization_id,
                "provider_location_id": provider_location_id,
            },
            min_available=min_available,
            expires_before=expires_before,
            updated_since=updated_since,
            near=near,
            radius_m=radius_m,
            sort=sort,
        )

    async def create_batch(self, call: Call, body: BatchCreate) -> Reply:
        """At a location of the caller's own."""

        async def work(transaction: Transaction) -> Reply:
            repository = Repository(transaction)
            location = own_location(await repository.location(body["provider_location_id"]), call, "/provider_location_id")
            step = domain.create_batch(
                body,
                batch_id=transaction.new_id("bat"),
                owner=call.partner.id,
                location=location,
                existing_external_id=await repository.id_by_external_id("batch", call.partner.id, body.get("external_id")),
                now=transaction.now,
            )
            settled = await repository.keep(step, Cause.of_call(call))
            return new(repository, settled.batches[0].after, "batches")

        return await self._commands.run(call, body, work)

    async def get_batch(self, call: Call, batch_id: str) -> Reply:
        async def look(reading: Reading) -> Reply:
            batch = await seen(reading, call, "batch", batch_id)
            return found(call, batch.body, version_tag(batch.version))

        return await self._queries.read(call, look)

    async def update_batch(self, call: Call, batch_id: str, body: BatchUpdate) -> Reply:
        async def work(transaction: Transaction) -> Reply:
            repository = Repository(transaction)
            batch = readable(await repository.batch(batch_id), call)
            _require_owner(call, batch)
            require_if_match(call)
            check_if_match(call, batch.version)
            step = domain.update_batch(batch, body, transaction.now)
            settled = await repository.keep(step, Cause.of_call(call))
            return current(repository, settled.batches[0].after)

        return await self._commands.run(call, body, work)

    async def mark_batch_ready(self, call: Call, batch_id: str) -> Reply:
        async def decide(_repository: Repository, batch: Batch, now: datetime) -> Step:
            return domain.mark_batch_ready(batch, now)

        return await self._move(call, batch_id, None, domain.READY_FROM, decide)

    async def cancel_batch(self, call: Call, batch_id: str, body: CancelCommand) -> Reply:
        async def decide(repository: Repository, batch: Batch, now: datetime) -> Step:
            still_open = await repository.deliveries_of_batch(batch.id, OPEN)
            return domain.cancel_batch(
                batch,
                reason=body["reason"],
                note=body.get("note", ""),
                open_delivery_ids=[delivery.id for delivery in still_open],
                now=now,
            )

        return await self._move(call, batch_id, body, domain.CANCEL_FROM, decide)

    async def _move(
        self,
        call: Call,
        batch_id: str,
        body: CancelCommand | None,
        allowed_from: tuple[BatchStatus, ...],
        decide: Callable[[Repository, Batch, datetime], Awaitable[Step | Denied]],
    ) -> Reply:
        transition = Transition(
            load=lambda repository: repository.batch(batch_id),
            authorise=lambda _repository, batch: _require_owner(call, batch),
            allowed_from=allowed_from,
            decide=decide,
        )

        async def work(transaction: Transaction) -> Reply | Refusal:
            return await run(transition, transaction, call, body)

        return await self._commands.run(call, body, work)


def _require_owner(call: Call, batch: Batch) -> None:
    require_role(call.partner.id == batch.owner, "the batch's provider")
