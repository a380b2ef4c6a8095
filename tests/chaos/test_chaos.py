"""A short run of calls through a breaking network, and a client that the run finds out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from vouajudar import Answer, Attempt

from demo.sandbox import Sandbox, running_sandbox
from tests.chaos.proxy import FAULTS
from tests.chaos.run import run


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path, "--rate-limit-factor", "1000") as found:
        yield found


@pytest.mark.slow
def test_calls_end_right_whatever_the_network_does(sandbox: Sandbox) -> None:
    outcome = run(sandbox, calls=700, seed=1)
    assert outcome.ledger.wrong == []
    assert sum(outcome.ledger.calls.values()) >= 700
    assert outcome.faults.keys() >= FAULTS.keys() - {"too late"}
    assert outcome.cuts > 0


@pytest.mark.slow
def test_a_client_that_draws_a_key_for_each_attempt_is_found_out(sandbox: Sandbox) -> None:
    def fresh_key(attempt: Attempt, send: Callable[[Attempt], Answer]) -> Answer:
        if "Idempotency-Key" in attempt.headers:
            attempt.headers["Idempotency-Key"] = uuid4().hex
        return send(attempt)

    outcome = run(sandbox, calls=300, seed=1, middleware=[fresh_key])
    assert any("duplicate-external-id" in line for line in outcome.ledger.wrong)
