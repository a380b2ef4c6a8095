"""Models: health."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from typing import Literal, TypeAlias

from vouajudar._model import OpenModel


HealthStatus: TypeAlias = Literal["ok"] | str
"""`ok`: the service can carry out requests. Anything else is answered with 503."""


class Health(OpenModel):
    """That the service answers, and what version of this specification it speaks."""

    status: HealthStatus
    version: str
    """Version of this specification that the service implements."""
