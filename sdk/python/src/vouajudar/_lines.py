"""The lines of a body that is still coming, with the SDK's own words for what breaks it off."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from vouajudar._attempt import Attempt
from vouajudar._failures import explain


def lines_of(attempt: Attempt, response: Any) -> Iterator[str]:
    """Of a response of httpx, or one like it. Raises APIConnectionError."""
    try:
        yield from response.iter_lines()
    except Exception as reason:
        explain(reason, attempt)
    finally:
        response.close()


async def lines_of_async(attempt: Attempt, response: Any) -> AsyncIterator[str]:
    """As `lines_of`, of a response that is awaited."""
    try:
        async for line in response.aiter_lines():
            yield line
    except Exception as reason:
        explain(reason, attempt)
    finally:
        await response.aclose()
