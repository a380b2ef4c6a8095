"""Who may do what with whose resources: the contract's table of readers and roles, written a second time, operation by operation.

Roles are relations to the resource that the path names. `provider` owns the batch, its place, and whatever has an owner;
`destination` owns the shelter and its request; `carrier` committed to the delivery, or made the reservation; `stranger` none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Role: TypeAlias = Literal["provider", "destination", "carrier", "stranger"]
ROLES: tuple[Role, ...] = ("provider", "destination", "carrier", "stranger")

KINDS = ("provider", "shelter", "dispatch", "observer")
CALLERS: tuple[frozenset[str], ...] = (*(frozenset({kind}) for kind in KINDS), frozenset(KINDS))
"""The kinds of a partner: one alone, or all."""

EVERYONE = frozenset(ROLES)
PROVIDER: frozenset[Role] = frozenset({"provider"})
DESTINATION: frozenset[Role] = frozenset({"destination"})
CARRIER: frozenset[Role] = frozenset({"carrier"})
PARTIES: frozenset[Role] = frozenset({"provider", "destination", "carrier"})
RESERVED: frozenset[Role] = frozenset({"carrier", "destination"})
ENDS: frozenset[Role] = frozenset({"provider", "destination"})

ANY = frozenset(KINDS)
COOKS, SHELTERS, DISPATCH = frozenset({"provider"}), frozenset({"shelter"}), frozenset({"dispatch"})


@dataclass(frozen=True)
class Row:
    """One operation on one kind of resource."""

    operation: str
    subject: str
    """What the path names: see `tenancy_world`."""
    sees: frozenset[Role]
    does: frozenset[Role]
    """Of those who see it."""
    ok: int
    kinds: frozenset[str] = ANY
    """Partners of no other kind may call at all."""
    open: bool = False
    """Every partner of kind dispatch sees it too."""
    slug: str = ""
    """The problem of those who may, where the state forbids it to everyone."""
    body: Any = None
    if_match: bool = False

    def expected(self, role: Role, kinds: frozenset[str]) -> tuple[int, str]:
        """Status and problem of the answer."""
        if not kinds & self.kinds:
            return 403, "forbidden-for-partner-kind"
        if role not in self.sees and not (self.open and "dispatch" in kinds):
            return 404, "not-found"
        if role not in self.does:
            return 403, "forbidden-for-role"
        return self.ok, self.slug

    def __str__(self) -> str:
        return f"{self.operation} of a {self.subject}"


CANCEL = {"reason": "other"}
FAIL = {"reason": "road_blocked", "disposition": "returned"}
POSITION = {"position": {"lat": -30.04, "lng": -51.22}, "recorded_at": "2026-05-14T14:30:00Z"}
COMMIT = {"volunteer_ref": "<new>"}
CODE = {"code": "<code>"}
"""What stands in pointed brackets is put in: the right code, an item, an event, a volunteer that is not busy."""
RESERVE = {"volunteer_ref": "van_tenancy", "items": [{"item_id": "<item>", "quantity": 1}]}

PATHS = (
    # Location: its owner; once approved every partner. Its owner changes it.
    Row("getLocation", "location", EVERYONE, EVERYONE, 200),
    Row("getLocation", "pending location", PROVIDER, PROVIDER, 200),
    Row("updateLocation", "location", EVERYONE, PROVIDER, 200, body={"occupancy": 3}, if_match=True),
    Row("updateLocation", "pending location", PROVIDER, PROVIDER, 200, body={"occupancy": 3}, if_match=True),
    # Batch: its owner; from its first `ready` on every partner. Its owner changes it.
    Row("getBatch", "producing batch", PROVIDER, PROVIDER, 200),
    Row("getBatch", "ready batch", EVERYONE, EVERYONE, 200),
    Row("updateBatch", "producing batch", PROVIDER, PROVIDER, 200, COOKS, body={"quantity": 9}, if_match=True),
    Row("updateBatch", "ready batch", EVERYONE, PROVIDER, 200, COOKS, body={"description": "Soup"}, if_match=True),
    Row("markBatchReady", "producing batch", PROVIDER, PROVIDER, 200, COOKS),
    Row("markBatchReady", "claimed batch", EVERYONE, PROVIDER, 409, COOKS, slug="invalid-state"),
    Row("cancelBatch", "producing batch", PROVIDER, PROVIDER, 200, COOKS, body=CANCEL),
    Row("cancelBatch", "ready batch", EVERYONE, PROVIDER, 200, COOKS, body=CANCEL),
    # Delivery: provider, destination, carrier; an open one every dispatch partner too. The carrier carries it, the three cancel
    # it, any dispatch partner commits to an open one. Codes and position are for the three.
    Row("getDelivery", "claimed delivery", PARTIES, PARTIES, 200),
    Row("getDelivery", "offered delivery", ENDS, EVERYONE, 200, open=True),
    Row("getDelivery", "open committed delivery", PARTIES, EVERYONE, 200, open=True),
    Row("commitDelivery", "offered delivery", ENDS, EVERYONE, 200, DISPATCH, open=True, body=COMMIT),
    Row("commitDelivery", "claimed delivery", PARTIES, PARTIES, 409, DISPATCH, slug="invalid-state", body=COMMIT),
    Row(
        "commitDelivery",
        "open committed delivery",
        PARTIES,
        EVERYONE,
        409,
        DISPATCH,
        open=True,
        slug="invalid-state",
        body=COMMIT,
    ),
    Row("confirmDelivery", "claimed delivery", PARTIES, CARRIER, 200, DISPATCH),
    Row("confirmDelivery", "open committed delivery", PARTIES, CARRIER, 200, DISPATCH, open=True),
    Row("releaseDelivery", "claimed delivery", PARTIES, CARRIER, 200, DISPATCH, body=CANCEL),
    Row("releaseDelivery", "open committed delivery", PARTIES, CARRIER, 200, DISPATCH, open=True, body=CANCEL),
    Row("cancelDelivery", "claimed delivery", PARTIES, PARTIES, 200, COOKS | SHELTERS | DISPATCH, body=CANCEL),
    Row("cancelDelivery", "offered delivery", ENDS, ENDS, 200, COOKS | SHELTERS | DISPATCH, open=True, body=CANCEL),
    Row("cancelDelivery", "open committed delivery", PARTIES, PARTIES, 200, COOKS | SHELTERS | DISPATCH, open=True, body=CANCEL),
    Row("getHandoverCodes", "claimed delivery", PARTIES, PARTIES, 200),
    Row("getHandoverCodes", "open committed delivery", PARTIES, PARTIES, 200, open=True),
    Row("verifyPickup", "claimed delivery", PARTIES, CARRIER, 200, DISPATCH, body=CODE),
    Row("verifyPickup", "open committed delivery", PARTIES, CARRIER, 200, DISPATCH, open=True, body=CODE),
    Row("reportPosition", "moving delivery", PARTIES, CARRIER, 202, DISPATCH, body=POSITION),
    Row("reportPosition", "open moving delivery", PARTIES, CARRIER, 202, DISPATCH, open=True, body=POSITION),
    Row("getDeliveryPosition", "moving delivery", PARTIES, PARTIES, 200),
    Row("getDeliveryPosition", "open moving delivery", PARTIES, PARTIES, 200, open=True),
    Row("verifyDropoff", "moving delivery", PARTIES, CARRIER, 200, DISPATCH, body=CODE),
    Row("verifyDropoff", "open moving delivery", PARTIES, CARRIER, 200, DISPATCH, open=True, body=CODE),
    Row("failDelivery", "moving delivery", PARTIES, CARRIER, 200, DISPATCH, body=FAIL),
    Row("failDelivery", "open moving delivery", PARTIES, CARRIER, 200, DISPATCH, open=True, body=FAIL),
    # ResourceRequest: every partner. The owner of its location changes it.
    Row("getResourceRequest", "request", EVERYONE, EVERYONE, 200),
    Row("updateResourceRequest", "request", EVERYONE, DESTINATION, 200, SHELTERS, body={"priority": "low"}, if_match=True),
    Row("cancelResourceRequest", "request", EVERYONE, DESTINATION, 200, SHELTERS, body=CANCEL),
    Row("listRequestMatches", "request", EVERYONE, EVERYONE, 200),
    Row("createReservation", "request", EVERYONE, EVERYONE, 201, COOKS | DISPATCH, body=RESERVE),
    # Reservation: reserver and requester. Both cancel it, the requester confirms the receipt.
    Row("getReservation", "reservation", RESERVED, RESERVED, 200),
    Row("cancelReservation", "reservation", RESERVED, RESERVED, 200, body=CANCEL),
    Row("confirmReservationReceipt", "reservation", RESERVED, DESTINATION, 200, SHELTERS, body=CODE),
    # An event: whoever could read its subject before or after the change.
    Row("getEvent", "event of a claimed delivery", PARTIES, PARTIES, 200),
    Row("getEvent", "event of an offered delivery", ENDS, EVERYONE, 200, open=True),
    Row("getEvent", "event of a batch made ready", EVERYONE, EVERYONE, 200),
    Row("getEvent", "event of a batch made", PROVIDER, PROVIDER, 200),
    Row("getEvent", "event of a reservation", RESERVED, RESERVED, 200),
    # Keys, endpoints, attempts: their owner.
    Row("revokeApiKey", "key", PROVIDER, PROVIDER, 204),
    Row("getWebhookEndpoint", "endpoint", PROVIDER, PROVIDER, 200),
    Row("updateWebhookEndpoint", "endpoint", PROVIDER, PROVIDER, 200, body={"description": "New"}, if_match=True),
    Row("deleteWebhookEndpoint", "endpoint", PROVIDER, PROVIDER, 204),
    Row("rotateWebhookSecret", "endpoint", PROVIDER, PROVIDER, 200),
    Row("sendTestEvent", "endpoint", PROVIDER, PROVIDER, 202),
    Row("listWebhookAttempts", "endpoint", PROVIDER, PROVIDER, 200),
    Row("redeliverEvents", "endpoint", PROVIDER, PROVIDER, 202, body={"event_ids": ["<event>"]}),
)  # fmt: skip

KEEP = {
    "updateLocation", "updateBatch", "updateResourceRequest", "updateWebhookEndpoint",
    "rotateWebhookSecret", "sendTestEvent", "redeliverEvents", "createReservation", "reportPosition",
}  # fmt: skip
"""Commands after which the resource is still what the table calls it."""


@dataclass(frozen=True)
class Named:
    """An operation whose body names something: what becomes of it when that is not the caller's to name."""

    operation: str
    member: str
    """JSON pointer."""
    names: str
    """A resource of `tenancy_world`, `another`: one that there is not."""
    body: dict[str, Any]
    """`<named>` stands for the id."""
    may: frozenset[Role]
    """Who is answered `ok`."""
    ok: int
    kinds: frozenset[str] = ANY
    refused: tuple[int, str] = (404, "not-found")
    sees: frozenset[Role] = EVERYONE
    """Who is answered `refused`; what the others name is not there for them."""
    path: str = ""
    """What the path names, if anything."""

    def expected(self, role: Role, kinds: frozenset[str]) -> tuple[int, str]:
        if not kinds & self.kinds:
            return 403, "forbidden-for-partner-kind"
        if role in self.may:
            return self.ok, ""
        return self.refused if role in self.sees else (404, "not-found")

    def __str__(self) -> str:
        return f"{self.operation} that names a {self.names} in {self.member}"


