"""The request that comes in, and the little the edge notes on it on its way to the answer."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Mapping

from starlette.types import Message, Receive, Scope

from vouajudar_stub.domain.refusal import Violation
from vouajudar_stub.edge.call import Fault
from vouajudar_stub.edge.rate_limit import Standing
from vouajudar_stub.ulid import ulid

_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")


class ClientGone(Exception):  # noqa: N818 - an event, not an error of ours
    """The client closed the connection before its request was whole."""


class Request:
    """One HTTP request."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.began = time.perf_counter()
        self._receive = receive
        self.id = f"rid_{ulid()}"
        """Answered as `X-Request-Id`; the server's own, whatever the client sent."""
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.path_values: Mapping[str, str] = scope.get("path_params", {})
        self.query: bytes = scope["query_string"]
        self.address: str = scope["client"][0] if scope.get("client") else "unknown"
        self.headers = _headers(scope)
        """Lower-case name -> value; repeated ones joined by a comma, as HTTP allows."""
        self.standing: Standing | None = None
        """The rate limit that the request was counted against."""
        self.partner_id: str | None = None
        """Who calls, once that is known."""
        self.problem: str | None = None
        """Slug of the problem that is answered."""
        self.fault: Fault | None = None
        self.fault_violation: Violation | None = None

    def traceparent(self) -> str:
        """The W3C trace context that was sent, as version 00, or a new one."""
        given = self.headers.get("traceparent")
        sent = None if given is None else _TRACEPARENT.fullmatch(given)
        if sent is None:
            fresh = secrets.token_hex(24)
            return f"00-{fresh[:32]}-{fresh[32:]}-01"
        return f"00-{sent[1]}-{sent[2]}-{sent[3]}"

    async def body(self, limit: int) -> bytes | None:
        """The whole body; None as soon as it is sure to be longer than `limit` bytes.

        Raises ClientGone when the connection closes before its end.
        """
        declared = self.headers.get("content-length", "")
        if declared.isdecimal() and (len(declared) > 18 or int(declared) > limit):
            return None
        message = await self._message()
        chunk: bytes = message.get("body", b"")
        if not message.get("more_body", False):
            return chunk if len(chunk) <= limit else None
        body = bytearray(chunk)
        while len(body) <= limit:
            message = await self._message()
            body += message.get("body", b"")
            if not message.get("more_body", False):
                break
        return bytes(body) if len(body) <= limit else None

    async def until_gone(self) -> None:
        """Waits until the client has closed the connection."""
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def _message(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        return message


def _headers(scope: Scope) -> Mapping[str, str]:
    headers: dict[str, str] = {}
    raw: list[tuple[bytes, bytes]] = scope["headers"]
    for name, value in raw:  # names come in lower case: ASGI says so
        key, text = name.decode("latin-1"), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers
