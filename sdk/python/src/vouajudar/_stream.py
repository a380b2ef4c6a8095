"""Server-sent events: frames of lines, one event after the other, until the server ends the stream or it is closed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Generic, Self, TypeVar, cast

from vouajudar._answer import Answer
from vouajudar._decode import decode

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
    """An open stream. Iterate it, and close it or use it in `with`: it holds a connection."""

    def __init__(self, answer: Answer, model: str) -> None:
        self._answer = answer
        self._frame = _Frame(model)

    def __iter__(self) -> Iterator[StreamedEvent[T_co]]:
        lines: Iterator[str] = self._answer.lines
        for line in lines:
            event = self._frame.take(line)
            if event is not None:
                yield event

    def close(self) -> None:
        if self._answer.close is not None:
            self._answer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


class AsyncEventStream(Generic[T_co]):
    """An open stream. Iterate it with `async for`, and close it or use it in `async with`: it holds a connection."""

    def __init__(self, answer: Answer, model: str) -> None:
        self._answer = answer
        self._frame = _Frame(model)

    async def __aiter__(self) -> AsyncIterator[StreamedEvent[T_co]]:
        lines: AsyncIterator[str] = self._answer.lines
        async for line in lines:
            event = self._frame.take(line)
            if event is not None:
                yield event

    async def close(self) -> None:
        if self._answer.close is not None:
            await self._answer.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()
