"""One message on the wire: what the sender does with whatever a receiver answers."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from vouajudar_stub.domain.webhook_targets import TargetRules
from vouajudar_stub.workers import http_line, sending
from vouajudar_stub.workers.sending import Answer, HttpSender

OK = b"HTTP/1.1 204 No Content\r\n\r\n"
HEADERS = {"webhook-id": "evt_1", "webhook-timestamp": "1"}
BODY = b'{"specversion":"1.0"}'


@dataclass
class Wire:
    """A receiver that answers bytes."""

    answers: list[bytes | None]
    """One for each message, the last one for all that follow; None: no answer. Empty: the connection is closed."""
    messages: list[bytes] = field(default_factory=list)
    connections: int = 0
    url: str = ""
    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    closed: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.writers.append(writer)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
                self.messages.append(head + await reader.readexactly(length))
                answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
                if answer is None:
                    continue
                writer.write(answer)
                if not answer or b"connection: close" in answer:
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()
            self.closed.set()


@asynccontextmanager
async def wire(*answers: bytes | None, tls: ssl.SSLContext | None = None) -> AsyncIterator[Wire]:
    receiver = Wire(list(answers))
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0, ssl=tls)
    receiver.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.sockets[0].getsockname()[1]}/hooks?a=1"
    async with server:
        yield receiver
        for writer in receiver.writers:
            writer.close()


@pytest.fixture
async def sender() -> AsyncIterator[HttpSender]:
    async with HttpSender(TargetRules(sandbox=True), timeout_seconds=5) as sender:
        yield sender


async def test_a_message_is_a_post_of_the_very_bytes(sender: HttpSender) -> None:
    async with wire(OK) as receiver:
        answer = await sender.send(receiver.url, BODY, HEADERS)
    assert answer.status == 204
    head, _, body = receiver.messages[0].partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0] == "POST /hooks?a=1 HTTP/1.1"
    fields = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
    assert fields["host"] == receiver.url.split("/")[2]
    assert fields["content-type"] == "application/cloudevents+json"
    assert fields["content-length"] == str(len(BODY))
    assert (fields["webhook-id"], fields["webhook-timestamp"]) == ("evt_1", "1")
    assert body == BODY


@pytest.mark.parametrize(
    "answer",
    [
        OK,
        b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello",
        b"HTTP/1.1 202 Accepted\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n",
    ],
    ids=["empty", "length", "chunks", "early-hints", "failure"],
)
async def test_a_connection_is_used_again_behind_a_whole_answer(answer: bytes, sender: HttpSender) -> None:
    async with wire(answer) as receiver:
        statuses = [(await sender.send(receiver.url, BODY, HEADERS)).status for _ in range(3)]
    assert len(set(statuses)) == 1
    assert statuses[0] in {200, 202, 204, 500}
    assert (receiver.connections, len(receiver.messages)) == (1, 3)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n" + b"x" * 100_000,
        b"HTTP/1.1 200 OK\r\n\r\nuntil the end",
        b"HTTP/1.1 204 No Content\r\n\r\nand more that nobody asked for",
    ],
    ids=["close", "old", "large", "endless", "surplus"],
)
async def test_a_connection_that_is_not_clean_afterwards_is_not_used_again(
    answer: bytes, sender: HttpSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_line, "DRAIN_SECONDS", 0.05)
    async with wire(answer, OK) as receiver:
        assert (await sender.send(receiver.url, BODY, HEADERS)).status in {200, 204}
        async with asyncio.timeout(5):
            await receiver.closed.wait()
        assert (await sender.send(receiver.url, BODY, HEADERS)).status == 204
    assert receiver.connections == 2


async def test_a_connection_that_the_receiver_has_closed_meanwhile_costs_no_attempt(sender: HttpSender) -> None:
    async with wire(OK, b"", OK) as receiver:
        assert (await sender.send(receiver.url, BODY, HEADERS)).status == 204
        assert (await sender.send(receiver.url, BODY, HEADERS)).status == 204
    assert receiver.connections == 2


async def test_a_new_connection_that_is_closed_without_an_answer_is_a_failure(sender: HttpSender) -> None:
    async with wire(b"") as receiver:
        assert await sender.send(receiver.url, BODY, HEADERS) == Answer(None, None)
    assert receiver.connections == 1


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-len",
    ],
    ids=["other", "broken", "cut"],
)
async def test_what_is_no_answer_of_http_is_a_failure(answer: bytes, sender: HttpSender) -> None:
    async with wire(answer) as receiver:
        assert await sender.send(receiver.url, BODY, HEADERS) == Answer(None, None)


async def test_an_upgrade_is_a_failure_with_its_status(sender: HttpSender) -> None:
    async with wire(b"HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n", OK) as receiver:
        assert (await sender.send(receiver.url, BODY, HEADERS)).status == 101
        assert (await sender.send(receiver.url, BODY, HEADERS)).status == 204
    assert receiver.connections == 2


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_answers_like_any_other_and_not_followed(status: int, sender: HttpSender) -> None:
    async with wire(OK) as elsewhere:
        redirect = f"HTTP/1.1 {status} Elsewhere\r\nlocation: {elsewhere.url}\r\ncontent-length: 0\r\n\r\n"
        async with wire(redirect.encode()) as receiver:
            assert (await sender.send(receiver.url, BODY, HEADERS)).status == status
        assert elsewhere.connections == 0


@pytest.mark.parametrize(
    ("value", "wait"),
    [("120", timedelta(seconds=120)), ("0", timedelta()), ("-5", None), ("soon", None), ("1.5", None), ("", None)],
)
async def test_retry_after_in_seconds_is_read(value: str, wait: timedelta | None, sender: HttpSender) -> None:
    async with wire(f"HTTP/1.1 503 Busy\r\nRetry-After: {value}\r\ncontent-length: 0\r\n\r\n".encode()) as receiver:
        assert (await sender.send(receiver.url, BODY, HEADERS)).retry_after == wait


async def test_retry_after_of_one_answer_is_not_that_of_the_next(sender: HttpSender) -> None:
    busy = b"HTTP/1.1 503 Busy\r\nretry-after: 9\r\ncontent-length: 0\r\n\r\n"
    async with wire(busy, b"HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n") as receiver:
        assert (await sender.send(receiver.url, BODY, HEADERS)).retry_after == timedelta(seconds=9)
        assert (await sender.send(receiver.url, BODY, HEADERS)).retry_after is None
    assert receiver.connections == 1


async def test_an_answer_may_take_15_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    allowed: list[float | None] = []
    own = asyncio.timeout

    def timeout(seconds: float | None) -> asyncio.Timeout:
        allowed.append(seconds)
        return own(seconds)

    async with HttpSender(TargetRules(sandbox=True)) as sender, wire(OK) as receiver:
        monkeypatch.setattr(sending.asyncio, "timeout", timeout)
        await sender.send(receiver.url, BODY, HEADERS)
        monkeypatch.undo()
    assert allowed == [15.0]


async def test_an_answer_that_comes_too_late_is_not_taken_for_the_next_one() -> None:
    async with HttpSender(TargetRules(sandbox=True), timeout_seconds=0.2) as sender, wire(None) as receiver:
        assert await sender.send(receiver.url, BODY, HEADERS) == Answer(None, None)
        receiver.answers = [OK]
        receiver.writers[0].write(b"HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n")
        async with asyncio.timeout(5):
            await receiver.closed.wait()
        assert (await sender.send(receiver.url, BODY, HEADERS)).status == 204
    assert receiver.connections == 2


async def test_an_answer_to_nothing_ends_the_connection(sender: HttpSender) -> None:
    async with wire(OK) as receiver:
        await sender.send(receiver.url, BODY, HEADERS)
        receiver.writers[0].write(b"HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n")
        async with asyncio.timeout(5):
            await receiver.closed.wait()
        assert (await sender.send(receiver.url, BODY, HEADERS)).status == 204
    assert receiver.connections == 2


async def test_a_head_counts_even_if_its_body_never_ends(sender: HttpSender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_line, "DRAIN_SECONDS", 0.05)
    async with wire(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf", OK) as receiver:
        assert (await sender.send(receiver.url, BODY, HEADERS)).status == 200
        assert (await sender.send(receiver.url, BODY, HEADERS)).status == 204
        async with asyncio.timeout(5):
            await receiver.closed.wait()
    assert receiver.connections == 2


async def test_a_port_where_nobody_listens_is_a_failure(sender: HttpSender) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        assert await sender.send(url, BODY, HEADERS) == Answer(None, None)


async def test_idle_connections_are_closed_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "KEPT_OPEN_SECONDS", 0.05)
    async with HttpSender(TargetRules(sandbox=True)) as sender, wire(OK) as receiver:
        await sender.send(receiver.url, BODY, HEADERS)
        async with asyncio.timeout(5):
            await receiver.closed.wait()
        assert (await sender.send(receiver.url, BODY, HEADERS)).status == 204
    assert receiver.connections == 2


async def test_a_busy_connection_ends_too_so_that_its_name_is_looked_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "LONGEST_LIFE_SECONDS", 0.0)
    async with HttpSender(TargetRules(sandbox=True)) as sender, wire(OK) as receiver:
        for _ in range(3):
            await sender.send(receiver.url, BODY, HEADERS)
    assert receiver.connections == 3


async def test_leaving_the_sender_closes_its_connections() -> None:
    async with wire(OK) as receiver:
        async with HttpSender(TargetRules(sandbox=True)) as sender:
            await sender.send(receiver.url, BODY, HEADERS)
        async with asyncio.timeout(5):
            await receiver.closed.wait()


# TLS


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of a server called `localhost`, in one file, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate.public_bytes(Encoding.PEM)
    file.write_bytes(text)
    return file


def server_tls(file: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


async def test_a_server_whose_certificate_is_good_for_its_name_gets_the_message(
    authority: Path, sender: HttpSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    async with wire(OK, tls=server_tls(authority)) as receiver:
        url = receiver.url.replace("127.0.0.1", "localhost")
        for _ in range(2):
            assert (await sender.send(url, BODY, HEADERS)).status == 204
    assert receiver.connections == 1


async def test_a_server_with_another_s_certificate_gets_nothing(
    authority: Path, sender: HttpSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    names(monkeypatch, ["127.0.0.1"])
    async with wire(OK, tls=server_tls(authority)) as receiver:
        url = receiver.url.replace("127.0.0.1", "hooks.partner.example")
        assert await sender.send(url, BODY, HEADERS) == Answer(None, None)
    assert receiver.messages == []


async def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(authority: Path, sender: HttpSender) -> None:
    async with wire(OK, tls=server_tls(authority)) as receiver:
        assert await sender.send(receiver.url.replace("127.0.0.1", "localhost"), BODY, HEADERS) == Answer(None, None)
    assert receiver.messages == []


# names, and where they lead


Found = list[tuple[Any, ...]]


def names(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Let every name lead to these addresses, look-up by look-up (the last for all that follow); returns the names asked for."""
    asked: list[str] = []
    left = list(answers)

    async def getaddrinfo(host: str, port: int, **_how: Any) -> Found:
        asked.append(host)
        found = left.pop(0) if len(left) > 1 else left[0]
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0))
            if ":" in address
            else (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in found
        ]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)
    return asked


