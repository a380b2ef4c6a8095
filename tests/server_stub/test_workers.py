"""`serve --workers`: several processes on one PostgreSQL database are one server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from demo.receiver import Receiver, receiving
from tests.postgres import Cluster
from tests.server_stub.served import SECONDS, Served, ended, run, served

pytestmark = pytest.mark.slow

CONNECTIONS = 24
"""So many that no process goes without."""


@contextmanager
def workers(folder: Path, database: str, *options: str) -> Iterator[Served]:
    with served(folder, "--workers", "2", "--database", database, *options) as server:
        try:
            yield server
        finally:
            server.process.terminate()
            ended(server.process)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, postgres: Cluster) -> Iterator[Served]:
    """Two processes that stay whole."""
    with workers(tmp_path_factory.mktemp("workers"), postgres.new_database()) as server:
        yield server


@contextmanager
def connected(server: Served) -> Iterator[list[httpx.Client]]:
    """Many connections, held open at once: each process has some of them."""
    with ExitStack() as stack:
        yield [stack.enter_context(server.client()) for _ in range(CONNECTIONS)]


def children(process: subprocess.Popen[str]) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=False)
    return [int(pid) for pid in listed.stdout.split()]


def until(what: Callable[[], Any], because: Callable[[], str] = str) -> Any:
    """What it returns as soon as that is true."""
    end = time.monotonic() + SECONDS
    while not (found := what()):
        assert time.monotonic() < end, because()
        time.sleep(0.05)
    return found


def answering(server: Served) -> set[int]:
    """Processes that have answered something."""
    lines = (json.loads(line) for line in server.logged)
    return {line["pid"] for line in lines if line.get("logger") == "vouajudar.access"}


def make_batch(client: httpx.Client, server: Served, key: str) -> str:
    body = {"provider_location_id": server.facts["locations"][0]["id"], "product_type": "meal", "quantity": 5}
    made = client.post("/batches", json=body, headers={"Idempotency-Key": f"workers-batch-{key:_<8}"})
    assert made.status_code == 201, made.text
    id_: str = made.json()["id"]
    return id_


def test_all_processes_answer_and_what_one_writes_the_other_reads_at_once(server: Served) -> None:
    with connected(server) as clients:
        assert "Listening" in "".join(server.lines)
        for number, client in enumerate(clients):
            batch = make_batch(client, server, str(number))
            for other in clients[:: CONNECTIONS // 6]:
                assert other.get(f"/batches/{batch}").status_code == 200
        until(lambda: len(answering(server)) == 2, lambda: "".join(server.lines))


def test_calls_through_any_process_count_in_all_of_them(server: Served) -> None:
    with connected(server) as clients:
        key = {"X-API-Key": server.facts["partners"][1]["api_key"]}  # with which nobody else has called
        answers = [client.get("/me", headers=key) for client in clients]
        left = [int(answer.headers["RateLimit"].split(";")[1].removeprefix("r=")) for answer in answers]
        assert left == list(range(599, 599 - CONNECTIONS, -1))
        until(lambda: len(answering(server)) == 2)


def test_a_revoked_key_is_refused_at_once_by_every_process(server: Served) -> None:
    with connected(server) as clients:
        body = {"name": "short-lived", "scopes": ["batches:read"]}
        made = clients[0].post("/api-keys", json=body, headers={"Idempotency-Key": "workers-short-lived-key"}).json()
        key = {"X-API-Key": made["secret"]}
        assert {client.get("/batches", headers=key).status_code for client in clients} == {200}
        assert clients[0].delete(f"/api-keys/{made['id']}").status_code == 204
        assert {client.get("/batches", headers=key).status_code for client in clients} == {401}
        until(lambda: len(answering(server)) == 2)


def test_one_key_sent_through_all_of_them_at_once_makes_one_batch(server: Served) -> None:
    with connected(server) as clients:
        body = {"provider_location_id": server.facts["locations"][0]["id"], "product_type": "meal", "quantity": 7}
        answers: list[httpx.Response] = []

        def ask(client: httpx.Client) -> None:
            answers.append(client.post("/batches", json=body, headers={"Idempotency-Key": "workers-one-key-for-all"}))

        callers = [threading.Thread(target=ask, args=(client,)) for client in clients]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join(SECONDS)
        counted = Counter(answer.status_code for answer in answers)
        assert counted.keys() <= {201, 409}, [answer.text for answer in answers]
        assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
        assert {answer.json()["type"].rpartition("/")[2] for answer in answers if answer.status_code == 409} <= {
            "idempotency-in-progress"
        }
        assert (
            clients[0]
            .post("/batches", json=body, headers={"Idempotency-Key": "workers-one-key-for-all"})
            .headers["Idempotency-Replayed"]
        )


def test_a_long_poll_hears_of_what_another_process_has_written(server: Served) -> None:
    with connected(server) as clients:
        cursor = clients[0].get("/events", params={"after": "latest"}).json()["next_cursor"]
        heard: list[Any] = []

        def listen(client: httpx.Client) -> None:
            heard.append(client.get("/events", params={"after": cursor, "wait": 30}).json()["items"])

        listeners = [threading.Thread(target=listen, args=(client,)) for client in clients[1:]]
        for listener in listeners:
            listener.start()
        make_batch(clients[0], server, "polled")
        for listener in listeners:
            listener.join(SECONDS)
        assert Counter(len(items) for items in heard) == {1: CONNECTIONS - 1}


def _have_sent(client: httpx.Client, receiver: Receiver) -> None:
    body = {"url": receiver.url, "event_types": ["batch.created"]}
    made = client.post("/webhook-endpoints", json=body, headers={"Idempotency-Key": "workers-webhook-endpoint"})
    assert made.status_code == 201, made.text
    receiver.secret = made.json()["secret"]


def test_each_webhook_is_sent_by_one_process_and_by_another_when_that_one_dies(tmp_path: Path, postgres_url: str) -> None:
    with receiving() as receiver, workers(tmp_path, postgres_url) as server:
        with connected(server) as clients:
            _have_sent(clients[0], receiver)
            for number, client in enumerate(clients):
                make_batch(client, server, f"sent-{number}")
            until(lambda: len(receiver.messages) == CONNECTIONS)
        assert receiver.taken == CONNECTIONS
        leader = until(lambda: _leaders(server))[0]
        os.kill(leader, signal.SIGKILL)
        until(lambda: len(_leaders(server)) == 2, lambda: "".join(server.lines))
        with server.client() as client:
            until(lambda: _is_there(client))
            make_batch(client, server, "after")
        until(lambda: len(receiver.messages) == CONNECTIONS + 1)
        until(lambda: len(children(server.process)) == 2)
        assert leader not in children(server.process)


def _leaders(server: Served) -> list[int]:
    """Processes that have led, in order."""
    lines = (json.loads(line) for line in server.logged)
    return [line["pid"] for line in lines if "runs the clock" in line["message"]]


def _is_there(client: httpx.Client) -> bool:
    try:
        return client.get("/health").is_success
    except httpx.TransportError:
        return False


def test_all_of_them_end_well_when_the_server_is_stopped(tmp_path: Path, postgres_url: str) -> None:
    with served(tmp_path, "--workers", "2", "--database", postgres_url) as server:
        pids = children(server.process)
        assert len(pids) == 2
        server.process.send_signal(signal.SIGINT)
        assert ended(server.process) == 0, "".join(server.lines)
        assert not any(_lives(pid) for pid in pids)


def test_none_of_them_outlives_a_server_that_is_killed(tmp_path: Path, postgres_url: str) -> None:
    with served(tmp_path, "--workers", "2", "--database", postgres_url) as server:
        pids = children(server.process)
        server.process.kill()
        until(lambda: not any(_lives(pid) for pid in pids))


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] if Path("/proc").exists() else True


def test_a_database_that_is_not_there_ends_the_start_with_one_line_and_no_password(tmp_path: Path) -> None:
    done = run("serve", "--workers", "2", "--port", "0", "--database", "postgresql://stub:geheim@127.0.0.1:1/x", cwd=tmp_path)
    assert done.returncode == 1
    assert "geheim" not in done.stdout + done.stderr
    assert done.stderr.strip().splitlines()[-1].startswith("vouajudar-stub: ")
