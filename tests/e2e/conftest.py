"""A running sandbox for every test of this folder: one process a worker and database, reset before each test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from demo.sandbox import Sandbox, running_sandbox
from tests.postgres import Cluster

from .clients import ClientKind, Clients
from .conformance.answers import judged
from .world import World


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> str:
    """What the sandbox keeps its data in; tests that are to run on each are parametrised with it."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def own_database(request: pytest.FixtureRequest, tmp_path: Path, database: str) -> str:
    """What a server of the test's own keeps its data in."""
    if database == "sqlite":
        return str(tmp_path / "stub.db")
    cluster: Cluster = request.getfixturevalue("postgres")
    return cluster.new_database()


@pytest.fixture(scope="session")
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, database: str) -> Iterator[Sandbox]:
    options = ["--rate-limit-factor", "1000"]
    if database == "postgresql":
        cluster: Cluster = request.getfixturevalue("postgres")
        options += ["--database", cluster.new_database()]
    with running_sandbox(tmp_path_factory.mktemp("sandbox"), *options) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    """The running sandbox with its world back at the seeds."""
    with running.client(running.partner()) as client:
        client.sandbox.reset()
    return running


@pytest.fixture
def client_kind(request: pytest.FixtureRequest) -> ClientKind:
    kind: ClientKind = getattr(request, "param", "async")
    return kind


@pytest.fixture
async def clients(sandbox: Sandbox, client_kind: ClientKind) -> AsyncIterator[Clients]:
    """Clients of the sandbox. In the end every answer that they got must be one of the contract."""
    async with Clients(sandbox, client_kind) as clients:
        yield clients
    assert judged(clients.recorder.exchanges) == []


@pytest.fixture
async def world(clients: Clients) -> World:
    """The kitchen and the shelter of Porto Alegre's centre, and a carrier that is neither."""
    return await World.of(clients)
