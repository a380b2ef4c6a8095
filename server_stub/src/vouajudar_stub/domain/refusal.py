"""The one way the domain and the services say no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule of a request, as `errors[]` of a problem shows it."""

    code: str
    """Stable machine word of the rule, for example `pattern` or `not_found`."""
    detail: str
    pointer: str | None = None
    """JSON pointer into the body, when the body is at fault."""
    parameter: str | None = None
    """Name of the path, query or header parameter, when one is at fault."""


@dataclass(slots=True)
class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """A command or query that the contract forbids: a slug of `spec/problems.yaml` and its extra members."""

    slug: str
    detail: str
    extra: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Extra members of the problem body; exactly those the catalogue names for the slug."""
    errors: Sequence[Violation] = ()
    retry_after: int | None = None
    """Whole seconds for `Retry-After`, where the slug carries it."""

    def __str__(self) -> str:
        return f"{self.slug}: {self.detail}"
