"""I15: codes and secrets stand in the six bodies that own them, and in no other byte that anybody was sent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .exchange import Exchange
from .schemas import spec

OWNERS: Mapping[str, tuple[str, ...]] = {
    "getHandoverCodes": ("pickup_code", "dropoff_code", "pickup_contact_phone", "dropoff_contact_phone"),
    "createReservation": ("confirmation_code",),
    "createApiKey": ("secret",),
    "createWebhookEndpoint": ("secret",),
    "rotateWebhookSecret": ("secret",),
    "createAccessToken": ("access_token",),
}
"""operationId -> the members that are secret."""

_TOKEN = re.compile(
    rb"(?<![0-9A-Za-z.+])[0-9]{6}(?![0-9A-Za-z])|va_(?:live|test)_[0-9A-Za-z]+|whsec_[0-9A-Za-z+/=]+|\+[0-9]{8,15}"
)
"""What looks like a code, a key, a signing secret or a phone number."""


def told_secrets(exchanges: Iterable[Exchange]) -> set[bytes]:
    """Everything secret that was told to those who may know it."""
    return {secret.encode() for exchange in exchanges for secret in _told(exchange)}


def _told(exchange: Exchange) -> Iterator[str]:
    operation = _operation(exchange)
    if operation in OWNERS and exchange.body and 200 <= exchange.status < 300:
        body: Any = exchange.json()
        yield from (str(body[name]) for name in OWNERS[operation] if body.get(name) is not None)


def leaks(exchanges: Iterable[Exchange], messages: Iterable[bytes] = (), others: Iterable[str] = ()) -> list[str]:
    """Where a secret stands outside its member. `messages`: of webhooks and streams. `others`: secrets known from elsewhere."""
    seen = list(exchanges)
    known, keys = told_secrets(seen), [other.encode() for other in others]
    places = [*((str(each), _shown(each)) for each in seen), *(("a message", message) for message in messages)]
    return [
        f"I15 {place} tells {text!r}"
        for place, shown in places
        for text in {*(set(_TOKEN.findall(shown)) & known), *(key for key in keys if key in shown)}
    ]


def _shown(exchange: Exchange) -> bytes:
    """What an answer says where no secret may stand: headers, and the body without the members that own one."""
    headers = " ".join(value for name, value in exchange.headers.items() if not name.startswith(("ratelimit", "content-length")))
    body = exchange.body or b""
    own = OWNERS.get(_operation(exchange))
    if own is not None and body and exchange.status < 300:
        body = json.dumps({name: value for name, value in exchange.json().items() if name not in own}).encode()
    return headers.encode() + b" " + body


def _operation(exchange: Exchange) -> str:
    operation = spec().operation(exchange.method, exchange.path)
    return "" if operation is None else operation.id
