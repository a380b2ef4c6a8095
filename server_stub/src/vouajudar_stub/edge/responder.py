"""The way out: every answer, whatever became of the request, gets the headers that every answer carries."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping

from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from vouajudar_stub.contract import ProblemKind
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.edge.call import Reply, StreamReply
from vouajudar_stub.edge.connection import Cut, cut
from vouajudar_stub.edge.gate import too_many
from vouajudar_stub.edge.problems import NotImplementedYet, http_problem, not_implemented, problem
from vouajudar_stub.edge.rate_limit import RateLimits
from vouajudar_stub.edge.request import ClientGone, Request
from vouajudar_stub.edge.routing import Answer, Handler

log = logging.getLogger("vouajudar.edge")

_CORS = [
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        b"ETag, Location, Link, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id, Idempotency-Replayed",
    ),
]

_REQUEST_HEADERS = (
    "Authorization, X-API-Key, Content-Type, Accept, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, "
    "traceparent, X-Sandbox-Fault"
)

_PREFLIGHT_SECONDS = 7200

_INTERNAL = "Something went wrong here. Try again, or write to us with the request_id."


def preflight(methods: Iterable[str]) -> Reply:
    """The answer to OPTIONS on a known path: what a browser of another origin may send."""
    return Reply(
        204,
        None,
        {
            "Access-Control-Allow-Methods": ", ".join(methods),
            "Access-Control-Allow-Headers": _REQUEST_HEADERS,
            "Access-Control-Max-Age": str(_PREFLIGHT_SECONDS),
        },
    )


class Responder:
    def __init__(self, limits: RateLimits, catalogue: Mapping[str, ProblemKind]) -> None:
        self._limits = limits
        self._catalogue = catalogue

    async def respond(self, handler: Handler, scope: Scope, receive: Receive, send: Send) -> None:
        """Runs `handler` and sends its answer."""
        request = Request(scope, receive)
        try:
            answer = await self._answer(handler, request)
        except Cut:
            await cut(scope, request)
            return
        except ClientGone:
            return
        if isinstance(answer, Reply):
            await _send(send, request, answer)
        else:
            await _stream(send, request, answer)

    async def _answer(self, handler: Handler, request: Request) -> Answer:
        try:
            answer = await self._outcome(handler, request)
        except (Cut, ClientGone):
            raise
        except Exception:
            log.exception("request failed", extra={"request_id": request.id, "method": request.method, "path": request.path})
            answer = self._refuse(request, Refusal("internal-error", _INTERNAL))
        if request.fault is not None and request.fault.drop == "after":
            raise Cut("after")
        return answer

    async def _outcome(self, handler: Handler, request: Request) -> Answer:
        try:
            return await handler(request)
        except Refusal as refusal:
            return self._refuse(request, refusal)
        except NotImplementedYet:
            return not_implemented(request)
        except HTTPException as error:
            return http_problem(request, error.status_code, error.detail, error.headers or {})

    def _refuse(self, request: Request, refusal: Refusal) -> Reply:
        """What is answered before the caller is known counts against the address, and is 429 once that has called too often."""
        if request.standing is None:
            standing = request.standing = self._limits.count("anonymous", request.address)
            if standing.exceeded:
                refusal = too_many(standing)
        return problem(self._catalogue, request, refusal)


def _head(request: Request, answer: Answer) -> list[tuple[bytes, bytes]]:
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers.items()]
    headers.append((b"x-request-id", request.id.encode()))
    headers += _CORS
    if request.standing is not None:
        headers += [(name.lower().encode(), value.encode()) for name, value in request.standing.headers()]
    return headers


async def _send(send: Send, request: Request, reply: Reply) -> None:
    headers = _head(request, reply)
    body = b""
    if reply.body is not None:
        body = reply.body
        headers.append((b"content-type", reply.media_type.encode()))
        headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _stream(send: Send, request: Request, reply: StreamReply) -> None:
    headers = [*_head(request, reply), (b"content-type", reply.media_type.encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    pump = asyncio.ensure_future(_pump(send, reply))
    gone = asyncio.ensure_future(request.until_gone())
    try:
        await asyncio.wait((pump, gone), return_when=asyncio.FIRST_COMPLETED)
    finally:
        finished = pump.done()
        pump.cancel()
        gone.cancel()
        await asyncio.gather(pump, gone, return_exceptions=True)
    if finished:
        pump.result()


async def _pump(send: Send, reply: StreamReply) -> None:
    async for chunk in reply.chunks:
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})
