"""Who is shown which hand-over code, and how many tries are left."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from vouajudar_stub.domain.delivery import BUSY, HELD, Delivery
from vouajudar_stub.domain.handover import CodeGuard
from vouajudar_stub.domain.refusals import invalid_state
from vouajudar_stub.domain.times import optional_time_text


def shown_codes(
    delivery: Delivery, viewer: str, *, pickup_phone: str | None, dropoff_phone: str | None, now: datetime
) -> dict[str, Any]:
    """A HandoverCodes as `viewer` (a `ptn_` id) may see it: the provider the pickup code, the destination the dropoff code.

    Tries and lock are those of the next code. Refuses: invalid-state, when no hand-over is ahead.
    """
    following = delivery.pickup_code if delivery.status in HELD else delivery.dropoff_code
    if delivery.status not in BUSY or following is None:
        raise invalid_state("delivery", delivery.status, BUSY, delivery.expired_at)
    following = following.at(now)
    return {
        "delivery_id": delivery.id,
        "pickup_code": _code(delivery.pickup_code) if viewer == delivery.provider_id else None,
        "dropoff_code": _code(delivery.dropoff_code) if viewer == delivery.destination_id else None,
        "attempts_remaining": following.attempts_remaining,
        "locked_until": optional_time_text(following.locked_until),
        "pickup_contact_phone": pickup_phone,
        "dropoff_contact_phone": dropoff_phone,
    }


def _code(guard: CodeGuard | None) -> str | None:
    return None if guard is None else guard.code
