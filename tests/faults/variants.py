"""Servers that are wrong in one known way each. The harness must find every one of them out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Variant:
    """One way to be wrong."""

    what: str
    spoil: Callable[[], None]
    points: tuple[str, ...]
    """Where a kill shows it."""


VARIANTS: dict[str, Variant] = {}
