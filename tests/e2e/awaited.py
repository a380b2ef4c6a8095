"""The synchronous client with the asynchronous one's face, so that one scenario tries both."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import wraps
from typing import Any, Self

from vouajudar import ApiResponse, EventStream, Page, VouAjudar

_END: Any = object()


class Awaited:
    """A `VouAjudar`, one of its resources, or a page or stream that it gave: what it does runs in a thread and is awaited.

    `async for` iterates what `for` would, and leaving an `async with` closes.
    """

    def __init__(self, target: Any) -> None:
        self._target = target

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._target, name)
        return awaited(found) if callable(found) else wrapped(found)

    async def __aiter__(self) -> AsyncIterator[Any]:
        items: Iterator[Any] = iter(self._target)
        while (item := await asyncio.to_thread(next, items, _END)) is not _END:
            yield item

    def __len__(self) -> int:
        return len(self._target)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self._target.close)


def awaited(method: Callable[..., Any]) -> Callable[..., Awaitable[Any]]:
    @wraps(method)
    async def run(*args: Any, **options: Any) -> Any:
        return wrapped(await asyncio.to_thread(method, *args, **options))

    return run


def wrapped(value: Any) -> Any:
    """Clients, resources, pages and streams work through threads; everything else is what it is."""
    if isinstance(value, ApiResponse):
        return ApiResponse(value._answer, wrapped(value.body))
    own = type(value).__module__.startswith("vouajudar.resources.")
    return Awaited(value) if own or isinstance(value, (VouAjudar, Page, EventStream)) else value
