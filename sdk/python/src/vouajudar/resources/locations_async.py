"""Kitchens, shelters and distribution centers. What is given, brought or asked for is at one of them."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from vouajudar import _operations as wire
from vouajudar._resource import AsyncResource, answered_async
from vouajudar._types import NOT_GIVEN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from vouajudar._pages import AsyncPage
    from vouajudar._types import CallOptions, ETag, NotGiven
    from vouajudar.models import (
        Address,
        CitySlug,
        Cursor,
        ExternalId,
        GeoPoint,
        Location,
        LocationId,
        LocationKind,
        LocationListItem,
        LocationName,
        OpeningHours,
        OrganizationId,
        PhoneNumber,
        ProductTypeCode,
        SortKey,
    )
    from vouajudar.params import GeoPointParam


class AsyncLocationsResource(AsyncResource):
    """Kitchens, shelters and distribution centers. What is given, brought or asked for is at one of them."""

    __slots__ = ()

    @property
    def with_response(self) -> AsyncLocationsWithResponse:
        """The same methods, each giving the whole answer: status, headers, request id, parsed body, bytes."""
        return AsyncLocationsWithResponse(AsyncLocationsResource(self._caller.with_response()))

    async def list(
        self,
        *,
        kind: LocationKind | None = None,
        city_id: CitySlug | None = None,
        organization_id: OrganizationId | None = None,
        updated_since: datetime | str | None = None,
        near: str | None = None,
        radius_m: int | None = None,
        sort: SortKey | None = None,
        limit: int | None = None,
        cursor: Cursor | None = None,
        **options: Unpack[CallOptions],
    ) -> AsyncPage[LocationListItem]:
        """List locations.

        Locations that you may read, last changed last: your own, and all that are approved.

        With `near` only locations within `radius_m` are listed, each with its `distance_m`; `sort=distance` then puts the
        nearest first.

        Who may call: any partner.

        Scopes: locations:read.

        Args:
            kind: Only locations of this kind.
            city_id: Only what lies in this city.
            organization_id: Only what belongs to this organisation.
            updated_since: Only what changed at or after this time. Poll with a few seconds of overlap; the event feed is
                exact.
            near: Centre of a search, `lat,lng` in WGS 84 degrees with at most seven decimals. Only what lies within
                `radius_m` is listed, and each item carries its `distance_m`.
            radius_m: Radius of the search in metres, its boundary included. Ignored without `near`. 100 to 100000. Default:
                10000.
            sort: `distance` orders by distance from `near`, then by id. Ignored without `near`; the order is then that of
                last change, oldest first.
            limit: How many items a page holds at most. 1 to 100. Default: 20.
            cursor: The `next_cursor` of the page before. It belongs to this partner, this path and these filters, though not
                to `limit`; any other is refused with `invalid-cursor`.

        Raises:
            InvalidCursorError: 400. The cursor does not belong to this list or feed.
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            await client.locations.list()
        """
        return await self._caller.page(
            wire.LIST_LOCATIONS,
            query={
                "kind": kind,
                "city_id": city_id,
                "organization_id": organization_id,
                "updated_since": updated_since,
                "near": near,
                "radius_m": radius_m,
                "sort": sort,
                "limit": limit,
                "cursor": cursor,
            },
            options=options,
        )

    async def create(
        self,
        *,
        kind: LocationKind,
        name: LocationName,
        address: Address,
        city_id: CitySlug,
        position: GeoPoint | GeoPointParam,
        idempotency_key: str | None = None,
        capacity: int | None | NotGiven = NOT_GIVEN,
        occupancy: int | None | NotGiven = NOT_GIVEN,
        daily_need: int | None | NotGiven = NOT_GIVEN,
        opening_hours: OpeningHours | None | NotGiven = NOT_GIVEN,
        accepts: Sequence[ProductTypeCode] | NotGiven = NOT_GIVEN,
        pet_friendly: bool | NotGiven = NOT_GIVEN,
        contact_phone: PhoneNumber | None | NotGiven = NOT_GIVEN,
        active: bool | NotGiven = NOT_GIVEN,
        external_id: ExternalId | None | NotGiven = NOT_GIVEN,
        **options: Unpack[CallOptions],
    ) -> Location:
        """Register a location.

        Registers a location. In live mode it starts as `pending`, and the platform approves or rejects it; until then only you
        see it and it can be used for nothing. In the sandbox it is approved at once, unless its name ends in `(pending)` or
        `(rejected)`.

        Who may call: partners of kind `provider` for a provider, of kind `shelter` for a shelter, of either kind for a
        distribution center.

        Events: `location.created`; `location.approved` or `location.rejected` when the platform has decided, in the sandbox
        within this call.

        Scopes: locations:write.

        Args:
            idempotency_key: Fresh random key of this one intended effect, 16 to 128 characters, with or without quotes. A
                repetition with the same key and body within 24 hours has no further effect and gets the first answer again,
                byte by byte, with `Idempotency-Replayed: true`. Only answers of 2xx are kept.
            kind: What a location does: a `provider` gives, a `shelter` receives and requests, a `distribution_center` does
                both.
            name: Name of a location, as people on the road know it. Not the name of a person.
            address: Street address, in one line.
            city_id: City, as a slug of lower-case letters and digits joined by hyphens.
            position: Point on the earth in WGS 84 degrees.
            capacity: People that the place can hold; null when absent. 0 to 20000.
            occupancy: People that are there now; null when absent. 0 to 20000.
            daily_need: Meals that are needed each day; null when absent. 0 to 50000.
            opening_hours: When somebody is there, in words; null when absent.
            accepts: Product types that the place takes; empty when absent. At most 10 items.
            pet_friendly: Whether people may bring their animals. Default: false.
            contact_phone: Telephone at the place, for the parties of a delivery only. It is never answered with the location;
                null when absent.
            active: Whether the location is in use. Default: true.
            external_id: Your own id for the location, unique for ever among your locations; null when absent.

        Raises:
            IdempotencyKeyRequiredError: 400. The operation is only carried out with an Idempotency-Key.
            MalformedRequestError: 400. The body cannot be read as what its media type says.
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            ForbiddenForPartnerKindError: 403. The partner is not of a kind that may do this at all.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            DuplicateExternalIdError: 409. You have a resource of this type with this external id.
            IdempotencyInProgressError: 409. The first request with this Idempotency-Key has not been answered yet.
            PayloadTooLargeError: 413. The body is larger than the server reads.
            UnsupportedMediaTypeError: 415. The operation does not read bodies of this media type.
            IdempotencyKeyReusedError: 422. The Idempotency-Key belongs to another request.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            await client.locations.create(
                kind="provider",
                name="Cozinha Solidaria Guaiba Vivo",
                address="Rua dos Andradas 1001, Centro Historico",
                city_id="porto-alegre",
                position={"lat": -30.0346, "lng": -51.2177},
                opening_hours="every day 08:00-20:00",
                contact_phone="+555130000000",
                external_id="kitchen-guaiba-vivo",
            )
        """
        return await self._caller.call(
            wire.CREATE_LOCATION,
            header={"Idempotency-Key": idempotency_key},
            body={
                "kind": kind,
                "name": name,
                "address": address,
                "city_id": city_id,
                "position": position,
                "capacity": capacity,
                "occupancy": occupancy,
                "daily_need": daily_need,
                "opening_hours": opening_hours,
                "accepts": accepts,
                "pet_friendly": pet_friendly,
                "contact_phone": contact_phone,
                "active": active,
                "external_id": external_id,
            },
            options=options,
        )

    async def get(
        self,
        location_id: LocationId | Location | LocationListItem,
        *,
        if_none_match: ETag | None = None,
        **options: Unpack[CallOptions],
    ) -> Location:
        """Read a location.

        Reads one location. Your own you may always read, another partner's once it is approved; anything else is not found.

        Who may call: any partner.

        Scopes: locations:read.

        Args:
            location_id: The location.
            if_none_match: The ETag of the version that you hold. If it is still the current one, the answer is 304 without a
                body.

        Raises:
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            NotFoundError: 404. There is nothing here that you may see.
            ValidationError: 422. The request can be read, but does not match this specification.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.
            NotModified: 304, when `if_none_match` was given and still holds.

        Example:
            await client.locations.get("loc_01J8ZQ1A3C5E7G9J2M4P6R8T0V")
        """
        return await self._caller.call(
            wire.GET_LOCATION,
            (location_id,),
            header={"If-None-Match": if_none_match},
            options=options,
        )

    async def update(
        self,
        location_id: LocationId | Location | LocationListItem,
        *,
        if_match: ETag | None = None,
        name: LocationName | NotGiven = NOT_GIVEN,
        address: Address | NotGiven = NOT_GIVEN,
        city_id: CitySlug | NotGiven = NOT_GIVEN,
        position: GeoPoint | GeoPointParam | NotGiven = NOT_GIVEN,
        capacity: int | None | NotGiven = NOT_GIVEN,
        occupancy: int | None | NotGiven = NOT_GIVEN,
        daily_need: int | None | NotGiven = NOT_GIVEN,
        opening_hours: OpeningHours | None | NotGiven = NOT_GIVEN,
        accepts: Sequence[ProductTypeCode] | NotGiven = NOT_GIVEN,
        pet_friendly: bool | NotGiven = NOT_GIVEN,
        contact_phone: PhoneNumber | None | NotGiven = NOT_GIVEN,
        active: bool | NotGiven = NOT_GIVEN,
        **options: Unpack[CallOptions],
    ) -> Location:
        """Change a location.

        Changes the members that are sent, in the manner of RFC 7396: what is absent stays, null clears. An update that
        changes nothing is answered 200 with the same version and no event; another contact phone is a change, though the
        answer looks the same. A new address keeps the approval, and batches and deliveries keep the place as it was when they
        were created.

        Who may call: the owner of the location.

        Events: `location.updated`.

        Scopes: locations:write.

        Args:
            location_id: The location.
            if_match: The ETag of the version that you mean to change, or `*` for any. Missing: `precondition-required`; not
                the current one: `precondition-failed`.
            name: Name of a location, as people on the road know it. Not the name of a person.
            address: Street address, in one line.
            city_id: City, as a slug of lower-case letters and digits joined by hyphens.
            position: New position, both coordinates.
            capacity: People that the place can hold. 0 to 20000.
            occupancy: People that are there now. 0 to 20000.
            daily_need: Meals that are needed each day. 0 to 50000.
            opening_hours: When somebody is there, in words.
            accepts: Product types that the place takes; replaces the list. At most 10 items.
            pet_friendly: Whether people may bring their animals.
            contact_phone: Telephone at the place, for the parties of a delivery only.
            active: Whether the location is in use.

        Raises:
            MalformedRequestError: 400. The body cannot be read as what its media type says.
            TokenExpiredError: 401. The credential is known, but its time is over.
            UnauthenticatedError: 401. The server does not know who is calling.
            ForbiddenForRoleError: 403. You may see the resource, but not do this to it.
            InsufficientScopeError: 403. The credential lacks a scope.
            PartnerSuspendedError: 403. The partner may not call this API for the time being.
            NotFoundError: 404. There is nothing here that you may see.
            PreconditionFailedError: 412. The resource is not at the version that If-Match names.
            PayloadTooLargeError: 413. The body is larger than the server reads.
            UnsupportedMediaTypeError: 415. The operation does not read bodies of this media type.
            ValidationError: 422. The request can be read, but does not match this specification.
            PreconditionRequiredError: 428. The operation changes a resource only at a version that you have seen.
            RateLimitedError: 429. The quota of this key or address is used up for now.
            InternalError: 500. The server failed.
            ServiceUnavailableError: 503. The server cannot answer for the moment.

        Example:
            await client.locations.update("loc_01J8ZQ1A3C5E7G9J2M4P6R8T0V", if_match='"3"', occupancy=240, daily_need=480)
        """
        return await self._caller.call(
            wire.UPDATE_LOCATION,
            (location_id,),
            header={"If-Match": if_match},
            body={
                "name": name,
                "address": address,
                "city_id": city_id,
                "position": position,
                "capacity": capacity,
                "occupancy": occupancy,
                "daily_need": daily_need,
                "opening_hours": opening_hours,
                "accepts": accepts,
                "pet_friendly": pet_friendly,
                "contact_phone": contact_phone,
                "active": active,
            },
            options=options,
        )


class AsyncLocationsWithResponse:
    """`AsyncLocationsResource` with the whole answer around each result."""

    def __init__(self, resource: AsyncLocationsResource) -> None:
        self.list = answered_async(resource.list)
        self.create = answered_async(resource.create)
        self.get = answered_async(resource.get)
        self.update = answered_async(resource.update)
