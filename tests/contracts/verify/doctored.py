"""A server that is right but for one thing: what each judge must find out."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal

Message = dict[str, Any]
Application = Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]


@dataclass
class Answer:
    """What the right server answered; a fault changes it."""

    status: int
    headers: dict[str, str]
    body: bytes

    def change(self, edit: Callable[[Any], Any]) -> None:
        """Edit the JSON body."""
        document = json.loads(self.body)
        changed = edit(document)
        self.body = json.dumps(document if changed is None else changed).encode()


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where."""

    name: str
    method: str
    path: str
    """A pattern of the whole path."""
    wrong: Callable[[Answer], None]
    status: int = 0
    """Only answers of this status; 0: any."""
    lets_in: Literal["nobody", "anybody", "partners"] = "nobody"
    """Who is taken for the caller: everybody, or every partner with a key."""


class Doctored:
    """The right application behind one fault."""

    def __init__(self, right: Application, fault: Fault, api_key: str, peer_key: str) -> None:
        self.right = right
        self.fault = fault
        self.api_key = api_key.encode()
        self.peer_key = peer_key.encode()

    async def __call__(
        self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        fault = self.fault
        hit = scope["type"] == "http" and scope["method"] == fault.method and re.fullmatch(fault.path, scope["path"])
        if not hit:
            await self.right(scope, receive, send)
            return
        keys = [value for name, value in scope["headers"] if name == b"x-api-key"]
        if fault.lets_in == "anybody" or (fault.lets_in == "partners" and keys == [self.peer_key]):
            others = [(name, value) for name, value in scope["headers"] if name not in (b"x-api-key", b"authorization")]
            scope = {**scope, "headers": [*others, (b"x-api-key", self.api_key)]}
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        await self.right(scope, receive, keep)
        start = messages[0]
        headers = {name.decode(): value.decode() for name, value in start["headers"]}
        answer = Answer(start["status"], headers, b"".join(message.get("body", b"") for message in messages[1:]))
        if fault.status in (0, answer.status):
            fault.wrong(answer)
            answer.headers["content-length"] = str(len(answer.body))
        raw = [(name.encode(), value.encode()) for name, value in answer.headers.items()]
        await send({"type": "http.response.start", "status": answer.status, "headers": raw})
        await send({"type": "http.response.body", "body": answer.body})
