"""Order statistics of measurements."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil


def quantile(ordered: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1) of the values do not exceed; `ordered` rises. NaN of nothing."""
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else float("nan")


def median(values: Sequence[float]) -> float:
    return quantile(sorted(values), 0.5)
