"""Events: the feed, the stream, and one by its id. All give the very bytes that were stored."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence

from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.edge import answers
from vouajudar_stub.edge.call import Call, Partner, Reply, StreamReply
from vouajudar_stub.services.access import reader_words
from vouajudar_stub.services.commands import Queries
from vouajudar_stub.services.credentials import CredentialsService
from vouajudar_stub.services.feed import Feed, FeedPage, Place
from vouajudar_stub.services.news import News
from vouajudar_stub.services.shared_pages import Frames, SharedPages, View, view
from vouajudar_stub.store.envelope import full_type
from vouajudar_stub.store.protocol import Reading, StoredEvent

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 15.0
CHECK_SECONDS = 3.0
"""How often a stream asks whether its key is still good: it must end within five seconds of a revocation."""
SHARED_SECONDS = 1.0
"""How long the answer holds for other streams of the same key."""
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
        self._pages = SharedPages(self._read_frames)
        self._good_until: dict[str, float] = {}
        """By credential: until when it need not be asked about again."""

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
        return StreamReply(self._frames(call.partner, place, head, types), headers={"Cache-Control": "no-store"})

    async def _frames(self, partner: Partner, place: Place, live_after: int, types: Sequence[str] | None) -> AsyncIterator[bytes]:
        """Events as they happen. Ends when the key is no longer good, the world is reset, the server stops or the time is up."""
        clock = asyncio.get_running_loop().time
        end, heartbeat, check = clock() + self._stream_seconds, clock() + HEARTBEAT_SECONDS, clock() + CHECK_SECONDS

        yield b": connected\n\n"
        ticket: asyncio.Event | None = None
        while clock() < end and not self._news.closing:
            complete = True
            if ticket is None or ticket.is_set():  # otherwise nothing was committed since the last page
                ticket = self._news.ticket(partner.mode)
                page = await self._pages.page(view(partner, place, types, live_after), ticket)
                if page is None:
                    return
                if page.text:
                    yield page.text
                    heartbeat = clock() + HEARTBEAT_SECONDS
                place, complete = page.end, page.complete
            if clock() >= check:
                if not await self._is_good(partner.credential_id):
                    return
                check = clock() + CHECK_SECONDS
            if not complete:
                ticket = None
                continue
            if clock() >= heartbeat:
                yield b": still here\n\n"
                heartbeat = clock() + HEARTBEAT_SECONDS
            await self._news.wait(ticket, max(0.0, min(heartbeat, check, end) - clock()))

    async def _read_frames(self, of: View) -> Frames | None:
        async def look(reading: Reading) -> Frames | None:
            if reading.epoch != of.place.epoch:
                return None
            page = await self._feed.page(
                reading, of.partner, of.place, limit=STREAM_PAGE, types=of.types, live_after=of.live_after
            )
            text = b"".join([self._frame(of.partner, event, page) for event in page.events])
            return Frames(text, page.end, page.complete)

        return await self._queries.read_as(of.partner, look)

    async def _is_good(self, credential_id: str) -> bool:
        """Streams of one credential ask once for all of them."""
        now = asyncio.get_running_loop().time()
        if self._good_until.get(credential_id, 0.0) <= now:
            if not await self._credentials.is_good(credential_id):
                self._good_until.pop(credential_id, None)
                return False
            self._good_until[credential_id] = now + SHARED_SECONDS
        return True

    def _frame(self, partner: Partner, event: StoredEvent, page: FeedPage) -> bytes:
        cursor = self._feed.cursor(partner, Place(page.end.epoch, event.position), page.at)
        return b"id: %b\nevent: %b\ndata: %b\n\n" % (cursor.encode(), full_type(event.type).encode(), event.data)
