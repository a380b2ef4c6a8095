"""Takes webhooks: proves that the API has sent them, and gives their events.

    event = verify(request.body, request.headers, secret)

Give the body as it came: one byte changed on the way, by a JSON parser for example, and the signature is wrong.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from vouajudar._decode import decoder
from vouajudar._errors import VouAjudarError

if TYPE_CHECKING:
    from vouajudar.models import Event

__all__ = [
    "TOLERANCE_SECONDS",
    "WebhookError",
    "WebhookMalformedError",
    "WebhookSignatureError",
    "WebhookTimestampError",
    "sign",
    "verify",
]

TOLERANCE_SECONDS = 300.0
"""How far the time of sending may lie from now, either way."""
_PREFIX = "whsec_"


class WebhookError(VouAjudarError):
    """The message is not to be believed: answer it with 400, and do nothing."""


class WebhookMalformedError(WebhookError):
    """It is no webhook of this API: a header is missing or cannot be read, or what was signed is no event."""


class WebhookSignatureError(WebhookError):
    """None of its signatures fits: another secret, or a body that was changed on the way."""


class WebhookTimestampError(WebhookError):
    """It is signed, but too old or from the future: somebody may be sending an overheard message again."""


def verify(
    body: bytes,
    headers: Mapping[str, Any],
    secret: str | Sequence[str],
    *,
    tolerance: float = TOLERANCE_SECONDS,
    now: float | None = None,
) -> Event:
    """The event of a webhook that the API has signed with one of your secrets.

    Args:
        body: The bytes of the body, as they came.
        headers: Of the request; case does not matter in the names. `HTTP_WEBHOOK_ID` and the like of WSGI are understood.
        secret: What createWebhookEndpoint or rotateWebhookSecret gave. Several while one replaces the other: for 24 hours the API
            signs with both.
        tolerance: Seconds that the time of sending may lie from now, either way.
        now: Unix time; the clock's when None.

    Raises:
        WebhookMalformedError: A header is missing or cannot be read, or what was signed is no event.
        WebhookSignatureError: No signature fits any secret.
        WebhookTimestampError: Signed, but too old or from the future.
        ValueError: A secret is none; that is your mistake, not the sender's.
    """
    keys = [_key(each) for each in ([secret] if isinstance(secret, str) else secret)]
    if not keys:
        raise ValueError("no secret to verify with")
    identifier, stamp, signatures = (_header(headers, name) for name in ("webhook-id", "webhook-timestamp", "webhook-signature"))
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 15):
        raise WebhookMalformedError("the header webhook-timestamp is no Unix time in seconds")
    signed = b".".join((identifier.encode(), stamp.encode(), body))
    expected = [hmac.new(key, signed, hashlib.sha256).digest() for key in keys]
    fits = False
    for given in _signatures(signatures):
        for each in expected:  # every pair is compared, in constant time: how long it takes tells nothing
            fits |= hmac.compare_digest(given, each)
    if not fits:
        raise WebhookSignatureError("no signature of the webhook fits the secret; was the body passed on as it came?")
    age = (time.time() if now is None else now) - int(stamp)
    if abs(age) > tolerance:
        how = f"{age:.0f} s old" if age > 0 else f"{-age:.0f} s ahead of this machine's clock"
        raise WebhookTimestampError(f"the webhook is {how}; {tolerance:.0f} s are allowed")
    try:
        event: Event = decoder("Event")(body)
    except ValueError as reason:
        raise WebhookMalformedError(f"what was signed is no event: {reason}") from reason
    if event.id != identifier:
        raise WebhookMalformedError("the header webhook-id is not the event's id")
    return event


def sign(identifier: str, timestamp: int, body: bytes, secret: str) -> str:
    """The signature that `verify` expects: for tests, and for passing events on to your own services."""
    signed = b".".join((identifier.encode(), str(timestamp).encode(), body))
    return "v1," + base64.b64encode(hmac.new(_key(secret), signed, hashlib.sha256).digest()).decode()


def _key(secret: str) -> bytes:
    text = secret.removeprefix(_PREFIX)
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not key:
        raise ValueError(f"a webhook secret begins with {_PREFIX} and goes on in base64")
    return key


def _signatures(header: str) -> Iterable[bytes]:
    """Those of version 1 that can be read; others are of tomorrow."""
    for entry in header.split(" "):
        version, _, text = entry.partition(",")
        if version == "v1":
            try:
                yield base64.b64decode(text, validate=True)
            except (binascii.Error, ValueError):
                continue


def _header(headers: Mapping[str, Any], name: str) -> str:
    spelled = {name, "http_" + name.replace("-", "_")}
    for key, value in headers.items():
        if _text(key).lower() in spelled:
            text = _text(value)
            if text and text.isprintable():
                return text
            break
    raise WebhookMalformedError(f"the header {name} is missing or cannot be read")


def _text(value: object) -> str:
    """The text of a header, however a framework holds it; empty for what is none."""
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, (list, tuple)):
        several = cast("Sequence[object]", value)
        return _text(several[0]) if len(several) == 1 else ""
    return value if isinstance(value, str) else ""
