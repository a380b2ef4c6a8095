"""What passes between the generated routes, the ports and the services."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

PartnerKind: TypeAlias = Literal["provider", "shelter", "dispatch", "observer"]


@dataclass(frozen=True, slots=True)
class Partner:
    """Who calls: the partner record behind a key or a token."""

    id: str
    name: str
    mode: Literal["live", "test"]
    """Also the name of its world."""
    kinds: frozenset[PartnerKind]
    organization_id: str
    organization_name: str
    scopes: frozenset[str]
    """Of the credential used, a subset of the partner's own."""
    credential_id: str
    """`key_` id or OAuth client id; rate limits count by it."""
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """A parsed `X-Sandbox-Fault` header (test mode only)."""

    status: int | None = None
    delay_ms: int = 0
    drop: Literal["before", "after"] | None = None
    webhook: Literal["duplicate", "reorder"] | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One admitted request: everything a service may know of it besides parameters and body."""

    operation: str
    """operationId."""
    partner: Partner
    request_id: str
    """`rid_` + ULID."""
    traceparent: str
    """Of a command, for its events; a query causes none, and has none."""
    path: str
    """The request path below `/v1`, for the idempotency fingerprint."""
    if_match: str | None = None
    """`*`, or the tag without its quotes; None when not sent."""
    if_none_match: str | None = None
    idempotency_key: str | None = None
    """Without the quotes of the quoted form."""
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class PublicCall:
    """One request of an operation that asks for no credential (health, token)."""

    operation: str
    """operationId."""
    request_id: str
    """`rid_` + ULID."""
    traceparent: str
    authorization: str | None = None
    """The `Authorization` header as sent: an OAuth client may identify itself by HTTP Basic."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a port answers; the route adds the headers that every answer carries."""

    status: int
    body: bytes | None
    """JSON bytes, sent as they are; None for 204 and 304."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    media_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class StreamReply:
    """An answer that is written as it happens (SSE)."""

    chunks: AsyncIterator[bytes]
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    media_type: str = "text/event-stream"


JsonObject: TypeAlias = dict[str, Any]
