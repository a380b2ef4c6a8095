"""Which events a list of patterns means: `*`, `batch.*`, `batch.ready`."""

from __future__ import annotations

from collections.abc import Collection

EXACT_ONLY = frozenset({"delivery.position_updated"})
"""Types that no wildcard matches: who wants them names them."""


def matches(patterns: Collection[str], event_type: str) -> bool:
    """`event_type`: short form, for example `batch.ready`."""
    if event_type in patterns:
        return True
    if event_type in EXACT_ONLY:
        return False
    return "*" in patterns or f"{event_type.partition('.')[0]}.*" in patterns
