"""Models: me."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from typing import Literal, TypeAlias

from vouajudar._model import OpenModel
from vouajudar.models.shared import OrganizationRef, PartnerId, PartnerKind, Scope


class PartnerLimits(OpenModel):
    """How much the partner may do and have."""

    reads_per_minute: int
    """Reads that one credential may make in 60 seconds."""
    writes_per_minute: int
    """Writes that one credential may make in 60 seconds."""
    api_keys: int
    """API keys that may be live at the same time."""
    webhook_endpoints: int
    """Webhook endpoints that there may be."""


PartnerMode: TypeAlias = Literal["live", "test"] | str
"""The world that a partner acts in: `live`, or `test`, where all partners of one sandbox share data, clock and reset."""


class Partner(OpenModel):
    """The partner whose credential was used, and what that credential may do."""

    id: PartnerId
    name: str
    """Name of the integration."""
    kinds: list[PartnerKind]
    """The roles that the partner may act in."""
    mode: PartnerMode
    organization: OrganizationRef
    """The organisation that the partner acts for."""
    scopes: list[Scope]
    """The scopes of the credential that was used."""
    limits: PartnerLimits
