"""Request bodies: how long they may be, what they may be written in, and how they are read."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from vouajudar_stub.contract import Body
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.edge.json import loads
from vouajudar_stub.edge.request import Request

MAX_BYTES = 64 * 1024


async def read_body(body: Body, request: Request) -> bytes:
    """The bytes of the body. Raises Refusal: 413 before 415 before 400 for a body that is due and missing."""
    raw = await request.body(MAX_BYTES)
    if raw is None:
        raise Refusal("payload-too-large", f"The body has more than {MAX_BYTES} bytes.", {"limit_bytes": MAX_BYTES})
    media_type = request.headers.get("content-type")
    if (raw or media_type is not None) and not _is(media_type or "", body.media_type):
        raise Refusal("unsupported-media-type", f"Send the body as {body.media_type} in UTF-8.")
    return raw


def read_json(body: Body, raw: bytes) -> Any:
    """The JSON value of a body. Raises Refusal (400) for none where one is due, and for what is no JSON."""
    if not raw:
        if body.required:
            raise Refusal("malformed-request", "A body is due.")
        return None
    try:
        return loads(raw)
    except ValueError as error:
        raise Refusal("malformed-request", f"The body is no JSON text in UTF-8: {error}"[:300]) from None


def read_form(raw: bytes) -> list[tuple[str, str]]:
    """Names and values of a form, in order; bytes that are no UTF-8 become the replacement character."""
    return parse_qsl(raw.decode("latin-1"), keep_blank_values=True, errors="replace")


def _is(content_type: str, media_type: str) -> bool:
    given, *parameters = (part.strip() for part in content_type.lower().split(";"))
    charsets = [p.removeprefix("charset=").strip('"') for p in parameters if p.startswith("charset=")]
    return given == media_type and all(charset == "utf-8" for charset in charsets)
