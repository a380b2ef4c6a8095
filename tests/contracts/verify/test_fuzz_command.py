"""`vouajudar-contracts fuzz`: what a platform team sees of it."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner
from vouajudar_contracts.cli import app
from vouajudar_contracts.verify.caller import CallerError, meet

from demo.sandbox import running_sandbox

KEY = "va_test_" + "k" * 32
NOWHERE = "http://127.0.0.1:9/v1"


def run(*options: str, base_url: str = NOWHERE, key: str | None = KEY) -> tuple[int, str]:
    given = ["fuzz", "--base-url", base_url, "--api-key-env", "FUZZ_KEY", *options]
    done = CliRunner().invoke(app, given, env={"FUZZ_KEY": key})
    return done.exit_code, done.output


def test_an_operation_that_the_contract_does_not_have_is_named() -> None:
    assert run("--only", "getHealth", "--skip", "bakeBread") == (2, "the contract has no operation bakeBread\n")


def test_a_key_that_is_not_in_the_environment_is_asked_for_by_the_name_of_its_variable() -> None:
    assert run(key=None) == (2, "the environment variable FUZZ_KEY is not set\n")


def test_a_service_that_is_not_there_is_one_line_and_not_a_thousand_failures() -> None:
    code, output = run()
    assert code == 2
    assert output.startswith(f"GET {NOWHERE}/me: ")
    assert len(output.splitlines()) == 1


def test_a_key_that_the_service_refuses_is_said_before_anything_is_judged_and_is_not_shown() -> None:
    refused = httpx.MockTransport(lambda request: httpx.Response(401, text=f"no such key: {request.headers['X-API-Key']}"))
    with httpx.Client(transport=refused) as session, pytest.raises(CallerError) as told:
        meet(session, "http://service/v1", KEY)
    assert str(told.value) == "GET http://service/v1/me is answered 401: no such key: [hidden]"


def test_two_keys_of_one_partner_are_refused() -> None:
    me = httpx.MockTransport(
        lambda _request: httpx.Response(200, json={"id": "ptn_1", "organization": {"id": "org_1"}, "kinds": []})
    )
    with httpx.Client(transport=me) as session, pytest.raises(CallerError, match="the second must be another's"):
        meet(session, "http://service/v1", KEY, peer_key="va_test_" + "p" * 32)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of the judge's own libraries about generated values
def test_a_service_that_keeps_the_contract_is_shown_by_operation_and_exits_well(tmp_path: Path) -> None:
    with running_sandbox(tmp_path, variables={"VOUAJUDAR_RATE_LIMIT_FACTOR": "1000"}) as sandbox:
        key = sandbox.partner()["api_key"]
        options = ("--only", "getHealth", "--only", "listProductTypes", "--max-examples", "2", "--scenarios", "0")
        code, output = run(*options, base_url=sandbox.base_url, key=key)
    assert code == 0, output
    assert "listProductTypes" in output
    assert "2 of 2 operations, 0 failures" in output
    assert "seed 1" in output
    assert key not in output
