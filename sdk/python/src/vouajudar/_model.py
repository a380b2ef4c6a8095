"""The base of every model."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class OpenModel(BaseModel):
    """Keeps members that this release does not know: they are attributes, and they are there again when it is dumped.

    `model_dump(mode="json", exclude_unset=True)` gives back what came.
    """

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        protected_namespaces=(),
        defer_build=True,
    )
