"""The feed as one sequence, and the stream over as many connections as it takes."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from vouajudar import AsyncVouAjudar, VouAjudar, errors
from vouajudar._feed import Gap
from vouajudar.checkpoints import Checkpoint, FileCheckpoint, MemoryCheckpoint, SqliteCheckpoint

from .conftest import BASE, KEY, Tape, problem
from .wire import response, serving

Example = Callable[[str], Any]


class Feed:
    """Events with the cursors `c1`, `c2`, ...; a page holds two."""

    def __init__(self, event: dict[str, Any], count: int) -> None:
        self.events = [self.made(event, number) for number in range(1, count + 1)]
        self.asked: list[dict[str, list[str]]] = []
        self.late = False

    @staticmethod
    def made(event: dict[str, Any], version: int) -> dict[str, Any]:
        return {**event, "sequence": f"{version:020}", "data": {**event["data"], "version": version}}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        query = parse_qs(request.url.query.decode())
        self.asked.append(query)
        after = query.get("after", ["earliest"])[0]
        if self.late and after != "earliest":
            return problem(410, "cursor-expired", earliest_cursor="c0")
        start = 0 if after == "earliest" else len(self.events) if after == "latest" else int(after[1:])
        items = self.events[start : start + 2]
        return httpx.Response(200, json={"items": items, "next_cursor": f"c{start + len(items)}"})


@pytest.fixture
def feed(example: Example, bundle: dict[str, Any]) -> Feed:
    values = [e["value"] for e in bundle["components"]["examples"].values() if isinstance(e.get("value"), dict)]
    return Feed(next(value for value in values if value.get("type") == "org.vouajudar.batch.updated.v1"), 5)


def client_of(feed: Any, tape: Tape | None = None) -> VouAjudar:
    return VouAjudar(api_key=KEY, base_url=BASE, http_client=httpx.MockTransport(feed), clock=tape)


def versions(events: Any) -> list[int]:
    return [event.data.version for event in events]


def test_it_gives_every_event_once_and_ends_when_it_need_not_wait(feed: Feed) -> None:
    assert versions(client_of(feed).events.iterate(wait=0)) == [1, 2, 3, 4, 5]
    assert [query["after"][0] for query in feed.asked[1:]] == ["c2", "c4", "c5"]


def test_it_waits_for_what_is_still_to_come(feed: Feed) -> None:
    held, feed.events = feed.events, []

    def arrive(request: httpx.Request) -> httpx.Response:
        if len(feed.asked) == 2:
            feed.events = held
        return feed(request)

    assert versions(islice(client_of(arrive).events.iterate(), 3)) == [1, 2, 3]
    assert [query["wait"][0] for query in feed.asked] == ["20"] * 4


@pytest.mark.parametrize("kind", ["memory", "file", "sqlite"])
def test_a_consumer_that_stops_begins_again_with_the_page_it_had_not_finished(feed: Feed, kind: str, tmp_path: Path) -> None:
    made: dict[str, Callable[[], Checkpoint]] = {
        "memory": lambda: memory,
        "file": lambda: FileCheckpoint(tmp_path / "cursor"),
        "sqlite": lambda: SqliteCheckpoint(tmp_path / "cursors.db", "batches"),
    }
    memory = MemoryCheckpoint()
    first = client_of(feed).events.iterate(wait=0, checkpoint=made[kind]())
    assert versions(islice(first, 3)) == [1, 2, 3]
    assert made[kind]().load() == "c2", "the third event's page is not finished"
    assert versions(client_of(feed).events.iterate(wait=0, checkpoint=made[kind]())) == [3, 4, 5]
    assert versions(client_of(feed).events.iterate(wait=0, checkpoint=made[kind]())) == []


def test_two_consumers_share_a_file_under_their_names(tmp_path: Path) -> None:
    one, other = SqliteCheckpoint(tmp_path / "c.db", "one"), SqliteCheckpoint(tmp_path / "c.db", "other")
    one.save("c1")
    assert (one.load(), other.load()) == ("c1", None)


def test_missing_versions_are_told_before_the_event_that_shows_it(feed: Feed) -> None:
    del feed.events[2]
    told: list[Gap | int] = []
    for event in client_of(feed).events.iterate(wait=0, on_gap=told.append):
        told.append(event.data.version)  # type: ignore[union-attr]
    gap = told[2]
    assert isinstance(gap, Gap)
    assert (gap.after_version, gap.event.data.version, gap.subject) == (2, 4, feed.events[0]["subject"])
    assert [each for each in told if not isinstance(each, Gap)] == [1, 2, 4, 5]


def test_a_filter_that_lets_only_some_types_of_a_group_through_makes_no_gaps(feed: Feed) -> None:
    del feed.events[2]
    told: list[Gap] = []
    for types in (["batch.updated"], ["delivery.*"]):
        list(client_of(feed).events.iterate(types=types, wait=0, on_gap=told.append))
    assert told == []
    list(client_of(feed).events.iterate(types=["batch.*"], wait=0, on_gap=told.append))
    assert len(told) == 1


def test_a_place_that_the_feed_no_longer_holds_is_an_error(feed: Feed) -> None:
    feed.late = True
    with pytest.raises(errors.CursorExpiredError):
        list(client_of(feed).events.iterate(wait=0, checkpoint=MemoryCheckpoint("c1")))


async def test_it_can_be_awaited(feed: Feed) -> None:
    client = AsyncVouAjudar(api_key=KEY, base_url=BASE, http_client=httpx.MockTransport(feed))
    assert versions([event async for event in client.events.iterate(wait=0)]) == [1, 2, 3, 4, 5]


FRAME = "id: c{0}\nevent: org.vouajudar.batch.updated.v1\ndata: {{}}\n\n"


def cutting(cursors: list[str]) -> Callable[[socket.socket, bytes], None]:
    """A stream that is cut in the middle of its second frame, each time; `cursors` gets where it was taken up."""

    def script(connection: socket.socket, request: bytes) -> None:
        line = request.split(b"\r\n", 1)[0].decode()
        if "/events?" in line:
            connection.sendall(response(b'{"items":[],"next_cursor":"c40"}'))
            return
        after = line.partition("after=")[2].split("&")[0].split(" ")[0]
        cursors.append(after)
        at = int(after[1:])
        text = (": heartbeat\n\n" + FRAME.format(at + 1) + FRAME.format(at + 2)[:-20]).encode()
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        connection.sendall(head + b"%x\r\n%s\r\n" % (len(text), text))
        connection.shutdown(socket.SHUT_RDWR)

    return script


def test_a_stream_that_is_cut_goes_on_after_the_last_event(tape: Tape) -> None:
    cursors: list[str] = []
    with (
        serving(cutting(cursors)) as server,
        VouAjudar(api_key=KEY, base_url=server.base_url, clock=tape) as client,
        client.events.stream() as stream,
    ):
        assert [frame.cursor for frame in islice(stream, 5)] == ["c41", "c42", "c43", "c44", "c45"]
    assert cursors == ["c40", "c41", "c42", "c43", "c44"], "the head is asked for first, so that nothing falls between"


async def test_an_awaited_stream_goes_on_too(tape: Tape) -> None:
    cursors: list[str] = []
    with serving(cutting(cursors)) as server:
        async with (
            AsyncVouAjudar(api_key=KEY, base_url=server.base_url, clock=tape) as client,
            await client.events.stream(after="c7") as stream,
        ):
            found = aiter(stream)
            assert [(await anext(found)).cursor for _ in range(3)] == ["c8", "c9", "c10"]


def test_a_stream_that_says_nothing_and_ends_is_opened_more_and_more_slowly(tape: Tape) -> None:
    opened: list[float] = []

    def end(request: httpx.Request) -> httpx.Response:
        opened.append(sum(tape.slept))
        text = b"" if len(opened) < 5 else FRAME.format(9).encode()
        return httpx.Response(200, content=text, headers={"Content-Type": "text/event-stream"})

    with client_of(end, tape).events.stream(after="c8") as stream:
        assert next(iter(stream)).cursor == "c9"
    assert len(opened) == 5
    assert len(tape.slept) >= 3


def test_a_stream_whose_place_is_gone_ends_with_that_error(tape: Tape) -> None:
    answers = [httpx.Response(200, content=FRAME.format(9).encode()), problem(410, "cursor-expired", earliest_cursor="c50")]

    with client_of(lambda _request: answers.pop(0), tape).events.stream(after="c8") as stream:
        frames = iter(stream)
        assert json.loads(next(frames).data) == {}
        with pytest.raises(errors.CursorExpiredError):
            next(frames)
    assert stream.cursor == "c9"
