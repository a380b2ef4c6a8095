"""What every resource is, and how the raw twin of a resource gets its types."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar, cast

from vouajudar._answer import ApiResponse
from vouajudar._caller import AsyncCaller, Caller

P = ParamSpec("P")
T = TypeVar("T")


class Resource:
    """Methods of the API that belong together."""

    __slots__ = ("_caller",)

    def __init__(self, caller: Caller) -> None:
        self._caller = caller


class AsyncResource:
    """Methods of the API that belong together, to be awaited."""

    __slots__ = ("_caller",)

    def __init__(self, caller: AsyncCaller) -> None:
        self._caller = caller


def answered(method: Callable[P, T]) -> Callable[P, ApiResponse[T]]:
    """The same method: on a caller in raw mode it gives the whole answer, and this says so to type checkers."""
    return cast("Callable[P, ApiResponse[T]]", method)


def answered_async(method: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, ApiResponse[T]]]:
    """As `answered`, for a method that is awaited."""
    return cast("Callable[P, Coroutine[Any, Any, ApiResponse[T]]]", method)
