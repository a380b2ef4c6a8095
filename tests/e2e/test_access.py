"""The partner scenarios S13-S18: lost updates, lost answers, limits, keys, isolation, a map that follows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from vouajudar import errors
from vouajudar_stub.edge import rate_limit

from demo.sandbox import Sandbox

from .clients import ClientKind, Clients
from .serving import serving
from .variants import each_client, each_database
from .world import World, short


@each_database
@each_client
async def test_s13_the_second_of_two_changes_made_from_one_reading_is_refused(world: World) -> None:
    made = await world.kitchen.batches.with_response.create(
        provider_location_id=world.provider_location_id, product_type="meal", quantity=40
    )
    changed = await world.kitchen.batches.with_response.update(made.body.id, if_match=made.etag, description="Rice and beans")
    assert (changed.body.version, changed.etag, changed.body.description) == (2, '"2"', "Rice and beans")
    with pytest.raises(errors.PreconditionFailedError) as stale:
        await world.kitchen.batches.update(made.body.id, if_match=made.etag, description="Soup")
    assert (stale.value.current_etag, stale.value.headers["ETag"]) == ('"2"', '"2"')
    assert (await world.kitchen.batches.get(made.body.id)).description == "Rice and beans"
    assert await world.event_types() == ["batch.created", "batch.updated"]


@each_database
async def test_s13_a_change_without_if_match_is_refused_before_anything_happens(world: World) -> None:
    batch = await world.kitchen.batches.create(provider_location_id=world.provider_location_id, product_type="meal", quantity=40)
    sandbox = world.clients.sandbox
    async with httpx.AsyncClient(headers={"X-API-Key": sandbox.partner()["api_key"]}) as bare:
        answer = await bare.patch(f"{sandbox.base_url}/batches/{batch.id}", json={"description": "Soup"})
    assert answer.status_code == 428
    assert answer.json()["type"].endswith("/precondition-required")
    assert (await world.kitchen.batches.get(batch.id)).version == batch.version


@each_database
@each_client
async def test_s14_a_create_repeated_with_its_key_after_a_lost_answer_makes_one_batch(world: World) -> None:
    order: dict[str, Any] = {
        "provider_location_id": world.provider_location_id,
        "product_type": "meal",
        "quantity": 33,
        "idempotency_key": "lost-answer-0000000001",
    }
    impatient = await world.clients.plain(world.clients.sandbox.partner(), max_retries=0)
    with pytest.raises(errors.APIConnectionError) as lost:
        await impatient.batches.create(**order, extra_headers={"X-Sandbox-Fault": "drop=after"})
    assert lost.value.sent, "the client cannot know whether the batch was made"

    again = await world.kitchen.batches.with_response.create(**order)
    assert (again.status, again.headers["Idempotency-Replayed"]) == (201, "true")
    assert [(short(e.type), e.subject) for e in await world.events()] == [("batch.created", again.body.id)]
    with pytest.raises(errors.IdempotencyKeyReusedError):
        await world.kitchen.batches.create(**{**order, "quantity": 34})


@each_database
@each_client
async def test_s14_the_sdk_tries_again_by_itself_with_one_key_and_the_effect_is_one(world: World) -> None:
    patient = await world.clients.plain(world.clients.sandbox.partner(), max_retries=2)
    draft: dict[str, Any] = {"provider_location_id": world.provider_location_id, "product_type": "meal", "quantity": 12}
    with pytest.raises(errors.APIConnectionError):  # the fault is asked for again with every attempt
        await patient.batches.create(**draft, extra_headers={"X-Sandbox-Fault": "drop=after"})
    assert await world.event_types() == ["batch.created"], "three attempts, one batch"


WINDOW, QUOTA = 2, 12
"""A minute and 120 writes, made small for the server below: it counts in real time, and is waited for in real time."""


@pytest.fixture
async def strict(own_database: str, client_kind: ClientKind, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Clients]:
    """Clients of a sandbox that has little patience."""
    monkeypatch.setattr(rate_limit, "WINDOW", WINDOW)
    monkeypatch.setitem(rate_limit.QUOTAS, "writes", QUOTA)
    async with serving(own_database) as sandbox, Clients(sandbox, client_kind) as clients:
        yield clients


@each_database
@each_client
async def test_s15_a_client_that_has_used_up_its_quota_waits_as_told_and_succeeds(strict: Clients) -> None:
    partner = strict.sandbox.partner()
    impatient, patient = await strict.of(partner, max_retries=0), await strict.of(partner)
    draft: dict[str, Any] = {
        "provider_location_id": strict.sandbox.location("provider", partner)["id"],
        "product_type": "meal",
        "quantity": 1,
    }

    async def write() -> errors.APIError:
        """One write, of nothing: it counts all the same."""
        with pytest.raises(errors.APIError) as refused:
            await impatient.batches.mark_ready("no-batch")
        assert refused.value.headers["RateLimit-Policy"] == f'"writes";q={QUOTA};w={WINDOW}'
        return refused.value

    refused = await write()
    while refused.slug != "rate-limited":
        refused = await write()
    told = int(refused.headers["Retry-After"])
    assert (refused.headers["RateLimit"], told in range(1, WINDOW + 1)) == (f'"writes";r=0;t={told}', True)
    begun = time.monotonic()
    made = await patient.batches.with_response.create(**draft)
    assert time.monotonic() - begun >= told - 1, "a part of the first second that Retry-After names may be over"
    assert (made.status, made.body.version) == (201, 1)
    answers = [e.status for e in strict.recorder.exchanges if e.path == "/v1/batches"]
    assert answers == [429, 201], "it was sent once more, and only when the window had ended"
    keys = {e.asked["Idempotency-Key"] for e in strict.recorder.exchanges if e.path == "/v1/batches"}
    assert len(keys) == 1


@each_database
@each_client
async def test_s16_a_revoked_key_is_refused_at_once_and_its_stream_ends_within_five_seconds(world: World) -> None:
    key = await world.kitchen.api_keys.create(name="kitchen tablet", scopes=["events:read", "batches:read"])
    tablet = await world.clients.with_key(key.secret)
    batch = await world.ready_batch(10)
    assert (await tablet.batches.get(batch.id)).id == batch.id
    stream = await tablet.events.stream(after=world.start, types=["batch.*"])
    frames = aiter(stream)
    assert [short((await anext(frames)).type) for _ in range(2)] == ["batch.created", "batch.ready"]

    await world.kitchen.api_keys.revoke(key.id)
    revoked = time.monotonic()
    with pytest.raises(errors.UnauthenticatedError) as refused:
        await tablet.batches.get(batch.id)
    assert refused.value.headers["WWW-Authenticate"].startswith("Bearer ")
    async with asyncio.timeout(10):
        with pytest.raises(errors.UnauthenticatedError):  # it ends, and cannot be taken up again
            await anext(frames)
    assert time.monotonic() - revoked < 5
    await stream.close()
    listed = [each.id async for each in await world.kitchen.api_keys.list()]
    assert key.id not in listed
    changes = [e for e in await world.events() if short(e.type).startswith("api_key.")]
    assert [(short(e.type), e.subject) for e in changes] == [("api_key.created", key.id), ("api_key.revoked", key.id)]


@each_database
@each_client
async def test_s17_a_stranger_cannot_see_a_claimed_delivery_and_a_missing_scope_is_named(world: World, sandbox: Sandbox) -> None:
    batch = await world.ready_batch(10)
    delivery = await world.claim(batch.id, 10, "bike_07")

    stranger = await world.clients.of(sandbox.partner("shelter"))
    with pytest.raises(errors.NotFoundError):
        await stranger.deliveries.get(delivery.id)
    assert (await stranger.deliveries.list()).items == []
    seen = {short(e.type).partition(".")[0] for e in (await stranger.events.list(after="earliest", limit=100)).items}
    assert "delivery" not in seen

    narrow = await world.kitchen.api_keys.create(name="map only", scopes=["batches:read"])
    reader = await world.clients.with_key(narrow.secret)
    assert (await reader.batches.get(batch.id)).id == batch.id
    with pytest.raises(errors.InsufficientScopeError) as refused:
        await reader.deliveries.get(delivery.id)
    assert (refused.value.status, refused.value.required) == (403, ["deliveries:read"])


class Map:
    """A map of an app: it asks only for what changed since it asked last, and shows what can be claimed."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._since: Any = None
        self.shown: dict[str, int] = {}
        self.pulled: list[str] = []

    async def sync(self) -> list[str]:
        """Ids of what the pull brought, in its order."""
        pulled = [item async for item in await self._client.batches.list(
            near="-30.0346,-51.2177", radius_m=15_000, updated_since=self._since, limit=1
        )]  # fmt: skip
        for item in pulled:
            self._since = item.updated_at
            if item.status == "ready":
                self.shown[item.id] = item.quantity_available
            else:
                self.shown.pop(item.id, None)
        return [item.id for item in pulled]


