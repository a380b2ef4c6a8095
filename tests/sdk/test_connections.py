"""The SDK's own connections: kept, reused, counted, closed. Real sockets."""

from __future__ import annotations

import gzip
import json
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from vouajudar import AsyncVouAjudar, VouAjudar, errors

from .conftest import KEY
from .wire import WireServer, response, serving

Example = Callable[[str], Any]


@pytest.fixture
def batch(example: Example) -> bytes:
    return json.dumps(example("ProducingBatch")).encode()


@pytest.fixture
def server(batch: bytes) -> Iterator[WireServer]:
    with serving(lambda connection, _request: connection.sendall(response(batch))) as made:
        yield made


def test_calls_of_one_client_share_a_connection(server: WireServer) -> None:
    with VouAjudar(api_key=KEY, base_url=server.base_url) as client:
        for _ in range(5):
            assert client.batches.get("bat_1").quantity == 80
    assert (len(server.requests), server.connections) == (5, 1)


async def test_awaited_calls_share_one_too(server: WireServer) -> None:
    async with AsyncVouAjudar(api_key=KEY, base_url=server.base_url) as client:
        for _ in range(5):
            assert (await client.batches.get("bat_1")).quantity == 80
    assert (len(server.requests), server.connections) == (5, 1)


def test_threads_share_a_client(server: WireServer) -> None:
    with VouAjudar(api_key=KEY, base_url=server.base_url) as client:
        threads = [threading.Thread(target=lambda: [client.batches.get("bat_1") for _ in range(20)]) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(server.requests) == 160
    assert server.connections <= 8


def test_what_goes_over_the_wire_is_plain_http(server: WireServer) -> None:
    with VouAjudar(api_key=KEY, base_url=server.base_url) as client:
        client.batches.get("bat_1")
        client.batches.create(provider_location_id="loc_1", product_type="meal", quantity=80)
        client.batches.mark_ready("bat_1")
    get, create, ready = (request.split(b"\r\n\r\n") for request in server.requests)
    host = server.base_url.removeprefix("http://").removesuffix("/v1").encode()
    assert get[0].startswith(b"GET /v1/batches/bat_1 HTTP/1.1\r\nHost: " + host)
    assert b"Content-Length" not in get[0]
    assert b"X-API-Key: " + KEY.encode() in get[0]
    assert b"Content-Length: %d" % len(create[1]) in create[0]
    assert b"Content-Length: 0" in ready[0]


def test_a_compressed_body_is_read(batch: bytes) -> None:
    packed = gzip.compress(batch)
    with (
        serving(lambda connection, _request: connection.sendall(response(packed, Content_Encoding="gzip"))) as server,
        VouAjudar(api_key=KEY, base_url=server.base_url) as client,
    ):
        assert client.batches.get("bat_1").quantity == 80


def test_a_body_that_breaks_off_is_a_lost_connection(batch: bytes) -> None:
    def cut(connection: socket.socket, _request: bytes) -> None:
        connection.sendall(response(batch)[:-20])
        connection.shutdown(socket.SHUT_RDWR)

    with serving(cut) as server, VouAjudar(api_key=KEY, base_url=server.base_url, max_retries=0) as client:
        with pytest.raises(errors.APIConnectionError, match="may have reached") as lost:
            client.batches.get("bat_1")
        assert lost.value.sent


def test_a_connection_that_the_server_has_closed_costs_nothing(batch: bytes) -> None:
    closed = threading.Semaphore(0)

    def once(connection: socket.socket, _request: bytes) -> None:
        connection.sendall(response(batch))
        connection.shutdown(socket.SHUT_RDWR)
        closed.release()

    with serving(once) as server, VouAjudar(api_key=KEY, base_url=server.base_url, max_retries=0) as client:
        for _ in range(4):
            client.batches.create(provider_location_id="loc_1", product_type="meal", quantity=80)
            closed.acquire()
    assert len(server.requests) == 4


def test_nothing_listens_means_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with (
        VouAjudar(api_key=KEY, base_url=f"http://127.0.0.1:{port}/v1", max_retries=0) as client,
        pytest.raises(errors.APIConnectionError, match="has not reached the API") as lost,
    ):
        client.batches.create(provider_location_id="loc_1", product_type="meal", quantity=80)
    assert not lost.value.sent


def test_a_key_does_not_follow_a_redirect(batch: bytes) -> None:
    with serving(lambda connection, _request: connection.sendall(response(batch))) as elsewhere:
        away = response(b"", "307 Temporary Redirect", Location=f"{elsewhere.base_url}/batches/bat_1")
        with (
            serving(lambda connection, _request: connection.sendall(away)) as server,
            httpx.Client(trust_env=False, follow_redirects=True) as follower,
        ):
            for given in (None, follower):
                with VouAjudar(api_key=KEY, base_url=server.base_url, http_client=given) as client:
                    with pytest.raises(errors.APIError) as told:
                        client.batches.get("bat_1")
                    assert told.value.status == 307
        assert elsewhere.requests == []


def test_a_proxy_of_the_environment_is_used(server: WireServer, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = server.base_url.removesuffix("/v1")
    monkeypatch.setenv("http_proxy", proxy)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with VouAjudar(api_key=KEY, base_url="http://api.example.test/v1") as client:
        assert client.batches.get("bat_1").quantity == 80
    assert server.requests[0].startswith(b"GET http://api.example.test/v1/batches/bat_1 HTTP/1.1")


def test_closing_ends_the_connections(server: WireServer) -> None:
    client = VouAjudar(api_key=KEY, base_url=server.base_url)
    client.batches.get("bat_1")
    with client.with_options(timeout=5) as lent:
        lent.batches.get("bat_1")
    client.batches.get("bat_1")
    assert server.connections == 1
    client.close()
    client.close()
