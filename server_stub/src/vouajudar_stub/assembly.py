"""A whole server, put together: store, services, workers, application."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from importlib.resources import files

import orjson
from fastapi import FastAPI

from vouajudar_stub.app import create_app
from vouajudar_stub.background import Background
from vouajudar_stub.board import Board
from vouajudar_stub.domain.webhook_targets import TargetRules
from vouajudar_stub.edge.access_log import AccessLog, NoAccessLog, NotesAnswers
from vouajudar_stub.edge.rate_limit import RateLimits
from vouajudar_stub.edge.shared_limits import BoardStorage
from vouajudar_stub.generated.ports import Ports
from vouajudar_stub.logs import Lines
from vouajudar_stub.seeding import SandboxWorld, sandbox_world, seed, seeds_of
from vouajudar_stub.seeds.partners import SeedCredentials, SeedPartner
from vouajudar_stub.seeds.places import SeedPlace
from vouajudar_stub.services import clock
from vouajudar_stub.services.analytics import Analytics
from vouajudar_stub.services.api_keys import ApiKeys
from vouajudar_stub.services.batches import Batches
from vouajudar_stub.services.commands import Commands, Queries
from vouajudar_stub.services.credentials import CredentialsService
from vouajudar_stub.services.cursors import Cursors
from vouajudar_stub.services.deliveries import Deliveries
from vouajudar_stub.services.events import Events
from vouajudar_stub.services.feed import Feed
from vouajudar_stub.services.health import Health
from vouajudar_stub.services.impact_projection import ImpactProjection
from vouajudar_stub.services.locations import Locations
from vouajudar_stub.services.me import Me
from vouajudar_stub.services.news import News
from vouajudar_stub.services.notification_preferences import NotificationPreferences
from vouajudar_stub.services.oauth import OauthService
from vouajudar_stub.services.paging import Lists
from vouajudar_stub.services.product_types import ProductTypes
from vouajudar_stub.services.reservations import Reservations
from vouajudar_stub.services.resource_requests import ResourceRequests
from vouajudar_stub.services.sandbox import Sandbox
from vouajudar_stub.services.token_keys import TokenKeys
from vouajudar_stub.services.tokens import Tokens
from vouajudar_stub.services.webhook_endpoints import WebhookEndpoints
from vouajudar_stub.settings import Settings
from vouajudar_stub.store.address import POSTGRESQL
from vouajudar_stub.store.opening import open_store
from vouajudar_stub.store.protocol import Store

TRUST_SECONDS = 1.0
"""So long a process goes by what it has read of a key, where a server on another machine may have revoked it."""


@dataclass(frozen=True, slots=True)
class Assembly:
    """A running server without its socket."""

    app: FastAPI
    store: Store
    news: News
    health: Health
    partners: tuple[tuple[SeedPartner, SeedCredentials], ...]
    """Of a sandbox; empty otherwise."""
    places: tuple[tuple[str, SeedPlace], ...]
    """Ids and places of a sandbox."""

    def stop_waiting(self) -> None:
        """Long polls answer, streams end, health says no: what a graceful stop begins with."""
        self.health.stopping = True
        self.news.close()


@asynccontextmanager
async def assembled(settings: Settings, board: Board | None = None) -> AsyncGenerator[Assembly, None]:
    """The server of these settings, its workers running; everything is stopped and closed on leaving.

    `board`: of several processes, whose world is sown already. Raises DatabaseError, StoreUnavailableError.
    """
    async with AsyncExitStack() as stack:
        store = await open_store(settings.database)
        stack.push_async_callback(store.close)
        store.rules = clock.RULES
        cursors = Cursors(await store.secret("cursors"))
        token_keys = await TokenKeys.of(store, settings.token_key_days)
        tokens = Tokens(token_keys)
        commands, queries, news = Commands(store), Queries(store), News(store)
        lists = Lists(queries, cursors)
        trust = TRUST_SECONDS if settings.database.startswith(POSTGRESQL) else None
        credentials = CredentialsService(store, tokens, generation=board, trust_seconds=trust)
        seeds = seeds_of(store, cursors, demo=settings.demo)
        health = Health(store, _contract_version())
        targets, impact = TargetRules(sandbox=settings.sandbox), ImpactProjection(store)
        ports = Ports(
            health=health,
            oauth=OauthService(credentials, tokens),
            me=Me(settings.rate_limit_factor),
            api_keys=ApiKeys(commands, queries, cursors, credentials),
            product_types=ProductTypes(),
            locations=Locations(commands, queries, lists),
            batches=Batches(commands, queries, lists),
            deliveries=Deliveries(commands, queries, lists),
            resource_requests=ResourceRequests(commands, queries, lists, cursors),
            reservations=Reservations(commands, queries, lists),
            events=Events(queries, Feed(cursors), news, credentials, stream_seconds=settings.stream_seconds),
            sandbox=Sandbox(commands, seeds.sow),
            webhook_endpoints=WebhookEndpoints(commands, queries, lists, cursors, targets),
            notification_preferences=NotificationPreferences(commands, queries),
            analytics=Analytics(queries, impact),
        )
        world = SandboxWorld()
        if settings.sandbox:
            world = await (seed(store, seeds) if board is None else sandbox_world(store, seeds))
        background = Background(
            store,
            credentials,
            token_keys,
            targets,
            handlers=[impact] if settings.analytics else [],
            webhooks=settings.webhooks,
            notifications=settings.notifications,
        )
        await stack.enter_async_context(background.running())
        app = create_app(
            settings,
            ports,
            credentials,
            limits=None if board is None else RateLimits(settings.rate_limit_factor, BoardStorage(board)),
            access=stack.enter_context(_access_log(settings.log_level)),
        )
        yield Assembly(app, store, news, health, world.partners, world.places)


@contextmanager
def _access_log(level: str) -> Generator[NotesAnswers]:
    """A line a request is information: nobody who asks for warnings gets it."""
    if level not in ("debug", "info"):
        yield NoAccessLog()
        return
    lines = Lines()
    try:
        yield AccessLog(lines)
    finally:
        lines.flush()


def _contract_version() -> str:
    contract = orjson.loads(files("vouajudar_stub.generated").joinpath("openapi.json").read_bytes())
    version: str = contract["info"]["version"]
    return version
