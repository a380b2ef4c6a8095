"""A test that needs what a machine may not have says so: skipped with the reason, or failed where CI is to have it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import node

from .conftest import pytest_runtest_setup


class Marked:
    """A test with these marks."""

    def __init__(self, *marks: str) -> None:
        self.marks = marks

    def get_closest_marker(self, name: str) -> str | None:
        return name if name in self.marks else None


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone in which `npm ci` has not run."""
    (tmp_path / "package.json").write_text(json.dumps({"devDependencies": {"@redocly/cli": "1", "pyright": "1"}}))
    missing = node.missing
    monkeypatch.setattr(node, "missing", lambda: missing(tmp_path))
    monkeypatch.delenv("CI", raising=False)
    return tmp_path


@pytest.mark.parametrize("folder", ["@redocly/cli", "pyright"])
def test_each_program_that_is_not_installed_is_named_with_the_command_that_installs_it(bare: Path, folder: str) -> None:
    for name in {"@redocly/cli", "pyright"} - {folder}:
        (bare / "node_modules" / name).mkdir(parents=True)
        (bare / "node_modules" / name / "package.json").touch()
    assert node.missing() == f"node_modules/{folder} is not installed; {node.INSTALL}"


def test_a_test_of_node_is_skipped_with_the_reason_on_a_machine_without_it(bare: Path) -> None:
    with pytest.raises(pytest.skip.Exception, match=r"needs Node\.js: node_modules/@redocly/cli is not installed"):
        pytest_runtest_setup(Marked("node", "slow"))  # type: ignore[arg-type]


@pytest.mark.parametrize("ci", ["true", "1"])
def test_a_test_of_node_fails_in_ci_without_it(bare: Path, monkeypatch: pytest.MonkeyPatch, ci: str) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(pytest.fail.Exception, match=r"CI needs Node\.js"):
        pytest_runtest_setup(Marked("node"))  # type: ignore[arg-type]


def test_a_test_without_the_mark_runs_anywhere(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    pytest_runtest_setup(Marked("slow"))  # type: ignore[arg-type]
