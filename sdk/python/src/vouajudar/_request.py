"""From a call to a request that is ready to be sent, with everything decided that both kinds of client share."""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlsplit

from vouajudar._encoding import form_of, json_of, members_of, path_of, query_of
from vouajudar._errors import VouAjudarError
from vouajudar._facts import API_KEY_ENV, API_KEY_HEADER, API_KEY_PREFIX, BASE_URL, BASE_URL_ENV, USER_AGENT
from vouajudar._operation import Operation
from vouajudar._types import CallOptions, Timeout


@dataclass(frozen=True, slots=True)
class Settings:
    """What a client was told when it was made."""

    base_url: str
    api_key: str | None = field(repr=False)
    timeout: Timeout
    max_retries: int

    @classmethod
    def of(cls, api_key: str | None, base_url: str | None, timeout: Timeout, max_retries: int) -> Settings:
        """Fills in what was not given from the environment. Raises ValueError for a base URL that keys must not be sent to."""
        url = (base_url or os.environ.get(BASE_URL_ENV) or BASE_URL).rstrip("/")
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or parts.query or parts.fragment:
            raise ValueError("base_url must look like https://host/v1: no credentials, no query")
        if max_retries < 0:
            raise ValueError("max_retries must be 0 or more")
        return cls(url, api_key or os.environ.get(API_KEY_ENV) or None, timeout, max_retries)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request that can be sent, and sent again."""

    operation: Operation[Any]
    url: str
    headers: dict[str, str] = field(repr=False)
    content: bytes | None = field(repr=False)
    timeout: Timeout
    repeatable: bool
    """Whether sending it twice has the effect of sending it once: a safe method, or an Idempotency-Key."""
    conditional: bool
    """Carries If-None-Match, so that 304 is an answer to it."""
    stream: bool = False


def prepare(
    settings: Settings,
    operation: Operation[Any],
    path: Sequence[object],
    *,
    query: Mapping[str, Any] | None,
    header: Mapping[str, str | int | None] | None,
    body: Any,
    options: CallOptions,
    stream: bool = False,
) -> Prepared:
    """The request of one call. Raises ValueError or TypeError for arguments that cannot be sent."""
    url = settings.base_url + path_of(operation.path, path)
    if query and (text := query_of(query, operation.explode)):
        url = f"{url}?{text}"
    headers = {"Accept": operation.accept, "User-Agent": USER_AGENT}
    for name, value in (header or {}).items():
        if value is not None:
            headers[name] = f'"{value}"' if isinstance(value, int) else value
    if operation.keyed and "Idempotency-Key" not in headers:
        headers["Idempotency-Key"] = uuid.uuid4().hex
    content = None
    if operation.body_type is not None and body is not None:
        given: Any = members_of(cast("Mapping[str, Any]", body)) if isinstance(body, Mapping) else body
        if given or not operation.optional_body:
            content = _content(operation.body_type, given)
            headers["Content-Type"] = operation.body_type
    headers.update(options.get("extra_headers") or {})
    if not operation.public and not {"authorization", API_KEY_HEADER.lower()} & {name.lower() for name in headers}:
        headers[API_KEY_HEADER] = API_KEY_PREFIX + _key(settings)
    return Prepared(
        operation=operation,
        url=url,
        headers=headers,
        content=content,
        timeout=options.get("timeout", settings.timeout),
        repeatable=operation.safe or "Idempotency-Key" in headers,
        conditional="If-None-Match" in headers,
        stream=stream,
    )


def _content(media_type: str, body: Any) -> bytes:
    if media_type == "application/x-www-form-urlencoded":
        return form_of(body)
    if "json" in media_type:
        return json_of(body)
    return body.encode() if isinstance(body, str) else bytes(body)


def _key(settings: Settings) -> str:
    if settings.api_key is None:
        raise VouAjudarError(f"no API key: pass api_key=... or set the environment variable {API_KEY_ENV}")
    return settings.api_key
