"""What is wrong with a spec that cannot be read, said so that a person can go there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vouajudar_contracts.document.contract import Source


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that keeps the spec from being read."""

    source: Source
    reason: str

    def __str__(self) -> str:
        return f"{self.source}: {self.reason}"


class SpecError(Exception):
    """The spec cannot be read; `faults` holds every reason found, in file order, at least one."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        unique = dict.fromkeys(faults)
        self.faults: tuple[Fault, ...] = tuple(sorted(unique, key=lambda f: (f.source.file, f.source.line, f.reason)))
        super().__init__("\n".join(map(str, self.faults)))

    @classmethod
    def at(cls, file: str, line: int, reason: str) -> SpecError:
        return cls([Fault(Source(file, line), reason)])
