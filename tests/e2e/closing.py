"""What is looked at when a walk is over: everything once more, by every way that there is to see it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from standardwebhooks import Webhook

from tests.server_stub.webhooks.post_office import Receiver, receiving

from .conformance.history import Event, name_of
from .conformance.impact import misjudged
from .conformance.secrets import leaks
from .conformance.sight import is_party
from .watch import RESOURCES, Player, Watch

POSITIONS = "delivery.position_updated"
PATIENCE = 30
"""Seconds for webhooks and streams to bring what the feed has."""


@dataclass
class Subscription:
    """One partner's webhook endpoint and open stream, from the start of a walk to its end."""

    player: Player
    receiver: Receiver
    secret: str
    stream: Any
    first: int
    """How many events the partner's feed had shown before."""

    @property
    def expected(self) -> list[str]:
        return self.player.seen[self.first :]

    async def webhooks(self) -> dict[str, bytes]:
        """Event id -> the bytes that were sent, signature verified, when all that the feed has have come."""

        def arrived() -> bool:
            return {message.headers["webhook-id"] for message in self.receiver.got}.issuperset(self.expected)

        async with asyncio.timeout(PATIENCE), self.receiver.arrived:
            await self.receiver.arrived.wait_for(arrived)
        found: dict[str, bytes] = {}
        for message in self.receiver.got:
            Webhook(self.secret).verify(message.body, message.headers)
            found[message.headers["webhook-id"]] = message.body
        return found

    async def frames(self) -> list[bytes]:
        """What the stream has brought, up to the last event of the feed."""
        left, found = set(self.expected), list[bytes]()
        async with asyncio.timeout(PATIENCE):
            async for frame in self.stream if left else ():
                found.append(frame.data.encode())
                left.discard(json.loads(frame.data)["id"])
                if not left:
                    return found
        return found


@dataclass
class Subscriptions:
    """Of the partners that take part."""

    watch: Watch
    open: list[Subscription] = field(default_factory=list[Subscription])

    async def findings(self) -> list[str]:
        """I13: by whatever way an event comes, it is the same, byte for byte. I16 for positions, which only parties get."""
        found: list[str] = []
        for each in self.open:
            retained = await self._of_feed(each)
            try:
                sent, streamed = await each.webhooks(), await each.frames()
            except TimeoutError:
                found.append(f"I13 {each.player.name} was not sent by webhook or stream all that its feed has")
                continue
            positions = {event_id: body for event_id, body in sent.items() if event_id not in retained}
            if {event_id: sent.get(event_id) for event_id in retained} != retained:
                found.append(f"I13 webhooks of {each.player.name} differ from getEvent")
            of_feed = [body for body in streamed if POSITIONS.encode() not in body]
            if of_feed != list(retained.values()):
                found.append(f"I13 the stream of {each.player.name} differs from getEvent")
            found += self._positions(each, [*positions.values(), *(body for body in streamed if body not in of_feed)])
        return found

    async def _of_feed(self, subscription: Subscription) -> dict[str, bytes]:
        """Event id -> the bytes of getEvent, in the order of the feed."""
        client = subscription.player.client
        return {event_id: (await client.events.with_response.get(event_id)).content for event_id in subscription.expected}

    def _positions(self, subscription: Subscription, bodies: list[bytes]) -> list[str]:
        found: list[str] = []
        for body in bodies:
            event: Event = json.loads(body)
            reader, state = subscription.player.reader, self.watch.state
            if name_of(event) != POSITIONS:
                found.append(f"I13 {subscription.player.name} was sent {name_of(event)}, which is not in its feed")
            elif not is_party(reader, state, event["subject"]):
                found.append(f"I16 {subscription.player.name} was told where {event['subject']} is")
        return found

    def messages(self) -> list[bytes]:
        return [message.body for each in self.open for message in each.receiver.got]


@asynccontextmanager
async def subscribed(watch: Watch, *names: str) -> AsyncGenerator[Subscriptions]:
    """Webhook endpoints and streams of these partners for all events, positions too."""
    subscriptions = Subscriptions(watch)
    types = ["*", POSITIONS]
    async with AsyncExitStack() as stack:
        for name in names:
            player = watch.players[name]
            receiver = await stack.enter_async_context(receiving())
            endpoint = await player.client.webhook_endpoints.create(url=receiver.url, event_types=types)
            stream = await player.client.events.stream(after=player.cursor, types=types)
            stack.push_async_callback(stream.close)
            subscriptions.open.append(Subscription(player, receiver, endpoint.secret, stream, len(player.seen)))
        yield subscriptions


async def everything_read(watch: Watch) -> None:
    """I12, I10, I16: each partner GETs every resource that there is, and lists what it may."""
    for player in watch.players.values():
        for subject in sorted(watch.state):
            await watch.read(player, subject)
        for resource in RESOURCES.values():
            listed = {item.id: item.version async for item in await getattr(player.client, resource).list(limit=100)}
            readable = watch.readable(player, resource)
            if listed != readable:
                odd = sorted(listed.items() ^ readable.items())
                watch.findings.append(f"I16 the {resource} that {player.name} lists are not those that it may read: {odd}")


async def impact_judged(watch: Watch) -> None:
    """I19, for each partner."""
    last = max(datetime.fromisoformat(event["time"]) for event in watch.events)
    until = last.replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
    for player in watch.players.values():
        window: dict[str, Any] = {"to": until, "days": 30}
        summary = (await player.client.analytics.with_response.get_impact(**window)).json()
        series = (await player.client.analytics.with_response.get_impact_timeseries(**window, interval="week")).json()
        watch.findings += misjudged(player.reader, watch.state, watch.events, summary, series)


async def secrets_judged(watch: Watch, messages: list[bytes]) -> None:
    """I15, over all that was ever answered or sent, after each secret that there is has been made, and told about."""
    partner = watch.clients.sandbox.partner()
    head = watch.players[partner["name"]].client
    key = {"name": "map", "scopes": ["batches:read"], "idempotency_key": "secret-of-a-walk-0001"}
    for _ in range(2):  # the second time it is the replay that tells it
        await head.api_keys.create(**key)
    for endpoint in (await head.webhook_endpoints.list()).items:
        await head.webhook_endpoints.rotate_secret(endpoint.id)
        await head.webhook_endpoints.get(endpoint.id)
        await head.webhook_endpoints.list_attempts(endpoint.id)
    await head.oauth.create_token(
        grant_type="client_credentials", client_id=partner["client_id"], client_secret=partner["client_secret"]
    )
    await head.api_keys.list()
    await watch.look()
    keys = [player.key for player in watch.players.values()]
    watch.findings += leaks(watch.clients.recorder.exchanges, messages, [*keys, partner["client_secret"]])
