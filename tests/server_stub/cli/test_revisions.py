"""The operator's commands on every kind of database; a database of another revision is told, and brought up to date."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from tests.postgres import Cluster
from tests.server_stub.cli.conftest import Run

Change: TypeAlias = Callable[[str], None]


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Change]:
    """The address of a database without tables, and a way to change what is in it."""
    if request.param == "sqlite":
        path = tmp_path / "stub.db"

        def in_the_file(statement: str) -> None:
            with closing(sqlite3.connect(path)) as connection, connection:
                connection.execute(statement)

        return str(path), in_the_file
    cluster: Cluster = request.getfixturevalue("postgres")
    address: str = request.getfixturevalue("postgres_url")
    return address, lambda statement: _nothing(cluster.sql(statement, address.rpartition("/")[2]))


def _nothing(_answer: str) -> None: ...


def _checks(run: Run, database: str) -> tuple[int, dict[str, Any]]:
    done = run("doctor", "--json", "--database", database)
    return done.exit_code, {finding["check"]: finding for finding in json.loads(done.stdout)["checks"]}


def test_set_up_sown_rotated_examined_and_rebuilt(run: Run, kept: tuple[str, Change]) -> None:
    database, change = kept
    assert run("migrate", "--database", database).exit_code == 0
    assert run("seed", "--database", database).exit_code == 0
    assert run("keys", "rotate", "--database", database).exit_code == 0
    assert run("locations", "pending", "--database", database).stdout == "0 pending in the live world\n"
    code, checks = _checks(run, database)
    assert code == 0, checks
    assert checks["read models"]["facts"] == {"records": 16, "events": 32, "different": []}
    change("UPDATE records SET version = 7 WHERE id = (SELECT min(id) FROM records WHERE kind = 'location')")
    assert _checks(run, database)[1]["read models"]["facts"]["different"] != []
    assert "16 records from 32 events, 1 of them were different" in run("rebuild", "--database", database).stdout
    assert "0 of them were different" in run("rebuild", "--database", database).stdout


def test_another_revision_is_told_by_every_command_that_needs_this_one(run: Run, kept: tuple[str, Change]) -> None:
    database, change = kept
    run("migrate", "--database", database)
    change("UPDATE alembic_version SET version_num = 'r9999'")
    code, checks = _checks(run, database)
    assert (code, [name for name, check in checks.items() if check["state"] == "error"]) == (1, ["revision"])
    for command in (("rebuild",), ("seed",), ("keys", "list"), ("serve", "--port", "0")):
        done = run(*command, "--database", database)
        assert (done.exit_code, done.stderr.count("\n")) == (1, 1), done.stderr
        assert "r9999" in done.stderr
        assert "s3cret-of-tests" not in done.stderr
