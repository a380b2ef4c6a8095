"""Models: batches."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from vouajudar._model import OpenModel
from vouajudar.models.shared import (
    Allergen,
    BatchId,
    BatchStatus,
    CancelReason,
    CitySlug,
    Cursor,
    DietaryTag,
    DistanceM,
    ExternalId,
    FreeText,
    GeoPoint,
    LocationId,
    OrganizationRef,
    ProductTypeCode,
    Storage,
    Timestamp,
    Version,
)


class Batch(OpenModel):
    """Goods of one product type that a provider gives away, counted in the unit of that type. At every moment `quantity_available` + `quantity_committed` + `quantity_in_transit` + `quantity_delivered` + `quantity_lost` = `quantity`."""

    id: BatchId
    version: Version
    created_at: Timestamp
    """When the batch was created."""
    updated_at: Timestamp
    """When the last event of the batch happened."""
    organization: OrganizationRef
    """The organisation that gives the batch."""
    provider_location_id: LocationId
    """The location where the batch is picked up."""
    product_type: ProductTypeCode
    description: FreeText
    """What the batch consists of."""
    quantity: int
    """Units in the batch, all told."""
    quantity_available: int
    """Units that may still be taken."""
    quantity_committed: int
    """Units in deliveries that have not been picked up."""
    quantity_in_transit: int
    """Units that were picked up and have not arrived."""
    quantity_delivered: int
    """Units that arrived, as the receiving side counted them."""
    quantity_lost: int
    """Units that nobody will get; expired, discarded, missing on arrival, or withdrawn with the batch."""
    shelf_life_minutes: int
    """Minutes from `ready_at` to `expires_at`."""
    ready_at: Timestamp | None
    """When the batch was made ready; null while it is being produced."""
    expires_at: Timestamp | None
    """When the shelf life ends, `ready_at` + `shelf_life_minutes`; null while the batch is being produced."""
    expired_at: Timestamp | None
    """When the shelf life ended with the batch still open; null if that has not happened."""
    pickup_instructions: FreeText
    """What the carrier needs to know at the pickup."""
    dietary_tags: list[DietaryTag]
    """Diets that the goods suit."""
    allergens: list[Allergen]
    """Allergens that the goods contain or may contain."""
    storage: Storage
    donated_ingredients: bool
    """Whether the goods were made from donated ingredients."""
    city_id: CitySlug
    """City of the providing location, as it was when the batch was created."""
    position: GeoPoint
    """Position of the providing location, as it was when the batch was created."""
    status: BatchStatus
    cancel_reason: CancelReason | None
    """Why the batch was cancelled; null if it was not."""
    external_id: ExternalId | None
    """Your own id for the batch, if you gave one."""


class BatchCreate(OpenModel):
    """A batch to be announced."""

    provider_location_id: LocationId
    """The location where the batch can be picked up; a provider or a distribution center, approved and active."""
    product_type: ProductTypeCode
    quantity: int
    """Units in the batch, in the unit of the product type."""
    description: FreeText | None = None
    """What the batch consists of; empty when absent."""
    shelf_life_minutes: int | None = None
    """Minutes from `ready_at` until the goods must not be handed out any more. When absent, the default of the product type: 240 for meals, 2880 for ingredients, 4320 otherwise. Hot meals should not exceed 360."""
    pickup_instructions: FreeText | None = None
    """What the carrier needs to know at the pickup; empty when absent."""
    dietary_tags: list[DietaryTag] | None = None
    """Diets that the goods suit; none when absent."""
    allergens: list[Allergen] | None = None
    """Allergens that the goods contain or may contain; none when absent."""
    storage: Storage | None = None
    """How the goods have to be kept; `ambient` when absent."""
    donated_ingredients: bool | None = None
    """Whether the goods were made from donated ingredients."""
    external_id: ExternalId | None = None
    """Your own id for the batch, unique for ever among your batches; null when absent."""


class BatchListItem(Batch):
    """A batch in a list, with its distance from `near` if that was given."""

    distance_m: DistanceM | None = None
    """Distance from `near` in metres, rounded to the nearest; only in a search with `near`."""


class BatchPage(OpenModel):
    """One page of batches, in the order of their last change, oldest first, unless sorted by distance."""

    items: list[BatchListItem]
    """The batches of this page."""
    next_cursor: Cursor | None
    """Cursor of the next page; null on the last."""


class BatchUpdate(OpenModel):
    """The members of a batch that are to change; the others stay. While the batch is `producing` all of these may change; while it is `ready` or `in_delivery` only `description`, `pickup_instructions`, `dietary_tags` and `allergens`."""

    description: FreeText | None = None
    """What the batch consists of."""
    quantity: int | None = None
    """Units in the batch, all of which are available while it is being produced."""
    shelf_life_minutes: int | None = None
    """Minutes from `ready_at` until the goods must not be handed out any more."""
    pickup_instructions: FreeText | None = None
    """What the carrier needs to know at the pickup."""
    dietary_tags: list[DietaryTag] | None = None
    """Diets that the goods suit; replaces the list."""
    allergens: list[Allergen] | None = None
    """Allergens that the goods contain or may contain; replaces the list."""
    storage: Storage | None = None
    donated_ingredients: bool | None = None
    """Whether the goods were made from donated ingredients."""
