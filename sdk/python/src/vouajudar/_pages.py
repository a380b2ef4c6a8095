"""Pages of a list, which go on by themselves when they are iterated."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)


class _PageBase(Generic[T_co]):
    """One page: `items`, and the cursor of the next one."""

    __slots__ = ("_items", "_next_cursor")

    def __init__(self, items: list[T_co], next_cursor: str | None) -> None:
        self._items = items
        self._next_cursor = next_cursor

    @property
    def items(self) -> list[T_co]:
        """The items of this page alone."""
        return self._items

    @property
    def next_cursor(self) -> str | None:
        """Where the next page starts; None on the last one."""
        return self._next_cursor

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self._items)}{', more follow' if self._next_cursor else ''}>"


class Page(_PageBase[T_co]):
    """One page of a list. Iterating it gives the items of this page and of all that follow, fetched as they are needed."""

    __slots__ = ("_fetch",)

    def __init__(self, items: list[T_co], next_cursor: str | None, fetch: Callable[[str], Page[T_co]]) -> None:
        super().__init__(items, next_cursor)
        self._fetch = fetch

    def next_page(self) -> Page[T_co] | None:
        """The page after this one, None when this is the last."""
        return None if self._next_cursor is None else self._fetch(self._next_cursor)

    def pages(self) -> Iterator[Page[T_co]]:
        """This page and all that follow."""
        page: Page[T_co] | None = self
        while page is not None:
            yield page
            page = page.next_page()

    def __iter__(self) -> Iterator[T_co]:
        for page in self.pages():
            yield from page.items


class AsyncPage(_PageBase[T_co]):
    """One page of a list. `async for` gives the items of this page and of all that follow, fetched as they are needed."""

    __slots__ = ("_fetch",)

    def __init__(self, items: list[T_co], next_cursor: str | None, fetch: Callable[[str], Awaitable[AsyncPage[T_co]]]) -> None:
        super().__init__(items, next_cursor)
        self._fetch = fetch

    async def next_page(self) -> AsyncPage[T_co] | None:
        """The page after this one, None when this is the last."""
        return None if self._next_cursor is None else await self._fetch(self._next_cursor)

    async def pages(self) -> AsyncIterator[AsyncPage[T_co]]:
        """This page and all that follow."""
        page: AsyncPage[T_co] | None = self
        while page is not None:
            yield page
            page = await page.next_page()

    async def __aiter__(self) -> AsyncIterator[T_co]:
        async for page in self.pages():
            for item in page.items:
                yield item
