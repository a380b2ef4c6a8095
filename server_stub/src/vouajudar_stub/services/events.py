"""Events: the feed, the stream, and one by its id. All give the very bytes that were stored."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence

from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.edge import answers
from vouajudar_stub.edge.call import Call, Reply, StreamReply
from vouajudar_stub.services.access import reader_words
from vouajudar_stub.services.commands import Queries
from vouajudar_stub.services.credentials import CredentialsService
from vouajudar_stub.services.feed import Feed, FeedPage, Place
from vouajudar_stub.services.news import News
from vouajudar_stub.store.envelope import full_type
from vouajudar_stub.store.protocol import Reading, StoredEvent

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 15.0
CHECK_SECONDS = 3.0
"""How often a stream asks whether its key is still good: it must end within five seconds of a revocation."""
STREAM_PAGE = 100
CLOUD_EVENT = "application/cloudevents+json"


class Events:
    """Implements `EventsPort`. `stream_seconds`: how long a stream lives at most, in real time."""

    def __init__(
        self, queries: Queries, feed: Feed, news: News, credentials: CredentialsService, *, stream_seconds: float = 3600
    ) -> None:
        self._queries = queries
        self._feed = feed
        self._news = news
        self._credentials = credentials
        self._stream_seconds = stream_seconds

    async def list_events(self, call: Call, *, after: str, types: Sequence[str] | None, wait: int, limit: int) -> Reply:
        """Waits, at most `wait` seconds of real time, only while there is nothing."""
        clock = asyncio.get_running_loop().time
        end = clock() + wait
        place: Place | None = None

        async def look(reading: Reading) -> FeedPage:
            nonlocal place
            if place is None or place.epoch != reading.epoch:
                place = await self._feed.place(reading, call.partner, after)
            return await self._feed.page(reading, call.partner, place, limit=limit, types=types)

        while True:
            ticket = self._news.ticket(call.partner.mode)
            page = await self._queries.read(call, look)
            left = end - clock()
            if page.events or left <= 0 or self._news.closing:
                cursor = self._feed.cursor(call.partner, page.end, page.at)
                return answers.page([event.data for event in page.events], cursor)
            await self._news.wait(ticket, left)

    async def get_event(self, call: Call, event_id: str) -> Reply:
        async def look(reading: Reading) -> Reply:
            event = await reading.events.one(event_id)
            if event is None or not set(reader_words(call.partner)).intersection(event.readers):
                raise Refusal("not-found", "There is no such event, or it is no longer retained.")
            return Reply(200, event.data, media_type=CLOUD_EVENT)

        return await self._queries.read(call, look)

    async def stream_events(
        self, call: Call, *, after: str, types: Sequence[str] | None, last_event_id: str | None
    ) -> StreamReply:
        start, parameter = (after, "after") if last_event_id is None else (last_event_id, "Last-Event-ID")

        async def look(reading: Reading) -> tuple[Place, int]:
            return await self._feed.place(reading, call.partner, start, parameter=parameter), await reading.events.head()

        place, head = await self._queries.read(call, look)
        return StreamReply(self._frames(call, place, head, types), headers={"Cache-Control": "no-store"})

    async def _frames(self, call: Call, place: Place, live_after: int, types: Sequence[str] | None) -> AsyncIterator[bytes]:
        """Events as they happen. Ends when the key is no longer good, the world is reset, the server stops or the time is up."""
        clock = asyncio.get_running_loop().time
        end, heartbeat, check = clock() + self._stream_seconds, clock() + HEARTBEAT_SECONDS, clock() + CHECK_SECONDS

        async def look(reading: Reading) -> FeedPage | None:
            if reading.epoch != place.epoch:
                return None
            return await self._feed.page(reading, call.partner, place, limit=STREAM_PAGE, types=types, live_after=live_after)

        yield b": connected\n\n"
        while clock() < end and not self._news.closing:
            ticket = self._news.ticket(call.partner.mode)
            page = await self._queries.read(call, look)
            if page is None:
                return
            if page.events:
                yield b"".join([self._frame(call, event, page) for event in page.events])
                heartbeat = clock() + HEARTBEAT_SECONDS
            place = page.end
            if clock() >= check:
                if not await self._credentials.is_good(call.partner.credential_id):
                    return
                check = clock() + CHECK_SECONDS
            if not page.complete:
                continue
            if clock() >= heartbeat:
                yield b": still here\n\n"
                heartbeat = clock() + HEARTBEAT_SECONDS
            await self._news.wait(ticket, max(0.0, min(heartbeat, check, end) - clock()))

    def _frame(self, call: Call, event: StoredEvent, page: FeedPage) -> bytes:
        cursor = self._feed.cursor(call.partner, Place(page.end.epoch, event.position), page.at)
        return b"id: %b\nevent: %b\ndata: %b\n\n" % (cursor.encode(), full_type(event.type).encode(), event.data)
