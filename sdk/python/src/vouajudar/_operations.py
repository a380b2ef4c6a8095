"""The wire facts of every operation."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from typing import TYPE_CHECKING

from vouajudar._operation import Operation

if TYPE_CHECKING:
    from vouajudar.models import (
        AccessToken,
        ApiKey,
        ApiKeyCreated,
        Batch,
        BatchListItem,
        ClockState,
        CommitResult,
        Delivery,
        DeliveryListItem,
        DeliveryPosition,
        Event,
        EventPage,
        HandoverCodes,
        Health,
        ImpactSummary,
        ImpactTimeseries,
        Location,
        LocationListItem,
        NotificationPreferences,
        Partner,
        ProductTypeList,
        RedeliveryResult,
        RequestMatch,
        Reservation,
        ReservationCreated,
        ResourceRequest,
        ResourceRequestListItem,
        TestEventResult,
        WebhookAttempt,
        WebhookEndpoint,
        WebhookEndpointCreated,
    )

GET_HEALTH: Operation[Health] = Operation("getHealth", "GET", "/health", "Health", public=True)
CREATE_ACCESS_TOKEN: Operation[AccessToken] = Operation(
    "createAccessToken", "POST", "/oauth/token", "AccessToken", body_type="application/x-www-form-urlencoded", public=True
)
GET_CURRENT_PARTNER: Operation[Partner] = Operation("getCurrentPartner", "GET", "/me", "Partner")
LIST_API_KEYS: Operation[ApiKey] = Operation("listApiKeys", "GET", "/api-keys", "ApiKeyPage")
CREATE_API_KEY: Operation[ApiKeyCreated] = Operation(
    "createApiKey", "POST", "/api-keys", "ApiKeyCreated", body_type="application/json", keyed=True
)
REVOKE_API_KEY: Operation[None] = Operation("revokeApiKey", "DELETE", "/api-keys/{}")
LIST_PRODUCT_TYPES: Operation[ProductTypeList] = Operation("listProductTypes", "GET", "/product-types", "ProductTypeList")
LIST_LOCATIONS: Operation[LocationListItem] = Operation("listLocations", "GET", "/locations", "LocationPage")
CREATE_LOCATION: Operation[Location] = Operation(
    "createLocation", "POST", "/locations", "Location", body_type="application/json", keyed=True
)
GET_LOCATION: Operation[Location] = Operation("getLocation", "GET", "/locations/{}", "Location")
UPDATE_LOCATION: Operation[Location] = Operation(
    "updateLocation", "PATCH", "/locations/{}", "Location", body_type="application/json", conditional=True
)
LIST_BATCHES: Operation[BatchListItem] = Operation("listBatches", "GET", "/batches", "BatchPage")
CREATE_BATCH: Operation[Batch] = Operation("createBatch", "POST", "/batches", "Batch", body_type="application/json", keyed=True)
GET_BATCH: Operation[Batch] = Operation("getBatch", "GET", "/batches/{}", "Batch")
UPDATE_BATCH: Operation[Batch] = Operation(
    "updateBatch", "PATCH", "/batches/{}", "Batch", body_type="application/json", conditional=True
)
MARK_BATCH_READY: Operation[Batch] = Operation(
    "markBatchReady", "POST", "/batches/{}/ready", "Batch", keyed=True, conditional=True
)
CANCEL_BATCH: Operation[Batch] = Operation(
    "cancelBatch", "POST", "/batches/{}/cancel", "Batch", body_type="application/json", keyed=True, conditional=True
)
LIST_DELIVERIES: Operation[DeliveryListItem] = Operation("listDeliveries", "GET", "/deliveries", "DeliveryPage")
CREATE_DELIVERY: Operation[Delivery] = Operation(
    "createDelivery", "POST", "/deliveries", "Delivery", body_type="application/json", keyed=True
)
GET_DELIVERY: Operation[Delivery] = Operation("getDelivery", "GET", "/deliveries/{}", "Delivery")
COMMIT_DELIVERY: Operation[CommitResult] = Operation(
    "commitDelivery", "POST", "/deliveries/{}/commit", "CommitResult", body_type="application/json", keyed=True, conditional=True
)
CONFIRM_DELIVERY: Operation[Delivery] = Operation(
    "confirmDelivery", "POST", "/deliveries/{}/confirm", "Delivery", keyed=True, conditional=True
)
RELEASE_DELIVERY: Operation[Delivery] = Operation(
    "releaseDelivery", "POST", "/deliveries/{}/release", "Delivery", body_type="application/json", keyed=True, conditional=True
)
CANCEL_DELIVERY: Operation[Delivery] = Operation(
    "cancelDelivery", "POST", "/deliveries/{}/cancel", "Delivery", body_type="application/json", keyed=True, conditional=True
)
GET_HANDOVER_CODES: Operation[HandoverCodes] = Operation(
    "getHandoverCodes", "GET", "/deliveries/{}/handover-codes", "HandoverCodes"
)
VERIFY_PICKUP: Operation[Delivery] = Operation(
    "verifyPickup", "POST", "/deliveries/{}/pickup", "Delivery", body_type="application/json", keyed=True, conditional=True
)
REPORT_POSITION: Operation[DeliveryPosition] = Operation(
    "reportPosition", "POST", "/deliveries/{}/positions", "DeliveryPosition", body_type="application/json"
)
GET_DELIVERY_POSITION: Operation[DeliveryPosition] = Operation(
    "getDeliveryPosition", "GET", "/deliveries/{}/position", "DeliveryPosition"
)
VERIFY_DROPOFF: Operation[Delivery] = Operation(
    "verifyDropoff", "POST", "/deliveries/{}/dropoff", "Delivery", body_type="application/json", keyed=True, conditional=True
)
FAIL_DELIVERY: Operation[Delivery] = Operation(
    "failDelivery", "POST", "/deliveries/{}/fail", "Delivery", body_type="application/json", keyed=True, conditional=True
)
LIST_RESOURCE_REQUESTS: Operation[ResourceRequestListItem] = Operation(
    "listResourceRequests", "GET", "/resource-requests", "ResourceRequestPage"
)
CREATE_RESOURCE_REQUEST: Operation[ResourceRequest] = Operation(
    "createResourceRequest", "POST", "/resource-requests", "ResourceRequest", body_type="application/json", keyed=True
)
GET_RESOURCE_REQUEST: Operation[ResourceRequest] = Operation(
    "getResourceRequest", "GET", "/resource-requests/{}", "ResourceRequest"
)
UPDATE_RESOURCE_REQUEST: Operation[ResourceRequest] = Operation(
    "updateResourceRequest", "PATCH", "/resource-requests/{}", "ResourceRequest", body_type="application/json", conditional=True
)
CANCEL_RESOURCE_REQUEST: Operation[ResourceRequest] = Operation(
    "cancelResourceRequest",
    "POST",
    "/resource-requests/{}/cancel",
    "ResourceRequest",
    body_type="application/json",
    keyed=True,
    conditional=True,
)
LIST_REQUEST_MATCHES: Operation[RequestMatch] = Operation(
    "listRequestMatches", "GET", "/resource-requests/{}/matches", "RequestMatchPage"
)
CREATE_RESERVATION: Operation[ReservationCreated] = Operation(
    "createReservation",
    "POST",
    "/resource-requests/{}/reservations",
    "ReservationCreated",
    body_type="application/json",
    keyed=True,
)
LIST_RESERVATIONS: Operation[Reservation] = Operation("listReservations", "GET", "/reservations", "ReservationPage")
GET_RESERVATION: Operation[Reservation] = Operation("getReservation", "GET", "/reservations/{}", "Reservation")
CANCEL_RESERVATION: Operation[Reservation] = Operation(
    "cancelReservation",
    "POST",
    "/reservations/{}/cancel",
    "Reservation",
    body_type="application/json",
    keyed=True,
    conditional=True,
)
CONFIRM_RESERVATION_RECEIPT: Operation[Reservation] = Operation(
    "confirmReservationReceipt",
    "POST",
    "/reservations/{}/receipt",
    "Reservation",
    body_type="application/json",
    keyed=True,
    conditional=True,
)
LIST_EVENTS: Operation[EventPage] = Operation("listEvents", "GET", "/events", "EventPage")
STREAM_EVENTS: Operation[Event] = Operation("streamEvents", "GET", "/events/stream", "Event", accept="text/event-stream")
GET_EVENT: Operation[Event] = Operation("getEvent", "GET", "/events/{}", "Event", accept="application/cloudevents+json")
LIST_WEBHOOK_ENDPOINTS: Operation[WebhookEndpoint] = Operation(
    "listWebhookEndpoints", "GET", "/webhook-endpoints", "WebhookEndpointPage"
)
CREATE_WEBHOOK_ENDPOINT: Operation[WebhookEndpointCreated] = Operation(
    "createWebhookEndpoint", "POST", "/webhook-endpoints", "WebhookEndpointCreated", body_type="application/json", keyed=True
)
GET_WEBHOOK_ENDPOINT: Operation[WebhookEndpoint] = Operation(
    "getWebhookEndpoint", "GET", "/webhook-endpoints/{}", "WebhookEndpoint"
)
UPDATE_WEBHOOK_ENDPOINT: Operation[WebhookEndpoint] = Operation(
    "updateWebhookEndpoint", "PATCH", "/webhook-endpoints/{}", "WebhookEndpoint", body_type="application/json", conditional=True
)
DELETE_WEBHOOK_ENDPOINT: Operation[None] = Operation("deleteWebhookEndpoint", "DELETE", "/webhook-endpoints/{}")
ROTATE_WEBHOOK_SECRET: Operation[WebhookEndpointCreated] = Operation(
    "rotateWebhookSecret", "POST", "/webhook-endpoints/{}/rotate-secret", "WebhookEndpointCreated", keyed=True
)
SEND_TEST_EVENT: Operation[TestEventResult] = Operation(
    "sendTestEvent", "POST", "/webhook-endpoints/{}/test", "TestEventResult", keyed=True
)
LIST_WEBHOOK_ATTEMPTS: Operation[WebhookAttempt] = Operation(
    "listWebhookAttempts", "GET", "/webhook-endpoints/{}/attempts", "WebhookAttemptPage"
)
REDELIVER_EVENTS: Operation[RedeliveryResult] = Operation(
    "redeliverEvents", "POST", "/webhook-endpoints/{}/redeliveries", "RedeliveryResult", body_type="application/json", keyed=True
)
GET_NOTIFICATION_PREFERENCES: Operation[NotificationPreferences] = Operation(
    "getNotificationPreferences", "GET", "/notification-preferences", "NotificationPreferences"
)
PUT_NOTIFICATION_PREFERENCES: Operation[NotificationPreferences] = Operation(
    "putNotificationPreferences",
    "PUT",
    "/notification-preferences",
    "NotificationPreferences",
    body_type="application/json",
    conditional=True,
)
GET_IMPACT_SUMMARY: Operation[ImpactSummary] = Operation("getImpactSummary", "GET", "/analytics/impact", "ImpactSummary")
GET_IMPACT_TIMESERIES: Operation[ImpactTimeseries] = Operation(
    "getImpactTimeseries", "GET", "/analytics/impact/timeseries", "ImpactTimeseries"
)
ADVANCE_SANDBOX_CLOCK: Operation[ClockState] = Operation(
    "advanceSandboxClock", "POST", "/sandbox/clock", "ClockState", body_type="application/json", keyed=True
)
RESET_SANDBOX: Operation[None] = Operation("resetSandbox", "POST", "/sandbox/reset")
