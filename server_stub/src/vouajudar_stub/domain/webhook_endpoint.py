"""A webhook endpoint: where a partner's events go, how they are signed, and when nothing is sent any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

from vouajudar_stub.domain.times import optional_time_text, parse_optional_time, parse_time, time_text

DisabledReason: TypeAlias = Literal["by_partner", "gone", "failing"]

MAX_ENDPOINTS = 10
"""Per partner."""

OLD_SECRET_SIGNS_FOR = timedelta(hours=24)
"""After a rotation both secrets sign for this long, of the world's clock."""


@dataclass(frozen=True, slots=True)
class WebhookEndpoint:
    """What the contract shows, and what it never does."""

    id: str
    owner: str
    version: int
    created_at: datetime
    updated_at: datetime
    url: str
    event_types: tuple[str, ...]
    description: str
    secret: str
    """The newest: `whsec_` and base64."""
    events_after: int
    """Position of the log when it was last enabled: earlier events are none of its business."""
    disabled_reason: DisabledReason | None = None
    old_secret: str | None = None
    old_secret_until: datetime | None = None
    failing_since: datetime | None = None
    """First failed attempt since the last success; None when the last attempt succeeded."""

    @property
    def status(self) -> Literal["enabled", "disabled"]:
        return "enabled" if self.disabled_reason is None else "disabled"

    def secrets(self, now: datetime) -> tuple[str, ...]:
        """Those that sign now, the newest first."""
        if self.old_secret is None or self.old_secret_until is None or now >= self.old_secret_until:
            return (self.secret,)
        return (self.secret, self.old_secret)

    def rotated(self, secret: str, now: datetime) -> WebhookEndpoint:
        """With a new secret. Not a change of what readers see: the version stays."""
        return replace(self, secret=secret, old_secret=self.secret, old_secret_until=now + OLD_SECRET_SIGNS_FOR)

    def updated(
        self,
        now: datetime,
        *,
        url: str | None = None,
        event_types: tuple[str, ...] | None = None,
        description: str | None = None,
        status: Literal["enabled", "disabled"] | None = None,
        log_end: int,
    ) -> WebhookEndpoint:
        """With the members that are given; the same object when nothing changes. `log_end`: position of the log's end."""
        changed = replace(
            self,
            url=self.url if url is None else url,
            event_types=self.event_types if event_types is None else event_types,
            description=self.description if description is None else description,
        )
        if status is not None and status != self.status:
            if status == "disabled":
                changed = replace(changed, disabled_reason="by_partner")
            else:
                changed = replace(changed, disabled_reason=None, events_after=log_end, failing_since=None)
        return self if changed == self else changed.touched(now)

    def disabled(self, reason: DisabledReason, now: datetime) -> WebhookEndpoint:
        return replace(self, disabled_reason=reason).touched(now)

    def touched(self, now: datetime) -> WebhookEndpoint:
        return replace(self, version=self.version + 1, updated_at=max(now, self.updated_at))

    def to_body(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "version": self.version,
            "created_at": time_text(self.created_at),
            "updated_at": time_text(self.updated_at),
            "url": self.url,
            "event_types": list(self.event_types),
            "description": self.description,
            "status": self.status,
            "disabled_reason": self.disabled_reason,
        }

    def to_private(self) -> dict[str, Any]:
        return {
            "secret": self.secret,
            "old_secret": self.old_secret,
            "old_secret_until": optional_time_text(self.old_secret_until),
            "events_after": self.events_after,
            "failing_since": optional_time_text(self.failing_since),
        }

    @staticmethod
    def of_body(body: Mapping[str, Any], private: Mapping[str, Any], *, owner: str) -> WebhookEndpoint:
        return WebhookEndpoint(
            id=body["id"],
            owner=owner,
            version=body["version"],
            created_at=parse_time(body["created_at"]),
            updated_at=parse_time(body["updated_at"]),
            url=body["url"],
            event_types=tuple(body["event_types"]),
            description=body["description"],
            disabled_reason=body["disabled_reason"],
            secret=private["secret"],
            old_secret=private["old_secret"],
            old_secret_until=parse_optional_time(private["old_secret_until"]),
            events_after=private["events_after"],
            failing_since=parse_optional_time(private["failing_since"]),
        )
