"""`vouajudar-stub serve` as a process: it says when it listens, and stops well."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

COMMAND = [sys.executable, "-m", "vouajudar_stub.cli"]
SECONDS = 30


@contextmanager
def _served(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any], list[str]]]:
    """A server that listens, what its ready file says, and the lines it prints."""
    ready = folder / "ready.json"
    command = [*COMMAND, "serve", "--sandbox", "--port", "0", "--ready-file", str(ready), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=folder)
    lines: list[str] = []
    listening, output = threading.Event(), process.stdout
    assert output is not None

    def read() -> None:
        for line in output:
            lines.append(line)
            if line.startswith("Listening"):
                listening.set()

    reader = threading.Thread(target=read)
    reader.start()
    try:
        assert listening.wait(SECONDS), "".join(lines)
        yield process, json.loads(ready.read_text()), lines
    finally:
        process.kill()
        process.wait()
        reader.join()
        output.close()


def test_the_ready_file_and_the_tables_name_partners_places_and_docs(tmp_path: Path) -> None:
    with _served(tmp_path) as (_, facts, lines):
        assert list(facts) == ["base_url", "docs_url", "partners", "locations"]
        assert facts["base_url"].endswith("/v1")
        assert len(facts["partners"]) == 8
        assert list(facts["partners"][0]) == ["id", "name", "mode", "kinds", "suspended", "api_key", "client_id", "client_secret"]
        assert len(facts["locations"]) == 16
        assert list(facts["locations"][0]) == ["id", "name", "kind", "partner_id", "city_id"]
        shown = "".join(lines)
        for text in (facts["base_url"], facts["docs_url"], *(partner["api_key"] for partner in facts["partners"])):
            assert text in shown
        key = {"X-API-Key": facts["partners"][0]["api_key"]}
        with httpx.Client(base_url=facts["base_url"], headers=key) as client:
            assert client.get("/me").json()["id"] == facts["partners"][0]["id"]
            assert client.get(f"/locations/{facts['locations'][0]['id']}").json()["name"] == facts["locations"][0]["name"]
        assert httpx.get(facts["docs_url"]).status_code == 200
        assert (tmp_path / "ready.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_stopped_ends_long_polls_and_streams_and_exits_with_zero(tmp_path: Path, number: signal.Signals) -> None:
    with _served(tmp_path) as (process, facts, lines):
        key = {"X-API-Key": facts["partners"][0]["api_key"]}
        with httpx.Client(base_url=facts["base_url"], headers=key, timeout=SECONDS) as client:
            polled: list[httpx.Response] = []
            poll = threading.Thread(target=lambda: polled.append(client.get("/events", params={"after": "latest", "wait": 30})))
            with client.stream("GET", "/events/stream") as stream:
                chunks = stream.iter_raw()
                assert next(chunks)
                poll.start()
                while not client.get("/health").is_success:
                    pass
                process.send_signal(number)
                assert list(chunks) == []
            poll.join(SECONDS)
        assert polled[0].json()["items"] == []
        assert process.wait(SECONDS) == 0, "".join(lines)


def test_logs_are_json_and_hold_no_secret(tmp_path: Path) -> None:
    with _served(tmp_path) as (process, facts, lines):
        partner = facts["partners"][0]
        httpx.get(f"{facts['base_url']}/me", headers={"X-API-Key": partner["api_key"]})
        process.terminate()
        process.wait(SECONDS)
        logged = [line for line in lines if line.startswith("{")]
        assert logged
        assert all(json.loads(line)["level"] for line in logged)
        assert not any(partner[name] in line for line in logged for name in ("api_key", "client_secret"))


def test_data_outlives_the_process_in_a_database_of_ones_own(tmp_path: Path) -> None:
    database = ("--database", str(tmp_path / "kept.db"))
    with _served(tmp_path, *database) as (process, facts, _):
        key = {"X-API-Key": facts["partners"][0]["api_key"], "Idempotency-Key": "a-batch-to-be-kept"}
        body = {"provider_location_id": facts["locations"][0]["id"], "product_type": "meal", "quantity": 5}
        made = httpx.post(f"{facts['base_url']}/batches", json=body, headers=key)
        assert made.status_code == 201
        process.kill()
    (tmp_path / "ready.json").unlink()
    with _served(tmp_path, *database) as (_, again, _):
        assert again["partners"] == facts["partners"]
        got = httpx.get(f"{again['base_url']}/batches/{made.json()['id']}", headers=key)
        assert got.content == made.content
        assert httpx.post(f"{again['base_url']}/batches", json=body, headers=key).headers["Idempotency-Replayed"] == "true"
    done = subprocess.run([*COMMAND, "rebuild", *database], capture_output=True, text=True, check=True)
    assert "17 records from 33 events, 0 of them were different" in done.stdout


def test_a_port_that_is_taken_and_a_setting_that_cannot_be_are_said_in_a_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run([*COMMAND, "serve", "--port", port], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert f"cannot listen on 127.0.0.1:{port}" in done.stderr
    done = subprocess.run(
        [*COMMAND, "serve", "--rate-limit-factor", "0"], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "VOUAJUDAR_RATE_LIMIT_FACTOR" in done.stderr
