"""The feed of everything that happened, as pages and as a stream."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from vouajudar import _operations as wire
from vouajudar._feed import iterate
from vouajudar._resource import Resource, answered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from vouajudar._feed import Gap
    from vouajudar._stream import EventStream
    from vouajudar._types import CallOptions
    from vouajudar.checkpoints import Checkpoint
    from vouajudar.models import Event, EventId, EventPage, EventTypePattern


class EventsResource(Resource):
    """The feed of everything that happened, as pages and as a stream."""

    __slots__ = ()

    @property
    def with_response(self) -> EventsWithResponse:
        """The same methods, each giving the whole answer: status, headers, request id, parsed body, bytes."""
        return EventsWithResponse(EventsResource(self._caller.with_response()))

    def list(
        self,
        *,
        after: str | None = None,
        types: Sequence[EventTypePattern] | None = None,
        wait: int | None = None,
        limit: int | None = None,
        **options: Unpack[CallOptions],
    ) -> EventPage:
        """Read the event feed.

        The events that you may see, in the order in which they happened, from where you stopped. Keep `next_cursor` after you
        have stored a page, and pass it as `after` in the next call: nothing is lost and nothing has to be acknowledged. An
        empty page moves the cursor, too. With `wait` the call stays open until there is something, at most 30 seconds.

        Events are kept for 30 days. An older cursor is 410: read `earliest_cursor` from the problem, list the resources
        again, and go on from a cursor taken before that.

        `delivery.position_updated` and `webhook_endpoint.test` never stand in the feed. Any partner may call; it sees the
        events of everything it could read before or after the change.

        Scopes: events:read.

        Args:
            after: Where to go on: a cursor of this feed, `earliest` for the oldest event still held, or `latest` for what is
                still to come. Default: "earliest".
            types: Only events whose short name matches one of these patterns, separated by commas: `*`, `batch.*`,
                `batch.ready`. All when absent. A cursor is not bound to them. At most 50 items.
            wait: Seconds to wait for an event when there is none yet. 0 to 30. Default: 0.
            limit: How many items a page holds at most. 1 to 100. Default: 20.

        Raises:
            InvalidCursorError: 400. The cursor does not belong to this list or feed.
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            CursorExpiredError: 410. The feed no longer holds what came after this cursor.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            client.events.list()
        """
        return self._caller.call(
            wire.LIST_EVENTS,
            query={"after": after, "types": types, "wait": wait, "limit": limit},
            options=options,
        )

    def stream(
        self,
        *,
        after: str | None = None,
        types: Sequence[EventTypePattern] | None = None,
        last_event_id: str | None = None,
        **options: Unpack[CallOptions],
    ) -> EventStream[Event]:
        """Stream events.

        The events that you may see as server-sent events, from `after` or `Last-Event-ID` on, as they happen. A frame has
        `id:` with the cursor, `event:` with the full event type, and `data:` with the event in one line; a comment is sent
        every 15 seconds as a heartbeat. A server may end a stream at any time, and does within 5 seconds when the key is
        revoked: connect again with the last `id`, as browsers do by themselves.

        Unlike the feed, a stream also carries `delivery.position_updated`, when `types` names it. Any partner may call; it
        sees the events of everything it could read before or after the change.

        Scopes: events:read.

        Args:
            after: Where to start: a cursor of this feed, `earliest` for the oldest event still held, or `latest` for what is
                still to come. `Last-Event-ID` wins over it. Default: "latest".
            types: Only events whose short name matches one of these patterns, separated by commas: `*`, `batch.*`,
                `batch.ready`. All when absent. A cursor is not bound to them. At most 50 items.
            last_event_id: The `id` of the last frame that you received, sent by an SSE client when it connects again. It wins
                over `after`.

        Raises:
            InvalidCursorError: 400. The cursor does not belong to this list or feed.
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            NotAcceptableError: 406. The operation cannot answer in a media type that you accept.
            CursorExpiredError: 410. The feed no longer holds what came after this cursor.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            client.events.stream()
        """
        return self._caller.stream(
            wire.STREAM_EVENTS,
            head=wire.LIST_EVENTS,
            query={"after": after, "types": types},
            header={"Last-Event-ID": last_event_id},
            options=options,
        )

    def get(self, event_id: EventId, **options: Unpack[CallOptions]) -> Event:
        """Get an event.

        One retained event, in the bytes in which it was stored and sent. After 30 days it is 404.

        Any partner may call; it finds the events that it sees in its feed.

        Scopes: events:read.

        Args:
            event_id: The event.

        Raises:
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            NotFoundError: 404. There is nothing here that you may see.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            client.events.get("evt_01J8ZQ4Y7P5S8V0X2Z4B6D8F1H")
        """
        return self._caller.call(wire.GET_EVENT, (event_id,), options=options)

    def iterate(
        self,
        *,
        after: str | None = None,
        types: Sequence[EventTypePattern] | None = None,
        wait: int = 20,
        checkpoint: Checkpoint | None = None,
        on_gap: Callable[[Gap], None] | None = None,
    ) -> Iterator[Event]:
        """Every event of the feed, one after the other, and then those that are still to come.

        With a checkpoint it goes on where it was after a restart: a page is kept when its last event has been dealt with, that
        is, when you ask for the next one. So after a crash the events of the last page come again, and none is lost.

        Scopes: events:read.

        Args:
            after: Where to begin when the checkpoint has nothing yet: a cursor, `earliest` (when absent) or `latest`.
            types: Only events whose short name matches one of these patterns: `*`, `batch.*`, `batch.ready`.
            wait: Seconds that each look at the feed waits for something new, 0 to 30; with 0 it ends when there is nothing more.
            checkpoint: Keeps the cursor: `FileCheckpoint`, `SqliteCheckpoint`, or one of your own.
            on_gap: Called when versions of a subject are missing, before the event that shows it; when absent, that is logged.

        Raises:
            CursorExpiredError: 410. It stood still for longer than the feed keeps events: read `earliest_cursor`, list the
                resources again, and go on from a cursor that was taken before.

        Example:
            for event in client.events.iterate(checkpoint=FileCheckpoint("events.cursor")):
                print(event.type, event.subject)
        """
        return iterate(
            self._caller,
            wire.LIST_EVENTS,
            after=after,
            types=types,
            wait=wait,
            checkpoint=checkpoint,
            on_gap=on_gap,
        )


class EventsWithResponse:
    """`EventsResource` with the whole answer around each result."""

    def __init__(self, resource: EventsResource) -> None:
        self.list = answered(resource.list)
        self.stream = answered(resource.stream)
        self.get = answered(resource.get)
