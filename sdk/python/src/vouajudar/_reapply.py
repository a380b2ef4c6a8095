"""A change that is worked out again when somebody else was faster."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

Read = TypeVar("Read")
Written = TypeVar("Written")

ATTEMPTS = 5


def reapply(read: Callable[[], Read], write: Callable[[Read], Written], *, attempts: int = ATTEMPTS) -> Written:
    """Read, change what was read, and begin again as long as the API answers that it has changed meanwhile.

    `write` must send its change with If-Match: it does when it passes on the object that it is given.

        reapply(
            lambda: client.batches.get(batch_id),
            lambda batch: client.batches.update(batch, allergens=[*batch.allergens, "soy"]),
        )

    Raises PreconditionFailedError when the last of `attempts` was too late as well, and what `read` and `write` raise.
    """
    from vouajudar.errors import PreconditionFailedStatusError

    for _ in range(attempts - 1):
        try:
            return write(read())
        except PreconditionFailedStatusError:
            continue
    return write(read())


async def reapply_async(
    read: Callable[[], Awaitable[Read]], write: Callable[[Read], Awaitable[Written]], *, attempts: int = ATTEMPTS
) -> Written:
    """As `reapply`, for methods that are awaited."""
    from vouajudar.errors import PreconditionFailedStatusError

    for _ in range(attempts - 1):
        try:
            return await write(await read())
        except PreconditionFailedStatusError:
            continue
    return await write(await read())
