"""A town whose events are sent: endpoints, the queue, the worker, and a receiver on this machine."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any, Literal

import orjson
from aiohttp import web
from standardwebhooks import Webhook
from vouajudar_stub.bus.local import LocalBus
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.domain.webhook_targets import TargetRules
from vouajudar_stub.edge.call import Fault, Partner, Reply
from vouajudar_stub.services.cursors import Cursors
from vouajudar_stub.services.paging import Lists
from vouajudar_stub.services.webhook_endpoints import WebhookEndpoints
from vouajudar_stub.store.accounts import PartnerAccount
from vouajudar_stub.store.protocol import Transaction
from vouajudar_stub.workers.sending import HttpSender
from vouajudar_stub.workers.webhook_queue import WebhookQueue
from vouajudar_stub.workers.webhooks import WebhookWorker

from tests.server_stub.services.calls import call
from tests.server_stub.services.town import APP, KITCHEN, OTHER_APP, OTHER_KITCHEN, SHELTER, Answer, Town

_keys = count(1)


@dataclass(frozen=True)
class Message:
    """What a receiver got."""

    body: bytes
    headers: dict[str, str]

    @property
    def event(self) -> Any:
        return orjson.loads(self.body)

    @property
    def type(self) -> str:
        full: str = self.event["type"]
        return full.removeprefix("org.vouajudar.").removesuffix(".v1")

    def verified_by(self, secret: str) -> Any:
        return Webhook(secret).verify(self.body, self.headers)


@dataclass
class Receiver:
    """A partner's server. It answers 204, unless told otherwise."""

    url: str = ""
    got: list[Message] = field(default_factory=list)
    answers: deque[web.Response] = field(default_factory=deque)
    always: int = 204
    hold: Callable[[], Awaitable[object]] | None = None
    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def types(self) -> list[str]:
        return [message.type for message in self.got]

    async def answer(self, request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.got.append(Message(await request.read(), headers))
        async with self.arrived:
            self.arrived.notify_all()
        if self.hold is not None:
            await self.hold()
        return self.answers.popleft() if self.answers else web.Response(status=self.always)

    async def until(self, number: int) -> None:
        """Wait until so many messages have arrived; less long than the sender waits for an answer."""
        async with asyncio.timeout(12), self.arrived:
            await self.arrived.wait_for(lambda: len(self.got) >= number)

    def fails(self, times: int, status: int = 500, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.extend(web.Response(status=status, headers=named) for _ in range(times))


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/{path:.*}", receiver.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    receiver.url = f"http://{host}:{port}/hooks"
    try:
        yield receiver
    finally:
        await runner.cleanup()


@dataclass
class PostOffice:
    """Services and workers of a town. Nothing moves until `deliver` is called."""

    town: Town
    receiver: Receiver
    sender: HttpSender
    jitter: float = 0.0

    def __post_init__(self) -> None:
        town = self.town
        cursors = Cursors(b"porto-alegre" * 3)
        lists = Lists(town.queries, cursors)
        self.endpoints = WebhookEndpoints(town.commands, town.queries, lists, cursors, TargetRules(sandbox=True))
        self.worker = WebhookWorker(town.store, {"test": self.sender}, chance=lambda: self.jitter)
        self.queue = WebhookQueue(town.store, self.worker.wake)
        self.bus = LocalBus(town.store, ["test"])
        self.bus.subscribe(self.queue)

    async def ask(
        self,
        who: Partner,
        operation: Callable[..., Awaitable[Reply]],
        *args: Any,
        key: str | None = None,
        if_match: str | None = None,
        fault: Literal["duplicate", "reorder"] | None = None,
        **query: Any,
    ) -> Answer:
        name = operation.__name__
        path = f"/{name}/{args[0]}" if args and isinstance(args[0], str) else f"/{name}"
        made = call(who, name, path, key=key or f"key-{next(_keys):020}", if_match=if_match)
        if fault is not None:
            made = replace(made, fault=Fault(webhook=fault))
        reply = await operation(made, *args, **query)
        return Answer(reply.status, None if reply.body is None else orjson.loads(reply.body), dict(reply.headers))

    async def open(self, who: Partner, *patterns: str, url: str | None = None) -> Any:
        """A new endpoint of the receiver's address."""
        body = {"url": url or self.receiver.url, "event_types": list(patterns)}
        return (await self.ask(who, self.endpoints.create_webhook_endpoint, body)).body

    async def endpoint(self, who: Partner, endpoint_id: str) -> Any:
        return (await self.ask(who, self.endpoints.get_webhook_endpoint, endpoint_id)).body

    async def change(self, who: Partner, endpoint_id: str, **members: Any) -> Any:
        answer = await self.ask(who, self.endpoints.update_webhook_endpoint, endpoint_id, members, if_match="*")
        return answer.body

    async def attempts(self, who: Partner, endpoint_id: str, **filters: Any) -> list[Any]:
        query = {"outcome": None, "event_id": None, "limit": 100, "cursor": None, **filters}
        items: list[Any] = (await self.ask(who, self.endpoints.list_webhook_attempts, endpoint_id, **query)).body["items"]
        return items

    async def recorded(self, who: Partner, endpoint_id: str, number: int) -> list[Any]:
        """The attempts, once so many of them are written down."""
        async with asyncio.timeout(20):
            while len(attempts := await self.attempts(who, endpoint_id)) < number:
                await self.town.store.write("test", _nothing)  # behind what is being written now
        return attempts

    async def deliver(self) -> list[Message]:
        """Queue what was committed, send what is due; returns what arrived."""
        before = len(self.receiver.got)
        await self.bus.drain()
        await self.worker.deliver_due()
        return self.receiver.got[before:]

    async def deliver_of(self, event_type: str) -> list[Message]:
        """The same; of what arrived, the events of one type. A move of the clock has others."""
        return [message for message in await self.deliver() if message.type == event_type]


@asynccontextmanager
async def open_post_office(place: str | Path) -> AsyncIterator[PostOffice]:
    town = await Town.at(place)
    await town.store.write(
        "test", lambda transaction: _add_accounts(transaction, (KITCHEN, SHELTER, APP, OTHER_APP, OTHER_KITCHEN))
    )
    async with receiving() as receiver, HttpSender(TargetRules(sandbox=True)) as sender:
        yield PostOffice(town, receiver, sender)
    await town.store.close()


async def _add_accounts(transaction: Transaction, partners: Iterable[Partner]) -> None:
    for each in partners:
        await transaction.accounts.add_partner(
            PartnerAccount(
                each.id, each.name, each.mode, tuple(each.kinds), each.organization_id, each.organization_name, tuple(each.scopes)
            )
        )


async def _nothing(_transaction: Transaction) -> None:
    """A command without effect."""


async def refused(answer: Awaitable[Answer]) -> Refusal:
    """The refusal that the call ends in."""
    try:
        await answer
    except Refusal as refusal:
        return refusal
    raise AssertionError("the call was not refused")
