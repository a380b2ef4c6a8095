"""Refusals that several commands share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from vouajudar_stub.domain.location import Location, LocationKind
from vouajudar_stub.domain.refusal import Refusal, Violation
from vouajudar_stub.domain.times import optional_time_text


def invalid_state(what: str, current_status: str, allowed_from: Sequence[str], expired_at: datetime | None = None) -> Refusal:
    """`what`: the subject in words, for example `delivery`; `expired_at`: its own, when a clock rule has ended it."""
    return Refusal(
        "invalid-state",
        f"The {what} is {current_status}; this needs {' or '.join(allowed_from)}.",
        extra={
            "current_status": current_status,
            "allowed_from": list(allowed_from),
            "expired_at": optional_time_text(expired_at),
        },
    )


def insufficient_quantity(requested: int, available: int, item_id: str | None = None) -> Refusal:
    """`available`: the most that this call could have got; `item_id`: the request's item, when that was the limit."""
    return Refusal(
        "insufficient-quantity",
        f"{requested} asked, {available} available.",
        extra={"requested": requested, "available": available, "item_id": item_id},
    )


def volunteer_busy(delivery_id: str) -> Refusal:
    return Refusal(
        "volunteer-busy",
        "This volunteer already has a delivery under way.",
        extra={"active_delivery_id": delivery_id},
    )


def not_found(pointer: str, what: str) -> Refusal:
    """An id in the body that is unknown or not readable. `pointer`: the member that holds it."""
    return Refusal("not-found", f"No such {what}.", errors=[Violation("not_found", f"No such {what}.", pointer=pointer)])


def require_place(location: Location, kinds: Sequence[LocationKind], pointer: str) -> None:
    """Refuses a location that is not approved, not active or of the wrong kind. `pointer`: the member that names it."""
    if not location.usable:
        detail = "The location is not approved." if location.active else "The location is not active."
        raise Refusal(
            "location-unavailable",
            detail,
            extra={"approval_status": location.approval_status, "active": location.active},
            errors=[Violation("location_unavailable", detail, pointer=pointer)],
        )
    if location.kind not in kinds:
        detail = f"A location of kind {location.kind} cannot stand here; {' or '.join(kinds)} can."
        raise Refusal("location-kind-mismatch", detail, errors=[Violation("location_kind_mismatch", detail, pointer=pointer)])


def require_new_external_id(existing_id: str | None) -> None:
    """Refuses an external id that another resource of the partner and type already has."""
    if existing_id is not None:
        detail = "Another resource of yours already has this external_id."
        raise Refusal(
            "duplicate-external-id",
            detail,
            extra={"existing_id": existing_id},
            errors=[Violation("duplicate_external_id", detail, pointer="/external_id")],
        )
