"""Models: notification preferences."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from typing import Literal, TypeAlias

from vouajudar._model import OpenModel
from vouajudar.models.shared import Timestamp, Version


NotificationChannel: TypeAlias = Literal["email", "push"] | str
"""Way in which people at the partner are notified."""


NotificationChannelList: TypeAlias = list[NotificationChannel]
"""Channels that are used, each at most once."""


class NotificationChannels(OpenModel):
    """Channels for each group of events that concern the partner as an owner or a party; an empty list keeps the group silent."""

    batch: NotificationChannelList
    delivery: NotificationChannelList
    resource_request: NotificationChannelList
    reservation: NotificationChannelList
    location: NotificationChannelList


QuietHours: TypeAlias = str
"""Daily span without notifications, `HH:MM-HH:MM` in the preferences' time zone, its end excluded; it may run over midnight. From a time to itself it is empty."""


Timezone: TypeAlias = Literal["America/Araguaina", "America/Bahia", "America/Belem", "America/Boa_Vista", "America/Campo_Grande", "America/Cuiaba", "America/Eirunepe", "America/Fortaleza", "America/Maceio", "America/Manaus", "America/Noronha", "America/Porto_Velho", "America/Recife", "America/Rio_Branco", "America/Santarem", "America/Sao_Paulo"] | str
"""One of Brazil's time zones, by its IANA name."""


class NotificationPreferences(OpenModel):
    """How and when the platform notifies the partner's people, beside events and webhooks."""

    version: Version
    updated_at: Timestamp
    channels: NotificationChannels
    quiet_hours: QuietHours | None
    """Span of the day in which nothing is sent; null when there is none."""
    timezone: Timezone


class NotificationPreferencesReplace(OpenModel):
    """The whole of the preferences; nothing is kept of the old ones."""

    channels: NotificationChannels
    quiet_hours: QuietHours | None
    """Span of the day in which nothing is sent; null for none."""
    timezone: Timezone
