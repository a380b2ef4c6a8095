"""A running sandbox for every test of this folder: one process a worker, reset before each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from demo.sandbox import Sandbox, running_sandbox

from .world import World


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path_factory.mktemp("sandbox"), "--rate-limit-factor", "1000") as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    """The running sandbox with its world back at the seeds."""
    with running.client(running.partner()) as client:
        client.sandbox.reset()
    return running


@pytest.fixture
def world(sandbox: Sandbox) -> Iterator[World]:
    """The kitchen and the shelter of Porto Alegre's centre, and a carrier that is neither."""
    centre, carrier = sandbox.partner(), sandbox.partner("dispatch")
    head = sandbox.client(centre)
    with head, sandbox.client(carrier) as dispatch, sandbox.client(centre, max_retries=0) as impatient:
        yield World(
            kitchen=head,
            shelter=head,
            carrier=dispatch,
            provider_location_id=sandbox.location("provider", centre)["id"],
            dropoff_location_id=sandbox.location("shelter", centre)["id"],
            start=head.events.list(after="latest").next_cursor,
            impatient=impatient,
            key_of_kitchen=centre["api_key"],
        )
