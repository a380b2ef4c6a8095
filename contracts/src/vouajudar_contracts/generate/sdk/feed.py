"""Writes `iterate`: the event feed as one long sequence."""

from __future__ import annotations

from collections.abc import Iterable

from vouajudar_contracts.generate.endpoints import Endpoint
from vouajudar_contracts.generate.sdk.additions import Addition, Additions, Context


def iterating(context: Context, endpoints: Iterable[Endpoint]) -> Additions:
    """For the resource that has the feed."""
    for endpoint in endpoints:
        if endpoint.constant != context.writer.whole.feed:
            continue
        package, is_async = context.identity.package, context.writer.is_async
        given = next(a for a in endpoint.arguments if a.python == "types")
        types = context.writer.annotations.of(given.schema)
        iterator = "AsyncIterator" if is_async else "Iterator"
        name = "iterate_async" if is_async else "iterate"
        yield Addition(
            _method(endpoint, types, iterator, name, is_async=is_async),
            f"from {package}._feed import {name}",
            abstract=(iterator, "Callable", "Sequence"),
            models=frozenset({"Event"}),
            types=(f"from {package}._feed import Gap", f"from {package}.checkpoints import Checkpoint"),
        )


def _method(endpoint: Endpoint, types: str, iterator: str, name: str, *, is_async: bool) -> str:
    loop = "async for" if is_async else "for"
    return f'''    def iterate(
        self,
        *,
        after: str | None = None,
        types: {types} | None = None,
        wait: int = 20,
        checkpoint: Checkpoint | None = None,
        on_gap: Callable[[Gap], None] | None = None,
    ) -> {iterator}[Event]:
        """Every event of the feed, one after the other, and then those that are still to come.

        With a checkpoint it goes on where it was after a restart: a page is kept when its last event has been dealt with, that
        is, when you ask for the next one. So after a crash the events of the last page come again, and none is lost.

        Scopes: events:read.

        Args:
            after: Where to begin when the checkpoint has nothing yet: a cursor, `earliest` (when absent) or `latest`.
            types: Only events whose short name matches one of these patterns: `*`, `batch.*`, `batch.ready`.
            wait: Seconds that each look at the feed waits for something new, 0 to 30; with 0 it ends when there is nothing more.
            checkpoint: Keeps the cursor: `FileCheckpoint`, `SqliteCheckpoint`, or one of your own.
            on_gap: Called when versions of a subject are missing, before the event that shows it; when absent, that is logged.

        Raises:
            CursorExpiredError: 410. It stood still for longer than the feed keeps events: read `earliest_cursor`, list the
                resources again, and go on from a cursor that was taken before.

        Example:
            {loop} event in client.{endpoint.operation.sdk_resource}.iterate(checkpoint=FileCheckpoint("events.cursor")):
                print(event.type, event.subject)
        """
        return {name}(
            self._caller,
            wire.{endpoint.constant},
            after=after,
            types=types,
            wait=wait,
            checkpoint=checkpoint,
            on_gap=on_gap,
        )'''
