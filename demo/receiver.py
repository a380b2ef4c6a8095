"""A shelter's own server, which webhooks are sent to: it believes only what bears a good signature."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from vouajudar.webhooks import WebhookError, verify

ARRIVAL_SECONDS = 10


@dataclass(frozen=True)
class Message:
    """What arrived, and was believed."""

    id: str
    body: bytes
    headers: Mapping[str, str]
    at: float
    """`time.perf_counter()`."""


@dataclass
class Receiver:
    """Answers 204 to what is signed with the endpoint's secret, 400 to everything else."""

    url: str
    secret: str = field(default="", repr=False)
    """As createWebhookEndpoint answered it."""
    messages: dict[str, Message] = field(default_factory=dict)
    """By the id of their event: what comes twice counts once."""
    taken: int = 0
    """How often something was believed, what came twice counted twice."""
    arrived: threading.Condition = field(default_factory=threading.Condition)

    def take(self, body: bytes, headers: Mapping[str, str]) -> int:
        """The status to answer with."""
        try:
            event = verify(body, headers, self.secret)
        except (WebhookError, ValueError):
            return 400
        with self.arrived:
            self.taken += 1
            self.messages.setdefault(event.id, Message(event.id, body, headers, time.perf_counter()))
            self.arrived.notify_all()
        return 204

    def await_messages(self, event_ids: Sequence[str]) -> list[Message]:
        """The messages about these events; waits for them, in vain for ten seconds."""
        with self.arrived:
            self.arrived.wait_for(lambda: all(id_ in self.messages for id_ in event_ids), ARRIVAL_SECONDS)
            return [self.messages[id_] for id_ in event_ids if id_ in self.messages]

    def send_altered(self, message: Message) -> int:
        """What a forger might do: the same message with other numbers in it. The status that is answered."""
        event = json.loads(message.body)
        event["data"]["version"] += 1
        request = urllib.request.Request(  # noqa: S310 - our own address
            self.url, json.dumps(event, separators=(",", ":")).encode(), dict(message.headers), method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=ARRIVAL_SECONDS) as answer:  # noqa: S310 - our own address
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            return refused.code


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on a free port of this machine."""

    class Hooks(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items() if name.lower().startswith("webhook-")}
            self.send_response(receiver.take(body, headers))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_arguments: Any) -> None:
            """The timeline tells what arrives."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Hooks) as server:
        server.daemon_threads = True
        receiver = Receiver(f"http://127.0.0.1:{server.server_address[1]}/hooks")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()
