"""From a call to a request that is ready to be sent, with everything decided that both kinds of client share."""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from vouajudar._encoding import form_of, json_of, members_of, path_of, query_of, tag_of, text_of
from vouajudar._facts import API_KEY_HEADER, USER_AGENT
from vouajudar._operation import Operation
from vouajudar._settings import Settings
from vouajudar._types import CALL_OPTIONS, CallOptions, Timeout, Versioned


@dataclass(slots=True)
class Prepared:
    """A request that can be sent, and sent again. The credential is added at each sending."""

    operation: Operation[Any]
    url: str
    headers: dict[str, str] = field(repr=False)
    content: bytes | None = field(repr=False)
    timeout: Timeout
    total_timeout: float | None
    max_retries: int
    repeatable: bool
    """Whether sending it twice has the effect of sending it once: a safe method, or an Idempotency-Key."""
    anonymous: bool
    """Needs no credential, or has been given one."""
    conditional: bool
    """Carries If-None-Match, so that 304 is an answer to it."""
    stream: bool = False


_TAGS = ("If-Match", "If-None-Match")
_CREDENTIALS = frozenset({"authorization", API_KEY_HEADER.lower()})


def prepare(
    settings: Settings,
    operation: Operation[Any],
    path: Sequence[object],
    *,
    query: Mapping[str, Any] | None,
    header: Mapping[str, Any] | None,
    body: Any,
    options: CallOptions,
    stream: bool = False,
) -> Prepared:
    """The request of one call. Raises ValueError or TypeError for arguments that cannot be sent."""
    if options and (unknown := options.keys() - CALL_OPTIONS):
        raise TypeError(f"{operation.id} takes no argument {sorted(unknown)[0]!r}")
    url = settings.base_url + path_of(operation.path, path)
    if query and (text := query_of(query, operation.explode)):
        url = f"{url}?{text}"
    mark = os.urandom(24).hex()
    headers = {"Accept": operation.accept, "User-Agent": USER_AGENT, "traceparent": f"00-{mark[:32]}-{mark[32:]}-00"}
    for name, value in (header or {}).items():
        if value is not None:
            headers[name] = tag_of(value) if name in _TAGS else text_of(value)
    if operation.conditional and "If-Match" not in headers and path and isinstance(path[0], Versioned):
        headers["If-Match"] = tag_of(path[0])
    if operation.keyed and "Idempotency-Key" not in headers:
        headers["Idempotency-Key"] = uuid.uuid4().hex
    content = None
    if operation.body_type is not None and body is not None:
        given: Any = members_of(cast("Mapping[str, Any]", body)) if isinstance(body, Mapping) else body
        if given or not operation.optional_body:
            content = _content(operation.body_type, given)
            headers["Content-Type"] = operation.body_type
    if settings.headers:
        headers.update(settings.headers)
    if options and "extra_headers" in options:
        headers.update(options["extra_headers"] or {})
    return Prepared(
        operation=operation,
        url=url,
        headers=headers,
        content=content,
        timeout=options.get("timeout", settings.timeout),
        total_timeout=options.get("total_timeout", settings.total_timeout),
        max_retries=options.get("max_retries", settings.max_retries),
        repeatable=operation.safe or "Idempotency-Key" in headers,
        anonymous=operation.public or not _CREDENTIALS.isdisjoint(name.lower() for name in headers),
        conditional="If-None-Match" in headers,
        stream=stream,
    )


def _content(media_type: str, body: Any) -> bytes:
    if media_type == "application/x-www-form-urlencoded":
        return form_of(body)
    if "json" in media_type:
        return json_of(body)
    return body.encode() if isinstance(body, str) else bytes(body)
