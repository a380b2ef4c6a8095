"""What a rule lets pass by name is needed: taken out of the list, the rule finds it in the contract."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from vouajudar_contracts.document.load import Spec, load_spec
from vouajudar_contracts.lint.rule import Rule
from vouajudar_contracts.lint.rules import access, answers, catalogues, requests

ALLOWED: tuple[tuple[dict[str, Any], Rule], ...] = (
    (catalogues.ANSWERED_BY_NO_OPERATION, catalogues.problem_is_answered),
    (requests.ANSWERS_IN_OAUTH_FORM, requests.body_answers),
    (answers.NO_LOCATION, answers.answer_headers),
    (answers.FEWER_COMMON, answers.common_answers),
    (access.PUBLIC, access.scopes_named),
    (access.KIND_DEPENDS_ON_BODY, access.partner_kind_answers),
)


@pytest.fixture(scope="module")
def spec() -> Spec:
    return load_spec(Path(__file__).parents[3] / "spec")


@pytest.mark.parametrize(
    ("allowed", "name", "rule"),
    [pytest.param(allowed, name, rule, id=f"{rule.id}: {name}") for allowed, rule in ALLOWED for name in allowed],
)
def test_each_allowance_is_needed(
    allowed: dict[str, Any], name: str, rule: Rule, spec: Spec, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert list(rule.check(spec)) == []
    monkeypatch.delitem(allowed, name)
    assert any(name in finding.message for finding in rule.check(spec))
