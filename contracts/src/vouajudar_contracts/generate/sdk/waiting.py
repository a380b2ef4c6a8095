"""Writes `wait`: for a resource with a status that ends somewhere, and events that tell of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from vouajudar_contracts.document.names import snake
from vouajudar_contracts.generate.annotations import quoted
from vouajudar_contracts.generate.endpoints import Endpoint
from vouajudar_contracts.generate.holders import members_of
from vouajudar_contracts.generate.sdk.additions import Addition, Additions, Context


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What the method needs to know."""

    get: Endpoint
    feed: str
    """Constant of the operation that lists events."""
    group: str
    status: str
    """Name of the status schema."""
    reference: str
    """Name of the id's schema."""
    terminal: tuple[str, ...]

    def method(self, identity: str, *, is_async: bool) -> str:
        model, argument = self.get.result, self.get.of("path")[0].python
        call = f"client.{self.get.operation.sdk_resource}.wait({argument}, until={quoted(self.terminal[0])}, timeout=600)"
        what = self.group.replace("_", " ")
        article = "an" if what[0] in "aeiou" else "a"
        facts = (
            f"Watch(wire.{self.get.constant}, wire.{self.feed}, {quoted(self.group)}, frozenset({{{_listed(self.terminal)}}}))"
        )
        return f'''    {"async " if is_async else ""}def wait(
        self,
        {argument}: {identity},
        *,
        until: {self.status} | Sequence[{self.status}],
        timeout: float | None = None,
        after: str | None = None,
    ) -> {model}:
        """Wait until {article} {what} has one of these statuses, and give it as it was then.

        Follows the event feed by long polling, so nothing that happens between two looks is missed: a status that was reached and
        left again counts. A status that it has already when you call counts too.

        Scopes: events:read, and that of `get`.

        Args:
            {argument}: Its id, or itself as it was read.
            until: The status or statuses to wait for.
            timeout: Seconds to wait; None: until it ends.
            after: Cursor of the feed to begin from, for example `error.cursor` of a wait that timed out.

        Raises:
            WaitEndedError: It has reached another terminal status ({", ".join(self.terminal)}).
            WaitTimeoutError: The time is over. `last` is what was last seen, `cursor` where to go on.

        Example:
            {"await " if is_async else ""}{call}
        """
        return {"await wait_async" if is_async else "wait"}(
            self._caller,
            {facts},
            {argument},
            until=until,
            seconds=timeout,
            after=after,
        )'''


def waiting(context: Context, endpoints: Iterable[Endpoint]) -> Additions:
    """Nothing for a resource that has no such status, and for an API without a feed."""
    feed = context.writer.whole.feed
    if feed is None:
        return
    schemas = {schema.name: schema.body for schema in context.contract.schemas}
    groups = {event.group for event in context.contract.events}
    is_async = context.writer.is_async
    for endpoint in endpoints:
        found = _found(endpoint, schemas, groups, feed)
        if found is not None:
            identity = context.writer.identity(endpoint.of("path")[0])
            runtime = f"from {context.identity.package}._waiting import {'Watch, wait_async' if is_async else 'Watch, wait'}"
            yield Addition(
                found.method(identity, is_async=is_async), runtime, abstract=("Sequence",), models=frozenset({found.status})
            )


def _found(endpoint: Endpoint, schemas: dict[str, Any], groups: set[str], feed: str) -> _Waiting | None:
    operation = endpoint.operation
    if operation.sdk_verb != "get" or not endpoint.result or len(endpoint.of("path")) != 1:
        return None
    members = members_of(schemas.get(endpoint.result), schemas)
    status, reference = (members.get(name, {}).get("$ref", "").rpartition("/")[2] for name in ("status", "id"))
    terminal = schemas.get(status, {}).get("x-terminal")
    group = snake(endpoint.result)
    if not terminal or group not in groups:
        return None
    return _Waiting(endpoint, feed, group, status, reference, tuple(terminal))


def _listed(values: Iterable[str]) -> str:
    return ", ".join(quoted(value) for value in values)
