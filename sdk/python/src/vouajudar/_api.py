"""The clients of the VouAjudar partner API."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from typing import TYPE_CHECKING

from vouajudar._client import AsyncClient, SyncClient

if TYPE_CHECKING:
    from vouajudar.resources.analytics import AnalyticsResource
    from vouajudar.resources.analytics_async import AsyncAnalyticsResource
    from vouajudar.resources.api_keys import ApiKeysResource
    from vouajudar.resources.api_keys_async import AsyncApiKeysResource
    from vouajudar.resources.batches import BatchesResource
    from vouajudar.resources.batches_async import AsyncBatchesResource
    from vouajudar.resources.deliveries import DeliveriesResource
    from vouajudar.resources.deliveries_async import AsyncDeliveriesResource
    from vouajudar.resources.events import EventsResource
    from vouajudar.resources.events_async import AsyncEventsResource
    from vouajudar.resources.health import HealthResource
    from vouajudar.resources.health_async import AsyncHealthResource
    from vouajudar.resources.locations import LocationsResource
    from vouajudar.resources.locations_async import AsyncLocationsResource
    from vouajudar.resources.me import MeResource
    from vouajudar.resources.me_async import AsyncMeResource
    from vouajudar.resources.notification_preferences import NotificationPreferencesResource
    from vouajudar.resources.notification_preferences_async import AsyncNotificationPreferencesResource
    from vouajudar.resources.oauth import OauthResource
    from vouajudar.resources.oauth_async import AsyncOauthResource
    from vouajudar.resources.product_types import ProductTypesResource
    from vouajudar.resources.product_types_async import AsyncProductTypesResource
    from vouajudar.resources.reservations import ReservationsResource
    from vouajudar.resources.reservations_async import AsyncReservationsResource
    from vouajudar.resources.resource_requests import ResourceRequestsResource
    from vouajudar.resources.resource_requests_async import AsyncResourceRequestsResource
    from vouajudar.resources.sandbox import SandboxResource
    from vouajudar.resources.sandbox_async import AsyncSandboxResource
    from vouajudar.resources.webhook_endpoints import WebhookEndpointsResource
    from vouajudar.resources.webhook_endpoints_async import AsyncWebhookEndpointsResource


class VouAjudar(SyncClient):
    """A client of the VouAjudar partner API. Close it when you are done, or use it in `with`; it can be shared by threads.

    Args:
        api_key: Your key; else the environment variable VOUAJUDAR_API_KEY.
        base_url: Where the API is; else VOUAJUDAR_BASE_URL, else production.
        timeout: Seconds that one attempt may take, an `httpx.Timeout` for its phases, or None for no limit.
        total_timeout: Seconds that a call may take with its retries and waits, or None for no limit.
        max_retries: How often a call is repeated that failed in a way that can pass, and that is safe to repeat.
        client_id: With client_secret, instead of a key: tokens are fetched and renewed as needed.
        client_secret: Else VOUAJUDAR_CLIENT_ID and VOUAJUDAR_CLIENT_SECRET.
        scopes: Of the tokens; all that the client may have when none are named.
        pace: Wait before a call that would exceed the rate limit, by what earlier answers told.
        cache: Keep answers that have an ETag and ask for them anew only if they have changed. True: the last 1,000.
        middleware: Stands around each attempt, the first outermost: `def layer(attempt, send): return send(attempt)`.
        http_client: An `httpx.Client`, a transport or a sender to use instead of the SDK's own connections; yours to close.
        clock: Another time and sleep, for tests.
    """

    @property
    def health(self) -> HealthResource:
        """Whether the service is up."""
        from vouajudar.resources.health import HealthResource

        return HealthResource(self._caller)

    @property
    def oauth(self) -> OauthResource:
        """Access tokens by the client credentials grant."""
        from vouajudar.resources.oauth import OauthResource

        return OauthResource(self._caller)

    @property
    def me(self) -> MeResource:
        """The partner behind a credential."""
        from vouajudar.resources.me import MeResource

        return MeResource(self._caller)

    @property
    def api_keys(self) -> ApiKeysResource:
        """Keys for the systems of a partner, each with the scopes that it needs."""
        from vouajudar.resources.api_keys import ApiKeysResource

        return ApiKeysResource(self._caller)

    @property
    def product_types(self) -> ProductTypesResource:
        """Kinds of goods, their units and default shelf lives."""
        from vouajudar.resources.product_types import ProductTypesResource

        return ProductTypesResource(self._caller)

    @property
    def locations(self) -> LocationsResource:
        """Kitchens, shelters and distribution centers. What is given, brought or asked for is at one of them."""
        from vouajudar.resources.locations import LocationsResource

        return LocationsResource(self._caller)

    @property
    def batches(self) -> BatchesResource:
        """Goods that a provider gives away, from their announcement to the last unit delivered or lost."""
        from vouajudar.resources.batches import BatchesResource

        return BatchesResource(self._caller)

    @property
    def deliveries(self) -> DeliveriesResource:
        """The way of goods from a batch to a shelter: commitment, hold, two hand-overs with codes, position, failure."""
        from vouajudar.resources.deliveries import DeliveriesResource

        return DeliveriesResource(self._caller)

    @property
    def resource_requests(self) -> ResourceRequestsResource:
        """What a shelter asks for, item by item, and the batches that match it."""
        from vouajudar.resources.resource_requests import ResourceRequestsResource

        return ResourceRequestsResource(self._caller)

    @property
    def reservations(self) -> ReservationsResource:
        """Promises to bring items of a request directly, without a batch, and the receipt of what came."""
        from vouajudar.resources.reservations import ReservationsResource

        return ReservationsResource(self._caller)

    @property
    def events(self) -> EventsResource:
        """The feed of everything that happened, as pages and as a stream."""
        from vouajudar.resources.events import EventsResource

        return EventsResource(self._caller)

    @property
    def webhook_endpoints(self) -> WebhookEndpointsResource:
        """Addresses that events are sent to, with their secrets, attempts and redeliveries."""
        from vouajudar.resources.webhook_endpoints import WebhookEndpointsResource

        return WebhookEndpointsResource(self._caller)

    @property
    def notification_preferences(self) -> NotificationPreferencesResource:
        """How the partner's people are notified."""
        from vouajudar.resources.notification_preferences import NotificationPreferencesResource

        return NotificationPreferencesResource(self._caller)

    @property
    def analytics(self) -> AnalyticsResource:
        """Figures of what was delivered and lost."""
        from vouajudar.resources.analytics import AnalyticsResource

        return AnalyticsResource(self._caller)

    @property
    def sandbox(self) -> SandboxResource:
        """The clock and the reset of the test world."""
        from vouajudar.resources.sandbox import SandboxResource

        return SandboxResource(self._caller)


