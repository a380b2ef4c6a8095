"""What a resource offers beyond its operations: methods that put several calls together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vouajudar_contracts.document.contract import Contract
from vouajudar_contracts.generate.methods import Writer
from vouajudar_contracts.generate.sdk.identity import Identity


@dataclass(frozen=True, slots=True)
class Addition:
    """The text of a method, and what it needs imported."""

    text: str
    runtime: str
    """The line that imports what runs."""
    abstract: tuple[str, ...] = ()
    """Names of `collections.abc` in its signature."""
    models: frozenset[str] = frozenset()
    types: tuple[str, ...] = ()
    """Lines that import the other names of its signature."""


@dataclass(frozen=True, slots=True)
class Context:
    """What an addition is written for."""

    contract: Contract
    writer: Writer
    identity: Identity


Additions = Iterator[Addition]
