"""The short run: `make faults` makes the long one, of every named point and every known-bad variant."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from .databases import SqliteFile
from .kills import STARTS, Kill, at, at_random, in_first_start
from .run import Outcome, Run
from .syncs import measured
from .variants import VARIANTS

SEED = 20


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """What a server came to that was killed eight times."""
    chance = random.Random(SEED)
    kills = [
        Kill("answer.before", hits=25),
        Kill("wal.torn", hits=40),
        Kill("queue.written", hits=4),
        Kill("send.after", hits=30, pause=0.01),
        at_random(chance),
    ]
    folder = tmp_path_factory.mktemp("killed")
    return Run(folder, SEED, SqliteFile(folder / "world.db"))(in_first_start(STARTS, chance)[:2], kills)


@pytest.mark.slow
@pytest.mark.xdist_group("faults")
def test_a_server_that_is_killed_loses_nothing_it_has_acknowledged_and_does_nothing_twice(killed: Outcome) -> None:
    assert str(killed.findings) == "nothing"
    assert killed.kills.total() >= 8
    assert killed.acknowledged > 50
    assert killed.replayed > 0, "no answer was lost behind its effect: the retries have shown nothing"
    assert killed.webhooks > 0


@pytest.mark.slow
@pytest.mark.xdist_group("faults")
def test_each_group_of_commands_is_synced_once_before_it_is_acknowledged(tmp_path: Path) -> None:
    syncs = measured(tmp_path, seconds=1.5)
    assert syncs.unsynced == 0
    assert syncs.wal_syncs >= syncs.groups >= syncs.command_groups > 0
    assert syncs.acknowledged > syncs.command_groups, "commands of many clients share their syncs"
    if syncs.traced is not None:
        assert syncs.traced == {"WAL": syncs.wal_syncs, "world.db": syncs.backfills}


@pytest.mark.slow
@pytest.mark.xdist_group("faults")
def test_a_server_that_answers_before_it_commits_is_found_out(tmp_path: Path) -> None:
    variant = VARIANTS["ack-before-commit"]
    run = Run(tmp_path, SEED, SqliteFile(tmp_path / "world.db"), variant="ack-before-commit", stop_early=True)
    outcome = run([], at(variant.points, random.Random(SEED), 4))
    assert variant.caught_by & outcome.findings.by_check.keys()
