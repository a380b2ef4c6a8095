"""A partner's program, as strictly typed as ours: it is type-checked, not run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import assert_type

import httpx
from vouajudar import (
    Answer,
    ApiResponse,
    AsyncVouAjudar,
    Attempt,
    ETagCache,
    RateLimit,
    VouAjudar,
    errors,
    reapply,
    reapply_async,
)
from vouajudar.aiohttp import AiohttpSender
from vouajudar.models import Batch, BatchListItem, Delivery, GeoPoint, ResourceRequest
from vouajudar.opentelemetry import trace


def log(attempt: Attempt, send: Callable[[Attempt], Answer]) -> Answer:
    answer = send(attempt)
    print(attempt.operation, attempt.number, answer.status)
    return answer


def carry(client: VouAjudar, shelter: str) -> Delivery:
    page = client.batches.list(status=["ready"], near="-30.0346,-51.2177", radius_m=5000, updated_since=datetime.now(UTC))
    for found in page:
        assert_type(found, BatchListItem)
        try:
            delivery = client.deliveries.create(
                batch_id=found.id, dropoff_location_id=shelter, quantity=found.quantity_available, volunteer_ref="vol-1"
            )
        except errors.InsufficientQuantityError as short:
            assert_type(short.available, int)
            continue
        client.deliveries.confirm(delivery)
        codes = client.deliveries.get_handover_codes(delivery.id)
        if codes.pickup_code is not None:
            client.deliveries.verify_pickup(delivery, code=codes.pickup_code, position=GeoPoint(lat=-30.0, lng=-51.2))
        return client.deliveries.wait(delivery, until="delivered", timeout=60)
    raise LookupError("nothing is ready")


def describe(client: VouAjudar, batch_id: str) -> Batch:
    whole = client.batches.with_response.get(batch_id)
    assert_type(whole, ApiResponse[Batch])
    assert_type(whole.rate_limit, RateLimit | None)
    return reapply(lambda: client.batches.get(batch_id), lambda batch: client.batches.update(batch, description="Soup"))


async def ask(client: AsyncVouAjudar, place: str) -> ResourceRequest:
    request = await client.resource_requests.create(
        location_id=place, items=[{"product_type": "meal", "name": "Lunch", "unit": "meal", "quantity": 200}], priority="urgent"
    )
    request = await reapply_async(
        lambda: client.resource_requests.get(request.id), lambda current: client.resource_requests.update(current, notes="Gate 2")
    )
    async for reservation in await client.reservations.list(resource_request_id=request.id):
        print(reservation.status, reservation.items[0].quantity)
    return await client.resource_requests.wait(request, until=["fulfilled", "expired"])


def clients() -> tuple[VouAjudar, AsyncVouAjudar]:
    return (
        VouAjudar(
            client_id="cli_1",
            client_secret="...",  # no secret
            middleware=[trace, log],
            cache=ETagCache(100),
            http_client=httpx.Client(proxy="http://proxy.example.org:3128"),
        ).with_options(timeout=5, max_retries=0),
        AsyncVouAjudar(api_key="va_test_...", pace=True, http_client=AiohttpSender()),
    )
