"""How the partner's people are notified."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from vouajudar import _operations as wire
from vouajudar._resource import Resource, answered

if TYPE_CHECKING:
    from vouajudar._types import CallOptions, ETag
    from vouajudar.models import NotificationChannels, NotificationPreferences, QuietHours, Timezone
    from vouajudar.params import NotificationChannelsParam


class NotificationPreferencesResource(Resource):
    """How the partner's people are notified."""

    __slots__ = ()

    @property
    def with_response(self) -> NotificationPreferencesWithResponse:
        """The same methods, each giving the whole answer: status, headers, request id, parsed body, bytes."""
        return NotificationPreferencesWithResponse(NotificationPreferencesResource(self._caller.with_response()))

    def get(self, *, if_none_match: ETag | None = None, **options: Unpack[CallOptions]) -> NotificationPreferences:
        """Get the notification preferences.

        How and when the platform notifies your people. From the start they are at version 1: no channels, no quiet hours,
        America/Sao_Paulo; until you replace them, `updated_at` is the time when the platform's data began (in the sandbox at
        its last reset). The sandbox sends nothing: it only notes what it would send. Any partner may call, for itself.

        Scopes: notifications:manage.

        Args:
            if_none_match: The ETag of the version that you hold. If it is still the current one, the answer is 304 without a
                body.

        Raises:
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.
            NotModified: 304, when `if_none_match` was given and still holds.

        Example:
            client.notification_preferences.get()
        """
        return self._caller.call(wire.GET_NOTIFICATION_PREFERENCES, header={"If-None-Match": if_none_match}, options=options)

    def replace(
        self,
        *,
        if_match: ETag,
        channels: NotificationChannels | NotificationChannelsParam,
        quiet_hours: QuietHours | None,
        timezone: Timezone,
        **options: Unpack[CallOptions],
    ) -> NotificationPreferences:
        """Replace the notification preferences.

        Replaces the preferences as a whole. A change of nothing is answered with the same version.

        Who may call: any partner, for itself.

        Events: none.

        Scopes: notifications:manage.

        Args:
            if_match: The ETag of the version that you mean to change, or `*` for any. Missing: `precondition-required`; not
                the current one: `precondition-failed`.
            channels: Channels for each group of events that concern the partner as an owner or a party; an empty list keeps
                the group silent.
            quiet_hours: Span of the day in which nothing is sent; null for none.
            timezone: One of Brazil's time zones, by its IANA name.

        Raises:
            MalformedRequestError: 400. The body cannot be read as what its media type says.
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            PreconditionFailedError: 412. The resource is not at the version that If-Match names.
            PayloadTooLargeError: 413. The body is larger than the server reads.
            UnsupportedMediaTypeError: 415. The operation does not read bodies of this media type.
            ValidationError: 422. The request can be read, but does not match this specification.
            PreconditionRequiredError: 428. The operation changes a resource only at a version that you have seen.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            client.notification_preferences.replace(
                if_match='"3"',
                channels={"batch": [], "delivery": ["email", "push"], "resource_request": ["email"], "reservation": ["push"], "location": ["email"]},
                quiet_hours="22:00-06:30",
                timezone="America/Sao_Paulo",
            )
        """
        return self._caller.call(
            wire.PUT_NOTIFICATION_PREFERENCES,
            header={"If-Match": if_match},
            body={"channels": channels, "quiet_hours": quiet_hours, "timezone": timezone},
            options=options,
        )


class NotificationPreferencesWithResponse:
    """`NotificationPreferencesResource` with the whole answer around each result."""

    def __init__(self, resource: NotificationPreferencesResource) -> None:
        self.get = answered(resource.get)
        self.replace = answered(resource.replace)
