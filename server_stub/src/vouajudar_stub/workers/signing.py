"""Signatures of Standard Webhooks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

from standardwebhooks import Webhook


@lru_cache(maxsize=1024)
def _signer(secret: str) -> Webhook:
    return Webhook(secret)


def signed_headers(event_id: str, body: bytes, secrets: Sequence[str], at: datetime) -> dict[str, str]:
    """What goes with the bytes: one signature for each secret, so that a receiver may hold either during a rotation.

    `at`: the real time of sending, whatever the world's clock shows; receivers refuse what is more than five minutes away.
    """
    at = at.astimezone(UTC)  # the library takes any time for UTC
    text = body.decode()
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(_signer(secret).sign(event_id, at, text) for secret in secrets),
    }
