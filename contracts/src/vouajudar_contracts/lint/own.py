"""Runs the rules of our own."""

from __future__ import annotations

from collections.abc import Iterable

from vouajudar_contracts.document.load import Spec
from vouajudar_contracts.lint.rule import Finding, Rule
from vouajudar_contracts.lint.rules import RULES


def own_findings(spec: Spec, rules: Iterable[Rule] = RULES) -> list[Finding]:
    """Every finding, by file and line, each once."""
    found = {finding for rule in rules for finding in rule.check(spec)}
    return sorted(found, key=lambda f: (f.source.file, f.source.line, f.rule, f.message))
