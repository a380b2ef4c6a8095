"""Waiting for a status along the feed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from vouajudar import AsyncVouAjudar, VouAjudar, errors

from .conftest import BASE, KEY, Tape, problem

Example = Callable[[str], Any]


class Story:
    """A delivery that goes through statuses, one a look at the feed; its feed knows them all."""

    def __init__(self, delivery: dict[str, Any], event: dict[str, Any], statuses: list[str]) -> None:
        self.delivery = delivery
        self.event = event
        self.to_come = statuses
        self.told: list[dict[str, Any]] = []
        self.lost: set[str] = set()
        """Cursors that are too old."""
        self.looks: list[dict[str, list[str]]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/events":
            return self.feed(parse_qs(request.url.query.decode()))
        return httpx.Response(200, json=self.delivery)

    def feed(self, query: dict[str, list[str]]) -> httpx.Response:
        self.looks.append(query)
        after = query["after"][0]
        if after in self.lost:
            return problem(410, "cursor-expired", earliest_cursor="c0")
        if after == "latest":
            return httpx.Response(200, json={"items": [], "next_cursor": f"c{len(self.told)}"})
        if self.to_come:
            self.delivery = {**self.delivery, "status": self.to_come.pop(0), "version": self.delivery["version"] + 1}
            data = {**self.event["data"], "object": self.delivery}
            self.told.append({**self.event, "subject": self.delivery["id"], "data": data})
            self.told.append({**self.event, "subject": "del_of_somebody_else"})
        items = self.told[int(after[1:]) :]
        return httpx.Response(200, json={"items": items, "next_cursor": f"c{len(self.told)}"})


@pytest.fixture
def story(example: Example, bundle: dict[str, Any]) -> Callable[..., Story]:
    def begin(status: str, *to_come: str) -> Story:
        delivery = {**example("DeliveryClaimed"), "status": status}
        return Story(delivery, example("DeliveryReservedEvent"), list(to_come))

    return begin


def client_of(story: Story, tape: Tape) -> VouAjudar:
    return VouAjudar(api_key=KEY, base_url=BASE, http_client=httpx.MockTransport(story), clock=tape)


def test_it_gives_the_resource_as_it_was_when_the_status_came(story: Callable[..., Story], tape: Tape) -> None:
    told = story("pending_confirmation", "reserved", "picked_up", "in_transit", "delivered")
    found = client_of(told, tape).deliveries.wait(told.delivery["id"], until=["picked_up", "delivered"])
    assert found.status == "picked_up"
    assert [look["after"][0] for look in told.looks] == ["latest", "c0", "c2"]
    assert told.looks[1]["types"] == ["delivery.*"]


def test_a_status_that_is_there_already_is_not_waited_for(story: Callable[..., Story], tape: Tape) -> None:
    told = story("reserved")
    assert client_of(told, tape).deliveries.wait(told.delivery["id"], until="reserved").status == "reserved"
    assert len(told.looks) == 1


def test_a_status_that_cannot_come_any_more_ends_the_wait(story: Callable[..., Story], tape: Tape) -> None:
    told = story("reserved", "cancelled")
    with pytest.raises(errors.WaitEndedError, match="is cancelled, not delivered, and that is final") as ended:
        client_of(told, tape).deliveries.wait(told.delivery["id"], until="delivered")
    assert ended.value.last.status == "cancelled"


def test_a_wait_that_timed_out_goes_on_where_it_was_and_misses_nothing(story: Callable[..., Story], tape: Tape) -> None:
    told = story("pending_confirmation")
    client = client_of(told, tape)
    feed = told.feed

    def slow(query: dict[str, list[str]]) -> httpx.Response:
        tape.slept.append(float(query.get("wait", ["0"])[0]))
        return feed(query)

    told.feed = slow  # type: ignore[method-assign]
    with pytest.raises(errors.WaitTimeoutError, match="after 45 s") as late:
        client.deliveries.wait(told.delivery["id"], until="reserved", timeout=45)
    assert [look.get("wait") for look in told.looks] == [None, ["20"], ["20"], ["5"]]
    told.feed = feed  # type: ignore[method-assign]
    told.to_come = ["reserved", "picked_up"]
    told.feed({"after": ["c0"]})
    told.feed({"after": ["c0"]})
    assert client.deliveries.wait(told.delivery["id"], until="reserved", after=late.value.cursor).status == "reserved"


def test_a_cursor_that_is_too_old_is_made_good_by_reading_anew(story: Callable[..., Story], tape: Tape) -> None:
    told = story("reserved", "picked_up")
    told.lost = {"c99"}
    assert client_of(told, tape).deliveries.wait(told.delivery["id"], until="picked_up", after="c99").status == "picked_up"


def test_no_status_is_a_mistake(story: Callable[..., Story], tape: Tape) -> None:
    with pytest.raises(ValueError, match="until names no status"):
        client_of(story("reserved"), tape).deliveries.wait("del_1", until=[])


async def test_it_can_be_awaited(story: Callable[..., Story], tape: Tape) -> None:
    told = story("pending_confirmation", "reserved", "expired")
    client = AsyncVouAjudar(api_key=KEY, base_url=BASE, http_client=httpx.MockTransport(told), clock=tape)
    assert (await client.deliveries.wait(told.delivery["id"], until="reserved")).status == "reserved"
    with pytest.raises(errors.WaitEndedError):
        await client.deliveries.wait(told.delivery["id"], until="delivered")
