"""Server-sent events: frames of lines, one event after the other, over as many connections as it takes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Generic, Self, TypeVar, cast

from vouajudar._answer import Answer
from vouajudar._decode import decode
from vouajudar._errors import APIConnectionError

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class StreamedEvent(Generic[T_co]):
    """One frame of the stream."""

    cursor: str
    """Where to go on after this event: `after=` of the next call. Empty when the server gave none."""
    type: str
    """The event's full type."""
    data: str
    """The event as it came."""
    _model: str

    @property
    def event(self) -> T_co:
        """The event as its model. Raises DecodingError."""
        return cast("T_co", decode(self._model, Answer("GET", "", 200, (), self.data.encode())))


class _Frame:
    """Gathers the lines of one frame. https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation"""

    def __init__(self, model: str) -> None:
        self._model = model
        self._cursor = ""
        self._clear()

    def _clear(self) -> None:
        self._type = ""
        self._data: list[str] = []

    def take(self, line: str) -> StreamedEvent[Any] | None:
        """The event that this line completes, if it does."""
        if line:
            self._field(*self._split(line))
            return None
        found: StreamedEvent[Any] | None = None
        if self._data:
            found = StreamedEvent(self._cursor, self._type or "message", "\n".join(self._data), self._model)
        self._clear()
        return found

    @staticmethod
    def _split(line: str) -> tuple[str, str]:
        name, _, value = line.partition(":")
        return name, value.removeprefix(" ")

    def _field(self, name: str, value: str) -> None:
        match name:
            case "id" if "\0" not in value:
                self._cursor = value
            case "event":
                self._type = value
            case "data":
                self._data.append(value)
            case _:  # a comment (the heartbeat), `retry`, or a field of tomorrow
                pass


class EventStream(Generic[T_co]):
    """An open stream. Iterate it, and close it or use it in `with`: it holds a connection.

    When the connection is lost, or the server ends the stream, it is taken up again after the last event that you got: none is
    missed, none comes twice. It ends with an error when it cannot be opened again (`max_retries`, `total_timeout`), with
    CursorExpiredError when it stood still for too long.
    """

    def __init__(
        self,
        answer: Answer,
        model: str,
        connect: Callable[[str | None], Answer],
        cursor: str | None,
        pause: Callable[[int], None],
    ) -> None:
        self._answer = answer
        self._model = model
        self._connect = connect
        self._pause = pause
        self._open = True
        self.cursor = cursor
        """Where it stands: `after=` of another call goes on from here. None when it began at the head and nothing has come."""

    def __iter__(self) -> Iterator[StreamedEvent[T_co]]:
        fruitless = 0
        while self._open:
            try:
                for event in self._frames():
                    fruitless = 0
                    yield event
            except APIConnectionError:
                if self.cursor is None and self._open:
                    raise
            if self._open and fruitless:
                self._pause(fruitless)
            if self._open:
                fruitless += 1
                self._answer = self._connect(self.cursor)

    def _frames(self) -> Iterator[StreamedEvent[T_co]]:
        """Those of one connection."""
        frame = _Frame(self._model)
        lines: Iterator[str] = self._answer.lines
        for line in lines:
            event = frame.take(line)
            if event is not None:
                self.cursor = event.cursor or self.cursor
                yield event
                if not self._open:
                    return

    def close(self) -> None:
        self._open = False
        if self._answer.close is not None:
            self._answer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


class AsyncEventStream(Generic[T_co]):
    """An open stream. Iterate it with `async for`, and close it or use it in `async with`: it holds a connection.

    When the connection is lost, or the server ends the stream, it is taken up again after the last event that you got.
    """

    def __init__(
        self,
        answer: Answer,
        model: str,
        connect: Callable[[str | None], Awaitable[Answer]],
        cursor: str | None,
        pause: Callable[[int], Awaitable[None]],
    ) -> None:
        self._answer = answer
        self._model = model
        self._connect = connect
        self._pause = pause
        self._open = True
        self.cursor = cursor
        """Where it stands: `after=` of another call goes on from here. None when it began at the head and nothing has come."""

    async def __aiter__(self) -> AsyncIterator[StreamedEvent[T_co]]:
        fruitless = 0
        while self._open:
            try:
                async for event in self._frames():
                    fruitless = 0
                    yield event
            except APIConnectionError:
                if self.cursor is None and self._open:
                    raise
            if self._open and fruitless:
                await self._pause(fruitless)
            if self._open:
                fruitless += 1
                self._answer = await self._connect(self.cursor)

    async def _frames(self) -> AsyncIterator[StreamedEvent[T_co]]:
        """Those of one connection."""
        frame = _Frame(self._model)
        lines: AsyncIterator[str] = self._answer.lines
        async for line in lines:
            event = frame.take(line)
            if event is not None:
                self.cursor = event.cursor or self.cursor
                yield event
                if not self._open:
                    return

    async def close(self) -> None:
        self._open = False
        if self._answer.close is not None:
            await self._answer.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()
