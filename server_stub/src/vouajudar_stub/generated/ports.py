# Generated from the contract by `vouajudar-contracts build`; changes here are lost.
"""The ports: what the routes ask of the services, one Protocol a tag.

A route has admitted the caller and judged parameters and body before it asks. Whatever a port refuses it refuses by raising Refusal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from vouajudar_stub.edge.call import Call, PublicCall, Reply, StreamReply
from vouajudar_stub.generated.models import (
    ApiKeyCreate,
    ApiKeyId,
    AttemptOutcome,
    BatchCreate,
    BatchId,
    BatchStatus,
    BatchUpdate,
    CancelCommand,
    CitySlug,
    ClockAdvance,
    CommitCommand,
    Cursor,
    DeliveryCreate,
    DeliveryId,
    DeliveryStatus,
    DropoffCommand,
    EventId,
    EventTypePattern,
    FailCommand,
    LocationCreate,
    LocationId,
    LocationKind,
    LocationUpdate,
    NotificationPreferencesReplace,
    OrganizationId,
    PickupCommand,
    PositionReport,
    Priority,
    ProductTypeCode,
    ReceiptCommand,
    RedeliveryCommand,
    ReleaseCommand,
    ReservationCreate,
    ReservationId,
    ReservationStatus,
    ResourceRequestCreate,
    ResourceRequestId,
    ResourceRequestStatus,
    ResourceRequestUpdate,
    SortKey,
    TimeseriesInterval,
    Timestamp,
    WebhookEndpointCreate,
    WebhookEndpointId,
    WebhookEndpointUpdate,
)


class AnalyticsPort(Protocol):
    """The operations of the tag `analytics`."""

    async def get_impact_summary(self, call: Call, *, to: Timestamp | None, days: int) -> Reply:
        """Get the impact of a window of time."""
        ...

    async def get_impact_timeseries(
        self,
        call: Call,
        *,
        to: Timestamp | None,
        days: int,
        interval: TimeseriesInterval | None,
    ) -> Reply:
        """Get the impact over time."""
        ...


class ApiKeysPort(Protocol):
    """The operations of the tag `api-keys`."""

    async def list_api_keys(self, call: Call, *, limit: int, cursor: Cursor | None) -> Reply:
        """List API keys."""
        ...

    async def create_api_key(self, call: Call, body: ApiKeyCreate) -> Reply:
        """Create an API key. Events: api_key.created."""
        ...

    async def revoke_api_key(self, call: Call, api_key_id: ApiKeyId) -> Reply:
        """Revoke an API key. Events: api_key.revoked."""
        ...


class BatchesPort(Protocol):
    """The operations of the tag `batches`."""

    async def list_batches(
        self,
        call: Call,
        *,
        status: list[BatchStatus] | None,
        product_type: list[ProductTypeCode] | None,
        city_id: CitySlug | None,
        organization_id: OrganizationId | None,
        provider_location_id: LocationId | None,
        min_available: int | None,
        expires_before: Timestamp | None,
        updated_since: Timestamp | None,
        near: str | None,
        radius_m: int,
        sort: SortKey | None,
        limit: int,
        cursor: Cursor | None,
    ) -> Reply:
        """List batches."""
        ...

    async def create_batch(self, call: Call, body: BatchCreate) -> Reply:
        """Announce a batch. Events: batch.created."""
        ...

    async def get_batch(self, call: Call, batch_id: BatchId) -> Reply:
        """Read a batch."""
        ...

    async def update_batch(self, call: Call, batch_id: BatchId, body: BatchUpdate) -> Reply:
        """Change a batch. Events: batch.updated, batch.quantities_changed."""
        ...

    async def mark_batch_ready(self, call: Call, batch_id: BatchId) -> Reply:
        """Make a batch ready. Events: batch.ready."""
        ...

    async def cancel_batch(self, call: Call, batch_id: BatchId, body: CancelCommand) -> Reply:
        """Cancel a batch. Events: batch.quantities_changed, batch.cancelled."""
        ...


class DeliveriesPort(Protocol):
    """The operations of the tag `deliveries`."""

    async def list_deliveries(
        self,
        call: Call,
        *,
        status: list[DeliveryStatus] | None,
        product_type: list[ProductTypeCode] | None,
        city_id: CitySlug | None,
        batch_id: BatchId | None,
        expires_before: Timestamp | None,
        updated_since: Timestamp | None,
        near: str | None,
        radius_m: int,
        sort: SortKey | None,
        limit: int,
        cursor: Cursor | None,
    ) -> Reply:
        """List deliveries."""
        ...

    async def create_delivery(self, call: Call, body: DeliveryCreate) -> Reply:
        """Create a delivery. Events: delivery.created, delivery.committed, batch.quantities_changed, batch.in_delivery,
        resource_request.progressed.
        """
        ...

    async def get_delivery(self, call: Call, delivery_id: DeliveryId) -> Reply:
        """Get a delivery."""
        ...

    async def commit_delivery(self, call: Call, delivery_id: DeliveryId, body: CommitCommand) -> Reply:
        """Commit to an open delivery. Events: delivery.split, delivery.created, delivery.committed."""
        ...

    async def confirm_delivery(self, call: Call, delivery_id: DeliveryId) -> Reply:
        """Confirm a delivery. Events: delivery.reserved."""
        ...

    async def release_delivery(self, call: Call, delivery_id: DeliveryId, body: ReleaseCommand) -> Reply:
        """Release a delivery. Events: delivery.released, delivery.cancelled, batch.quantities_changed, batch.ready,
        resource_request.progressed, resource_request.expired.
        """
        ...

    async def cancel_delivery(self, call: Call, delivery_id: DeliveryId, body: CancelCommand) -> Reply:
        """Cancel a delivery. Events: delivery.cancelled, batch.quantities_changed, batch.ready, resource_request.progressed,
        resource_request.expired.
        """
        ...

    async def get_handover_codes(self, call: Call, delivery_id: DeliveryId) -> Reply:
        """Get the hand-over codes."""
        ...

    async def verify_pickup(self, call: Call, delivery_id: DeliveryId, body: PickupCommand) -> Reply:
        """Verify the pickup. Events: delivery.picked_up, batch.quantities_changed."""
        ...

    async def report_position(self, call: Call, delivery_id: DeliveryId, body: PositionReport) -> Reply:
        """Report a position. Events: delivery.in_transit, delivery.position_updated."""
        ...

    async def get_delivery_position(self, call: Call, delivery_id: DeliveryId) -> Reply:
        """Get the last position."""
        ...

    async def verify_dropoff(self, call: Call, delivery_id: DeliveryId, body: DropoffCommand) -> Reply:
        """Verify the dropoff. Events: delivery.delivered, batch.quantities_changed, batch.completed, resource_request.progressed,
        resource_request.fulfilled, resource_request.expired.
        """
        ...

    async def fail_delivery(self, call: Call, delivery_id: DeliveryId, body: FailCommand) -> Reply:
        """Report a failed delivery. Events: delivery.failed, batch.quantities_changed, batch.ready, batch.completed,
        batch.expired, resource_request.progressed, resource_request.expired.
        """
        ...


class EventsPort(Protocol):
    """The operations of the tag `events`."""

    async def list_events(self, call: Call, *, after: str, types: list[EventTypePattern] | None, wait: int, limit: int) -> Reply:
        """Read the event feed."""
        ...

    async def stream_events(
        self,
        call: Call,
        *,
        after: str,
        types: list[EventTypePattern] | None,
        last_event_id: str | None,
    ) -> StreamReply:
        """Stream events."""
        ...

    async def get_event(self, call: Call, event_id: EventId) -> Reply:
        """Get an event."""
        ...


class HealthPort(Protocol):
    """The operations of the tag `health`."""

    async def get_health(self, call: PublicCall) -> Reply:
        """See whether the service is up."""
        ...


class LocationsPort(Protocol):
    """The operations of the tag `locations`."""

    async def list_locations(
        self,
        call: Call,
        *,
        kind: LocationKind | None,
        city_id: CitySlug | None,
        organization_id: OrganizationId | None,
        updated_since: Timestamp | None,
        near: str | None,
        radius_m: int,
        sort: SortKey | None,
        limit: int,
        cursor: Cursor | None,
    ) -> Reply:
        """List locations."""
        ...

    async def create_location(self, call: Call, body: LocationCreate) -> Reply:
        """Register a location. Events: location.created, location.approved, location.rejected."""
        ...

    async def get_location(self, call: Call, location_id: LocationId) -> Reply:
        """Read a location."""
        ...

    async def update_location(self, call: Call, location_id: LocationId, body: LocationUpdate) -> Reply:
        """Change a location. Events: location.updated."""
        ...


class MePort(Protocol):
    """The operations of the tag `me`."""

    async def get_current_partner(self, call: Call) -> Reply:
        """Read who you are."""
        ...


class NotificationPreferencesPort(Protocol):
    """The operations of the tag `notification-preferences`."""

    async def get_notification_preferences(self, call: Call) -> Reply:
        """Get the notification preferences."""
        ...

    async def put_notification_preferences(self, call: Call, body: NotificationPreferencesReplace) -> Reply:
        """Replace the notification preferences."""
        ...


class OauthPort(Protocol):
    """The operations of the tag `oauth`."""

    async def create_access_token(self, call: PublicCall, form: list[tuple[str, str]]) -> Reply:
        """Get an access token."""
        ...


class ProductTypesPort(Protocol):
    """The operations of the tag `product-types`."""

    async def list_product_types(self, call: Call) -> Reply:
        """List product types."""
        ...


class ReservationsPort(Protocol):
    """The operations of the tag `reservations`."""

    async def create_reservation(self, call: Call, resource_request_id: ResourceRequestId, body: ReservationCreate) -> Reply:
        """Reserve items of a request. Events: reservation.created, resource_request.progressed."""
        ...

    async def list_reservations(
        self,
        call: Call,
        *,
        status: list[ReservationStatus] | None,
        resource_request_id: ResourceRequestId | None,
        expires_before: Timestamp | None,
        updated_since: Timestamp | None,
        limit: int,
        cursor: Cursor | None,
    ) -> Reply:
        """List reservations."""
        ...

    async def get_reservation(self, call: Call, reservation_id: ReservationId) -> Reply:
        """Get a reservation."""
        ...

    async def cancel_reservation(self, call: Call, reservation_id: ReservationId, body: CancelCommand) -> Reply:
        """Cancel a reservation. Events: reservation.cancelled, resource_request.progressed, resource_request.expired."""
        ...

    async def confirm_reservation_receipt(self, call: Call, reservation_id: ReservationId, body: ReceiptCommand) -> Reply:
        """Confirm the receipt of a reservation. Events: reservation.delivered, resource_request.progressed,
        resource_request.fulfilled, resource_request.expired.
        """
        ...


class ResourceRequestsPort(Protocol):
    """The operations of the tag `resource-requests`."""

    async def list_resource_requests(
        self,
        call: Call,
        *,
        status: list[ResourceRequestStatus] | None,
        product_type: list[ProductTypeCode] | None,
        priority: Priority | None,
        city_id: CitySlug | None,
        organization_id: OrganizationId | None,
        location_id: LocationId | None,
        updated_since: Timestamp | None,
        near: str | None,
        radius_m: int,
        sort: SortKey | None,
        limit: int,
        cursor: Cursor | None,
    ) -> Reply:
        """List resource requests."""
        ...

    async def create_resource_request(self, call: Call, body: ResourceRequestCreate) -> Reply:
        """Create a resource request. Events: resource_request.created."""
        ...

    async def get_resource_request(self, call: Call, resource_request_id: ResourceRequestId) -> Reply:
        """Get a resource request."""
        ...

    async def update_resource_request(
        self,
        call: Call,
        resource_request_id: ResourceRequestId,
        body: ResourceRequestUpdate,
    ) -> Reply:
        """Update a resource request. Events: resource_request.updated, resource_request.progressed, resource_request.fulfilled.
        """
        ...

    async def cancel_resource_request(self, call: Call, resource_request_id: ResourceRequestId, body: CancelCommand) -> Reply:
        """Cancel a resource request. Events: resource_request.cancelled."""
        ...

    async def list_request_matches(
        self,
        call: Call,
        resource_request_id: ResourceRequestId,
        *,
        radius_m: int,
        limit: int,
        cursor: Cursor | None,
    ) -> Reply:
        """List matching batches."""
        ...


class SandboxPort(Protocol):
    """The operations of the tag `sandbox`."""

    async def advance_sandbox_clock(self, call: Call, body: ClockAdvance) -> Reply:
        """Move the clock of the sandbox. Events: delivery.released, delivery.expired, delivery.failed, batch.updated,
        batch.ready, batch.quantities_changed, batch.in_delivery, batch.completed, batch.expired, resource_request.updated,
        resource_request.progressed, resource_request.expired, reservation.expired, webhook_endpoint.disabled.
        """
        ...

    async def reset_sandbox(self, call: Call) -> Reply:
        """Reset the sandbox."""
        ...


class WebhookEndpointsPort(Protocol):
    """The operations of the tag `webhook-endpoints`."""

    async def list_webhook_endpoints(self, call: Call, *, limit: int, cursor: Cursor | None) -> Reply:
        """List webhook endpoints."""
        ...

    async def create_webhook_endpoint(self, call: Call, body: WebhookEndpointCreate) -> Reply:
        """Create a webhook endpoint."""
        ...

    async def get_webhook_endpoint(self, call: Call, webhook_endpoint_id: WebhookEndpointId) -> Reply:
        """Get a webhook endpoint."""
        ...

    async def update_webhook_endpoint(
        self,
        call: Call,
        webhook_endpoint_id: WebhookEndpointId,
        body: WebhookEndpointUpdate,
    ) -> Reply:
        """Update a webhook endpoint."""
        ...

    async def delete_webhook_endpoint(self, call: Call, webhook_endpoint_id: WebhookEndpointId) -> Reply:
        """Delete a webhook endpoint."""
        ...

    async def rotate_webhook_secret(self, call: Call, webhook_endpoint_id: WebhookEndpointId) -> Reply:
        """Rotate the signing secret."""
        ...

    async def send_test_event(self, call: Call, webhook_endpoint_id: WebhookEndpointId) -> Reply:
        """Send a test event. Events: webhook_endpoint.test."""
        ...

    async def list_webhook_attempts(
        self,
        call: Call,
        webhook_endpoint_id: WebhookEndpointId,
        *,
        outcome: AttemptOutcome | None,
        event_id: EventId | None,
        limit: int,
        cursor: Cursor | None,
    ) -> Reply:
        """List attempts."""
        ...

    async def redeliver_events(self, call: Call, webhook_endpoint_id: WebhookEndpointId, body: RedeliveryCommand) -> Reply:
        """Redeliver events."""
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    """The service behind each port; None: its operations answer 501."""

    analytics: AnalyticsPort | None = None
    api_keys: ApiKeysPort | None = None
    batches: BatchesPort | None = None
    deliveries: DeliveriesPort | None = None
    events: EventsPort | None = None
    health: HealthPort | None = None
    locations: LocationsPort | None = None
    me: MePort | None = None
    notification_preferences: NotificationPreferencesPort | None = None
    oauth: OauthPort | None = None
    product_types: ProductTypesPort | None = None
    reservations: ReservationsPort | None = None
    resource_requests: ResourceRequestsPort | None = None
    sandbox: SandboxPort | None = None
    webhook_endpoints: WebhookEndpointsPort | None = None
