"""`make demo`, as a stranger runs it: it ends well, and shows calls, events and webhooks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from demo.fulfilment import EXPECTED
from demo.receiver import receiving

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
def test_the_demo_shows_three_scenarios_and_leaves_nothing_running() -> None:
    environment = {**os.environ, "COLUMNS": "80", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "demo"], capture_output=True, text=True, check=False, cwd=ROOT, env=environment, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    kept = [line for line in done.stdout.splitlines() if line.startswith(("yes", "NO"))]
    assert [line[:7] for line in kept] == ["yes  S1", "yes  S2", "yes  S9", "yes  S9", "yes  S9"]
    assert done.stdout.count("» webhook") == sum(name.startswith(("resource_request.", "delivery.")) for name in EXPECTED)
    assert max(map(len, done.stdout.splitlines())) <= 120
    for secret in ("va_test_", "whsec_"):
        assert secret not in done.stdout


def test_the_receiver_believes_nothing_without_the_secret() -> None:
    with receiving() as receiver:
        receiver.secret = "whsec_" + "A" * 32
        headers = {"webhook-id": "evt_1", "webhook-timestamp": "1", "webhook-signature": "v1,AAAA"}
        assert receiver.take(b'{"id":"evt_1"}', headers) == 400
        assert receiver.take(b'{"id":"evt_1"}', {}) == 400
        assert receiver.await_messages([]) == []
