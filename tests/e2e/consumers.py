"""What a partner writes to follow events: by webhook, by the feed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from standardwebhooks import Webhook

from tests.server_stub.webhooks.post_office import Receiver

from .clients import Client
from .conformance.history import Event, State, folded

PATIENCE = 30
"""Seconds until something that must come has come."""


def fold(events: list[Event]) -> dict[str, Any]:
    """Id -> the resource as the events leave it."""
    state: State = folded({}, sorted(events, key=lambda event: event["sequence"]))
    return {subject: known.body for subject, known in state.items()}


@dataclass
class WebhookConsumer:
    """Takes every message that its secret verifies, each event once, and orders them itself. It may be down for a while."""

    receiver: Receiver
    secret: str
    events: dict[str, Event] = field(default_factory=dict[str, Event])
    """By id, in the order of arrival: what survives a restart."""
    arrivals: list[str] = field(default_factory=list[str])
    """Ids of all messages that it answered well."""
    _looked_at: int = 0

    def take(self) -> None:
        """Work through what has arrived since the last time."""
        fresh = self.receiver.got[self._looked_at :]
        self._looked_at += len(fresh)
        for message in fresh:
            Webhook(self.secret).verify(message.body, message.headers)
            self.arrivals.append(message.headers["webhook-id"])
            self.events.setdefault(message.headers["webhook-id"], json.loads(message.body))

    @property
    def ordered(self) -> list[Event]:
        return sorted(self.events.values(), key=lambda event: str(event["sequence"]))

    def stop(self) -> None:
        """From now on nobody takes what arrives, and its sender is told so."""
        self.take()
        self.receiver.always = 503

    def start(self) -> None:
        self._looked_at = len(self.receiver.got)
        self.receiver.always = 204

    async def until_taken(self, ids: set[str]) -> None:
        """Work until each of these events has been taken."""
        async with asyncio.timeout(PATIENCE), self.receiver.arrived:
            while True:
                self.take()
                if ids <= self.events.keys():
                    return
                await self.receiver.arrived.wait()


@dataclass
class FeedConsumer:
    """Stores each page with the cursor that goes on after it, then works through it. It may die in the middle."""

    client: Client
    stored: str
    """What survives a restart."""
    handled: list[str] = field(default_factory=list[str])

    async def run(self, *, page: int, dies_at: int | None = None) -> None:
        """Until there is nothing new, or until it has handled `dies_at` events and the rest of the page is lost."""
        while True:
            found = await self.client.events.list(after=self.stored, limit=page)
            for event in found.items:
                if dies_at is not None and len(self.handled) >= dies_at:
                    return
                self.handled.append(event.id)
            self.stored = found.next_cursor
            if not found.items:
                return


async def attempts_of(client: Client, endpoint_id: str, enough: Callable[[list[Any]], bool]) -> list[Any]:
    """The log of attempts, once it says enough: an attempt is written a little after the receiver has answered."""
    async with asyncio.timeout(PATIENCE):
        while True:
            attempts = [each async for each in await client.webhook_endpoints.list_attempts(endpoint_id, limit=100)]
            if enough(attempts):
                return attempts
