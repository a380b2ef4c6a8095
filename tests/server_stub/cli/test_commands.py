"""The operator's commands on a database that nobody serves."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from vouajudar_stub.assembly import assembled
from vouajudar_stub.settings import Settings

from tests.server_stub.cli.conftest import Run
from tests.server_stub.services.calls import place_draft


def test_help_names_every_command(run: Run) -> None:
    shown = run("--help").stdout
    for command in ("serve", "migrate", "seed", "rebuild", "doctor", "locations", "keys"):
        assert command in shown


def test_migrate_sets_an_empty_database_up_and_may_be_repeated(run: Run, database: Path) -> None:
    for _ in range(2):
        done = run("migrate", "--database", database)
        assert (done.exit_code, done.stdout) == (0, "The database is up to date.\n")
    assert "0 records from 0 events" in run("rebuild", "--database", database).stdout


def test_seed_shows_partners_with_their_keys_and_writes_them_for_programs(run: Run, database: Path, tmp_path: Path) -> None:
    done = run("seed", "--database", database, "--facts-file", tmp_path / "facts.json")
    facts = json.loads((tmp_path / "facts.json").read_text())
    assert (len(facts["partners"]), len(facts["locations"])) == (8, 16)
    assert all(partner["api_key"] in done.stdout for partner in facts["partners"])
    assert (tmp_path / "facts.json").stat().st_mode & 0o077 == 0


def test_seed_adds_what_is_missing_and_changes_nothing_that_is_there(run: Run, database: Path, tmp_path: Path) -> None:
    def sown(*options: str) -> tuple[Any, str]:
        run("seed", "--database", database, "--facts-file", tmp_path / "facts.json", *options)
        return json.loads((tmp_path / "facts.json").read_text()), run("rebuild", "--database", database).stdout

    first, second = sown(), sown()
    assert first == second
    assert "16 records from 32 events, 0 of them were different" in first[1]
    more, counted = sown("--demo")
    assert more["partners"] == first[0]["partners"]
    assert more["locations"][:16] == first[0]["locations"]
    records = int(counted.split()[0])
    assert records > len(more["locations"]) > 16
    assert sown("--demo") == (more, counted)


def test_the_database_may_be_named_by_the_environment(run: Run, database: Path) -> None:
    run("migrate", "--database", database)
    assert run("rebuild", VOUAJUDAR_DATABASE=f"sqlite:///{database}").exit_code == 0


@pytest.mark.parametrize(
    "command",
    [
        ("rebuild",),
        ("doctor",),
        ("locations", "pending"),
        ("locations", "approve", "loc_1"),
        ("keys", "rotate"),
        ("keys", "list"),
        ("migrate",),
        ("seed",),
    ],
)
def test_a_command_without_a_database_says_how_to_name_one(run: Run, command: tuple[str, ...]) -> None:
    done = run(*command, VOUAJUDAR_DATABASE="")
    assert (done.exit_code, done.stderr) == (2, "vouajudar-stub: name a database, by --database or VOUAJUDAR_DATABASE\n")


@pytest.mark.parametrize("command", [("rebuild",), ("doctor",), ("locations", "pending"), ("keys", "rotate")])
def test_a_command_makes_no_database_where_there_is_none(run: Run, database: Path, command: tuple[str, ...]) -> None:
    done = run(*command, "--database", database)
    assert (done.exit_code, done.stderr) == (1, f"vouajudar-stub: there is no database at {database}\n")
    assert not database.exists()


@pytest.mark.parametrize(
    "command", [("rebuild",), ("migrate",), ("seed",), ("doctor",), ("keys", "rotate"), ("locations", "pending"), ("serve",)]
)
def test_no_error_shows_the_password_of_a_database(run: Run, command: tuple[str, ...]) -> None:
    done = run(*command, "--database", "postgresql://stub:geheim@127.0.0.1:1/nowhere")
    assert done.exit_code == 1
    assert "geheim" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


async def _register(database: Path, *names: str) -> list[str]:
    """Locations of the partner in live mode, which wait for the platform's word."""
    async with assembled(Settings(sandbox=True, database=str(database), log_level="error")) as server:
        key = next(secrets.api_key for partner, secrets in server.partners if partner.mode == "live")
        transport = httpx.ASGITransport(server.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://stub.test/v1", headers={"X-API-Key": key}) as http:
            made = []
            for number, name in enumerate(names):
                key_of_call = {"Idempotency-Key": f"live-location-{number:04}"}
                answer = await http.post("/locations", json=place_draft(name=name, kind="provider"), headers=key_of_call)
                assert (answer.status_code, answer.json()["approval_status"]) == (201, "pending"), answer.text
                made.append(str(answer.json()["id"]))
            return made


async def _events(database: Path, location_id: str) -> list[Any]:
    async with assembled(Settings(sandbox=True, database=str(database), log_level="error")) as server:
        key = next(secrets.api_key for partner, secrets in server.partners if partner.mode == "live")
        transport = httpx.ASGITransport(server.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://stub.test/v1", headers={"X-API-Key": key}) as http:
            items = (await http.get("/events", params={"limit": 100})).json()["items"]
            return [event for event in items if event["subject"] == location_id]


def test_the_platform_approves_and_rejects_what_waits(run: Run, database: Path) -> None:
    lake, hill = asyncio.run(_register(database, "Cozinha Beira Lago", "Cozinha do Morro"))
    shown = run("locations", "pending", "--database", database).stdout
    assert "Cozinha Beira Lago" in shown
    assert lake in shown
    assert "2 pending in the live world" in shown
    assert run("locations", "approve", lake, "--database", database).stdout == f"{lake} is approved\n"
    assert run("locations", "reject", hill, "--database", database).stdout == f"{hill} is rejected\n"
    assert run("locations", "pending", "--database", database).stdout == "0 pending in the live world\n"
    told = asyncio.run(_events(database, lake))
    assert [event["type"].split(".")[-2] for event in told] == ["created", "approved"]
    assert (told[1]["actor"], told[1]["causationid"][:4]) == ("platform", "rid_")
    assert "0 of them were different" in run("rebuild", "--database", database).stdout


def test_a_location_that_does_not_exist_is_said_to_be_none(run: Run, database: Path) -> None:
    run("migrate", "--database", database)
    done = run("locations", "approve", "loc_01J8ZQ4Y7N3V5W6X8Y9Z0A1B2C", "--database", database)
    assert (done.exit_code, done.stderr) == (
        1,
        "vouajudar-stub: there is no location loc_01J8ZQ4Y7N3V5W6X8Y9Z0A1B2C in the live world\n",
    )


def test_keys_are_rotated_listed_and_revoked(run: Run, database: Path) -> None:
    run("migrate", "--database", database)
    assert run("keys", "list", "--database", database).stdout == "0 keys\n"
    run("keys", "rotate", "--database", database)
    second = run("keys", "rotate", "--database", database).stdout.split()[2]
    lines = run("keys", "list", "--database", database).stdout.splitlines()
    assert lines[-1] == "2 keys"
    assert "verifies until" in lines[0]
    assert lines[1].startswith(second)
    assert lines[1].endswith("signs")
    assert "Tokens signed before are refused." in run("keys", "rotate", "--revoke-older", "--database", database).stdout
    assert run("keys", "list", "--database", database).stdout.splitlines()[-1] == "1 key"
