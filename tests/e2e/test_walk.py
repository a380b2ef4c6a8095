"""Random walks through the SDK, every partner watching: whatever is done, and whenever, no invariant breaks.

I1-I10, I14, I16-I18 and I20 are judged after every step, I11 whenever a command is repeated, I12, I13, I15 and I19 in the end.
"""

from __future__ import annotations

import os

import pytest

from .clients import Clients
from .variants import each_client, each_database
from .walks import walk

STEPS = int(os.environ.get("WALK_STEPS", "80"))
SEEDS = int(os.environ.get("WALK_SEEDS", "1"))


@pytest.mark.slow
@each_database
@each_client
@pytest.mark.parametrize("seed", range(SEEDS))
async def test_a_random_walk_keeps_every_invariant(clients: Clients, client_kind: str, seed: int) -> None:
    assert await walk(clients, seed * 2 + (client_kind == "sync"), STEPS) == []
