"""The operations of the tag `reservations`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from vouajudar_stub.domain.commands import reservations as domain
from vouajudar_stub.domain.delivery import BUSY
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.domain.reservation import Reservation, ReservationStatus
from vouajudar_stub.domain.resource_request import ResourceRequest
from vouajudar_stub.domain.step import Denied, Step
from vouajudar_stub.edge.answers import created, found, version_tag
from vouajudar_stub.edge.call import Call, Reply
from vouajudar_stub.edge.json import dumps
from vouajudar_stub.generated.models import CancelCommand, ReceiptCommand, ReservationCreate
from vouajudar_stub.services.access import readable, require_role, seen
from vouajudar_stub.services.commands import Commands, Queries
from vouajudar_stub.services.delivery_creation import draw_code
from vouajudar_stub.services.paging import Lists
from vouajudar_stub.services.repository import Cause, Repository
from vouajudar_stub.services.transitions import Transition, run
from vouajudar_stub.store.protocol import Reading, Transaction


class Reservations:
    """Promises for a request. Reading and cancelling: reserver and requester; the receipt is the requester's."""

    def __init__(self, commands: Commands, queries: Queries, lists: Lists) -> None:
        self._commands = commands
        self._queries = queries
        self._lists = lists

    async def create_reservation(self, call: Call, resource_request_id: str, body: ReservationCreate) -> Reply:
        """The one answer with the confirmation code."""
        draft = cast("Mapping[str, Any]", body)

        async def work(transaction: Transaction) -> Reply:
            repository = Repository(transaction)
            request = readable(await repository.request(resource_request_id), call)
            domain.require_items(request, draft)
            code = draw_code()
            step = domain.create_reservation(
                request,
                draft,
                reservation_id=transaction.new_id("rsv"),
                reserver=call.partner.id,
                confirmation_code=code,
                busy_with=await repository.busy_with(call.partner.id, body["volunteer_ref"], BUSY),
                now=transaction.now,
            )
            reservation = (await repository.keep(step, Cause.of_call(call))).reservations[0].after
            return created(
                dumps({**reservation.to_body(), "confirmation_code": code}),
                location=f"/v1/reservations/{reservation.id}",
                etag=version_tag(reservation.version),
                no_store=True,
            )

        return await self._commands.run(call, body, work)

    async def list_reservations(
        self,
        call: Call,
        *,
        status: list[ReservationStatus] | None,
        resource_request_id: str | None,
        expires_before: str | None,
        updated_since: str | None,
        limit: int,
        cursor: str | None,
    ) -> Reply:
        """Own ones, and those of own requests."""
        return await self._lists.page(
            call,
            "reservation",
            limit=limit,
            cursor=cursor,
            filters={"status": status, "resource_request_id": resource_request_id},
            expires_before=expires_before,
            updated_since=updated_since,
        )

    async def get_reservation(self, call: Call, reservation_id: str) -> Reply:
        async def look(reading: Reading) -> Reply:
            reservation = await seen(reading, call, "reservation", reservation_id)
            return found(call, reservation.body, version_tag(reservation.version))

        return await self._queries.read(call, look)

    async def cancel_reservation(self, call: Call, reservation_id: str, body: CancelCommand) -> Reply:
        async def decide(repository: Repository, reservation: Reservation, now: datetime) -> Step:
            request = await _request_of(repository, reservation)
            return domain.cancel_reservation(reservation, request, reason=body["reason"], note=body.get("note", ""), now=now)

        transition = Transition(
            load=lambda repository: repository.reservation(reservation_id),
            authorise=lambda _repository, _reservation: None,  # both readers may
            allowed_from=domain.CANCEL_FROM,
            decide=decide,
        )
        return await self._move(call, body, transition)

    async def confirm_reservation_receipt(self, call: Call, reservation_id: str, body: ReceiptCommand) -> Reply:
        received = cast("list[Mapping[str, Any]]", body.get("items", []))

        def authorise(_repository: Repository, reservation: Reservation) -> None:
            domain.require_reserved_items(reservation, received)
            require_role(call.partner.id == reservation.requester, "the owner of the request")

        async def decide(repository: Repository, reservation: Reservation, now: datetime) -> Step | Denied:
            request = await _request_of(repository, reservation)
            return domain.confirm_receipt(reservation, request, code=body["code"], received=received, now=now)

        transition = Transition(
            load=lambda repository: repository.reservation(reservation_id),
            authorise=authorise,
            allowed_from=domain.RECEIPT_FROM,
            decide=decide,
        )
        return await self._move(call, body, transition)

    async def _move(self, call: Call, body: CancelCommand | ReceiptCommand, transition: Transition[Reservation]) -> Reply:
        async def work(transaction: Transaction) -> Reply | Refusal:
            return await run(transition, transaction, call, body)

        return await self._commands.run(call, body, work)


async def _request_of(repository: Repository, reservation: Reservation) -> ResourceRequest:
    request = await repository.request(reservation.resource_request_id)
    if request is None:
        msg = f"the request of {reservation.id} is missing"
        raise LookupError(msg)
    return request
