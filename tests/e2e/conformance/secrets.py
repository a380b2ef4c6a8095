"""I15: codes and secrets stand in the six bodies that own them, and in no other byte that anybody was sent."""

from __future__ import annotations

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


def leaks(exchanges: Iterable[Exchange], messages: Iterable[bytes] = (), secrets: Iterable[str] = ()) -> list[str]:
    """Where a secret stands outside its body. `messages`: of webhooks and streams. `secrets`: known otherwise, as phones are."""
    seen = list(exchanges)
    known = told_secrets(seen) | {secret.encode() for secret in secrets}
    found = [f"I15 {each} tells {text!r}" for each in seen for text in _in_exchange(each) & known]
    return [*found, *(f"I15 a message tells {text!r}" for message in messages for text in set(_TOKEN.findall(message)) & known)]


def _in_exchange(exchange: Exchange) -> set[bytes]:
    """What looks like a secret in an answer that owns none."""
    headers = " ".join(value for name, value in exchange.headers.items() if not name.startswith(("ratelimit", "content-length")))
    shown = set(_TOKEN.findall(headers.encode()))
    if _operation(exchange) not in OWNERS or exchange.status >= 300:
        shown |= set(_TOKEN.findall(exchange.body or b""))
    return shown


def _operation(exchange: Exchange) -> str:
    operation = spec().operation(exchange.method, exchange.path)
    return "" if operation is None else operation.id
