"""The scenarios of spec/workflows, run by `redocly respect` against a sandbox of their own, each a test."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner
from vouajudar_contracts.cli import app
from vouajudar_contracts.verify.workflows import Scenario, cast, play, scenarios

from demo.sandbox import Sandbox, running_sandbox

ROOT = Path(__file__).parents[2]
SCENARIOS = scenarios(ROOT)

# A scenario counts the events of the whole world: nobody else may write meanwhile.
pytestmark = [pytest.mark.node, pytest.mark.slow, pytest.mark.xdist_group("workflows")]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path_factory.mktemp("workflows"), "--rate-limit-factor", "1000") as sandbox:
        yield sandbox


@pytest.mark.parametrize("played", SCENARIOS, ids=lambda each: each.name)
def test_every_step_of_the_scenario_runs_and_every_check_holds(played: Scenario, stage: Sandbox) -> None:
    result = play(ROOT, played, stage.base_url, cast(stage.partners))
    assert result.failures == (), "\n".join(result.failures)
    assert (result.steps, result.checks) == (len(played.steps), played.checks)


def test_the_contract_has_thirteen_scenarios_and_the_places_where_they_begin() -> None:
    numbers = {each.name.split("-")[0] for each in SCENARIOS}
    assert numbers == {"places", *(f"s{n:02}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 14, 17, 18))}


def test_a_scenario_that_expects_something_else_names_the_step_the_answer_and_what_was_not_run(
    tmp_path: Path, stage: Sandbox
) -> None:
    root = root_with(tmp_path, "s14-retry-with-key", "$statusCode == 201", "$statusCode == 200")
    done = CliRunner().invoke(app, ["workflows", *given(tmp_path, stage, root), "--only", "s14"])

    assert done.exit_code == 1, done.output
    assert "retryWithKey.createBatch: does not hold: $statusCode == 200" in done.output
    assert f"POST {stage.base_url}/batches -> 201 {{" in done.output
    assert "4 steps not run: retryWithKey." in done.output
    assert "4/8" in done.output


def root_with(folder: Path, name: str, right: str, wrong: str) -> Path:
    """A copy of the repository's spec where one scenario differs in one place; the rest is linked."""
    root = folder / "root"
    workflows = root / "spec" / "workflows"
    workflows.mkdir(parents=True)
    for linked in ("contracts", "node_modules", "spec/openapi"):
        (root / linked).symlink_to(ROOT / linked)
    for original in (ROOT / "spec/workflows").glob("*.yaml"):
        text = original.read_text(encoding="utf-8")
        changed = text.replace(right, wrong, 1) if original.name.startswith(name) else text
        (workflows / original.name).write_text(changed, encoding="utf-8")
    return root


def given(folder: Path, stage: Sandbox, root: Path = ROOT) -> list[str]:
    keys = folder / "ready.json"
    keys.write_text(json.dumps({"partners": stage.partners}))
    return ["--base-url", stage.base_url, "--keys-file", str(keys), "--root", str(root)]


def test_the_command_prints_a_table_and_ends_well(tmp_path: Path, stage: Sandbox) -> None:
    done = CliRunner().invoke(app, ["workflows", *given(tmp_path, stage), "--only", "places"])
    assert done.exit_code == 0, done.output
    assert "3/3" in done.output
    assert "21/21" in done.output


def test_a_scenario_that_is_not_there_is_named_beside_those_that_are(tmp_path: Path, stage: Sandbox) -> None:
    unknown = CliRunner().invoke(app, ["workflows", *given(tmp_path, stage), "--only", "s99"])
    assert unknown.exit_code == 2
    assert "there is no scenario s99; there are places, s01-happy-path" in unknown.output


def test_partners_that_cannot_play_every_role_are_refused_by_name(tmp_path: Path, stage: Sandbox) -> None:
    few = replace(stage, partners=[partner for partner in stage.partners if len(partner["kinds"]) == 1])
    refused = CliRunner().invoke(app, ["workflows", *given(tmp_path, few)])
    assert refused.exit_code == 2
    assert "no partner is left for second_carrier_key" in refused.output
    assert "va_test_" not in refused.output