class AsyncVouAjudar(AsyncClient):
    """An asynchronous client of the VouAjudar partner API. Close it when you are done, or use it in `async with`.

    Args:
        api_key: Your key; else the environment variable VOUAJUDAR_API_KEY.
        base_url: Where the API is; else VOUAJUDAR_BASE_URL, else production.
        timeout: Seconds that one attempt may take, an `httpx.Timeout` for its phases, or None for no limit.
        total_timeout: Seconds that a call may take with its retries and waits, or None for no limit.
        max_retries: How often a call is repeated that failed in a way that can pass, and that is safe to repeat.
        client_id: With client_secret, instead of a key: tokens are fetched and renewed as needed.
        client_secret: Else VOUAJUDAR_CLIENT_ID and VOUAJUDAR_CLIENT_SECRET.
        scopes: Of the tokens; all that the client may have when none are named.
        pace: Wait before a call that would exceed the rate limit, by what earlier answers told.
        cache: Keep answers that have an ETag and ask for them anew only if they have changed. True: the last 1,000.
        middleware: Stands around each attempt, the first outermost: `async def layer(attempt, send): return await send(attempt)`.
        http_client: An `httpx.AsyncClient`, a transport or a sender to use instead of the SDK's own connections; yours to close.
        clock: Another time and sleep, for tests.
    """

    @property
    def health(self) -> AsyncHealthResource:
        """Whether the service is up."""
        from vouajudar.resources.health_async import AsyncHealthResource

        return AsyncHealthResource(self._caller)

    @property
    def oauth(self) -> AsyncOauthResource:
        """Access tokens by the client credentials grant."""
        from vouajudar.resources.oauth_async import AsyncOauthResource

        return AsyncOauthResource(self._caller)

    @property
    def me(self) -> AsyncMeResource:
        """The partner behind a credential."""
        from vouajudar.resources.me_async import AsyncMeResource

        return AsyncMeResource(self._caller)

    @property
    def api_keys(self) -> AsyncApiKeysResource:
        """Keys for the systems of a partner, each with the scopes that it needs."""
        from vouajudar.resources.api_keys_async import AsyncApiKeysResource

        return AsyncApiKeysResource(self._caller)

    @property
    def product_types(self) -> AsyncProductTypesResource:
        """Kinds of goods, their units and default shelf lives."""
        from vouajudar.resources.product_types_async import AsyncProductTypesResource

        return AsyncProductTypesResource(self._caller)

    @property
    def locations(self) -> AsyncLocationsResource:
        """Kitchens, shelters and distribution centers. What is given, brought or asked for is at one of them."""
        from vouajudar.resources.locations_async import AsyncLocationsResource

        return AsyncLocationsResource(self._caller)

    @property
    def batches(self) -> AsyncBatchesResource:
        """Goods that a provider gives away, from their announcement to the last unit delivered or lost."""
        from vouajudar.resources.batches_async import AsyncBatchesResource

        return AsyncBatchesResource(self._caller)

    @property
    def deliveries(self) -> AsyncDeliveriesResource:
        """The way of goods from a batch to a shelter: commitment, hold, two hand-overs with codes, position, failure."""
        from vouajudar.resources.deliveries_async import AsyncDeliveriesResource

        return AsyncDeliveriesResource(self._caller)

    @property
    def resource_requests(self) -> AsyncResourceRequestsResource:
        """What a shelter asks for, item by item, and the batches that match it."""
        from vouajudar.resources.resource_requests_async import AsyncResourceRequestsResource

        return AsyncResourceRequestsResource(self._caller)

    @property
    def reservations(self) -> AsyncReservationsResource:
        """Promises to bring items of a request directly, without a batch, and the receipt of what came."""
        from vouajudar.resources.reservations_async import AsyncReservationsResource

        return AsyncReservationsResource(self._caller)

    @property
    def events(self) -> AsyncEventsResource:
        """The feed of everything that happened, as pages and as a stream."""
        from vouajudar.resources.events_async import AsyncEventsResource

        return AsyncEventsResource(self._caller)

    @property
    def webhook_endpoints(self) -> AsyncWebhookEndpointsResource:
        """Addresses that events are sent to, with their secrets, attempts and redeliveries."""
        from vouajudar.resources.webhook_endpoints_async import AsyncWebhookEndpointsResource

        return AsyncWebhookEndpointsResource(self._caller)

    @property
    def notification_preferences(self) -> AsyncNotificationPreferencesResource:
        """How the partner's people are notified."""
        from vouajudar.resources.notification_preferences_async import AsyncNotificationPreferencesResource

        return AsyncNotificationPreferencesResource(self._caller)

    @property
    def analytics(self) -> AsyncAnalyticsResource:
        """Figures of what was delivered and lost."""
        from vouajudar.resources.analytics_async import AsyncAnalyticsResource

        return AsyncAnalyticsResource(self._caller)

    @property
    def sandbox(self) -> AsyncSandboxResource:
        """The clock and the reset of the test world."""
        from vouajudar.resources.sandbox_async import AsyncSandboxResource

        return AsyncSandboxResource(self._caller)
