"""`vouajudar-stub doctor` finds nothing wrong where nothing is, and everything that is made wrong here."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.server_stub.cli.conftest import Run

LONG_AGO = "2020-01-01T00:00:00.000Z"


@pytest.fixture
def sown(run: Run, database: Path) -> Path:
    run("seed", "--database", database)
    return database


def change(database: Path, statement: str, *values: object) -> None:
    """What no program of ours would do to a database."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(statement, values)


def report(run: Run, database: Path, **environment: str) -> tuple[int, dict[str, Any]]:
    """Exit code, and findings by check."""
    done = run("doctor", "--json", "--database", database, **environment)
    told = json.loads(done.stdout)
    assert told["ok"] == (done.exit_code == 0)
    return done.exit_code, {finding["check"]: finding for finding in told["checks"]}


def wrong(findings: dict[str, Any]) -> list[str]:
    return [check for check, finding in findings.items() if finding["state"] == "error"]


def test_a_fresh_database_is_well(run: Run, sown: Path) -> None:
    code, findings = report(run, sown)
    assert (code, wrong(findings)) == (0, [])
    assert findings["log, test world"]["facts"]["events"] == 32
    assert findings["read models"]["facts"] == {"records": 16, "events": 32, "different": []}
    assert findings["handler webhooks, test world"]["facts"] == {"checkpoint": 0, "behind": 32, "switched_on": True}
    assert findings["clock, live world"]["facts"]["offset_seconds"] == 0


def test_people_get_a_table_and_the_settings(run: Run, sown: Path) -> None:
    done = run("doctor", "--database", sown, VOUAJUDAR_LOG_LEVEL="warning")
    assert done.exit_code == 0
    for text in ("16 records, each as the log says", "VOUAJUDAR_LOG_LEVEL", "warning", "Nothing is wrong."):
        assert text in done.stdout


def test_a_password_is_shown_nowhere(run: Run) -> None:
    for how in ((), ("--json",)):
        done = run("doctor", *how, VOUAJUDAR_DATABASE="postgresql://stub:geheim@127.0.0.1:1/nowhere")
        assert done.exit_code == 1
        assert "geheim" not in done.stdout + done.stderr
        assert "stub:***@127.0.0.1:1" in done.stdout


def test_a_database_that_does_not_answer_is_wrong(run: Run, database: Path) -> None:
    database.write_bytes(b"this is no database" * 100)
    done = run("doctor", "--json", "--database", database)
    assert done.exit_code == 1
    assert not json.loads(done.stdout)["ok"]


def test_a_missing_event_is_a_gap_in_the_versions_of_its_subject(run: Run, sown: Path) -> None:
    change(sown, "DELETE FROM events WHERE event_type = 'location.created' AND position = 1")
    code, findings = report(run, sown)
    assert (code, wrong(findings)) == (1, ["log, test world"])
    rebuilt = run("rebuild", "--database", sown)
    assert (rebuilt.exit_code, "lost events of loc_" in rebuilt.stderr) == (1, True)
    assert "from version 0 to 2" in findings["log, test world"]["detail"]


def test_a_record_that_is_not_what_the_log_says_is_named(run: Run, sown: Path) -> None:
    change(sown, "UPDATE records SET body = CAST(replace(CAST(body AS TEXT), 'Guaiba Vivo', 'Guaiba Morto') AS BLOB)")
    code, findings = report(run, sown)
    assert (code, wrong(findings)) == (1, ["read models"])
    different = findings["read models"]["facts"]["different"]
    assert len(different) >= 1
    assert different[0] in findings["read models"]["detail"]
    run("rebuild", "--database", sown)
    assert report(run, sown)[0] == 0


def test_a_record_that_is_gone_is_missed(run: Run, sown: Path) -> None:
    change(sown, "DELETE FROM records WHERE id = (SELECT min(id) FROM records)")
    code, findings = report(run, sown)
    assert (code, wrong(findings)) == (1, ["read models"])


