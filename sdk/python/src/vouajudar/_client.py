"""The two kinds of client: what they are told, and how they begin and end."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Generic, Self, TypeVar

import httpx

from vouajudar._cache import ETagCache
from vouajudar._caller import AsyncCaller, Caller, Carrier
from vouajudar._clock import Clock
from vouajudar._credentials import credential_of
from vouajudar._limits import Pacer
from vouajudar._senders import AsyncLine, AsyncMiddleware, AsyncSender, Line, Middleware, Sender
from vouajudar._settings import Settings, address
from vouajudar._types import NOT_GIVEN, NotGiven, Timeout

OwnCarrier = TypeVar("OwnCarrier", bound=Carrier)

DEFAULT_TIMEOUT = 60.0
DEFAULT_TOTAL_TIMEOUT = 180.0
DEFAULT_RETRIES = 2


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


class _Client(Generic[OwnCarrier]):
    """What both kinds share."""

    def __init__(self, caller: OwnCarrier) -> None:
        self._caller: OwnCarrier = caller
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
        before = self._caller.settings
        settings = replace(
            before,
            timeout=before.timeout if timeout is NOT_GIVEN else timeout,
            total_timeout=before.total_timeout if total_timeout is NOT_GIVEN else total_timeout,
            max_retries=before.max_retries if max_retries is NOT_GIVEN else max_retries,
            headers={**before.headers, **extra_headers},
        )
        other._caller = self._caller.with_settings(settings)
        other._lent = True
        return other

    @property
    def base_url(self) -> str:
        return self._caller.settings.base_url

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.base_url}>"


class SyncClient(_Client[Caller]):
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
        super().__init__(Caller(settings, Line(http_client, middleware)))

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


class AsyncClient(_Client[AsyncCaller]):
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
        super().__init__(AsyncCaller(settings, AsyncLine(http_client, middleware)))

    async def close(self) -> None:
        """Ends the connections. A client or transport that you passed in stays open: it is yours."""
        if not self._lent:
            await self._caller.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()
