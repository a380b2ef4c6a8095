"""The general rulesets run to their end, and what they find leads to a line of the spec."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner
from vouajudar_contracts.cli import app
from vouajudar_contracts.document.load import load_spec
from vouajudar_contracts.lint.report import table
from vouajudar_contracts.lint.rule import Finding
from vouajudar_contracts.lint.rules import RULES
from vouajudar_contracts.lint.tools import redocly, spectral
from vouajudar_contracts.node import INSTALL, ToolError

from .kitchens import kitchens, write

ROOT = Path(__file__).parents[3]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The small contract, judged by the configuration of the real one."""
    write(kitchens(), tmp_path)
    (tmp_path / "spec/rules").symlink_to(ROOT / "spec/rules")
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    return tmp_path


@pytest.mark.node
@pytest.mark.slow
def test_the_contract_has_no_finding_and_every_tool_says_so() -> None:
    result = CliRunner().invoke(app, ["lint", "--root", str(ROOT)])
    assert result.exit_code == 0, result.output
    said = result.output.splitlines()
    assert [line for line in said if line.endswith(" findings")] == [
        "own rules: 0 findings",
        "redocly: 0 findings",
        "spectral openapi: 0 findings",
        "spectral asyncapi: 0 findings",
    ]
    assert f"  {len(RULES)} rules run" in said
    assert "  Woohoo! Your API descriptions are valid. 🎉" in said
    assert said.count("  []") == 2


@pytest.mark.node
def test_redocly_leads_to_file_and_line_in_openapi_asyncapi_and_arazzo(home: Path) -> None:
    outcome = redocly(home, load_spec(home / "spec"))
    found = {(f.rule, str(f.source)) for f in outcome.findings}
    assert ("info-license", "spec/openapi/openapi.yaml:3") in found
    assert any(source.startswith("spec/openapi/paths/kitchens/") for _, source in found)

    files = kitchens()
    files["asyncapi/asyncapi.yaml"]["channels"]["kitchens"]["address"] = 5
    files["workflows/kitchens.arazzo.yaml"]["workflows"][0]["steps"][1]["stepId"] = "open"
    write(files, home)
    found = {(f.rule, f.source.file) for f in redocly(home, load_spec(home / "spec")).findings}
    assert ("struct", "spec/asyncapi/asyncapi.yaml") in found
    assert ("stepId-unique", "spec/workflows/kitchens.arazzo.yaml") in found


@pytest.mark.node
def test_spectral_judges_the_bundle_and_leads_to_the_file_of_the_part(home: Path) -> None:
    files = kitchens()
    del files["schemas/Kitchen.yaml"]["properties"]["name"]["maxLength"]
    write(files, home)
    openapi, asyncapi = spectral(home, load_spec(home / "spec"))

    found = {(f.rule, str(f.source)) for f in openapi.findings}
    line = 1 + (home / "spec/schemas/Kitchen.yaml").read_text(encoding="utf-8").splitlines().index('    "name": {')
    assert ("owasp:api4:2023-string-limit", f"spec/schemas/Kitchen.yaml:{line}") in found
    assert any(rule == "operation-description" for rule, _ in found)
    assert ("asyncapi-info-contact", "spec/asyncapi/asyncapi.yaml:3") in {(f.rule, str(f.source)) for f in asyncapi.findings}


def test_a_missing_tool_is_named_with_the_command_that_installs_it(tmp_path: Path) -> None:
    write(kitchens(), tmp_path)
    with pytest.raises(ToolError, match=f"is missing; run: {INSTALL}"):
        redocly(tmp_path, load_spec(tmp_path / "spec"))
    result = CliRunner().invoke(app, ["lint", "--root", str(tmp_path)])
    assert result.exit_code == 2
    assert INSTALL in result.output


def test_findings_are_printed_whole_one_a_line_by_file_and_line(tmp_path: Path) -> None:
    files = kitchens()
    files["schemas/Oven.yaml"] = {"type": "object"}
    files["openapi/paths/kitchens/getKitchen.yaml"]["x-side"] = "command"
    write(files, tmp_path)
    result = CliRunner().invoke(app, ["lint", "--own-only", "--root", str(tmp_path)])
    assert result.exit_code == 1
    line = r"(\S+):(\d+) +own +(\S+) +(.+)"
    rows = [match.groups() for text in result.output.splitlines() if (match := re.fullmatch(line, text))]
    assert [(file, rule) for file, _, rule, _ in rows] == [
        ("spec/openapi/paths/kitchens/getKitchen.yaml", "side-matches-effect"),
        ("spec/schemas/Oven.yaml", "file-is-used"),
    ]
    assert result.output.splitlines()[-2:] == ["own rules: 2 findings", f"  {len(RULES)} rules run"]


def test_no_finding_makes_no_table() -> None:
    assert list(table(list[Finding]())) == []


@pytest.mark.parametrize("config", sorted((ROOT / "spec/rules").glob("*.yaml")), ids=lambda path: path.name)
def test_a_rule_that_is_switched_off_has_its_reason_beside_it(config: Path) -> None:
    lines = config.read_text(encoding="utf-8").splitlines()
    for i, text in enumerate(lines):
        if re.search(r":\s*(off|false)\s*$", text):
            above = lines[i - 1].strip()
            assert above.startswith("#") or re.search(r":\s*off$", above), f"{config.name}:{i + 1}: {text.strip()} has no reason"
