"""Plain mappings that methods take in place of models. Only type checkers read this."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from vouajudar.models import ItemId, ItemName, ItemQuantity, ItemUnit, NotificationChannel, ProductTypeCode


class GeoPointParam(TypedDict):
    """Point on the earth in WGS 84 degrees."""

    lat: float
    """Latitude, north positive."""
    lng: float
    """Longitude, east positive."""


class NotificationChannelsParam(TypedDict):
    """Channels for each group of events that concern the partner as an owner or a party; an empty list keeps the group
    silent.
    """

    batch: Sequence[NotificationChannel]
    delivery: Sequence[NotificationChannel]
    resource_request: Sequence[NotificationChannel]
    reservation: Sequence[NotificationChannel]
    location: Sequence[NotificationChannel]


class ReceiptItemParam(TypedDict):
    """What arrived of one promised item, from nothing to all of it."""

    item_id: ItemId
    quantity_received: int
    """What was taken, in the item's unit."""


class ReservationItemCreateParam(TypedDict):
    """Amount of one item of the request."""

    item_id: ItemId
    quantity: ItemQuantity


class ResourceItemCreateParam(TypedDict):
    """One needed thing of a new request."""

    product_type: ProductTypeCode
    name: ItemName
    unit: ItemUnit
    quantity: ItemQuantity


class ResourceItemUpdateParam(TypedDict):
    """New quantity of an existing item, not below what is reserved and delivered."""

    item_id: ItemId
    quantity: ItemQuantity
