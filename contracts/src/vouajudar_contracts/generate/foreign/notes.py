"""What happened to the parts of a document that do not come through as they were written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["converted", "limit", "open"]


@dataclass(frozen=True, slots=True)
class Note:
    """One part of the document, and what was made of it."""

    kind: Kind
    """`converted`: says the same in other words. `limit`: the client cannot express it. `open`: left out on purpose, because a
    client judges no values and keeps what a later server adds, or because it is prose that no code comes from."""
    what: str
    """The construct."""
    done: str
    """What stands in its place."""
    pointer: str
    """Where it stands in the document, as a JSON pointer."""


def of_kind(notes: Iterable[Note], kind: Kind) -> list[Note]:
    return [note for note in notes if note.kind == kind]


def counted(notes: Iterable[Note]) -> dict[tuple[str, str], int]:
    """(construct, what was done) -> how often, in order of appearance."""
    found: dict[tuple[str, str], int] = {}
    for note in notes:
        key = (note.what, note.done)
        found[key] = found.get(key, 0) + 1
    return found
