"""Traces calls with OpenTelemetry: a client span for each attempt, named by the operation, and its context sent along.

pip install 'vouajudar[opentelemetry]'

client = VouAjudar(middleware=[trace])
client = AsyncVouAjudar(middleware=[trace_async])
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from urllib.parse import urlsplit

from opentelemetry import propagate
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, get_tracer

from vouajudar._answer import Answer
from vouajudar._attempt import Attempt
from vouajudar._facts import VERSION


def trace(attempt: Attempt, send: Callable[[Attempt], Answer]) -> Answer:
    with _span(attempt) as span:
        answer = send(attempt)
        _told(span, answer)
        return answer


async def trace_async(attempt: Attempt, send: Callable[[Attempt], Awaitable[Answer]]) -> Answer:
    with _span(attempt) as span:
        answer = await send(attempt)
        _told(span, answer)
        return answer


@contextmanager
def _span(attempt: Attempt) -> Generator[Span]:
    """By the semantic conventions for HTTP clients. The path is left out of the name: ids would make each span its own kind."""
    parts = urlsplit(attempt.url)
    attributes: dict[str, str | int] = {
        "http.request.method": attempt.method,
        "server.address": parts.hostname or "",
        "url.full": f"{parts.scheme}://{parts.netloc}{parts.path}",
    }
    if parts.port is not None:
        attributes["server.port"] = parts.port
    if attempt.number > 1:
        attributes["http.request.resend_count"] = attempt.number - 1
    tracer = get_tracer("vouajudar", VERSION)
    with tracer.start_as_current_span(attempt.operation, kind=SpanKind.CLIENT, attributes=attributes) as span:
        propagate.inject(attempt.headers)
        yield span


def _told(span: Span, answer: Answer) -> None:
    span.set_attribute("http.response.status_code", answer.status)
    if answer.request_id:
        span.set_attribute("vouajudar.request_id", answer.request_id)
    if answer.status >= 400:
        span.set_attribute("error.type", str(answer.status))
        span.set_status(Status(StatusCode.ERROR))
