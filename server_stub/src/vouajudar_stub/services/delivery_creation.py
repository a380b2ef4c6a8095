"""createDelivery: the one command that names four other resources."""

from __future__ import annotations

from secrets import randbelow

from vouajudar_stub.domain.batch import Batch
from vouajudar_stub.domain.commands import deliveries as domain
from vouajudar_stub.domain.commands.deliveries import Codes
from vouajudar_stub.domain.delivery import BUSY
from vouajudar_stub.domain.location import Location
from vouajudar_stub.domain.refusal import Refusal, Violation
from vouajudar_stub.domain.resource_request import ResourceRequest
from vouajudar_stub.edge.call import Call, Reply
from vouajudar_stub.generated.models import DeliveryCreate
from vouajudar_stub.services.access import may_read, require_kind, require_role
from vouajudar_stub.services.commands import Commands
from vouajudar_stub.services.repository import Cause, Repository
from vouajudar_stub.services.transitions import new
from vouajudar_stub.store.protocol import Transaction


async def create_delivery(commands: Commands, call: Call, body: DeliveryCreate) -> Reply:
    """A claim by a dispatch partner (with `volunteer_ref`), or an offer by the batch's provider (without)."""
    volunteer = body.get("volunteer_ref")
    require_kind(call.partner, ["provider"] if volunteer is None else ["dispatch"])

    async def work(transaction: Transaction) -> Reply:
        repository = Repository(transaction)
        batch, dropoff, request = await _named(repository, call, body)
        if volunteer is None:
            require_role(call.partner.id == batch.owner, "the batch's provider")
        pickup = await repository.location(batch.provider_location_id)
        if pickup is None:
            msg = f"the location of {batch.id} is missing"
            raise LookupError(msg)
        busy_with = None
        if volunteer is not None:
            busy_with = await repository.busy_with(call.partner.id, volunteer, BUSY)
        step = domain.create_delivery(
            body,
            delivery_id=transaction.new_id("del"),
            batch=batch,
            pickup=pickup,
            dropoff=dropoff,
            request=request,
            carrier_id=None if volunteer is None else call.partner.id,
            codes=draw_codes(),
            busy_with=busy_with,
            existing_external_id=await repository.id_by_external_id("delivery", call.partner.id, body.get("external_id")),
            now=transaction.now,
        )
        settled = await repository.keep(step, Cause.of_call(call))
        return new(repository, settled.deliveries[0].after, "deliveries")

    return await commands.run(call, body, work)


def draw_codes() -> Codes:
    """Two codes of six digits."""
    return Codes(draw_code(), draw_code())


def draw_code() -> str:
    return f"{randbelow(1_000_000):06}"


async def _named(repository: Repository, call: Call, body: DeliveryCreate) -> tuple[Batch, Location, ResourceRequest | None]:
    """Batch, dropoff location and, for a linked delivery, the request of the item.

    Refuses: not-found, naming every member at fault.
    """
    batch = await repository.batch(body["batch_id"])
    dropoff = await repository.location(body["dropoff_location_id"])
    item_id = body.get("resource_item_id")
    request = None if item_id is None else await repository.request_with_item(item_id)
    missing: list[Violation] = []
    if batch is None or not may_read(call.partner, batch):
        missing.append(Violation("not_found", "No such batch.", pointer="/batch_id"))
    if dropoff is None or not may_read(call.partner, dropoff):
        missing.append(Violation("not_found", "No such location.", pointer="/dropoff_location_id"))
    if item_id is not None and request is None:
        missing.append(Violation("not_found", "No such item.", pointer="/resource_item_id"))
    if batch is None or dropoff is None or missing:
        raise Refusal("not-found", " ".join(each.detail for each in missing), errors=missing)
    return batch, dropoff, request
