"""What a run came to, as a page."""

from __future__ import annotations
from collections.abc import Mapping
from .run import Outcome


def written(good: Outcome, caught: Mapping[str, Outcome]) -> str:
    return str(good)
