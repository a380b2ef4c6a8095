"""Findings as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table

from vouajudar_contracts.lint.rule import Finding


def table(findings: Iterable[Finding]) -> Table:
    """One row a finding, by file and line. A path is never cut: it is what one clicks on."""
    drawn = Table(box=None, pad_edge=False, header_style="bold")
    drawn.add_column("where", no_wrap=True, overflow="ignore")
    drawn.add_column("tool", no_wrap=True)
    drawn.add_column("rule", no_wrap=True, overflow="ignore")
    drawn.add_column("finding", overflow="fold", min_width=40)
    for finding in sorted(findings, key=lambda f: (f.source.file, f.source.line, f.tool, f.rule, f.message)):
        drawn.add_row(str(finding.source), finding.tool, finding.rule, finding.message.replace("[", "\\["))
    return drawn
