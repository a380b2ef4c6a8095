"""Schemathesis over everything the stub serves, over HTTP and in process: seeds fixed, zero failures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from schemathesis.python import asgi
from vouajudar_contracts.verify.caller import meet, still_good
from vouajudar_contracts.verify.fuzz import Pass, fuzz, plan
from vouajudar_contracts.verify.fuzz_report import FuzzReport

from demo.sandbox import Sandbox, running_sandbox

from .hosted import Hosted

BUNDLE = Path(__file__).parents[2] / "contracts" / "bundles" / "openapi.json"
SEED = 20261124
OPERATIONS = 59
JOURNEY = frozenset(
    ["createBatch", "markBatchReady", "createDelivery", "confirmDelivery", "getHandoverCodes", "verifyPickup", "verifyDropoff"]
)
# Streams end soon, and nothing is sent to an address that the fuzzer made up.
QUIET = {"VOUAJUDAR_STREAM_SECONDS": "1", "VOUAJUDAR_WEBHOOKS": "false", "VOUAJUDAR_RATE_LIMIT_FACTOR": "1000"}

# Warnings of the judge's own libraries about generated values are no findings.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(BUNDLE.read_text())
    return loaded


@pytest.fixture(scope="module")
def own_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Keys are revoked in it, its clock moves, its world is reset: it is nobody else's."""
    with running_sandbox(tmp_path_factory.mktemp("fuzzed"), variables=QUIET) as sandbox:
        yield sandbox


def test_no_call_and_no_sequence_over_http_breaks_the_contract(document: dict[str, Any], own_sandbox: Sandbox) -> None:
    partner, peer = own_sandbox.partner(), own_sandbox.partner(number=1)
    with httpx.Client() as session:
        client = partner["client_id"], partner["client_secret"]
        caller = meet(session, own_sandbox.base_url, partner["api_key"], client, peer["api_key"])
        passes = plan(document, max_examples=2, scenarios=6, boundaries=False)
        report = fuzz(document, passes, caller=caller, seed=SEED, base_url=own_sandbox.base_url)
        assert still_good(session, own_sandbox.base_url, caller)
    assert report.failures == [], "\n\n".join(report.failures[:10])
    assert_whole(report)


def test_no_boundary_value_in_process_breaks_the_contract(document: dict[str, Any]) -> None:
    app = Hosted(stream_seconds=1, webhooks=False, rate_limit_factor=1000)
    try:
        with asgi.get_client(app) as session:
            api_key, client = app.partner()
            caller = meet(session, "/v1", api_key, client)
            report = fuzz(document, plan(document, max_examples=1, scenarios=0), caller=caller, seed=SEED, app=app)
            assert still_good(session, "/v1", caller)
    finally:
        asgi.shutdown_lifespans()
    assert report.failures == [], "\n\n".join(report.failures[:10])
    assert_whole(report)
    assert report.cases > 4000


def test_the_links_of_the_contract_carry_a_batch_to_its_delivery(document: dict[str, Any]) -> None:
    app = Hosted(stream_seconds=1, webhooks=False, rate_limit_factor=1000)
    try:
        with asgi.get_client(app) as session:
            caller = meet(session, "/v1", app.partner()[0])
            each = Pass("journey", JOURNEY, 30, stateful=True, max_steps=50, declared_links_only=True)
            report = fuzz(document, [each], caller=caller, seed=SEED, app=app)
    finally:
        asgi.shutdown_lifespans()
    assert report.failures == [], "\n\n".join(report.failures[:10])
    assert report.answered("verifyDropoff", 200) > 0, report.answers


def assert_whole(report: FuzzReport) -> None:
    """Every operation of the contract was called, none left out."""
    assert len(report.operations) == OPERATIONS
    assert report.never_called == []
