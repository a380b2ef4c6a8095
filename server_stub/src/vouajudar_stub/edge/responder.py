"""The way out: every answer, whatever became of the request, gets the headers that every answer carries."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from vouajudar_stub.contract import Operation, ProblemKind
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.edge.access_log import NoAccessLog, NotesAnswers
from vouajudar_stub.edge.call import Reply, StreamReply
from vouajudar_stub.edge.connection import Cut, cut
from vouajudar_stub.edge.gate import too_many
from vouajudar_stub.edge.problems import NotImplementedYet, http_problem, not_implemented, problem
from vouajudar_stub.edge.rate_limit import RateLimits
from vouajudar_stub.edge.request import ClientGone, Request
from vouajudar_stub.edge.routing import Answer, Handler

log = logging.getLogger("vouajudar.edge")

Notices: TypeAlias = Sequence[tuple[str, str]]
"""Headers that every answer of an operation carries."""

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
    """`access` notes every answer."""

    def __init__(self, limits: RateLimits, catalogue: Mapping[str, ProblemKind], access: NotesAnswers | None = None) -> None:
        self._limits = limits
        self._catalogue = catalogue
        self._access = access or NoAccessLog()

    async def respond(
        self, handler: Handler, scope: Scope, receive: Receive, send: Send, operation: Operation | None = None
    ) -> None:
        """Runs `handler` and sends its answer."""
        request = Request(scope, receive)
        status: int | None = None
        try:
            answer = await self._answer(handler, request, operation)
            notices = () if operation is None else operation.notices
            if isinstance(answer, Reply):
                status = answer.status
                await _send(send, request, answer, notices)
            else:
                status = 200
                await _stream(send, request, answer, notices)
        except Cut:
            await cut(scope, request)
        except ClientGone:
            pass
        finally:
            self._access.note(request, operation, status)

    async def _answer(self, handler: Handler, request: Request, operation: Operation | None) -> Answer:
        try:
            answer = await self._outcome(handler, request)
        except (Cut, ClientGone):
            raise
        except Exception:
            name = None if operation is None else operation.id
            log.exception("request failed", extra={"request_id": request.id, "method": request.method, "operation": name})
            answer = self._refuse(request, _unexpected(operation))
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
        request.problem = refusal.slug
        return problem(self._catalogue, request, refusal)


def _unexpected(operation: Operation | None) -> Refusal:
    """What an error of ours is answered as: 500, or 503 by an operation that documents no 500 (health)."""
    if operation is None or "internal-error" in operation.problems:
        return Refusal("internal-error", _INTERNAL)
    return Refusal("service-unavailable", _INTERNAL)


def _head(request: Request, answer: Answer, notices: Notices) -> list[tuple[bytes, bytes]]:
    headers = [(b"x-request-id", request.id.encode()), *_CORS]
    for name, value in answer.headers.items():
        headers.append((name.lower().encode("latin-1"), value.encode("latin-1")))
    for name, value in notices:
        headers.append((name.lower().encode(), value.encode()))
    if request.standing is not None:
        headers += request.standing.headers()
    return headers


async def _send(send: Send, request: Request, reply: Reply, notices: Notices) -> None:
    headers = _head(request, reply, notices)
    body = b""
    if reply.body is not None:
        body = reply.body
        headers.append((b"content-type", reply.media_type.encode()))
        headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _stream(send: Send, request: Request, reply: StreamReply, notices: Notices) -> None:
    headers = [*_head(request, reply, notices), (b"content-type", reply.media_type.encode())]
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
