"""What many streams of a partner wait for is read once for all of them."""

from __future__ import annotations

import asyncio

import pytest
from vouajudar_stub.edge.call import Partner
from vouajudar_stub.services.feed import Place
from vouajudar_stub.services.shared_pages import Frames, SharedPages, View, view

NO_ONE: frozenset[str] = frozenset()


def partner(name: str) -> Partner:
    return Partner(name, name, "test", frozenset(), "org", "Org", NO_ONE, f"key_{name}")


class Log:
    """Reads pages, and says how often."""

    def __init__(self) -> None:
        self.read: list[View] = []
        self.broken = False
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, of: View) -> Frames:
        self.read.append(of)
        await self.gate.wait()
        if self.broken:
            raise ConnectionResetError
        return Frames(b"%d" % of.place.position, Place(1, of.place.position + 1), True)


async def test_streams_at_one_place_share_one_reading_until_something_is_committed() -> None:
    log, ticket = Log(), asyncio.Event()
    pages, here = SharedPages(log), view(partner("a"), Place(1, 7), None, 7)
    pages_read = await asyncio.gather(*(pages.page(here, ticket) for _ in range(50)))
    assert {page.text for page in pages_read if page is not None} == {b"7"}
    assert len(log.read) == 1
    await pages.page(here, asyncio.Event())
    assert len(log.read) == 2


async def test_partners_places_and_types_are_kept_apart() -> None:
    log, ticket = Log(), asyncio.Event()
    pages = SharedPages(log)
    views = [
        view(partner("a"), Place(1, 7), None, 7),
        view(partner("b"), Place(1, 7), None, 7),
        view(partner("a"), Place(1, 8), None, 7),
        view(partner("a"), Place(2, 7), None, 7),
        view(partner("a"), Place(1, 7), ["batch.ready"], 7),
        view(partner("a"), Place(1, 7), ["batch.ready"], 3),
    ]
    for each in (*views, *views):
        await pages.page(each, ticket)
    assert log.read == views


async def test_where_a_stream_began_matters_to_no_other_unless_types_are_named() -> None:
    log, ticket = Log(), asyncio.Event()
    pages = SharedPages(log)
    await pages.page(view(partner("a"), Place(1, 7), None, 3), ticket)
    await pages.page(view(partner("a"), Place(1, 7), None, 5), ticket)
    assert len(log.read) == 1


async def test_a_reading_that_failed_is_tried_again() -> None:
    log, ticket = Log(), asyncio.Event()
    pages, here = SharedPages(log), view(partner("a"), Place(1, 7), None, 7)
    log.broken = True
    with pytest.raises(ConnectionResetError):
        await pages.page(here, ticket)
    log.broken = False
    assert await pages.page(here, ticket) == Frames(b"7", Place(1, 8), True)


async def test_a_stream_that_ends_takes_the_page_from_nobody() -> None:
    log, ticket = Log(), asyncio.Event()
    log.gate.clear()
    pages, here = SharedPages(log), view(partner("a"), Place(1, 7), None, 7)
    first, second = (asyncio.ensure_future(pages.page(here, ticket)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    log.gate.set()
    assert await second == Frames(b"7", Place(1, 8), True)
