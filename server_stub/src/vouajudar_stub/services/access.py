"""Who the caller is to a resource: may it read it, may it change it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TypeVar

from vouajudar_stub.domain.audience import EVERYONE, audience
from vouajudar_stub.domain.batch import Batch
from vouajudar_stub.domain.delivery import Delivery
from vouajudar_stub.domain.location import Location
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.domain.refusals import not_found
from vouajudar_stub.domain.reservation import Reservation
from vouajudar_stub.domain.resource_request import ResourceRequest
from vouajudar_stub.edge.call import Call, Partner, PartnerKind
from vouajudar_stub.store.protocol import Kind, Reading, Seen

A = TypeVar("A", Batch, Delivery, ResourceRequest, Reservation, Location)


def reader_words(partner: Partner) -> tuple[str, ...]:
    """The words under which resources and events name their readers, as far as they mean this partner."""
    return _words(partner.id, partner.kinds)


@lru_cache(maxsize=4096)
def _words(partner_id: str, kinds: frozenset[PartnerKind]) -> tuple[str, ...]:
    return (partner_id, EVERYONE, *(f"kind:{kind}" for kind in sorted(kinds)))


def may_read(partner: Partner, aggregate: Batch | Delivery | ResourceRequest | Reservation | Location) -> bool:
    return not frozenset(audience(aggregate)).isdisjoint(reader_words(partner))


def readable(aggregate: A | None, call: Call) -> A:
    """The resource of the path. Refuses: not-found, when there is none or the caller may not read it."""
    if aggregate is None or not may_read(call.partner, aggregate):
        raise Refusal("not-found", "No such resource, or it is not yours to see.")
    return aggregate


def named(aggregate: A | None, call: Call, pointer: str, what: str) -> A:
    """A resource that the body names in the member at `pointer`. Refuses: not-found."""
    if aggregate is None or not may_read(call.partner, aggregate):
        raise not_found(pointer, what)
    return aggregate


def own_location(location: Location | None, call: Call, pointer: str) -> Location:
    """A location that the body names and that must be the caller's. Refuses: not-found, for a readable one of another too."""
    found = named(location, call, pointer, "location")
    if found.owner != call.partner.id:
        raise not_found(pointer, "location of yours")
    return found


async def seen(reading: Reading, call: Call, kind: Kind, resource_id: str) -> Seen:
    """The stored bytes of the resource of the path. Refuses: not-found."""
    found = await reading.see(kind, resource_id)
    if found is None or not found.readable_by(reader_words(call.partner)):
        raise Refusal("not-found", "No such resource, or it is not yours to see.")
    return found


def require_kind(partner: Partner, kinds: Iterable[PartnerKind]) -> None:
    """Refuses: forbidden-for-partner-kind, unless the partner is of one of these kinds."""
    required = list(kinds)
    if partner.kinds.isdisjoint(required):
        raise Refusal(
            "forbidden-for-partner-kind", f"Only for partners of the kind {' or '.join(required)}.", {"required": required}
        )


def require_role(holds: bool, who: str) -> None:
    """Refuses a reader who may not change the resource. `who` may, in words."""
    if not holds:
        raise Refusal("forbidden-for-role", f"Only {who} may do this.")
