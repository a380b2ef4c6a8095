"""API keys: made, listed and revoked by the partner they belong to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.domain.times import optional_time_text, time_text
from vouajudar_stub.edge import answers
from vouajudar_stub.edge.call import Call, Reply
from vouajudar_stub.edge.json import dumps
from vouajudar_stub.generated.models import ApiKeyCreate
from vouajudar_stub.services.commands import Commands, Queries
from vouajudar_stub.services.credentials import PREFIX_LENGTH, CredentialsService, new_api_key_secret, secret_hash
from vouajudar_stub.services.cursors import Cursors
from vouajudar_stub.services.me import MAX_API_KEYS
from vouajudar_stub.services.paging import next_link
from vouajudar_stub.store.accounts import ApiKey
from vouajudar_stub.store.protocol import NewEvent, Reading, Transaction

_CREATED_VERSION, _REVOKED_VERSION = 1, 2


class ApiKeys:
    """Implements `ApiKeysPort`."""

    def __init__(self, commands: Commands, queries: Queries, cursors: Cursors, credentials: CredentialsService) -> None:
        self._commands = commands
        self._queries = queries
        self._cursors = cursors
        self._credentials = credentials

    async def list_api_keys(self, call: Call, *, limit: int, cursor: str | None) -> Reply:
        bound = (call.partner.id, call.operation, call.path)
        after = str(self._cursors.read(cursor, bound)[0]) if cursor is not None else ""

        async def look(reading: Reading) -> Reply:
            keys = await reading.accounts.api_keys(call.partner.id, after=after, limit=limit + 1)
            items = [dumps(self._listed(key)) for key in keys[:limit]]
            if len(keys) <= limit:
                return answers.page(items, None)
            following = self._cursors.write((keys[limit - 1].id,), bound)
            return answers.page(items, following, next_link=next_link(call, {"limit": limit}, following))

        return await self._queries.read(call, look)

    async def create_api_key(self, call: Call, body: ApiKeyCreate) -> Reply:
        missing = sorted(set(body["scopes"]) - call.partner.scopes)
        if missing:
            detail = f"A key gets no scope that the credential of the request does not hold: {', '.join(missing)}."
            raise Refusal("insufficient-scope", detail, {"required": missing})

        async def work(transaction: Transaction) -> Reply:
            now = transaction.now
            keys = await transaction.accounts.api_keys(call.partner.id)
            live = [key for key in keys if key.expires_at is None or key.expires_at > now]
            if len(live) >= MAX_API_KEYS:
                raise Refusal("limit-reached", f"There are {MAX_API_KEYS} live keys already.", {"limit": MAX_API_KEYS})
            secret = new_api_key_secret(call.partner.mode)
            days = body.get("expires_in_days")
            key = ApiKey(
                id=transaction.new_id("key"),
                partner_id=call.partner.id,
                name=body["name"],
                scopes=tuple(body["scopes"]),
                prefix=secret[:PREFIX_LENGTH],
                secret_hash=secret_hash(secret),
                created_at=now,
                expires_at=None if days is None else now + timedelta(days=days),
            )
            await transaction.accounts.add_api_key(key)
            await transaction.append([_event(call, transaction, "api_key.created", key, _CREATED_VERSION)])
            return answers.created(dumps({**self._listed(key), "secret": secret}), location=None, no_store=True)

        return await self._commands.run(call, body, work)

    async def revoke_api_key(self, call: Call, api_key_id: str) -> Reply:
        async def work(transaction: Transaction) -> Reply:
            key = await transaction.accounts.api_key(api_key_id)
            if key is None or key.partner_id != call.partner.id or key.revoked_at is not None:
                raise Refusal("not-found", "There is no such key.")
            await transaction.accounts.revoke_api_key(key.id, transaction.now)
            await transaction.append([_event(call, transaction, "api_key.revoked", key, _REVOKED_VERSION)])
            return answers.no_content()

        reply = await self._commands.run(call, None, work)
        self._credentials.forget()
        return reply

    def _listed(self, key: ApiKey) -> dict[str, Any]:
        return {**_public(key), "last_used_at": optional_time_text(self._credentials.last_used(key))}


def _public(key: ApiKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "scopes": list(key.scopes),
        "prefix": key.prefix,
        "created_at": time_text(key.created_at),
        "expires_at": optional_time_text(key.expires_at),
    }


def _event(call: Call, transaction: Transaction, name: str, key: ApiKey, version: int) -> NewEvent:
    return NewEvent(
        type=name,
        kind="api_key",
        subject=key.id,
        partition_key=key.id,
        version=version,
        time=transaction.now,
        data={"object": _public(key), "previous_status": None, "version": version, "reason": None},
        actor=call.partner.id,
        causation=call.request_id,
        traceparent=call.traceparent,
        readers=(call.partner.id,),
    )
