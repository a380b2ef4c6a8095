"""Settings are read once, at the start: a request asks the environment for nothing."""

from __future__ import annotations

import os

import pytest

from tests.server_stub.edge.world import World


async def test_a_request_reads_nothing_of_the_environment(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    environment = type(os.environ)
    plainly = environment.__getitem__

    def noting(self: os._Environ[str], name: str) -> str:
        read.append(name)
        return plainly(self, name)

    await world.client.get("/v1/me", headers={"X-API-Key": "all"})
    monkeypatch.setattr(environment, "__getitem__", noting)
    assert (await world.client.get("/v1/me", headers={"X-API-Key": "all"})).status_code == 200
    assert (await world.client.get("/v1/nowhere")).status_code == 404
    assert read == []
