"""The two kinds of client, and what carries their calls: they decide the same and differ only in who waits."""

from __future__ import annotations

import copy
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any, Self, TypeVar, cast

import httpx

from vouajudar._answer import Answer, ApiResponse
from vouajudar._attempt import Attempt
from vouajudar._cache import ETagCache
from vouajudar._clock import Clock
from vouajudar._credentials import ClientCredentials, credential_of
from vouajudar._decode import decode
from vouajudar._errors import VouAjudarError
from vouajudar._limits import Pacer
from vouajudar._operation import Operation
from vouajudar._pages import AsyncPage, Page
from vouajudar._request import prepare
from vouajudar._senders import AsyncLine, AsyncMiddleware, AsyncSender, Line, Middleware, Sender
from vouajudar._settings import Settings, address
from vouajudar._steps import Authorize, Steps, Wait, backoff, course
from vouajudar._stream import AsyncEventStream, EventStream
from vouajudar._tokens import token_in, token_request
from vouajudar._types import NOT_GIVEN, CallOptions, NotGiven, Timeout

T = TypeVar("T")

Query = Mapping[str, Any]
Header = Mapping[str, Any]

DEFAULT_TIMEOUT = 60.0
DEFAULT_TOTAL_TIMEOUT = 180.0
DEFAULT_RETRIES = 2


class Caller:
    """Makes calls and waits for them. In raw mode it gives an `ApiResponse` where it would give the body alone."""

    __slots__ = ("_line", "_renewing", "_stop", "raw", "settings")

    def __init__(self, settings: Settings, line: Line) -> None:
        self.settings = settings
        self._line = line
        self._renewing = threading.Lock()
        self._stop = threading.Event()
        self.raw = False

    def with_response(self) -> Caller:
        changed = copy.copy(self)
        changed.raw = True
        return changed

    def plain(self) -> Caller:
        """The same, not in raw mode."""
        if not self.raw:
            return self
        changed = copy.copy(self)
        changed.raw = False
        return changed

    def with_settings(self, settings: Settings) -> Caller:
        changed = copy.copy(self)
        changed.settings = settings
        return changed

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
        request = prepare(self.settings, operation, path, query=query, header=header, body=body, options=options)
        answer = self._run(course(request, self.settings))
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
        request = prepare(self.settings, operation, path, query=query, header=header, body=None, options=options)
        answer = self._run(course(request, self.settings))
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
            request = prepare(self.settings, operation, (), query=given, header=first, body=None, options=options, stream=True)
            return self._run(course(request, self.settings))

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


class AsyncCaller:
    """Makes calls and lets others run while it waits. In raw mode it gives an `ApiResponse` for the body alone."""

    __slots__ = ("_line", "raw", "settings")

    def __init__(self, settings: Settings, line: AsyncLine) -> None:
        self.settings = settings
        self._line = line
        self.raw = False

    def with_response(self) -> AsyncCaller:
        changed = copy.copy(self)
        changed.raw = True
        return changed

    def plain(self) -> AsyncCaller:
        """The same, not in raw mode."""
        if not self.raw:
            return self
        changed = copy.copy(self)
        changed.raw = False
        return changed

    def with_settings(self, settings: Settings) -> AsyncCaller:
        changed = copy.copy(self)
        changed.settings = settings
        return changed

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
        request = prepare(self.settings, operation, path, query=query, header=header, body=body, options=options)
        answer = await self._run(course(request, self.settings))
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
        request = prepare(self.settings, operation, path, query=query, header=header, body=None, options=options)
        answer = await self._run(course(request, self.settings))
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
            request = prepare(self.settings, operation, (), query=given, header=first, body=None, options=options, stream=True)
            return await self._run(course(request, self.settings))

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


def changed_settings(
    settings: Settings,
    timeout: Timeout | NotGiven,
    total_timeout: float | NotGiven | None,
    max_retries: int | NotGiven,
    extra_headers: Mapping[str, str],
) -> Settings:
    return replace(
        settings,
        timeout=settings.timeout if timeout is NOT_GIVEN else timeout,
        total_timeout=settings.total_timeout if total_timeout is NOT_GIVEN else total_timeout,
        max_retries=settings.max_retries if max_retries is NOT_GIVEN else max_retries,
        headers={**settings.headers, **extra_headers},
    )