def never_connecting(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Where connections would have gone."""
    called: list[Any] = []

    async def start(found: Found, **_how: Any) -> socket.socket:
        called.extend(each[4][0] for each in found)
        raise OSError("no network in tests")

    monkeypatch.setattr(sending, "_start_connection", start)
    return called


INSIDE = [
    "10.0.0.1",
    "172.16.9.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104
    "fe80::1",
    "fc00::1",
    "fd12:3456::1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::1",
    "2002:a00:1::",
    "ff02::1",
    "::",
]


@pytest.mark.parametrize("address", [*INSIDE, "127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "64:ff9b::127.0.0.1"])
async def test_a_name_that_leads_inside_is_not_called(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    called = never_connecting(monkeypatch)
    asked = names(monkeypatch, [address])
    async with HttpSender(TargetRules()) as sender:
        assert await sender.send("https://hooks.partner.example/", BODY, HEADERS) == Answer(None, None)
    assert (asked, called) == (["hooks.partner.example"], [])


@pytest.mark.parametrize("address", INSIDE)
async def test_in_the_sandbox_too_a_name_that_leads_into_a_private_network_is_not_called(
    address: str, sender: HttpSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    called = never_connecting(monkeypatch)
    names(monkeypatch, [address])
    await sender.send("http://hooks.partner.example/", BODY, HEADERS)
    assert called == []


async def test_of_several_addresses_of_a_name_those_inside_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    called = never_connecting(monkeypatch)
    names(monkeypatch, ["10.0.0.1", "2606:4700::1111", "::1", "8.8.8.8"])
    async with HttpSender(TargetRules()) as sender:
        await sender.send("https://hooks.partner.example/", BODY, HEADERS)
    assert called == ["2606:4700::1111", "8.8.8.8"]


async def test_a_name_is_looked_up_once_for_a_connection_and_its_own_answer_is_called(
    sender: HttpSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server of names that gives another address the second time gains nothing."""
    async with wire(OK, b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n", OK) as receiver:
        asked = names(monkeypatch, ["127.0.0.1"], ["10.0.0.1"])
        url = receiver.url.replace("127.0.0.1", "hooks.partner.example")
        assert (await sender.send(url, BODY, HEADERS)).status == 204
        assert (await sender.send(url, BODY, HEADERS)).status == 200
        assert asked == ["hooks.partner.example"]
        assert await sender.send(url, BODY, HEADERS) == Answer(None, None)  # a new connection, a new look-up, another judgement
        assert len(asked) == 2
    assert receiver.connections == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.1"])
async def test_an_address_is_not_looked_up_and_called_as_it_was_judged(
    host: str, sender: HttpSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with wire(OK) as receiver:
        asked = names(monkeypatch, ["10.0.0.1"])
        assert (await sender.send(receiver.url.replace("127.0.0.1", host), BODY, HEADERS)).status == 204
    assert asked == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "https://10.0.0.1/",
        "https://[::ffff:7f00:1]/",
        "https://localhost/",
        "http://partner.example/",
        "x",
    ],
)
async def test_what_would_be_refused_at_creation_is_refused_at_sending(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An endpoint may have been made under other rules."""
    called = never_connecting(monkeypatch)
    names(monkeypatch, ["8.8.8.8"])
    async with HttpSender(TargetRules()) as sender:
        assert await sender.send(url, BODY, HEADERS) == Answer(None, None)
    assert called == []


async def test_a_name_that_is_slow_to_look_up_is_looked_up_once_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    found, asked = asyncio.Event(), 0

    async def getaddrinfo(host: str, port: int, **_how: Any) -> Found:
        nonlocal asked
        asked += 1
        await found.wait()
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    async with wire(OK) as receiver, HttpSender(TargetRules(sandbox=True), timeout_seconds=0.1) as sender:
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)
        url = receiver.url.replace("127.0.0.1", "slow.partner.example")
        answers = await asyncio.gather(*(sender.send(url, BODY, HEADERS) for _ in range(5)))
        assert answers == [Answer(None, None)] * 5
        assert asked == 1
        found.set()
        assert (await sender.send(url, BODY, HEADERS)).status == 204
        assert asked <= 2
    assert len(receiver.messages) == 1


async def test_a_name_that_nobody_knows_is_a_failure(sender: HttpSender, monkeypatch: pytest.MonkeyPatch) -> None:
    async def getaddrinfo(*_args: Any, **_how: Any) -> Found:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)
    for _ in range(2):
        assert await sender.send("http://nobody.example/", BODY, HEADERS) == Answer(None, None)
