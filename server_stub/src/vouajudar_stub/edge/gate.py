"""The gate: what a request must pass before a service hears of it, in the order that decides which problem is answered.

Unknown path and method (`routing.py`), then here: who calls, how often, what they may do, whether the answer is acceptable to
them, the body's size, media type and text, the ids in the path, and at last all parameters and the body at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vouajudar_stub.contract import Operation, Policy
from vouajudar_stub.domain.refusal import Refusal, Violation
from vouajudar_stub.edge import faults
from vouajudar_stub.edge.bodies import read_body, read_form, read_json
from vouajudar_stub.edge.call import Call, Partner, PublicCall
from vouajudar_stub.edge.connection import Cut
from vouajudar_stub.edge.credentials import Credentials, Expired
from vouajudar_stub.edge.judge import Judge
from vouajudar_stub.edge.parameters import Parameters, entity_tag, unquoted
from vouajudar_stub.edge.problems import EdgeRefusal
from vouajudar_stub.edge.rate_limit import RateLimits, Standing
from vouajudar_stub.edge.request import Request


@dataclass(frozen=True, slots=True)
class Given:
    """A request that has passed: what the port is called with."""

    call: Call
    path: Mapping[str, str]
    query: Mapping[str, Any]
    headers: Mapping[str, str]
    """Declared headers that were sent, by lower-case name."""


class Gate:
    def __init__(self, credentials: Credentials, limits: RateLimits, judge: Judge) -> None:
        self._credentials = credentials
        self._limits = limits
        self._judge = judge
        self._parameters: dict[str, Parameters] = {}
        """By operationId."""

    async def admit(self, operation: Operation, request: Request) -> Partner:
        """Who calls, when they may. Raises Refusal: 401, 429, 403; then acts out a sandbox fault."""
        partner = await self._partner(request)
        request.partner_id = partner.id
        self.count(request, operation.policy, partner.credential_id)
        _authorise(operation, partner)
        if partner.mode == "test":
            await _act_out(operation, request)
        return partner

    def admit_anyone(self, operation: Operation, request: Request) -> PublicCall:
        """Lets anyone in whose address has not called too often (429)."""
        self.count(request, operation.policy, request.address)
        return PublicCall(operation.id, request.id, request.traceparent(), request.headers.get("authorization"))

    def count(self, request: Request, policy: Policy, caller: str) -> None:
        """Counts the request against a rate limit. Raises Refusal: 429."""
        standing = request.standing = self._limits.count(policy, caller)
        if standing.exceeded:
            raise too_many(standing)

    async def parse(self, operation: Operation, request: Request) -> Any:
        """The JSON value of the body, None for an operation without one. Raises Refusal: 406, 413, 415, 400."""
        if operation.streams is not None and not _accepts(request.headers.get("accept", "*/*"), operation.streams):
            raise Refusal("not-acceptable", f"The answer is {operation.streams}, which Accept rules out.")
        body = None
        if operation.body is not None:
            body = read_json(operation.body, await read_body(operation.body, request))
        if operation.idempotency_key == "required" and "idempotency-key" not in request.headers:
            raise Refusal("idempotency-key-required", "Send an Idempotency-Key of your own with this call.")
        return body

    async def parse_form(self, operation: Operation, request: Request) -> list[tuple[str, str]]:
        """Names and values of a form. Raises Refusal: 413, 415. What they mean is OAuth's to judge."""
        return read_form(await read_body(operation.body, request)) if operation.body is not None else []

    def judge(self, operation: Operation, request: Request, partner: Partner, body: Any) -> Given:
        """The call, its parameters read. Raises Refusal: 404 for a malformed id in the path, 422 with all violations."""
        parameters = self._parameters.get(operation.id)
        if parameters is None:
            parameters = self._parameters[operation.id] = Parameters(operation, self._judge)
        malformed = parameters.malformed_path(request.path_values)
        if malformed is not None:
            raise Refusal("not-found", f"There is nothing with this {malformed}.")
        query, violations = parameters.read_query(request.query)
        headers, wrong = parameters.read_headers(request.headers)
        violations += wrong
        if request.fault_violation is not None:
            violations.append(request.fault_violation)
        if operation.body is not None and (body is not None or operation.body.required):
            violations += self._judge.body_violations(operation.body.schema, body)
        if violations:
            raise Refusal("validation-error", _summary(violations), errors=violations)
        call = Call(
            operation=operation.id,
            partner=partner,
            request_id=request.id,
            traceparent=request.traceparent() if operation.side == "command" else "",
            path=request.path.removeprefix("/v1"),
            if_match=entity_tag(headers.get("if-match")),
            if_none_match=entity_tag(headers.get("if-none-match")),
            idempotency_key=unquoted(headers.get("idempotency-key")),
            fault=request.fault,
        )
        return Given(call, request.path_values, query, headers)

    async def _partner(self, request: Request) -> Partner:
        """Of two credentials `Authorization` counts."""
        authorization, key = request.headers.get("authorization"), request.headers.get("x-api-key")
        found: Partner | Expired | None = None
        if authorization is not None:
            scheme, _, token = authorization.partition(" ")
            if scheme.lower() == "bearer":
                found = await self._credentials.partner_for_token(token.strip())
        elif key is not None:
            found = await self._credentials.partner_for_key(key)
        else:
            raise _unauthenticated("unauthenticated", "Send X-API-Key, or Authorization with a bearer token.", sent=False)
        if isinstance(found, Expired):
            raise _unauthenticated("token-expired", f"The credential expired at {found.expired_at:%FT%TZ}.", sent=True)
        if found is None:
            raise _unauthenticated("unauthenticated", "The credential is not known, or not valid any more.", sent=True)
        return found


