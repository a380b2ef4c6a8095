"""How every command and every query runs: due clock rules first, then idempotency, then the work itself, in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import TypeAlias, TypeVar

import orjson

from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.edge.call import Call, Partner, Reply
from vouajudar_stub.services.foresight import foreseen
from vouajudar_stub.store.protocol import ForeseeingWork, Reading, Store, StoredReply, StoreUnavailableError, Transaction
from vouajudar_stub.store.webhooks import AskedFault, WebhookFault

T = TypeVar("T")

KEPT_FOR = timedelta(hours=24)
"""How long an Idempotency-Key answers with its first reply, of the world's clock, from the end of the command."""

CommandWork: TypeAlias = Callable[[Transaction], Awaitable[Reply | Refusal]]
"""What a command does. A Refusal that it raises undoes all it wrote; one that it returns is answered with what it wrote kept:
the way to count a wrong hand-over code."""

_REPLAYED = "Idempotency-Replayed"


def fingerprint(path: str, body: object) -> bytes:
    """What makes two requests under one key the same: the path and the JSON value of the body, however it was written."""
    return sha256(path.encode() + b"\0" + orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).digest()


def unavailable(error: StoreUnavailableError) -> Refusal:
    return Refusal("service-unavailable", f"The store does not answer: {error}.", retry_after=1)


class Commands:
    """Runs commands: each is one transaction with its events and the record of its Idempotency-Key."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._held: set[tuple[str, str, str]] = set()

    async def run(self, call: Call, body: object, work: CommandWork) -> Reply:
        """Answer with what `work` replies once it is durable, or with the reply kept for the call's Idempotency-Key.

        Rules of the clock that are due run before `work`, whether or not it succeeds. `body` is the JSON value of the request
        body, None for operations without one.

        Raises Refusal: what `work` raises or returns, `idempotency-in-progress`, `idempotency-key-reused`, `service-unavailable`.
        """
        key = call.idempotency_key
        if key is None:
            return await self._commit(call, body, work)
        held = (call.partner.id, call.operation, key)
        if held in self._held:
            raise Refusal("idempotency-in-progress", "A request with this Idempotency-Key is still being worked on.")
        self._held.add(held)
        try:
            return await self._commit(call, body, _kept(call, key, fingerprint(call.path, body), work))
        finally:
            self._held.discard(held)

    async def _commit(self, call: Call, body: object, work: CommandWork) -> Reply:
        if call.fault is not None and call.fault.delay_ms:
            await asyncio.sleep(call.fault.delay_ms / 1000)
        if call.fault is not None and call.fault.webhook is not None:
            work = _with_webhook_fault(call.request_id, call.fault.webhook, work)
        try:
            reply: Reply | Refusal = await self._store.write(
                call.partner.mode, ForeseeingWork(work, partial(foreseen, call, body))
            )
        except StoreUnavailableError as error:
            raise unavailable(error) from error
        if isinstance(reply, Refusal):
            raise reply
        return reply


def _kept(call: Call, key: str, mark: bytes, work: CommandWork) -> CommandWork:
    """The work, done once for its key: a later one with the same key and request gets the first reply."""
    partner, operation = call.partner.id, call.operation

    async def once(transaction: Transaction) -> Reply | Refusal:
        kept = await transaction.replied(partner, operation, key)
        if kept is not None:
            if kept.fingerprint != mark:
                raise Refusal("idempotency-key-reused", "This Idempotency-Key was used for another request.")
            return Reply(kept.status, kept.body, {**kept.headers, _REPLAYED: "true"})
        reply = await work(transaction)
        if isinstance(reply, Reply) and 200 <= reply.status < 300:
            stored = StoredReply(mark, reply.status, reply.body, reply.headers)
            # `now` again: a command may have moved the clock
            await transaction.keep_reply(partner, operation, key, stored, transaction.now + KEPT_FOR)
        return reply

    return once


def _with_webhook_fault(request_id: str, fault: WebhookFault, work: CommandWork) -> CommandWork:
    """The work, its events marked for who sends them to webhooks."""

    async def marked(transaction: Transaction) -> Reply | Refusal:
        before = await transaction.events.head()
        reply = await work(transaction)
        after = await transaction.events.head()  # a command that moves the clock has events of the clock by now, none of its own
        await transaction.webhooks.ask_fault(AskedFault(request_id, fault, before, after if after > before else None))
        return reply

    return marked


class Queries:
    """Runs queries on a consistent view of the caller's world, after the rules of the clock that are due."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def read(self, call: Call, work: Callable[[Reading], Awaitable[T]]) -> T:
        """Raises Refusal: what `work` raises, `service-unavailable`."""
        return await self.read_as(call.partner, work)

    async def read_as(self, partner: Partner, work: Callable[[Reading], Awaitable[T]]) -> T:
        """As `read`, for what goes on after the call has been answered: a stream."""
        try:
            return await self._store.read(partner.mode, work)
        except StoreUnavailableError as error:
            raise unavailable(error) from error


class InTransaction(Commands):
    """Runs commands inside a transaction that is already open, so that several become one: seeds, for one."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def run(self, call: Call, body: object, work: CommandWork) -> Reply:
        del call, body  # no key is kept: the commands stand or fall together
        reply = await work(self._transaction)
        if isinstance(reply, Refusal):
            raise reply
        return reply
