"""What a rule is, and what it says when the spec breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from vouajudar_contracts.document.contract import Source
from vouajudar_contracts.document.load import Spec


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where the spec breaks a rule."""

    tool: str
    """`redocly`, `spectral` or `own`."""
    rule: str
    source: Source
    message: str


Remark: TypeAlias = tuple[Source, str]
"""What a rule yields: where, and what is wrong there."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of our own."""

    id: str
    reason: str
    """Why it is a rule, in one line."""
    remarks: Callable[[Spec], Iterator[Remark]]

    def check(self, spec: Spec) -> Iterator[Finding]:
        for source, message in self.remarks(spec):
            yield Finding("own", self.id, source, message)


def rule(identifier: str, reason: str) -> Callable[[Callable[[Spec], Iterator[Remark]]], Rule]:
    """Makes a Rule of the function that finds where it is broken."""

    def make(remarks: Callable[[Spec], Iterator[Remark]]) -> Rule:
        return Rule(identifier, reason, remarks)

    return make