def too_many(standing: Standing) -> Refusal:
    """429 for a caller whose quota is used up."""
    detail = f"More than {standing.quota} calls in a minute. Wait {standing.reset} seconds."
    return Refusal("rate-limited", detail, retry_after=standing.reset)


def _unauthenticated(slug: str, detail: str, *, sent: bool) -> EdgeRefusal:
    challenge = 'Bearer realm="VouAjudar"'
    return EdgeRefusal(slug, detail, headers={"WWW-Authenticate": f'{challenge}, error="invalid_token"' if sent else challenge})


def _authorise(operation: Operation, partner: Partner) -> None:
    if partner.suspended:
        raise Refusal("partner-suspended", "The partner is suspended. Write to the platform.")
    if not partner.scopes.issuperset(operation.scopes):
        required = list(operation.scopes)
        raise Refusal("insufficient-scope", f"The credential needs the scope {' and '.join(required)}.", {"required": required})
    if operation.test_mode_only and partner.mode == "live":
        raise Refusal("live-mode", "Only partners in test mode may do this.")
    if operation.kinds and partner.kinds.isdisjoint(operation.kinds):
        kinds = list(operation.kinds)
        raise Refusal("forbidden-for-partner-kind", f"Only for partners of the kind {' or '.join(kinds)}.", {"required": kinds})


async def _act_out(operation: Operation, request: Request) -> None:
    """Does what `X-Sandbox-Fault` asks for, as far as it comes before the service."""
    asked = request.headers.get(faults.HEADER.lower())
    if asked is None:
        return
    fault = request.fault = faults.parse_fault(asked)
    if fault is None:
        request.fault_violation = Violation("malformed", f"must be {faults.FORMS}", parameter=faults.HEADER)
        return
    if fault.status is not None:
        raise Refusal("service-unavailable", f"Asked for by {faults.HEADER}.", retry_after=1)
    if fault.drop == "before":
        raise Cut("before")
    if fault.delay_ms and operation.side == "query":  # a command spends it with its idempotency key held
        await asyncio.sleep(fault.delay_ms / 1000)


def _accepts(accept: str, media_type: str) -> bool:
    """Whether an `Accept` header lets `media_type` through; the most specific range decides."""
    ranges = ["*/*", f"{media_type.partition('/')[0]}/*", media_type]
    best, accepted = -1, False
    for entry in accept.lower().split(","):
        wanted, *parameters = (part.strip() for part in entry.split(";"))
        specificity = ranges.index(wanted) if wanted in ranges else -1
        if specificity > best:
            best = specificity
            accepted = not any(p.startswith("q=") and not p[2:].strip("0.") for p in parameters)
    return accepted


def _summary(violations: list[Violation]) -> str:
    first = violations[0]
    where = first.parameter if first.parameter is not None else first.pointer or "the body"
    more = f" (and {len(violations) - 1} more)" if len(violations) > 1 else ""
    return f"{where} {first.detail}{more}"
