"""A readable table that grows a row with each call, and with each webhook that a call has caused."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeVar

from rich import box
from rich.console import Console
from rich.table import Table
from vouajudar import VouAjudar

from demo.receiver import Receiver

T = TypeVar("T")

COLUMNS = {"ms": 4, "who": 10, "call": 35, "answer": 30, "events": 27}
"""With their widths: all tables look alike, and nothing is cut."""

WEBHOOK = "» webhook"
"""Marks rows of what came by itself."""


class Timeline:
    """Makes calls one by one and notes what each answered and which events it caused."""

    def __init__(self, console: Console, title: str) -> None:
        self._console = console
        self._table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
        for (heading, width), style in zip(COLUMNS.items(), ("dim", "cyan", "", "green", "magenta"), strict=True):
            justify: Literal["left", "right"] = "right" if heading == "ms" else "left"
            self._table.add_column(heading, style=style, justify=justify, width=width, overflow="fold")
        self._feed: VouAjudar | None = None
        self._cursor = ""
        self._receiver: Receiver | None = None
        self._patterns: Sequence[str] = ()
        self.events: list[str] = []

    def follow(self, client: VouAjudar, receiver: Receiver | None = None, patterns: Sequence[str] = ()) -> None:
        """Note the events that this client sees from now on, and the webhooks about those of these patterns."""
        self._feed = client
        self._cursor = client.events.list(after="latest").next_cursor
        self._receiver, self._patterns = receiver, patterns

    def step(self, who: str, call: str, make: Callable[[], T], tell: Callable[[T], str]) -> T:
        """Make one call; its row shows the time taken, what it answered and the events it caused, and webhooks follow below.

        The time of a webhook is from the beginning of the call to its arrival.
        """
        began = time.perf_counter()
        result = make()
        took = time.perf_counter() - began
        caused = self._new_events()
        self._table.add_row(f"{1000 * took:.0f}", who, call, tell(result), "\n".join(_short(event) for event in caused))
        self._add_webhooks(began, caused)
        return result

    def close(self) -> None:
        self._console.print(self._table)

    def _add_webhooks(self, began: float, caused: Sequence[Any]) -> None:
        if self._receiver is None:
            return
        wanted = {event.id: _short(event) for event in caused if _matches(self._patterns, _short(event))}
        arrived = {message.id: message for message in self._receiver.await_messages(list(wanted))}
        for event_id, name in wanted.items():
            message = arrived.get(event_id)
            took = f"{1000 * (message.at - began):.0f}" if message else "-"
            answer = "signature good, 204" if message else "DID NOT ARRIVE"
            self._table.add_row(took, WEBHOOK, "POST /hooks", answer, name, style="yellow")

    def _new_events(self) -> list[Any]:
        if self._feed is None:
            return []
        page = self._feed.events.list(after=self._cursor, limit=100)
        self._cursor = page.next_cursor
        self.events.extend(_short(event) for event in page.items)
        return list(page.items)


def _short(event: Any) -> str:
    return str(event.type).removeprefix("org.vouajudar.").removesuffix(".v1")


def _matches(patterns: Sequence[str], name: str) -> bool:
    return any(pattern == name or (pattern.endswith("*") and name.startswith(pattern[:-1])) for pattern in patterns)
