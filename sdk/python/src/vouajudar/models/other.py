"""Models: other."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from vouajudar.models.problems import ProblemBase


class Problem(ProblemBase):
    """A problem that this version of the specification does not know. Judge it by its `status`; more problem types may be added."""

    type: str
    """Names the problem, and leads to its description."""
    status: int
    """The HTTP status, once more."""
