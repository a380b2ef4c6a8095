"""Servers that break one invariant each: what shows that whoever watches a walk can see it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from vouajudar_stub.domain.batch import Batch
from vouajudar_stub.domain.commands import deliveries, handovers, reservations
from vouajudar_stub.domain.delivery import Delivery
from vouajudar_stub.domain.emission import _of_batch
from vouajudar_stub.domain.impact import Impact
from vouajudar_stub.domain.resource_request import ResourceRequest
from vouajudar_stub.domain.step import Denied
from vouajudar_stub.edge.json import dumps
from vouajudar_stub.services.events import Events
from vouajudar_stub.services.repository import Repository, _readers
from vouajudar_stub.store.protocol import Record


@dataclass(frozen=True)
class Fault:
    """`seed` makes a server of this process break `invariant`."""

    invariant: str
    what: str
    seed: Callable[[pytest.MonkeyPatch], None]
    weights: Mapping[str, int] = field(default_factory=dict[str, int])
    """Moves that bring it out soon."""
    wild: float = 0.15
    steps: int = 120
    """After so many it must have shown; fewer where only the look at the end can see it."""

    def __str__(self) -> str:
        return f"{self.invariant} {self.what}"


def changed(function: Any, change: Callable[[Any], Any]) -> Callable[..., Any]:
    """The function, its result changed."""
    return lambda *args, **named: change(function(*args, **named))


def missing_units_vanish(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Batch, "moving", lambda batch, delta: replace(batch, units=batch.units + replace(delta, lost=0)))


def pickup_moves_no_units(patch: pytest.MonkeyPatch) -> None:
    def unmoved(step: Any) -> Any:
        if isinstance(step, Denied):
            return step
        return replace(step, batches=tuple(change.then(change.before) for change in step.batches))

    patch.setattr(handovers, "verify_pickup", changed(handovers.verify_pickup, unmoved))


def split_makes_a_unit(patch: pytest.MonkeyPatch) -> None:
    def more(step: Any) -> Any:
        if len(step.deliveries) == 1:
            return step
        parent, child = step.deliveries
        return replace(step, deliveries=(parent, child.then(replace(child.after, quantity=child.after.quantity + 1))))

    patch.setattr(deliveries, "commit_delivery", changed(deliveries.commit_delivery, more))


def delivered_once_is_completed(patch: pytest.MonkeyPatch) -> None:
    status: Any = Batch.status
    of = status.fget
    patch.setattr(Batch, "status", property(lambda batch: "completed" if batch.units.delivered else of(batch)))


def ended_is_confirmed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(deliveries, "CONFIRM_FROM", ("pending_confirmation", "cancelled", "expired"))


def any_code_will_do(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(handovers, "judge_code", lambda *_: None)


def reservation_holds_nothing(patch: pytest.MonkeyPatch) -> None:
    made = reservations.create_reservation
    patch.setattr(reservations, "create_reservation", changed(made, lambda step: replace(step, requests=())))


def a_little_is_all(patch: pytest.MonkeyPatch) -> None:
    status: Any = ResourceRequest.status
    of = status.fget
    patch.setattr(
        ResourceRequest, "status", property(lambda request: "reserved" if of(request) == "partially_reserved" else of(request))
    )


def nobody_is_busy(patch: pytest.MonkeyPatch) -> None:
    async def never(*_: object) -> None:
        return None

    patch.setattr(Repository, "busy_with", never)


def arrivals_are_forgotten(patch: pytest.MonkeyPatch) -> None:
    def moving(request: Any, item_id: str, *, reserved: int = 0, delivered: int = 0) -> Any:
        def moved(item: Any) -> Any:
            return replace(item, reserved=item.reserved + reserved, delivered=delivered) if item.id == item_id else item

        return replace(request, items=tuple(moved(item) for item in request.items))

    patch.setattr(ResourceRequest, "moving", moving)


def tag_lags_behind(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("vouajudar_stub.services.deliveries.version_tag", lambda version: f'"{version - 1}"')


def keys_are_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("vouajudar_stub.services.commands._kept", lambda _call, _key, _mark, work: work)


def descriptions_are_not_stored(patch: pytest.MonkeyPatch) -> None:
    def forgetful(**fields: Any) -> Record:
        if fields["kind"] == "batch":
            body = {**fields["body"], "description": ""}
            fields |= {"body": body, "text": dumps(body)}
        return Record(**fields)

    patch.setattr("vouajudar_stub.services.repository.Record", forgetful)


def stream_writes_anew(patch: pytest.MonkeyPatch) -> None:
    frame = Events._frame

    def spaced(events: Events, call: Any, event: Any, page: Any) -> bytes:
        return frame(events, call, replace(event, data=json.dumps(json.loads(event.data)).encode()), page)

    patch.setattr(Events, "_frame", spaced)


def webhooks_forget(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        "vouajudar_stub.workers.webhook_queue.matches", lambda patterns, name: name != "batch.ready" and "*" in patterns
    )


def page_begins_too_far_on(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("vouajudar_stub.services.paging._place", lambda last, _selection: (last.sequence + 12,))


def code_in_the_notes(patch: pytest.MonkeyPatch) -> None:
    body = Delivery.to_body

    def telling(delivery: Delivery) -> dict[str, Any]:
        return {**body(delivery), "notes": f"Code {delivery.pickup_code.code}" if delivery.pickup_code else ""}

    patch.setattr(Delivery, "to_body", telling)


def events_for_everyone(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("vouajudar_stub.services.repository._readers", changed(_readers, lambda readers: (*readers, "*")))


def lists_for_everyone(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("vouajudar_stub.services.paging.reader_words", lambda _: ("*", "kind:dispatch"))


def no_cors(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("vouajudar_stub.edge.responder._CORS", [])


def holds_outlive_the_batch(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(deliveries, "min", lambda wanted, _expiry: wanted, raising=False)


def losses_do_not_count(patch: pytest.MonkeyPatch) -> None:
    add = Impact.add
    patch.setattr(Impact, "add", lambda impact, fact: None if fact.kind == "lost" else add(impact, fact))


def batches_come_back_silently(patch: pytest.MonkeyPatch) -> None:
    def silent(change: Any, cause: Any) -> Any:
        for name, extra in _of_batch(change, cause):
            if name != "ready" or change.before.status == "producing":
                yield name, extra

    patch.setattr("vouajudar_stub.domain.emission._of_batch", silent)


DELIVERIES = {"claim": 25, "pick_up": 30, "drop_off": 40, "new_batch": 12, "ready": 15}
OFFERS = {"new_batch": 12, "ready": 20, "offer": 30, "commit": 50}
RESERVATIONS = {"new_request": 12, "reserve": 30, "receive": 40}
ENDINGS = {"new_batch": 12, "ready": 15, "claim": 30, "release": 20, "cancel_delivery": 20, "confirm": 40}
HOLDS = {"new_batch": 12, "ready": 20, "claim": 30, "confirm": 50}

FAULTS = (
    Fault("I1", "what does not arrive is nowhere", missing_units_vanish, DELIVERIES),
    Fault("I2", "a pickup moves no units of its batch", pickup_moves_no_units, DELIVERIES),
    Fault("I3", "a split makes a unit out of nothing", split_makes_a_unit, OFFERS),
    Fault("I4", "one delivered unit completes the batch", delivered_once_is_completed, DELIVERIES),
    Fault("I4", "a delivery that has ended is confirmed", ended_is_confirmed, ENDINGS, wild=0.4),
    Fault("I5", "any code will do", any_code_will_do, {**DELIVERIES, "wrong_code": 30}),
    Fault("I6", "a reservation holds nothing", reservation_holds_nothing, RESERVATIONS),
    Fault("I7", "a request that is promised a little is reserved", a_little_is_all, RESERVATIONS),
    Fault("I8", "a volunteer may have two deliveries", nobody_is_busy, {"new_batch": 15, "ready": 20, "claim": 60}),
    Fault("I9", "a new promise forgets what has arrived", arrivals_are_forgotten, {**RESERVATIONS, "new_request": 4}),
    Fault("I10", "the tag of a delivery lags behind", tag_lags_behind, DELIVERIES),
    Fault("I11", "an Idempotency-Key is forgotten", keys_are_forgotten, {"again": 20}),
    Fault("I12", "what is read is not what happened", descriptions_are_not_stored, {"new_batch": 20, "change_batch": 30}),
    Fault("I13", "the stream writes events anew", stream_writes_anew, steps=10),
    Fault("I13", "a webhook forgets events", webhooks_forget, {"new_batch": 20, "ready": 30}, steps=10),
    Fault("I14", "a page begins too far on", page_begins_too_far_on, {"page_through": 20}),
    Fault("I15", "a code stands in the notes", code_in_the_notes, DELIVERIES, steps=20),
    Fault("I16", "events of deliveries go to everyone", events_for_everyone, DELIVERIES),
    Fault("I16", "lists leave out what is only the reader's", lists_for_everyone, {"new_batch": 20, "page_through": 0}, steps=10),
    Fault("I17", "a header is missing", no_cors),
    Fault("I18", "a hold outlives its batch", holds_outlive_the_batch, HOLDS),
    Fault("I19", "losses do not count", losses_do_not_count, {"new_batch": 20, "ready": 30, "cancel_batch": 20}, steps=20),
    Fault("I20", "a batch comes back without an event", batches_come_back_silently, ENDINGS),
)
