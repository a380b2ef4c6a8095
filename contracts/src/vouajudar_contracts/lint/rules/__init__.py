"""The rules of our own: what no general ruleset can know about this contract."""

from __future__ import annotations

from vouajudar_contracts.lint.rule import Rule
from vouajudar_contracts.lint.rules import (
    access,
    answers,
    catalogues,
    deprecation,
    examples,
    files,
    links,
    naming,
    requests,
    schemas,
    workflows,
)

RULES: tuple[Rule, ...] = (
    *catalogues.RULES,
    *requests.RULES,
    *answers.RULES,
    *deprecation.RULES,
    *access.RULES,
    *links.RULES,
    *workflows.RULES,
    *examples.RULES,
    *schemas.RULES,
    *naming.RULES,
    *files.RULES,
)
