"""The ten product types: the unit each is counted in and how long it keeps."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class ProductType:
    """A kind of goods that batches hold and requests ask for."""

    code: str
    name_pt: str
    name_en: str
    unit: str
    """What one of `quantity` is: `meal`, `kg`, `box` or `unit`."""
    default_shelf_life_minutes: int
    """Taken when a batch names no shelf life of its own."""

    def to_body(self) -> dict[str, object]:
        return {
            "code": self.code,
            "name_pt": self.name_pt,
            "name_en": self.name_en,
            "unit": self.unit,
            "default_shelf_life_minutes": self.default_shelf_life_minutes,
        }


PRODUCT_TYPES = MappingProxyType(
    {
        product.code: product
        for product in (
            ProductType("meal", "Refeição", "Meal", "meal", 240),
            ProductType("ingredient", "Ingrediente", "Ingredient", "kg", 2880),
            ProductType("clothing", "Roupa", "Clothing", "unit", 4320),
            ProductType("medicine", "Medicamento", "Medicine", "box", 4320),
            ProductType("hygiene", "Higiene pessoal", "Hygiene", "unit", 4320),
            ProductType("cleaning", "Limpeza", "Cleaning", "unit", 4320),
            ProductType("school_supplies", "Material escolar", "School supplies", "unit", 4320),
            ProductType("baby_items", "Itens para bebês", "Baby items", "unit", 4320),
            ProductType("pet_supplies", "Itens para animais", "Pet supplies", "unit", 4320),
            ProductType("generic", "Outros", "Other goods", "unit", 4320),
        )
    }
)
"""By code, in the order in which they are listed."""
