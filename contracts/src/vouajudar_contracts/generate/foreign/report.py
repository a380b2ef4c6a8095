"""Tells what became of a document: what is in the client, what was said otherwise, what is not in it."""

from __future__ import annotations

from collections.abc import Iterator

from vouajudar_contracts.generate.foreign.client import Client
from vouajudar_contracts.generate.foreign.notes import counted, of_kind
from vouajudar_contracts.generate.foreign.read import Given


def lines_of_report(client: Client, given: Given) -> Iterator[str]:
    """Conversions counted, what is not expressed line by line with file, line and pointer, what is left out counted."""
    converted = of_kind(client.notes, "converted")
    if converted:
        yield f"said in other words, {len(converted):,} times:"
        renamed = [note for note in converted if note.what == "schema name"]
        others = [note for note in converted if note.what != "schema name"]
        yield from (f"  {times:>7,} x {what}: {done}" for (what, done), times in counted(others).items())
        if renamed:
            first = f"{renamed[0].pointer.rpartition('/')[2]} is {renamed[0].done}"
            yield f"  {len(renamed):>7,} x schema name: a class's name ({first})"
    limits = of_kind(client.notes, "limit")
    if limits:
        yield f"not expressed, {len(limits):,} times:"
        for source, note in zip(given.sources([note.pointer for note in limits]), limits, strict=True):
            yield f"  {source}: {note.what}: {note.done} (#{note.pointer})"
    left = of_kind(client.notes, "open")
    if left:
        yield f"left out on purpose, {len(left):,} times, of {len(counted(left))} kinds: see README.md"
