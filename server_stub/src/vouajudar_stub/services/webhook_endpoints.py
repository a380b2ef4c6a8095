"""Webhook endpoints: where a partner's events go. Sending them is a worker's work."""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from vouajudar_stub.domain.refusal import Refusal, Violation
from vouajudar_stub.domain.times import optional_time_text, time_text
from vouajudar_stub.domain.webhook_endpoint import MAX_ENDPOINTS, WebhookEndpoint
from vouajudar_stub.domain.webhook_targets import TargetRules
from vouajudar_stub.edge import answers
from vouajudar_stub.edge.call import Call, Reply
from vouajudar_stub.edge.json import dumps
from vouajudar_stub.generated.models import AttemptOutcome, RedeliveryCommand, WebhookEndpointCreate, WebhookEndpointUpdate
from vouajudar_stub.services import access, webhook_records, webhook_redelivery
from vouajudar_stub.services.commands import Commands, Queries
from vouajudar_stub.services.cursors import Cursors, invalid_cursor
from vouajudar_stub.services.paging import Lists, next_link
from vouajudar_stub.store.envelope import full_type
from vouajudar_stub.store.protocol import NewEvent, Reading, Transaction
from vouajudar_stub.store.webhooks import Attempt

SECRET_BYTES = 32
TEST_EVENT = "webhook_endpoint.test"


def new_secret() -> str:
    """As Standard Webhooks writes secrets: `whsec_` and the base64 of random bytes."""
    return f"whsec_{b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"


class WebhookEndpoints:
    """Implements `WebhookEndpointsPort`. `targets`: what addresses are allowed."""

    def __init__(self, commands: Commands, queries: Queries, lists: Lists, cursors: Cursors, targets: TargetRules) -> None:
        self._commands = commands
        self._queries = queries
        self._lists = lists
        self._cursors = cursors
        self._targets = targets

    async def list_webhook_endpoints(self, call: Call, *, limit: int, cursor: str | None) -> Reply:
        return await self._lists.page(call, webhook_records.KIND, limit=limit, cursor=cursor, filters={}, by_creation=True)

    async def create_webhook_endpoint(self, call: Call, body: WebhookEndpointCreate) -> Reply:
        async def work(transaction: Transaction) -> Reply:
            self._check_url(call, body["url"])
            if len(await webhook_records.owned(transaction, call.partner.id)) >= MAX_ENDPOINTS:
                detail = f"There are {MAX_ENDPOINTS} webhook endpoints already."
                raise Refusal("limit-reached", detail, {"limit": MAX_ENDPOINTS})
            endpoint = WebhookEndpoint(
                id=transaction.new_id("whe"),
                owner=call.partner.id,
                version=1,
                created_at=transaction.now,
                updated_at=transaction.now,
                url=body["url"],
                event_types=tuple(body["event_types"]),
                description=body.get("description", ""),
                secret=new_secret(),
                events_after=await transaction.events.head(),
            )
            await webhook_records.put(transaction, endpoint)
            return answers.created(
                _with_secret(endpoint),
                location=f"/v1/webhook-endpoints/{endpoint.id}",
                etag=answers.version_tag(endpoint.version),
                no_store=True,
            )

        return await self._commands.run(call, body, work)

    async def get_webhook_endpoint(self, call: Call, webhook_endpoint_id: str) -> Reply:
        async def look(reading: Reading) -> Reply:
            seen = await access.seen(reading, call, webhook_records.KIND, webhook_endpoint_id)
            return answers.found(call, seen.body, answers.version_tag(seen.version))

        return await self._queries.read(call, look)

    async def update_webhook_endpoint(self, call: Call, webhook_endpoint_id: str, body: WebhookEndpointUpdate) -> Reply:
        async def work(transaction: Transaction) -> Reply:
            endpoint = await _mine(transaction, call, webhook_endpoint_id)
            answers.require_if_match(call)
            answers.check_if_match(call, endpoint.version)
            if "url" in body:
                self._check_url(call, body["url"])
            given = cast("Mapping[str, Any]", body)
            patterns = given.get("event_types")
            updated = endpoint.updated(
                transaction.now,
                url=given.get("url"),
                event_types=None if patterns is None else tuple(patterns),
                description=given.get("description"),
                status=given.get("status"),
                log_end=await transaction.events.head(),
            )
            if updated is not endpoint:
                await webhook_records.put(transaction, updated)
            if updated.status == "disabled":
                await transaction.webhooks.drop_queue(endpoint.id)
            return answers.ok(dumps(updated.to_body()), etag=answers.version_tag(updated.version))

        return await self._commands.run(call, body, work)

    async def delete_webhook_endpoint(self, call: Call, webhook_endpoint_id: str) -> Reply:
        async def work(transaction: Transaction) -> Reply:
            endpoint = await _mine(transaction, call, webhook_endpoint_id)
            await transaction.remove(webhook_records.KIND, endpoint.id)
            await transaction.webhooks.drop_queue(endpoint.id)
            await transaction.webhooks.drop_attempts(endpoint.id)
            return answers.no_content()

        return await self._commands.run(call, None, work)

    async def rotate_webhook_secret(self, call: Call, webhook_endpoint_id: str) -> Reply:
        async def work(transaction: Transaction) -> Reply:
            endpoint = await _mine(transaction, call, webhook_endpoint_id)
            rotated = endpoint.rotated(new_secret(), transaction.now)
            await webhook_records.put(transaction, rotated)
            return answers.ok(_with_secret(rotated), etag=answers.version_tag(rotated.version), no_store=True)

        return await self._commands.run(call, None, work)

    async def send_test_event(self, call: Call, webhook_endpoint_id: str) -> Reply:
        """The log carries the event to the worker; nobody may read it there."""

        async def work(transaction: Transaction) -> Reply:
            endpoint = _able(await _mine(transaction, call, webhook_endpoint_id))
            event = _test_event(call, transaction, endpoint)
            await transaction.append([event])
            return answers.accepted(dumps({"event_id": event.id}))

        return await self._commands.run(call, None, work)

    async def list_webhook_attempts(
        self,
        call: Call,
        webhook_endpoint_id: str,
        *,
        outcome: AttemptOutcome | None,
        event_id: str | None,
        limit: int,
        cursor: str | None,
    ) -> Reply:
        bound = (call.partner.id, call.operation, call.path, outcome, event_id)
        place = None if cursor is None else self._cursors.read(cursor, bound)

        async def look(reading: Reading) -> Reply:
            await access.seen(reading, call, webhook_records.KIND, webhook_endpoint_id)
            if place is not None and place[0] != reading.epoch:
                raise invalid_cursor()
            after = "" if place is None else str(place[1])
            attempts = await reading.webhooks.attempts(
                webhook_endpoint_id, outcome=outcome, event_id=event_id, after=after, limit=limit + 1
            )
            items = [dumps(_shown(attempt)) for attempt in attempts[:limit]]
            if len(attempts) <= limit:
                return answers.page(items, None)
            following = self._cursors.write((reading.epoch, attempts[limit - 1].id), bound)
            query = {"outcome": outcome, "event_id": event_id, "limit": limit}
            return answers.page(items, following, next_link=next_link(call, query, following))

        return await self._queries.read(call, look)

    async def redeliver_events(self, call: Call, webhook_endpoint_id: str, body: RedeliveryCommand) -> Reply:
        async def work(transaction: Transaction) -> Reply:
            endpoint = await _mine(transaction, call, webhook_endpoint_id)
            given = cast("Mapping[str, Any]", body)
            if "event_ids" in given:
                events = await webhook_redelivery.named(transaction, call.partner, given["event_ids"])
                scheduled = await webhook_redelivery.schedule(transaction, _able(endpoint), events)
            else:
                scheduled = await webhook_redelivery.schedule_since(transaction, call.partner, _able(endpoint), given["since"])
            transaction.announce()
            return answers.accepted(dumps({"scheduled": scheduled}))

        return await self._commands.run(call, body, work)

    def _check_url(self, call: Call, url: str) -> None:
        rules = self._targets if call.partner.mode == "test" else replace(self._targets, sandbox=False)
        objection = rules.url_objection(url)
        if objection is not None:
            raise Refusal("webhook-url-rejected", objection, errors=[Violation("webhook_url", objection, pointer="/url")])


