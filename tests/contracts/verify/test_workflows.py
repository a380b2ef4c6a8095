"""What respect says it did is held against what the scenario asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from vouajudar_contracts.verify.workflows import CONTRACT_CHECKS, CastError, Scenario, Step, cast, judged, partners_in, scenarios

ROOT = Path(__file__).parents[3]
COOK = Step("lunch", "cook", ("$statusCode == 201", "$response.body#/meals == 80"))
EAT = Step("lunch", "eat", ("$statusCode == 204",))
LUNCH = Scenario(Path("lunch.arazzo.yaml"), "Lunch", frozenset({"run"}), (COOK, EAT))


def check(condition: str, status: str = "success") -> dict[str, Any]:
    own = condition in CONTRACT_CHECKS
    return (
        {"name": condition, "status": status}
        if own
        else {"name": "success criteria check", "condition": condition, "status": status}
    )


def call(step: Step, *checks: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "step",
        "workflowId": step.workflow,
        "stepId": step.name,
        "request": {"method": "post", "url": "http://127.0.0.1/v1/lunch", "headers": {"x-api-key": "va_test_" + "x" * 32}},
        "response": {"statusCode": 201, "body": {"meals": 79, "secret": "whsec_" + "s" * 32}},
        "checks": list(checks) or [check(each) for each in step.checks],
    }


def run(*calls: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"type": "workflow", "totalTimeMs": 5, "executedSteps": list(calls)}]


def test_a_scenario_holds_when_every_call_was_made_and_every_check_passed() -> None:
    played = judged(LUNCH, run(call(COOK), call(EAT)))
    assert played.failures == ()
    assert (played.steps, played.checks) == (2, 7)


def test_a_call_in_a_workflow_within_the_workflow_counts() -> None:
    inner = {"type": "workflow", "totalTimeMs": 5, "executedSteps": [call(COOK)]}
    assert judged(LUNCH, run(inner, call(EAT))).failures == ()


def test_a_step_that_was_not_run_is_named() -> None:
    assert judged(LUNCH, run(call(COOK))).failures == ("1 steps not run: lunch.eat",)


@pytest.mark.parametrize("left_out", COOK.checks)
def test_a_check_that_was_left_out_is_named(left_out: str) -> None:
    made = call(COOK, *[check(each) for each in COOK.checks if each != left_out])
    assert judged(LUNCH, run(made, call(EAT))).failures == (f"lunch.cook: not checked: {left_out}",)


def test_a_call_nobody_asked_for_is_told() -> None:
    assert judged(LUNCH, run(call(COOK), call(COOK), call(EAT))).failures == ("3 calls made, 2 asked for",)


def test_a_failed_check_shows_what_was_sent_and_what_came_and_no_secret() -> None:
    made = call(COOK, *[check(each, "error" if "meals" in each else "success") for each in COOK.checks])
    (failure,) = judged(LUNCH, run(made, call(EAT))).failures
    assert failure.startswith("lunch.cook: does not hold: $response.body#/meals == 80")
    assert 'POST http://127.0.0.1/v1/lunch -> 201 {"meals": 79, "secret": "whsec_[hidden]"}' in failure


def test_an_answer_without_a_body_is_held_against_its_status_alone() -> None:
    assert EAT.checks == ("$statusCode == 204", "status code check")


def test_every_criterion_of_every_step_of_the_spec_is_asked_for() -> None:
    for scenario in scenarios(ROOT):
        text = scenario.path.read_text(encoding="utf-8")
        included = text.count("workflowId: $sourceDescriptions")
        assert len(scenario.steps) == text.count("- stepId:") + 2 * included  # the places: three steps stand for one


def test_each_role_goes_to_another_partner_and_the_narrowest_ones_first() -> None:
    one = [{"kinds": [kind], "api_key": kind} for kind in ("observer", "dispatch", "shelter", "provider")]
    both = [{"kinds": ["provider", "shelter", "dispatch", "observer"], "api_key": name} for name in ("first", "second")]
    gone = [
        {"kinds": ["provider"], "api_key": "gone", "suspended": True},
        {"kinds": ["provider"], "api_key": "live", "mode": "live"},
    ]
    assert cast([*gone, *both, *one]) == {
        "provider_key": "provider",
        "shelter_key": "shelter",
        "carrier_key": "dispatch",
        "second_carrier_key": "first",
        "third_carrier_key": "second",
        "outsider_key": "first",
    }


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"partners": [{"kinds": []}]}', '{"partners": [{"kinds": "all", "api_key": "k"}]}']
)
def test_a_file_that_holds_no_partners_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "ready.json"
    file.write_text(text)
    with pytest.raises(CastError, match="has no `partners`"):
        partners_in(file)
