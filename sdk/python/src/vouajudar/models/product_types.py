"""Models: product types."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from typing import TypeAlias

from vouajudar._model import OpenModel
from vouajudar.models.shared import ProductTypeCode


ProductUnit: TypeAlias = str
"""Unit in which a quantity is counted: `unit`, `meal`, `kg`, `litre`, `box` or `package`. More units may be added; show an unknown one as it is."""


class ProductType(OpenModel):
    """A kind of goods, with the unit that its quantities are counted in."""

    code: ProductTypeCode
    name_pt: str
    """Name for people, in Brazilian Portuguese."""
    name_en: str
    """Name for people, in English."""
    unit: ProductUnit
    default_shelf_life_minutes: int
    """Shelf life of a batch that does not give its own."""


class ProductTypeList(OpenModel):
    """All product types. They are few, so they come in one answer without pages."""

    items: list[ProductType]
    """The product types, in a fixed order."""