def test_a_handler_that_nobody_runs_is_behind_unless_it_is_switched_off(run: Run, sown: Path) -> None:
    change(sown, "UPDATE events SET timestamp = ?", LONG_AGO)
    code, findings = report(run, sown)
    assert code == 1
    assert wrong(findings) == [f"handler {name}, test world" for name in ("webhooks", "notifications", "impact")]
    off = {f"VOUAJUDAR_{name}": "false" for name in ("WEBHOOKS", "NOTIFICATIONS", "ANALYTICS")}
    code, findings = report(run, sown, **off)
    assert code == 0
    assert "switched off" in findings["handler impact, test world"]["detail"]


def _add_endpoint(database: Path, id_: str, disabled_reason: str | None) -> None:
    body = json.dumps({"id": id_, "status": "enabled", "disabled_reason": disabled_reason}).encode()
    change(
        database,
        "INSERT INTO records (kind, id, world, version, sequence, owner, readers, body) "
        "VALUES (?, ?, 'test', 1, 0, 'ptn_1', '', ?)",
        "webhook_endpoint",
        id_,
        body,
    )


def test_messages_that_should_have_gone_out_long_ago_are_wrong_and_dead_letters_worth_a_look(run: Run, sown: Path) -> None:
    _add_endpoint(sown, "whe_1", None)
    _add_endpoint(sown, "whe_2", "gone")
    change(
        sown,
        "INSERT INTO webhook_attempts (id, world, endpoint_id, event_id, event_type, attempt, sent_at, outcome) "
        "VALUES ('wha_1', 'test', 'whe_1', 'evt_1', 'batch.ready', 10, ?, 'exhausted')",
        LONG_AGO,
    )
    code, findings = report(run, sown)
    assert (code, findings["webhooks, test world"]["state"]) == (0, "warning")
    facts = findings["webhooks, test world"]["facts"]
    assert (facts["endpoints"], facts["dead_letters"], facts["disabled"]) == (2, {"whe_1": 1}, ["whe_2"])
    change(
        sown,
        "INSERT INTO webhook_queue (world, endpoint_id, event_id, event_type, attempt, due_at) "
        "VALUES ('test', 'whe_1', (SELECT min(id) FROM events), 'location.created', 1, ?)",
        LONG_AGO,
    )
    code, findings = report(run, sown)
    assert (code, wrong(findings)) == (1, ["webhooks, test world"])
    assert findings["webhooks, test world"]["facts"]["waiting"] == {"whe_1": 1}
    assert findings["webhooks, test world"]["facts"]["overdue"] == ["whe_1"]


def test_a_live_world_ahead_of_real_time_is_wrong_and_a_test_world_is_not(run: Run, sown: Path) -> None:
    change(sown, "UPDATE worlds SET clock_offset_ms = 3600000")
    code, findings = report(run, sown)
    assert code == 1
    assert "clock, live world" in wrong(findings)
    assert "clock, test world" not in wrong(findings)
    assert "1:00:00 ahead" in findings["clock, test world"]["detail"]


def test_a_signing_key_that_nobody_has_rotated_is_worth_a_look(run: Run, sown: Path) -> None:
    run("keys", "rotate", "--database", sown)
    code, findings = report(run, sown)
    assert (code, findings["signing keys"]["state"]) == (0, "ok")
    old = int((datetime.now(UTC) - timedelta(days=40)).timestamp() * 1000)
    digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    stamp = "".join(digits[old >> shift & 31] for shift in range(45, -1, -5))
    change(sown, "UPDATE secrets SET name = ? WHERE name LIKE 'token-keys/%'", f"token-keys/{stamp}{'0' * 16}")
    code, findings = report(run, sown)
    assert (code, findings["signing keys"]["state"]) == (0, "warning")
    assert report(run, sown, VOUAJUDAR_TOKEN_KEY_DAYS="0")[1]["signing keys"]["state"] == "ok"
