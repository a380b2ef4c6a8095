"""A readable table that grows a row with each call."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from rich import box
from rich.console import Console
from rich.table import Table
from vouajudar import VouAjudar

T = TypeVar("T")


class Timeline:
    """Makes calls one by one and notes what each answered and which events it caused."""

    def __init__(self, console: Console, title: str) -> None:
        self._console = console
        self._table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
        for heading, style in (("ms", "dim"), ("who", "cyan"), ("call", ""), ("answer", "green"), ("events", "magenta")):
            self._table.add_column(
                heading, style=style, justify="right" if heading == "ms" else "left", no_wrap=heading != "answer"
            )
        self._feed: VouAjudar | None = None
        self._cursor = ""
        self.events: list[str] = []

    def follow(self, client: VouAjudar) -> None:
        """Note the events that this client sees from now on."""
        self._feed = client
        self._cursor = client.events.list(after="latest").next_cursor

    def step(self, who: str, call: str, make: Callable[[], T], tell: Callable[[T], str]) -> T:
        """Make one call; its row shows the time taken, what it answered and the events it caused."""
        began = time.perf_counter()
        result = make()
        took = 1000 * (time.perf_counter() - began)
        self._table.add_row(f"{took:.1f}", who, call, tell(result), "\n".join(self._new_events()))
        return result

    def close(self) -> None:
        self._console.print(self._table)

    def _new_events(self) -> list[str]:
        if self._feed is None:
            return []
        page = self._feed.events.list(after=self._cursor, limit=100)
        self._cursor = page.next_cursor
        fresh = [event.type.removeprefix("org.vouajudar.").removesuffix(".v1") for event in page.items]
        self.events.extend(fresh)
        return fresh