NOBODY: frozenset[Role] = frozenset()
MEALS = {"provider_location_id": "<named>", "product_type": "meal", "quantity": 5}
ITEMS = {"items": [{"product_type": "meal", "name": "Meals", "unit": "meal", "quantity": 5}]}

BODIES = (
    Named("createBatch", "/provider_location_id", "location", MEALS, PROVIDER, 201, COOKS),
    Named("createBatch", "/provider_location_id", "another location", MEALS, NOBODY, 0, COOKS),
    Named("createResourceRequest", "/location_id", "shelter", {"location_id": "<named>", **ITEMS}, DESTINATION, 201, SHELTERS),
    Named(
        "createDelivery", "/batch_id", "ready batch", {"batch_id": "<named>", "dropoff_location_id": "<shelter>", "quantity": 1},
        PROVIDER, 201, COOKS, refused=(403, "forbidden-for-role"),
    ),
    Named(
        "createDelivery", "/batch_id", "ready batch",
        {"batch_id": "<named>", "dropoff_location_id": "<shelter>", "quantity": 1, "volunteer_ref": "<new>"},
        EVERYONE, 201, DISPATCH,
    ),
    Named(
        "createDelivery", "/batch_id", "unseen batch",
        {"batch_id": "<named>", "dropoff_location_id": "<shelter>", "quantity": 1, "volunteer_ref": "<new>"},
        NOBODY, 0, DISPATCH, sees=PROVIDER, refused=(409, "batch-not-ready"),
    ),
    Named(
        "createDelivery", "/dropoff_location_id", "unseen shelter",
        {"batch_id": "<ready batch>", "dropoff_location_id": "<named>", "quantity": 1, "volunteer_ref": "<new>"},
        NOBODY, 0, DISPATCH, sees=DESTINATION, refused=(409, "location-unavailable"),
    ),
    Named(
        "createDelivery", "/resource_item_id", "another item",
        {
            "batch_id": "<ready batch>", "dropoff_location_id": "<shelter>", "quantity": 1, "volunteer_ref": "<new>",
            "resource_item_id": "<named>",
        },
        NOBODY, 0, DISPATCH,
    ),
    Named(
        "createReservation", "/items/0/item_id", "another item",
        {"volunteer_ref": "van_tenancy", "items": [{"item_id": "<named>", "quantity": 1}]},
        NOBODY, 0, COOKS | DISPATCH, path="request",
    ),
    Named(
        "updateResourceRequest", "/items/0/item_id", "another item", {"items": [{"item_id": "<named>", "quantity": 1}]},
        NOBODY, 0, SHELTERS, path="request of the caller",
    ),
    Named(
        "confirmReservationReceipt", "/items/0/item_id", "another item",
        {"code": "<code>", "items": [{"item_id": "<named>", "quantity_received": 1}]},
        NOBODY, 0, SHELTERS, path="reservation for the caller",
    ),
    Named(
        "redeliverEvents", "/event_ids/0", "event of a claimed delivery", {"event_ids": ["<named>"]},
        PARTIES, 202, path="endpoint of the caller",
    ),
)  # fmt: skip
"""createDelivery: without volunteer_ref it is the provider's, with it a dispatch partner's."""

