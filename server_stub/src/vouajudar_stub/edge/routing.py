"""From a method and a path to the handler: one table for the whole contract, looked up segment by segment."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from starlette.datastructures import URLPath
from starlette.routing import BaseRoute, Match, NoMatchFound, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from vouajudar_stub.contract import Operation
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.edge.call import Reply, StreamReply
from vouajudar_stub.edge.gate import Gate
from vouajudar_stub.edge.problems import EdgeRefusal
from vouajudar_stub.edge.request import Request

Answer: TypeAlias = Reply | StreamReply

Handler: TypeAlias = Callable[[Request], Awaitable[Answer]]

Respond: TypeAlias = Callable[[Handler, Scope, Receive, Send, Operation | None], Awaitable[None]]
"""Runs a handler and sends what it answers, or the problem it raises. No operation: what is asked for is beside the contract."""


class ContractRoute(Route):
    """The route of one operation, or of one page beside the contract (`operation` is None)."""

    def __init__(self, path: str, method: str, handler: Handler, respond: Respond, operation: Operation | None = None) -> None:
        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            await respond(handler, scope, receive, send, operation)

        super().__init__(path, _Asgi(app), methods=[method], name=operation.id if operation else None)
        self.methods = {method}  # Starlette adds HEAD to GET; HEAD is not offered
        self.method = method
        self.handler = handler
        self.operation = operation


class ContractRoutes(BaseRoute):
    """All routes. Whatever matches none of them is answered here as well: 404, 405 with the methods of the path, OPTIONS."""

    def __init__(self, routes: Iterable[ContractRoute], respond: Respond, preflight: Callable[[Iterable[str]], Reply]) -> None:
        self.routes = list(routes)
        self._respond = respond
        self._preflight = preflight
        self._root = _Node()
        for route in self.routes:
            self._root.add(route)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        return (Match.FULL, {}) if scope["type"] == "http" else (Match.NONE, {})

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        methods, values = self._root.find(scope["path"])
        route = methods.get(scope["method"])
        if route is not None:
            scope["path_params"] = values
            await self._respond(route.handler, scope, receive, send, route.operation)
        else:
            await self._respond(self._elsewhere(methods), scope, receive, send, None)

    def url_path_for(self, name: str, /, **path_params: str) -> URLPath:
        for route in self.routes:
            if route.name == name:
                return route.url_path_for(name, **path_params)
        raise NoMatchFound(name, path_params)

    def _elsewhere(self, methods: Mapping[str, ContractRoute]) -> Handler:
        async def handler(request: Request) -> Reply:
            if not methods:
                raise Refusal("not-found", "There is nothing under this path.")
            if request.method == "OPTIONS":
                return self._preflight(methods)
            allow = ", ".join(methods)
            raise EdgeRefusal("method-not-allowed", f"This path takes {allow}.", headers={"Allow": allow})

        return handler


def constant_page(gate: Gate, body: bytes, media_type: str) -> Handler:
    """The handler of a page beside the contract, the same for everybody."""

    async def handler(request: Request) -> Reply:
        gate.count(request, "anonymous", request.address)
        return Reply(200, body, {"Cache-Control": "no-cache"}, media_type)

    return handler


def straight(routes: ContractRoutes, router: ASGIApp) -> ASGIApp:
    """Hands every HTTP request to the routes at once, and what else there is (the lifespan) to the router that holds them."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await routes.handle(scope, receive, send)
        else:
            await router(scope, receive, send)

    return app


@dataclass(slots=True)
class _Asgi:
    """Makes Starlette take a function as an ASGI app."""

    app: Callable[[Scope, Receive, Send], Awaitable[None]]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@dataclass(slots=True)
class _Node:
    """One place in the tree of path segments. A fixed segment goes before a parameter."""

    children: dict[str, _Node] = field(default_factory=dict[str, "_Node"])
    parameter: tuple[str, _Node] | None = None
    methods: dict[str, ContractRoute] = field(default_factory=dict[str, ContractRoute])

    def add(self, route: ContractRoute) -> None:
        node = self
        for segment in route.path.split("/")[1:]:
            if segment.startswith("{"):
                name = segment[1:-1]
                if node.parameter is None:
                    node.parameter = (name, _Node())
                if node.parameter[0] != name:
                    raise ValueError(f"{route.path}: its parameter is called {node.parameter[0]} in a neighbour's path")
                node = node.parameter[1]
            else:
                node = node.children.setdefault(segment, _Node())
        node.methods[route.method] = route

    def find(self, path: str) -> tuple[Mapping[str, ContractRoute], dict[str, str]]:
        """The methods of a path, none when there is no such path, and the values of its parameters."""
        node, values = self, dict[str, str]()
        for segment in path.split("/")[1:]:
            child = node.children.get(segment)
            if child is None:
                if node.parameter is None or not segment:
                    return {}, {}
                name, child = node.parameter
                values[name] = segment
            node = child
        return node.methods, values
