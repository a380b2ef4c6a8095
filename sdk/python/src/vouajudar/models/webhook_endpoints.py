"""Models: webhook endpoints."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from typing import Literal, TypeAlias

from vouajudar._model import OpenModel
from vouajudar.models.shared import (
    Cursor,
    EndpointDisabledReason,
    EndpointStatus,
    EventId,
    EventTypePattern,
    FreeText,
    Timestamp,
    Version,
    WebhookEndpointId,
    WebhookUrl,
)


AttemptOutcome: TypeAlias = Literal["succeeded", "retrying", "exhausted"] | str
"""How an attempt to send an event ended: `succeeded`, `retrying` (another attempt follows) or `exhausted` (the last of ten failed: a dead letter)."""


EventType: TypeAlias = str
"""CloudEvents type, `org.vouajudar.<group>.<name>.v1`. New ones may appear at any time."""


class RedeliveryByIds(OpenModel):
    """Named events. One that is unknown, or that you may not read, refuses the whole call with 404."""

    event_ids: list[EventId]
    """Events to send again, whatever the endpoint's patterns."""


class RedeliveryResult(OpenModel):
    """How much a redelivery will send."""

    scheduled: int
    """Number of events that will be sent again."""


class TestEventResult(OpenModel):
    """The test event that is on its way."""

    event_id: EventId


WebhookAttemptId: TypeAlias = str
"""Identifies one attempt to send an event to a webhook endpoint."""


WebhookSecret: TypeAlias = str
"""Secret for verifying signatures after Standard Webhooks: `whsec_` and the base64 of the key. Shown once, in the answer that made it."""


class RedeliverySince(OpenModel):
    """All retained events from a moment on that the endpoint's patterns and your sight cover."""

    since: Timestamp
    """First moment, inclusive."""


class WebhookAttempt(OpenModel):
    """One try to send one event to one endpoint."""

    id: WebhookAttemptId
    event_id: EventId
    event_type: EventType
    attempt: int
    """Number of the try. A redelivery starts again at 1."""
    sent_at: Timestamp
    response_status: int | None
    """HTTP status that the endpoint answered; null when no answer came within 15 seconds."""
    latency_ms: int | None
    """Time to the answer in milliseconds; null when there was none."""
    outcome: AttemptOutcome
    next_attempt_at: Timestamp | None
    """When the next try is due; null after success and after the last one."""


class WebhookAttemptPage(OpenModel):
    """One page of attempts, oldest first."""

    items: list[WebhookAttempt]
    """At most `limit` attempts; empty when nothing matches."""
    next_cursor: Cursor | None
    """Cursor of the next page; null on the last one."""


class WebhookEndpoint(OpenModel):
    """An address of yours that events are sent to, signed by the Standard Webhooks scheme."""

    id: WebhookEndpointId
    version: Version
    created_at: Timestamp
    updated_at: Timestamp
    url: WebhookUrl
    event_types: list[EventTypePattern]
    """Patterns of the events that are sent; an event is sent once, however many match."""
    description: FreeText
    """Your own note; empty when none was given."""
    status: EndpointStatus
    disabled_reason: EndpointDisabledReason | None
    """Why nothing is sent; null while enabled."""


class WebhookEndpointCreate(OpenModel):
    """A new webhook endpoint; it is enabled at once."""

    url: WebhookUrl
    event_types: list[EventTypePattern]
    """Patterns of the events to send."""
    description: FreeText | None = None
    """Your own note."""


class WebhookEndpointCreated(WebhookEndpoint):
    """The endpoint with its newest signing secret, which is shown here and nowhere else."""

    secret: WebhookSecret


class WebhookEndpointPage(OpenModel):
    """One page of webhook endpoints, oldest first."""

    items: list[WebhookEndpoint]
    """At most `limit` endpoints."""
    next_cursor: Cursor | None
    """Cursor of the next page; null on the last one."""


class WebhookEndpointUpdate(OpenModel):
    """Members to change, by the rules of JSON merge patch."""

    url: WebhookUrl | None = None
    event_types: list[EventTypePattern] | None = None
    """Patterns of the events to send; they replace the old ones."""
    description: FreeText | None = None
    """Your own note."""
    status: EndpointStatus | None = None
    """`disabled` stops sending and drops the queue, `enabled` starts again with new events."""


RedeliveryCommand: TypeAlias = RedeliveryByIds | RedeliverySince
"""Events to send again, either named ones or all since a moment."""
