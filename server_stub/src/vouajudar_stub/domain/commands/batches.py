"""What a provider does with its batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from vouajudar_stub.domain.batch import Batch, BatchStatus, Units
from vouajudar_stub.domain.location import PROVIDING, Location
from vouajudar_stub.domain.product_types import PRODUCT_TYPES
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.domain.refusals import invalid_state, require_new_external_id, require_place
from vouajudar_stub.domain.step import Change, Step

PATCHABLE_ALWAYS = frozenset({"description", "pickup_instructions", "dietary_tags", "allergens"})
"""Members that a batch still lets change when it is ready or in delivery; all others only while producing."""
PATCHABLE_FROM: tuple[BatchStatus, ...] = ("producing", "ready", "in_delivery")
READY_FROM: tuple[BatchStatus, ...] = ("producing",)
CANCEL_FROM: tuple[BatchStatus, ...] = ("producing", "ready")

_LISTS = frozenset({"dietary_tags", "allergens"})


def create_batch(
    draft: Mapping[str, Any],
    *,
    batch_id: str,
    owner: str,
    location: Location,
    existing_external_id: str | None,
    now: datetime,
) -> Step:
    """A batch in production; all its units are available from the start.

    Refuses: location-unavailable, location-kind-mismatch, duplicate-external-id.
    """
    require_place(location, PROVIDING, "/provider_location_id")
    require_new_external_id(existing_external_id)
    product = PRODUCT_TYPES[draft["product_type"]]
    batch = Batch(
        id=batch_id,
        version=0,
        created_at=now,
        updated_at=now,
        owner=owner,
        provider_location_id=location.id,
        product_type=product.code,
        description=draft.get("description", ""),
        quantity=draft["quantity"],
        units=Units(available=draft["quantity"]),
        shelf_life_minutes=draft.get("shelf_life_minutes", product.default_shelf_life_minutes),
        ready_at=None,
        expires_at=None,
        expired_at=None,
        pickup_instructions=draft.get("pickup_instructions", ""),
        dietary_tags=tuple(draft.get("dietary_tags", ())),
        allergens=tuple(draft.get("allergens", ())),
        storage=draft.get("storage", "ambient"),
        donated_ingredients=draft.get("donated_ingredients", False),
        organization=location.organization,
        city_id=location.city_id,
        position=location.position,
        cancel_reason=None,
        external_id=draft.get("external_id"),
    )
    return Step(now, batches=(Change(None, batch),))


def update_batch(batch: Batch, patch: Mapping[str, Any], now: datetime) -> Step:
    """Merge the members of `patch`. A new quantity makes that many units available.

    Refuses: invalid-state.
    """
    if batch.status not in PATCHABLE_FROM:
        raise invalid_state("batch", batch.status, PATCHABLE_FROM, batch.expired_at)
    if batch.status != "producing" and not PATCHABLE_ALWAYS.issuperset(patch):
        raise invalid_state("batch", batch.status, READY_FROM, batch.expired_at)
    members: dict[str, Any] = {name: tuple(value) if name in _LISTS else value for name, value in patch.items()}
    after: Batch = replace(batch, **members)
    if "quantity" in patch:
        after = replace(after, units=Units(available=after.quantity))
    return Step(now, batches=(Change(batch, after),))


def mark_batch_ready(batch: Batch, now: datetime) -> Step:
    """The goods can be picked up; their shelf life starts. Refuses: invalid-state."""
    if batch.status not in READY_FROM:
        raise invalid_state("batch", batch.status, READY_FROM, batch.expired_at)
    after = replace(batch, ready_at=now, expires_at=now + timedelta(minutes=batch.shelf_life_minutes))
    return Step(now, batches=(Change(batch, after),))


def cancel_batch(batch: Batch, *, reason: str, note: str, open_delivery_ids: Sequence[str], now: datetime) -> Step:
    """Withdraw the batch; what was available is lost.

    Refuses: invalid-state, batch-has-active-deliveries.
    """
    if open_delivery_ids:
        raise Refusal(
            "batch-has-active-deliveries",
            f"{len(open_delivery_ids)} deliveries of this batch are still open. Cancel them first.",
            extra={"delivery_ids": list(open_delivery_ids)},
        )
    if batch.status not in CANCEL_FROM:
        raise invalid_state("batch", batch.status, CANCEL_FROM, batch.expired_at)
    left = batch.units.available
    after = replace(batch.moving(Units(available=-left, lost=left)), cancel_reason=reason)
    return Step(now, batches=(Change(batch, after),), reason=reason, note=note)
