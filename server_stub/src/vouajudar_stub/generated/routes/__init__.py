# Generated from the contract by `vouajudar-contracts build`; changes here are lost.
"""All routes of the contract, one module a tag."""

from __future__ import annotations

from vouajudar_stub.contract import Operation
from vouajudar_stub.edge.gate import Gate
from vouajudar_stub.edge.routing import Handler
from vouajudar_stub.generated.ports import Ports
from vouajudar_stub.generated.routes.analytics import AnalyticsRoutes
from vouajudar_stub.generated.routes.api_keys import ApiKeysRoutes
from vouajudar_stub.generated.routes.batches import BatchesRoutes
from vouajudar_stub.generated.routes.deliveries import DeliveriesRoutes
from vouajudar_stub.generated.routes.events import EventsRoutes
from vouajudar_stub.generated.routes.health import HealthRoutes
from vouajudar_stub.generated.routes.locations import LocationsRoutes
from vouajudar_stub.generated.routes.me import MeRoutes
from vouajudar_stub.generated.routes.notification_preferences import NotificationPreferencesRoutes
from vouajudar_stub.generated.routes.oauth import OauthRoutes
from vouajudar_stub.generated.routes.product_types import ProductTypesRoutes
from vouajudar_stub.generated.routes.reservations import ReservationsRoutes
from vouajudar_stub.generated.routes.resource_requests import ResourceRequestsRoutes
from vouajudar_stub.generated.routes.sandbox import SandboxRoutes
from vouajudar_stub.generated.routes.webhook_endpoints import WebhookEndpointsRoutes


def handlers(gate: Gate, ports: Ports) -> list[tuple[Operation, Handler]]:
    """Every operation with its handler."""
    return [
        *AnalyticsRoutes(gate, ports.analytics).table(),
        *ApiKeysRoutes(gate, ports.api_keys).table(),
        *BatchesRoutes(gate, ports.batches).table(),
        *DeliveriesRoutes(gate, ports.deliveries).table(),
        *EventsRoutes(gate, ports.events).table(),
        *HealthRoutes(gate, ports.health).table(),
        *LocationsRoutes(gate, ports.locations).table(),
        *MeRoutes(gate, ports.me).table(),
        *NotificationPreferencesRoutes(gate, ports.notification_preferences).table(),
        *OauthRoutes(gate, ports.oauth).table(),
        *ProductTypesRoutes(gate, ports.product_types).table(),
        *ReservationsRoutes(gate, ports.reservations).table(),
        *ResourceRequestsRoutes(gate, ports.resource_requests).table(),
        *SandboxRoutes(gate, ports.sandbox).table(),
        *WebhookEndpointsRoutes(gate, ports.webhook_endpoints).table(),
    ]
