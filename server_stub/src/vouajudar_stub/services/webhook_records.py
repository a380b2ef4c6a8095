"""Webhook endpoints out of records and back, and the event that tells their owner of an automatic stop."""

from __future__ import annotations

from secrets import token_hex
from typing import Literal

from vouajudar_stub.domain.webhook_endpoint import WebhookEndpoint
from vouajudar_stub.store.protocol import NewEvent, Reading, Record, Transaction

KIND: Literal["webhook_endpoint"] = "webhook_endpoint"


def endpoint_of(record: Record) -> WebhookEndpoint:
    return WebhookEndpoint.of_body(record.body, record.private, owner=record.owner)


async def load(reading: Reading, endpoint_id: str) -> WebhookEndpoint | None:
    record = await reading.get(KIND, endpoint_id)
    return None if record is None else endpoint_of(record)


async def owned(reading: Reading, owner: str) -> list[WebhookEndpoint]:
    return [endpoint_of(record) for record in await reading.find(KIND, {"owner": owner})]


async def enabled(reading: Reading) -> list[WebhookEndpoint]:
    """Those of every partner of the world."""
    return [endpoint_of(record) for record in await reading.find(KIND, {"status": "enabled"})]


async def put(transaction: Transaction, endpoint: WebhookEndpoint) -> None:
    await transaction.put(
        Record(
            kind=KIND,
            id=endpoint.id,
            version=endpoint.version,
            body=endpoint.to_body(),
            owner=endpoint.owner,
            private=endpoint.to_private(),
        )
    )


async def disable(
    transaction: Transaction, endpoint: WebhookEndpoint, reason: Literal["gone", "failing"], deciding_event: str
) -> WebhookEndpoint:
    """Stop an endpoint for the platform: its queue goes, its owner is told. `deciding_event`: whose attempt decided."""
    stopped = endpoint.disabled(reason, transaction.now)
    await put(transaction, stopped)
    await transaction.webhooks.drop_queue(endpoint.id)
    await transaction.append(
        [
            NewEvent(
                type="webhook_endpoint.disabled",
                kind=KIND,
                subject=stopped.id,
                partition_key=stopped.id,
                version=stopped.version,
                time=stopped.updated_at,
                data={
                    "object": stopped.to_body(),
                    "previous_status": endpoint.status,
                    "version": stopped.version,
                    "reason": reason,
                },
                actor="platform",
                causation=deciding_event,
                traceparent=f"00-{token_hex(16)}-{token_hex(8)}-01",
                readers=(stopped.owner,),
            )
        ]
    )
    return stopped
