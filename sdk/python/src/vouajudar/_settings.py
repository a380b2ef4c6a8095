"""What a client was told when it was made."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from vouajudar._cache import ETagCache
from vouajudar._clock import Clock
from vouajudar._credentials import Credential
from vouajudar._facts import BASE_URL, BASE_URL_ENV
from vouajudar._limits import Pacer
from vouajudar._types import Timeout


@dataclass(frozen=True, slots=True)
class Settings:
    """Shared by all calls of a client; `with_options` makes a changed copy."""

    base_url: str
    credential: Credential | None = field(repr=False)
    timeout: Timeout
    """Of one attempt."""
    total_timeout: float | None
    """Of a whole call: attempts, waits and tokens."""
    max_retries: int
    clock: Clock
    pacer: Pacer | None = None
    cache: ETagCache | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    """Sent with every call, after the SDK's own."""

    def __post_init__(self) -> None:
        if self.max_retries < 0:
            raise ValueError("max_retries must be 0 or more")
        if self.total_timeout is not None and self.total_timeout <= 0:
            raise ValueError("total_timeout must be more than 0 seconds, or None for no limit")
        if isinstance(self.timeout, (int, float)) and self.timeout <= 0:
            raise ValueError("timeout must be more than 0 seconds, or None for no limit")


def address(base_url: str | None) -> str:
    """What was given, else the environment's, else production. Raises ValueError for a URL that keys must not be sent to."""
    url = (base_url or os.environ.get(BASE_URL_ENV) or BASE_URL).rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("base_url must look like https://host/v1: no credentials, no query")
    return url
