"""Where the parts of the server meet: the contract's routes, the services behind them, the credentials before them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import cache
from importlib.resources import files

import orjson
from fastapi import FastAPI

from vouajudar_stub.contract import Operation
from vouajudar_stub.edge.access_log import NotesAnswers
from vouajudar_stub.edge.credentials import Credentials
from vouajudar_stub.edge.docs import docs_page
from vouajudar_stub.edge.gate import Gate
from vouajudar_stub.edge.judge import Judge
from vouajudar_stub.edge.rate_limit import RateLimits
from vouajudar_stub.edge.responder import Responder, preflight
from vouajudar_stub.edge.routing import ContractRoute, ContractRoutes, Handler, constant_page, straight
from vouajudar_stub.generated.operations import OPERATIONS
from vouajudar_stub.generated.ports import Ports
from vouajudar_stub.generated.problems import PROBLEMS
from vouajudar_stub.generated.routes import handlers
from vouajudar_stub.settings import BASE_PATH, Settings

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(
    settings: Settings,
    ports: Ports,
    credentials: Credentials,
    *,
    lifespan: Lifespan | None = None,
    limits: RateLimits | None = None,
    access: NotesAnswers | None = None,
) -> FastAPI:
    """The ASGI application. `lifespan` starts and stops what runs beside it; without `limits` calls are counted in memory.
    `access` notes every request that was answered."""
    openapi, docs, judge = _contract()
    limits = limits or RateLimits(settings.rate_limit_factor)
    gate = Gate(credentials, limits, judge)
    respond = Responder(limits, PROBLEMS, access).respond

    def page(path: str, body: bytes, media_type: str) -> ContractRoute:
        return ContractRoute(path, "GET", constant_page(gate, body, media_type), respond)

    def route(operation: Operation, handler: Handler) -> ContractRoute:
        return ContractRoute(f"{BASE_PATH}{operation.path}", operation.method, handler, respond, operation)

    app = FastAPI(
        title="VouAjudar reference stub",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # what it would measure are its own routes; asking the environment for exporters on every request is all that is left
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        lifespan=lifespan,
    )
    routes = ContractRoutes(
        [
            *(route(operation, handler) for operation, handler in handlers(gate, ports)),
            page("/openapi.json", openapi, "application/json"),
            page(f"{BASE_PATH}/openapi.json", openapi, "application/json"),
            page("/docs", docs, "text/html; charset=utf-8"),
        ],
        respond,
        preflight,
    )
    app.router.routes.append(routes)
    # The routes answer every request and every error themselves: neither FastAPI's middleware nor its router has anything to add.
    app.middleware_stack = straight(routes, app.router)
    return app


@cache
def _contract() -> tuple[bytes, bytes, Judge]:
    """The bundle, the docs made of it, and the judge of its schemas: the same for every app of a process."""
    openapi = files("vouajudar_stub.generated").joinpath("openapi.json").read_bytes()
    document = orjson.loads(openapi)
    pointers = [
        *(parameter.schema for operation in OPERATIONS for parameter in operation.parameters),
        *(operation.body.schema for operation in OPERATIONS if operation.body is not None),
    ]
    return openapi, docs_page(document), Judge(document, pointers)
