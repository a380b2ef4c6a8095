"""Each invariant, seen to fail: a server that breaks it is found out by the walk that judges it."""

from __future__ import annotations

import pytest

from .clients import Clients
from .seeded_faults import FAULTS, Fault
from .serving import serving
from .walks import walk


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=str)
async def test_a_walk_finds_the_server_that_breaks_the_invariant(
    fault: Fault, own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.e2e.closing.PATIENCE", 2)
    fault.seed(monkeypatch)
    async with serving(own_database, rate_limit_factor=1000) as sandbox, Clients(sandbox) as clients:
        findings = await walk(clients, 7, fault.steps, weights=fault.weights, wild=fault.wild)
    found = {finding.split()[0] for finding in findings}
    assert fault.invariant in found, findings


def test_every_invariant_has_a_fault() -> None:
    assert {fault.invariant for fault in FAULTS} == {f"I{number}" for number in range(1, 21)}