@each_database
@each_client
async def test_s18_a_map_follows_by_pulling_only_what_changed_nearby(world: World, sandbox: Sandbox) -> None:
    north = next(place["id"] for place in sandbox.locations if "Ponte de Pedra" in place["name"])
    far = next(place["id"] for place in sandbox.locations if "Encantado" in place["name"] or "Cozinha do Vale" in place["name"])
    cook = await world.clients.of(sandbox.partner("provider"))

    async def cooked(place: str, quantity: int) -> Any:
        batch = await cook.batches.create(provider_location_id=place, product_type="meal", quantity=quantity)
        return await cook.batches.mark_ready(batch.id)

    here, there, elsewhere = await world.ready_batch(30), await cooked(north, 20), await cooked(far, 50)
    shown = Map(world.carrier)
    assert await shown.sync() == [here.id, there.id]
    assert shown.shown == {here.id: 30, there.id: 20}
    assert elsewhere.id not in shown.shown

    claimed = await world.claim(here.id, 30, "bike_07")
    assert await shown.sync() == [there.id, here.id], "what changed at the very time of the last pull comes again"
    assert shown.shown == {there.id: 20}
    await world.carrier.deliveries.cancel(claimed.id, reason="volunteer_unavailable")
    assert await shown.sync() == [here.id]
    assert shown.shown == {there.id: 20, here.id: 30}
    await cook.batches.cancel(there.id, reason="food_safety")
    assert await shown.sync() == [here.id, there.id]
    assert shown.shown == {here.id: 30}