KINDS_BY_BODY = (
    ("createLocation", {"kind": "provider"}, COOKS),
    ("createLocation", {"kind": "shelter"}, SHELTERS),
    ("createLocation", {"kind": "distribution_center"}, COOKS | SHELTERS),
)
"""Operations where the body decides which kind of partner may call."""


@dataclass(frozen=True)
class Filter:
    """A list, a filter that names somebody's resource, and who finds something by it."""

    operation: str
    parameter: str
    names: str
    finds: str
    """What must be among the items, or not."""
    by: frozenset[Role]
    open: bool = False

    def expected(self, role: Role, kinds: frozenset[str]) -> bool:
        return role in self.by or (self.open and "dispatch" in kinds)

    def __str__(self) -> str:
        return f"{self.operation} by {self.parameter} for a {self.finds}"


FILTERS = (
    Filter("listLocations", "organization_id", "provider's organization", "location", EVERYONE),
    Filter("listLocations", "organization_id", "provider's organization", "pending location", PROVIDER),
    Filter("listBatches", "provider_location_id", "location", "ready batch", EVERYONE),
    Filter("listBatches", "provider_location_id", "location", "producing batch", PROVIDER),
    Filter("listBatches", "organization_id", "provider's organization", "producing batch", PROVIDER),
    Filter("listDeliveries", "batch_id", "claimed batch", "claimed delivery", PARTIES),
    Filter("listDeliveries", "batch_id", "offered batch", "offered delivery", ENDS, open=True),
    Filter("listResourceRequests", "location_id", "shelter", "request", EVERYONE),
    Filter("listResourceRequests", "organization_id", "destination's organization", "request", EVERYONE),
    Filter("listReservations", "resource_request_id", "reserved request", "reservation", RESERVED),
    Filter("listApiKeys", "", "", "key", PROVIDER),
    Filter("listWebhookEndpoints", "", "", "endpoint", PROVIDER),
    Filter("listEvents", "", "", "event of a claimed delivery", PARTIES),
    Filter("listEvents", "", "", "event of an offered delivery", ENDS, open=True),
    Filter("listEvents", "", "", "event of a batch made", PROVIDER),
    Filter("streamEvents", "", "", "event of a claimed delivery", PARTIES),
    Filter("streamEvents", "", "", "event of an offered delivery", ENDS, open=True),
    Filter("streamEvents", "", "", "event of a batch made", PROVIDER),
)
"""A list shows what its reader may GET, filtered or not; an id that is not the reader's to know finds nothing."""

OWN = ("getCurrentPartner", "getNotificationPreferences", "putNotificationPreferences", "getImpactSummary", "getImpactTimeseries")
"""These name nobody and concern the caller alone."""

NO_ONES = (
    "getHealth", "createAccessToken", "listProductTypes", "createApiKey", "createWebhookEndpoint",
    "advanceSandboxClock", "resetSandbox",
)  # fmt: skip
"""These neither name nor show anything that is somebody's."""


def accounted() -> set[str]:
    """Every operation that stands somewhere above."""
    rows = [*PATHS, *BODIES, *FILTERS]
    return {row.operation for row in rows} | {name for name, _, _ in KINDS_BY_BODY} | {*OWN, *NO_ONES}
