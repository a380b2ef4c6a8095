"""The two kinds of client, and what carries their calls: they decide the same and differ only in who waits."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar, cast

import httpx

from vouajudar._answer import Answer, ApiResponse
from vouajudar._decode import decode
from vouajudar._operation import Operation
from vouajudar._pages import AsyncPage, Page
from vouajudar._request import Prepared, Settings, prepare
from vouajudar._steps import Steps, Wait, course
from vouajudar._stream import AsyncEventStream, EventStream
from vouajudar._transport import AsyncSender, Sender, async_sender, sender
from vouajudar._types import CallOptions, Timeout

T = TypeVar("T")

Query = Mapping[str, Any]
Header = Mapping[str, "str | int | None"]

DEFAULT_TIMEOUT = httpx.Timeout(60, connect=10)
DEFAULT_RETRIES = 2


class Caller:
    """Makes calls and waits for them. In raw mode it gives an `ApiResponse` where it would give the body alone."""

    __slots__ = ("_sender", "raw", "settings")

    def __init__(self, settings: Settings, sender: Sender, *, raw: bool = False) -> None:
        self.settings = settings
        self._sender = sender
        self.raw = raw

    def with_response(self) -> Caller:
        return Caller(self.settings, self._sender, raw=True)

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
        answer = self._run(prepare(self.settings, operation, path, query=query, header=header, body=body, options=options))
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
        answer = self._run(prepare(self.settings, operation, path, query=query, header=header, body=None, options=options))
        found = body_of(cast("Operation[Any]", operation), answer)
        plain = Caller(self.settings, self._sender) if self.raw else self

        def fetch(cursor: str) -> Page[T]:
            return plain.page(operation, path, query={**query, "cursor": cursor}, header=header, options=options)

        return finish(self.raw, answer, Page(cast("list[T]", found.items), found.next_cursor, fetch))

    def stream(
        self, operation: Operation[T], *, query: Query, header: Header | None = None, options: CallOptions
    ) -> EventStream[T]:
        answer = self._run(
            prepare(self.settings, operation, (), query=query, header=header, body=None, options=options, stream=True)
        )
        stream: EventStream[T] = EventStream(answer, operation.result or "")
        return finish(self.raw, answer, stream)

    def _run(self, request: Prepared) -> Answer:
        steps: Steps = course(request, self.settings.max_retries)
        try:
            step = next(steps)
            while True:
                if isinstance(step, Wait):
                    time.sleep(step.seconds)
                    step = next(steps)
                    continue
                try:
                    answer = self._sender.send(step)
                except Exception as failure:
                    step = steps.throw(failure)
                else:
                    step = steps.send(answer)
        except StopIteration as done:
            return cast("Answer", done.value)

    def close(self) -> None:
        self._sender.close()


class AsyncCaller:
    """Makes calls and lets others run while it waits. In raw mode it gives an `ApiResponse` for the body alone."""

    __slots__ = ("_sender", "raw", "settings")

    def __init__(self, settings: Settings, sender: AsyncSender, *, raw: bool = False) -> None:
        self.settings = settings
        self._sender = sender
        self.raw = raw

    def with_response(self) -> AsyncCaller:
        return AsyncCaller(self.settings, self._sender, raw=True)

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
        answer = await self._run(prepare(self.settings, operation, path, query=query, header=header, body=body, options=options))
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
        answer = await self._run(prepare(self.settings, operation, path, query=query, header=header, body=None, options=options))
        found = body_of(cast("Operation[Any]", operation), answer)
        plain = AsyncCaller(self.settings, self._sender) if self.raw else self

        async def fetch(cursor: str) -> AsyncPage[T]:
            return await plain.page(operation, path, query={**query, "cursor": cursor}, header=header, options=options)

        return finish(self.raw, answer, AsyncPage(cast("list[T]", found.items), found.next_cursor, fetch))

    async def stream(
        self, operation: Operation[T], *, query: Query, header: Header | None = None, options: CallOptions
    ) -> AsyncEventStream[T]:
        answer = await self._run(
            prepare(self.settings, operation, (), query=query, header=header, body=None, options=options, stream=True)
        )
        stream: AsyncEventStream[T] = AsyncEventStream(answer, operation.result or "")
        return finish(self.raw, answer, stream)

    async def _run(self, request: Prepared) -> Answer:
        steps: Steps = course(request, self.settings.max_retries)
        try:
            step = next(steps)
            while True:
                if isinstance(step, Wait):
                    from asyncio import sleep  # not at the top: a program without asyncio need not load it

                    await sleep(step.seconds)
                    step = next(steps)
                    continue
                try:
                    answer = await self._sender.send(step)
                except Exception as failure:
                    step = steps.throw(failure)
                else:
                    step = steps.send(answer)
        except StopIteration as done:
            return cast("Answer", done.value)

    async def close(self) -> None:
        await self._sender.close()


def body_of(operation: Operation[T], answer: Answer) -> T:
    """The parsed body of a success."""
    return cast("T", None if operation.result is None else decode(operation.result, answer))


def finish(raw: bool, answer: Answer, body: T) -> T:
    """What the caller gets. The raw twin's types say `ApiResponse[T]` where these say T."""
    return cast("T", ApiResponse(answer, body)) if raw else body


class SyncClient:
    """What the client of one API adds its resources to."""

    def __init__(
        self,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        timeout: Timeout = DEFAULT_TIMEOUT,
        max_retries: int = DEFAULT_RETRIES,
        http_client: httpx.Client | None = None,
    ) -> None:
        settings = Settings.of(api_key, base_url, timeout, max_retries)
        self._caller = Caller(settings, sender(http_client, settings.base_url))

    @property
    def base_url(self) -> str:
        return self._caller.settings.base_url

    def close(self) -> None:
        """Ends the connections. A client that you passed in stays open: it is yours."""
        self._caller.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.base_url}>"


class AsyncClient:
    """What the asynchronous client of one API adds its resources to."""

    def __init__(
        self,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        timeout: Timeout = DEFAULT_TIMEOUT,
        max_retries: int = DEFAULT_RETRIES,
        http_client: httpx.AsyncClient | None = None,
    ) -> None:
        settings = Settings.of(api_key, base_url, timeout, max_retries)
        self._caller = AsyncCaller(settings, async_sender(http_client, settings.base_url))

    @property
    def base_url(self) -> str:
        return self._caller.settings.base_url

    async def close(self) -> None:
        """Ends the connections. A client that you passed in stays open: it is yours."""
        await self._caller.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.base_url}>"