async def _mine(reading: Reading, call: Call, endpoint_id: str) -> WebhookEndpoint:
    """Refuses: not-found."""
    endpoint = await webhook_records.load(reading, endpoint_id)
    if endpoint is None or endpoint.owner != call.partner.id:
        raise Refusal("not-found", "There is no such webhook endpoint.")
    return endpoint


def _able(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    """Refuses: webhook-disabled."""
    if endpoint.status == "disabled":
        raise Refusal("webhook-disabled", "The endpoint is disabled. Enable it first.")
    return endpoint


def _with_secret(endpoint: WebhookEndpoint) -> bytes:
    return dumps({**endpoint.to_body(), "secret": endpoint.secret})


def _test_event(call: Call, transaction: Transaction, endpoint: WebhookEndpoint) -> NewEvent:
    return NewEvent(
        type=TEST_EVENT,
        kind=webhook_records.KIND,
        subject=endpoint.id,
        partition_key=endpoint.id,
        version=endpoint.version,
        time=transaction.now,
        data={
            "object": endpoint.to_body(),
            "previous_status": endpoint.status,
            "version": endpoint.version,
            "reason": None,
        },
        actor=call.partner.id,
        causation=call.request_id,
        traceparent=call.traceparent,
        readers=(),
        retained=False,
        id=transaction.new_id("evt"),
    )


def _shown(attempt: Attempt) -> dict[str, Any]:
    return {
        "id": attempt.id,
        "event_id": attempt.event_id,
        "event_type": full_type(attempt.event_type),
        "attempt": attempt.attempt,
        "sent_at": time_text(attempt.sent_at),
        "response_status": attempt.response_status,
        "latency_ms": attempt.latency_ms,
        "outcome": attempt.outcome,
        "next_attempt_at": optional_time_text(attempt.next_attempt_at),
    }
