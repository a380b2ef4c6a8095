"""What a partner's people are told of, through which channels, and when."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Preferences:
    """As a partner has set them."""

    partner_id: str
    channels: Mapping[str, Sequence[str]]
    """By group of events, for example `delivery`."""
    quiet_hours: tuple[time, time] | None
    """From the first to the second, which may be on the next day; None: there are none."""
    zone: ZoneInfo

    @staticmethod
    def of_body(partner_id: str, body: Mapping[str, Any]) -> Preferences:
        quiet = body["quiet_hours"]
        start, end = (None, None) if quiet is None else map(time.fromisoformat, quiet.split("-"))
        return Preferences(
            partner_id,
            body["channels"],
            None if start is None or end is None or start == end else (start, end),
            ZoneInfo(body["timezone"]),
        )

    def channels_for(self, event_type: str, readers: Collection[str]) -> Sequence[str]:
        """None for what does not concern the partner: it must be named among the readers, as an owner or a party is. What
        everybody may see is news, not a matter of its people."""
        return self.channels.get(event_type.partition(".")[0], ()) if self.partner_id in readers else ()

    def send_at(self, now: datetime) -> datetime:
        """Now, or the end of the quiet hours that it is in."""
        if self.quiet_hours is None:
            return now
        start, end = self.quiet_hours
        local = now.astimezone(self.zone)
        at = local.time()
        quiet = start <= at < end if start < end else at >= start or at < end
        if not quiet:
            return now
        day = local.date() if at < end else local.date() + timedelta(days=1)
        return datetime.combine(day, end, self.zone).astimezone(now.tzinfo)
