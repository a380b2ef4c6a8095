"""The base of every model."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, TypeAlias

from pydantic import AwareDatetime, BaseModel, ConfigDict, PlainSerializer


def _as_sent(value: datetime) -> str:
    """As the API writes it, in UTC with milliseconds, so that a dump is what came; microseconds where there are some."""
    precision = "microseconds" if value.microsecond % 1000 else "milliseconds"
    return value.astimezone(UTC).isoformat(timespec=precision).removesuffix("+00:00") + "Z"


Instant: TypeAlias = Annotated[AwareDatetime, PlainSerializer(_as_sent, return_type=str, when_used="json")]
"""A point in time, with its zone."""


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
