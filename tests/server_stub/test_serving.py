"""`vouajudar-stub serve` as a process: it says when it listens, and stops well."""

from __future__ import annotations

import json
import signal
import socket
import threading
from pathlib import Path

import httpx
import pytest

from tests.server_stub.served import SECONDS, ended, run, served
from tests.server_stub.services.calls import place_draft


def test_the_ready_file_and_the_tables_name_partners_places_and_docs(tmp_path: Path) -> None:
    with served(tmp_path) as server:
        facts = server.facts
        assert list(facts) == ["base_url", "docs_url", "partners", "locations"]
        assert facts["base_url"].endswith("/v1")
        assert len(facts["partners"]) == 8
        assert list(facts["partners"][0]) == ["id", "name", "mode", "kinds", "suspended", "api_key", "client_id", "client_secret"]
        assert len(facts["locations"]) == 16
        assert list(facts["locations"][0]) == ["id", "name", "kind", "partner_id", "city_id"]
        shown = "".join(server.lines)
        for text in (facts["base_url"], facts["docs_url"], *(partner["api_key"] for partner in facts["partners"])):
            assert text in shown
        with server.client() as client:
            assert client.get("/me").json()["id"] == facts["partners"][0]["id"]
            assert client.get(f"/locations/{facts['locations'][0]['id']}").json()["name"] == facts["locations"][0]["name"]
        assert httpx.get(facts["docs_url"]).status_code == 200
        assert (tmp_path / "ready.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_stopped_ends_long_polls_and_streams_and_exits_with_zero(tmp_path: Path, number: signal.Signals) -> None:
    with served(tmp_path) as server, server.client() as client:
        polled: list[httpx.Response] = []
        poll = threading.Thread(target=lambda: polled.append(client.get("/events", params={"after": "latest", "wait": 30})))
        with client.stream("GET", "/events/stream") as stream:
            chunks = stream.iter_raw()
            assert next(chunks)
            poll.start()
            while not client.get("/health").is_success:
                pass
            server.process.send_signal(number)
            assert list(chunks) == []
        poll.join(SECONDS)
        assert polled[0].json()["items"] == []
        assert ended(server.process) == 0, "".join(server.lines)


@pytest.mark.slow
def test_data_outlives_the_process_in_a_database_of_ones_own(tmp_path: Path) -> None:
    database = ("--database", str(tmp_path / "kept.db"))
    body = {"product_type": "meal", "quantity": 5}
    once = {"Idempotency-Key": "a-batch-to-be-kept"}
    with served(tmp_path, *database) as server, server.client() as client:
        body["provider_location_id"] = server.facts["locations"][0]["id"]
        made = client.post("/batches", json=body, headers=once)
        assert made.status_code == 201
        server.process.kill()
    with served(tmp_path, *database) as again, again.client() as client:
        assert again.facts["partners"] == server.facts["partners"]
        assert client.get(f"/batches/{made.json()['id']}").content == made.content
        assert client.post("/batches", json=body, headers=once).headers["Idempotency-Replayed"] == "true"
    assert "17 records from 33 events, 0 of them were different" in run("rebuild", *database).stdout


def test_a_port_that_is_taken_and_a_setting_that_cannot_be_are_said_in_a_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = run("serve", "--port", port, cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert f"cannot listen on 127.0.0.1:{port}" in done.stderr
    done = run("serve", "--rate-limit-factor", "0", cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "VOUAJUDAR_RATE_LIMIT_FACTOR" in done.stderr
    done = run("serve", "--workers", "2", cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "VOUAJUDAR_WORKERS must be 1 with SQLite" in done.stderr


@pytest.mark.slow
def test_a_file_has_one_server_and_is_free_again_when_that_one_is_gone(tmp_path: Path) -> None:
    database = ("--database", str(tmp_path / "one.db"))
    with served(tmp_path, *database) as server:
        second = run("serve", "--port", "0", *database, cwd=tmp_path)
        assert (second.returncode, second.stderr.count("\n")) == (1, 1)
        assert "another process serves one.db" in second.stderr
        assert httpx.get(f"{server.base_url}/health").status_code == 200
        server.process.kill()  # without a chance to tidy up
    with served(tmp_path, *database) as server:
        server.process.terminate()
        assert ended(server.process) == 0
    assert not list(tmp_path.glob("*-serving"))


@pytest.mark.slow
def test_the_platform_s_word_reaches_partners_while_the_server_runs(tmp_path: Path) -> None:
    database = ("--database", str(tmp_path / "live.db"))
    with served(tmp_path, *database) as server, server.client("live") as client:

        def register(name: str) -> str:
            draft = place_draft(name=name)
            made = client.post("/locations", json=draft, headers={"Idempotency-Key": f"serving-live-{name:_<16}"})
            assert (made.status_code, made.json()["approval_status"]) == (201, "pending")
            id_: str = made.json()["id"]
            return id_

        place = register("Cozinha")
        cursor = client.get("/events", params={"after": "latest"}).json()["next_cursor"]
        told: list[httpx.Response] = []
        poll = threading.Thread(target=lambda: told.append(client.get("/events", params={"after": cursor, "wait": 30})))
        poll.start()
        assert run("locations", "approve", place, *database).stdout == f"{place} is approved\n"
        poll.join(SECONDS)
        assert [event["type"] for event in told[0].json()["items"]] == ["org.vouajudar.location.approved.v1"]
        assert client.get(f"/locations/{place}").json()["approval_status"] == "approved"
        register("Abrigo")  # the server writes on behind what the command has written
        assert run("doctor", *database).returncode == 0


def test_logs_are_json_with_a_line_for_each_request(tmp_path: Path) -> None:
    with served(tmp_path) as server:
        with server.client() as client:
            ids = [client.get("/me").headers["X-Request-Id"] for _ in range(3)]
        server.process.terminate()
        assert ended(server.process) == 0
        lines = [json.loads(line) for line in server.logged]
        assert [line["request_id"] for line in lines if line["logger"] == "vouajudar.access"] == ids
        assert all(line["level"] and line["time"].endswith("Z") for line in lines)


def test_at_the_level_of_warnings_requests_leave_no_line(tmp_path: Path) -> None:
    with served(tmp_path, environment={"VOUAJUDAR_LOG_LEVEL": "warning"}) as server:
        with server.client() as client:
            client.get("/me")
        server.process.terminate()
        assert ended(server.process) == 0
        assert server.logged == []