def settings_of(
    *,
    api_key: str | None,
    client_id: str | None,
    client_secret: str | None,
    scopes: Sequence[str],
    base_url: str | None,
    timeout: Timeout,
    total_timeout: float | None,
    max_retries: int,
    pace: bool,
    cache: ETagCache | bool,
    clock: Clock | None,
) -> Settings:
    return Settings(
        base_url=address(base_url),
        credential=credential_of(api_key, client_id, client_secret, tuple(scopes)),
        timeout=timeout,
        total_timeout=total_timeout,
        max_retries=max_retries,
        clock=clock or Clock(),
        pacer=Pacer() if pace else None,
        cache=ETagCache() if cache is True else cache if isinstance(cache, ETagCache) else None,
    )


class SyncClient:
    """What the client of one API adds its resources to."""

    def __init__(
        self,
        *,
        api_key: str | None = None,
        client_id: str | None = None,
        client_secret: str | None = None,
        scopes: Sequence[str] = (),
        base_url: str | None = None,
        timeout: Timeout = DEFAULT_TIMEOUT,
        total_timeout: float | None = DEFAULT_TOTAL_TIMEOUT,
        max_retries: int = DEFAULT_RETRIES,
        pace: bool = False,
        cache: ETagCache | bool = False,
        middleware: Sequence[Middleware] = (),
        http_client: httpx.Client | httpx.BaseTransport | Sender | None = None,
        clock: Clock | None = None,
    ) -> None:
        settings = settings_of(
            api_key=api_key,
            client_id=client_id,
            client_secret=client_secret,
            scopes=scopes,
            base_url=base_url,
            timeout=timeout,
            total_timeout=total_timeout,
            max_retries=max_retries,
            pace=pace,
            cache=cache,
            clock=clock,
        )
        self._caller = Caller(settings, Line(http_client, middleware))
        self._lent = False

    def with_options(
        self,
        *,
        timeout: Timeout | NotGiven = NOT_GIVEN,
        total_timeout: float | NotGiven | None = NOT_GIVEN,
        max_retries: int | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] = {},  # never changed
    ) -> Self:
        """The same client with other settings, over the same connections; it needs no closing."""
        other = copy.copy(self)
        settings = changed_settings(self._caller.settings, timeout, total_timeout, max_retries, extra_headers)
        other._caller = self._caller.with_settings(settings)
        other._lent = True
        return other

    @property
    def base_url(self) -> str:
        return self._caller.settings.base_url

    def close(self) -> None:
        """Ends the connections, and the waits of other threads for their next attempt.

        A client or transport that you passed in stays open: it is yours.
        """
        if not self._lent:
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
        client_id: str | None = None,
        client_secret: str | None = None,
        scopes: Sequence[str] = (),
        base_url: str | None = None,
        timeout: Timeout = DEFAULT_TIMEOUT,
        total_timeout: float | None = DEFAULT_TOTAL_TIMEOUT,
        max_retries: int = DEFAULT_RETRIES,
        pace: bool = False,
        cache: ETagCache | bool = False,
        middleware: Sequence[AsyncMiddleware] = (),
        http_client: httpx.AsyncClient | httpx.AsyncBaseTransport | AsyncSender | None = None,
        clock: Clock | None = None,
    ) -> None:
        settings = settings_of(
            api_key=api_key,
            client_id=client_id,
            client_secret=client_secret,
            scopes=scopes,
            base_url=base_url,
            timeout=timeout,
            total_timeout=total_timeout,
            max_retries=max_retries,
            pace=pace,
            cache=cache,
            clock=clock,
        )
        self._caller = AsyncCaller(settings, AsyncLine(http_client, middleware))
        self._lent = False

    def with_options(
        self,
        *,
        timeout: Timeout | NotGiven = NOT_GIVEN,
        total_timeout: float | NotGiven | None = NOT_GIVEN,
        max_retries: int | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] = {},  # never changed
    ) -> Self:
        """The same client with other settings, over the same connections; it needs no closing."""
        other = copy.copy(self)
        settings = changed_settings(self._caller.settings, timeout, total_timeout, max_retries, extra_headers)
        other._caller = self._caller.with_settings(settings)
        other._lent = True
        return other

    @property
    def base_url(self) -> str:
        return self._caller.settings.base_url

    async def close(self) -> None:
        """Ends the connections. A client or transport that you passed in stays open: it is yours."""
        if not self._lent:
            await self._caller.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.base_url}>"
