"""What carries the calls of a client: one kind waits for an answer, the other lets others run meanwhile; they decide the same."""

from __future__ import annotations

import copy
import threading
from collections.abc import Mapping, Sequence
from typing import Any, Self, TypeVar, cast

from vouajudar._answer import Answer, ApiResponse
from vouajudar._attempt import Attempt
from vouajudar._credentials import ClientCredentials
from vouajudar._decode import decode
from vouajudar._errors import VouAjudarError
from vouajudar._operation import Operation
from vouajudar._pages import AsyncPage, Page
from vouajudar._request import prepare
from vouajudar._senders import AsyncLine, Line
from vouajudar._settings import Settings
from vouajudar._steps import Authorize, Steps, Wait, backoff, course
from vouajudar._stream import AsyncEventStream, EventStream
from vouajudar._tokens import token_in, token_request
from vouajudar._types import CallOptions

T = TypeVar("T")

Query = Mapping[str, Any]
Header = Mapping[str, Any]


class Carrier:
    """What both kinds share: the settings, and whether the whole answer is given around the body."""

    __slots__ = ("raw", "settings")

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.raw = False

    def with_response(self) -> Self:
        return self._changed(raw=True)

    def plain(self) -> Self:
        """The same, not in raw mode."""
        return self._changed(raw=False) if self.raw else self

    def with_settings(self, settings: Settings) -> Self:
        return self._changed(settings=settings)

    def _changed(self, **members: Any) -> Self:
        changed = copy.copy(self)
        for name, value in members.items():
            setattr(changed, name, value)
        return changed

    def steps(
        self,
        operation: Operation[Any],
        path: Sequence[object] = (),
        *,
        query: Query | None = None,
        header: Header | None = None,
        body: Any = None,
        options: CallOptions,
        stream: bool = False,
    ) -> Steps:
        """The course of a call. Raises ValueError or TypeError for arguments that cannot be sent."""
        request = prepare(self.settings, operation, path, query=query, header=header, body=body, options=options, stream=stream)
        return course(request, self.settings)


class Caller(Carrier):
    """Makes calls and waits for them. In raw mode it gives an `ApiResponse` where it would give the body alone."""

    __slots__ = ("_line", "_renewing", "_stop")

    def __init__(self, settings: Settings, line: Line) -> None:
        super().__init__(settings)
        self._line = line
        self._renewing = threading.Lock()
        self._stop = threading.Event()

    def call(
        self,
        operation: Operation[T],
        path: Sequence[object] = (),
        *,
        query: Query | None = None,
        header: Header | None = None,
        body: Any = None,
        options: CallOptions,
    ) -> T:
        answer = self._run(self.steps(operation, path, query=query, header=header, body=body, options=options))
        return finish(self.raw, answer, body_of(operation, answer))

    def page(
        self,
        operation: Operation[T],
        path: Sequence[object] = (),
        *,
        query: Query,
        header: Header | None = None,
        options: CallOptions,
    ) -> Page[T]:
        answer = self._run(self.steps(operation, path, query=query, header=header, options=options))
        found = body_of(cast("Operation[Any]", operation), answer)
        plain = self.plain()

        def fetch(cursor: str) -> Page[T]:
            return plain.page(operation, path, query={**query, "cursor": cursor}, header=header, options=options)

        return finish(self.raw, answer, Page(cast("list[T]", found.items), found.next_cursor, fetch))

    def stream(
        self,
        operation: Operation[T],
        *,
        head: Operation[Any] | None = None,
        query: Query,
        header: Header | None = None,
        options: CallOptions,
    ) -> EventStream[T]:
        """`head`: gives the cursor of the head of the feed, so that a stream that begins there can be taken up again."""
        cursor: str | None = query.get("after")
        if cursor in (None, "latest") and not (header or {}).get("Last-Event-ID") and head is not None:
            cursor = (self.plain().call(head, query={"after": "latest", "limit": 1}, options=options)).next_cursor

        def connect(after: str | None) -> Answer:
            given = {**query, "after": after} if after else query
            first = header if after == cursor else None
            return self._run(self.steps(operation, query=given, header=first, options=options, stream=True))

        answer = connect(cursor)
        stream: EventStream[T] = EventStream(
            answer,
            operation.result or "",
            connect,
            cursor,
            lambda fruitless: self._sleep(backoff(fruitless, self.settings.clock)),
        )
        return finish(self.raw, answer, stream)

    def _run(self, steps: Steps) -> Answer:
        try:
            step = next(steps)
            while True:
                if isinstance(step, Attempt):
                    try:
                        answer = self._line.send(step)
                    except Exception as failure:
                        step = steps.throw(failure)
                    else:
                        step = steps.send(answer)
                    continue
                if isinstance(step, Wait):
                    self._sleep(step.seconds)
                else:
                    self._authorize(step)
                step = next(steps)
        except StopIteration as done:
            return cast("Answer", done.value)

    def _sleep(self, seconds: float) -> None:
        self.settings.clock.sleep(seconds, self._stop)
        if self._stop.is_set():
            raise VouAjudarError("the client was closed while the call waited for its next attempt")

    def _authorize(self, need: Authorize) -> None:
        credential, clock = cast("ClientCredentials", self.settings.credential), self.settings.clock
        with self._renewing:  # one thread asks, the others take what it got
            if credential.token == need.stale or not credential.usable(clock.monotonic()):
                answer = self._run(course(token_request(self.settings, credential, need.seconds), self.settings))
                credential.keep(*token_in(answer), clock.monotonic())

    def close(self) -> None:
        self._stop.set()
        self._line.close()


