"""Findings as a person reads them, and as an editor jumps to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vouajudar_contracts.lint.rule import Finding


def table(findings: Iterable[Finding]) -> Iterator[str]:
    """One line a finding, by file and line, columns aligned; nothing is cut, so that each line can be clicked on and searched."""
    rows = [
        (str(f.source), f.tool, f.rule, " ".join(f.message.split()))
        for f in sorted(findings, key=lambda f: (f.source.file, f.source.line, f.tool, f.rule, f.message))
    ]
    widths = [max(map(len, column), default=0) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
