"""The short run: `make faults` makes the long one, of every named point and every known-bad variant."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.postgres import Cluster

from .databases import PostgresDatabase, SqliteFile
from .kills import STARTS, Kill, at, at_random, in_first_start
from .run import Outcome, Run
from .syncs import measured
from .variants import VARIANTS

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]

SEED = 20


def judge(outcome: Outcome, kills: int) -> None:
    assert str(outcome.findings) == "nothing"
    assert outcome.kills.total() >= kills
    assert outcome.acknowledged > 50
    assert outcome.retries > 0
    assert outcome.webhooks > 0


def test_a_server_that_is_killed_loses_nothing_it_has_acknowledged_and_does_nothing_twice(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    kills = [
        Kill("answer.before", hits=25),
        Kill("wal.torn", hits=40),
        Kill("queue.written", hits=4),
        Kill("send.after", hits=20, pause=0.01),
        at_random(chance),
    ]
    outcome = Run(tmp_path, SEED, SqliteFile(tmp_path / "world.db"))(in_first_start(STARTS, chance)[:2], kills)
    judge(outcome, kills=8)
    assert outcome.replayed > 0, "no answer was lost behind its effect: the retries have shown nothing"


def test_so_does_one_on_postgresql(tmp_path: Path, postgres: Cluster) -> None:
    kills = [Kill("commit.sent", hits=15), Kill("queue.written", hits=3)]
    judge(Run(tmp_path, SEED, PostgresDatabase(postgres))([], kills), kills=3)


def test_so_do_several_processes_that_serve_together_while_one_of_them_is_killed(tmp_path: Path, postgres: Cluster) -> None:
    kills = [Kill("send.before", hits=5), Kill("answer.before", hits=10)]
    judge(Run(tmp_path, SEED, PostgresDatabase(postgres), processes=2)([], kills), kills=2)


def test_each_group_of_commands_is_synced_before_it_is_acknowledged(tmp_path: Path) -> None:
    syncs = measured(tmp_path, seconds=1.5)
    assert syncs.unsynced == 0
    assert syncs.wal_syncs >= syncs.groups >= syncs.command_groups > 0
    assert syncs.acknowledged > syncs.command_groups, "commands of many clients share their syncs"
    if syncs.traced is not None:
        assert syncs.traced == {"WAL": syncs.wal_syncs, "world.db": syncs.backfills}


def test_a_server_that_answers_before_it_commits_is_found_out(tmp_path: Path) -> None:
    variant = VARIANTS["ack-before-commit"]
    run = Run(tmp_path, SEED, SqliteFile(tmp_path / "world.db"), variant="ack-before-commit", stop_early=True)
    outcome = run([], at(variant.points, random.Random(SEED), 4))
    assert variant.caught_by & outcome.findings.by_check.keys()
