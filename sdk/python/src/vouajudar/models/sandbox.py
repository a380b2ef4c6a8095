"""Models: sandbox."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from vouajudar._model import OpenModel
from vouajudar.models.shared import Timestamp


class ClockAdvance(OpenModel):
    """How far to move the clock."""

    advance_seconds: int
    """Seconds to move the clock forward, at most a week."""


class ClockState(OpenModel):
    """The sandbox's clock after it was moved."""

    now: Timestamp
    """The time that it shows now."""
    advanced_seconds: int
    """Seconds by which this call moved it."""
    events_emitted: int
    """Events of everything that fell due on the way."""
