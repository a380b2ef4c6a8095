"""Who may read what: a pure function of the resource itself, so that a list, a GET and an event agree."""

from __future__ import annotations

from vouajudar_stub.domain.batch import Batch
from vouajudar_stub.domain.delivery import Delivery
from vouajudar_stub.domain.location import Location
from vouajudar_stub.domain.reservation import Reservation
from vouajudar_stub.domain.step import Aggregate

EVERYONE = "*"
DISPATCHERS = "kind:dispatch"


def owner(aggregate: Aggregate) -> str:
    """`ptn_` id of the partner it belongs to; a delivery belongs to its provider."""
    return aggregate.provider_id if isinstance(aggregate, Delivery) else aggregate.owner


def parties(aggregate: Aggregate) -> tuple[str, ...]:
    """Who may read it besides the owner: `ptn_` ids, `*` for every partner of the mode, `kind:dispatch` for that kind."""
    match aggregate:
        case Location():
            return (EVERYONE,) if aggregate.approval_status == "approved" else ()
        case Batch():
            return () if aggregate.ready_at is None else (EVERYONE,)
        case Delivery():
            named = delivery_parties(aggregate)[1:]
            return (*named, DISPATCHERS) if aggregate.dispatch_mode == "open" else named
        case Reservation():
            return (aggregate.requester,)
        case _:
            return (EVERYONE,)


def delivery_parties(delivery: Delivery) -> tuple[str, ...]:
    """Provider, destination and, once there is one, carrier: those whom codes and positions concern."""
    parties_ = (delivery.provider_id, delivery.destination_id)
    return parties_ if delivery.carrier_id is None else (*parties_, delivery.carrier_id)


def audience(aggregate: Aggregate) -> tuple[str, ...]:
    """Owner and parties."""
    return (owner(aggregate), *parties(aggregate))