class AsyncCaller(Carrier):
    """Makes calls and lets others run while it waits. In raw mode it gives an `ApiResponse` for the body alone."""

    __slots__ = ("_line",)

    def __init__(self, settings: Settings, line: AsyncLine) -> None:
        super().__init__(settings)
        self._line = line

    async def call(
        self,
        operation: Operation[T],
        path: Sequence[object] = (),
        *,
        query: Query | None = None,
        header: Header | None = None,
        body: Any = None,
        options: CallOptions,
    ) -> T:
        answer = await self._run(self.steps(operation, path, query=query, header=header, body=body, options=options))
        return finish(self.raw, answer, body_of(operation, answer))

    async def page(
        self,
        operation: Operation[T],
        path: Sequence[object] = (),
        *,
        query: Query,
        header: Header | None = None,
        options: CallOptions,
    ) -> AsyncPage[T]:
        answer = await self._run(self.steps(operation, path, query=query, header=header, options=options))
        found = body_of(cast("Operation[Any]", operation), answer)
        plain = self.plain()

        async def fetch(cursor: str) -> AsyncPage[T]:
            return await plain.page(operation, path, query={**query, "cursor": cursor}, header=header, options=options)

        return finish(self.raw, answer, AsyncPage(cast("list[T]", found.items), found.next_cursor, fetch))

    async def stream(
        self,
        operation: Operation[T],
        *,
        head: Operation[Any] | None = None,
        query: Query,
        header: Header | None = None,
        options: CallOptions,
    ) -> AsyncEventStream[T]:
        """`head`: gives the cursor of the head of the feed, so that a stream that begins there can be taken up again."""
        cursor: str | None = query.get("after")
        if cursor in (None, "latest") and not (header or {}).get("Last-Event-ID") and head is not None:
            cursor = (await self.plain().call(head, query={"after": "latest", "limit": 1}, options=options)).next_cursor

        async def connect(after: str | None) -> Answer:
            given = {**query, "after": after} if after else query
            first = header if after == cursor else None
            return await self._run(self.steps(operation, query=given, header=first, options=options, stream=True))

        answer = await connect(cursor)
        clock = self.settings.clock
        stream: AsyncEventStream[T] = AsyncEventStream(
            answer, operation.result or "", connect, cursor, lambda fruitless: clock.sleep_async(backoff(fruitless, clock))
        )
        return finish(self.raw, answer, stream)

    async def _run(self, steps: Steps) -> Answer:
        try:
            step = next(steps)
            while True:
                if isinstance(step, Attempt):
                    try:
                        answer = await self._line.send(step)
                    except Exception as failure:
                        step = steps.throw(failure)
                    else:
                        step = steps.send(answer)
                    continue
                if isinstance(step, Wait):
                    await self.settings.clock.sleep_async(step.seconds)
                else:
                    await self._authorize(step)
                step = next(steps)
        except StopIteration as done:
            return cast("Answer", done.value)

    async def _authorize(self, need: Authorize) -> None:
        credential, clock = cast("ClientCredentials", self.settings.credential), self.settings.clock
        if credential.renewing is None:
            from anyio import Lock

            credential.renewing = Lock()
        async with credential.renewing:  # one task asks, the others take what it got
            if credential.token == need.stale or not credential.usable(clock.monotonic()):
                answer = await self._run(course(token_request(self.settings, credential, need.seconds), self.settings))
                credential.keep(*token_in(answer), clock.monotonic())

    async def close(self) -> None:
        await self._line.close()


def body_of(operation: Operation[T], answer: Answer) -> T:
    """The parsed body of a success."""
    return cast("T", None if operation.result is None else decode(operation.result, answer))


def finish(raw: bool, answer: Answer, body: T) -> T:
    """What the caller gets. The raw twin's types say `ApiResponse[T]` where these say T."""
    return cast("T", ApiResponse(answer, body)) if raw else body
