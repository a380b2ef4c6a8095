"""The same command again, without an Idempotency-Key: 200 with the current state instead of 409.

A record keeps its last command among its private facts. A command whose transition is no longer legal is a repeat when the
same partner made the same call with an equal body last, and the status is still the one it produced.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vouajudar_stub.edge.call import Call
from vouajudar_stub.services.commands import fingerprint

LAST_COMMAND = "last_command"
"""Member of `Record.private`."""


def last_command(call: Call, body: object, status: str) -> dict[str, Any]:
    """What to keep as `private[LAST_COMMAND]` of the record that a command has changed. `status`: the one it produced."""
    return {
        "operation": call.operation,
        "partner": call.partner.id,
        "request": fingerprint(call.path, body).hex(),
        "status": status,
    }


def is_repeat(private: Mapping[str, Any], call: Call, body: object, status: str) -> bool:
    """May the call be answered with the record as it is? `status`: the record's own, now."""
    return call.idempotency_key is None and private.get(LAST_COMMAND) == last_command(call, body, status)


def last_partner(private: Mapping[str, Any], operation: str) -> str | None:
    """Who made the last command, when it was this operation: who released a delivery still counts as its carrier."""
    last: Mapping[str, Any] = private.get(LAST_COMMAND) or {}
    partner: str | None = last.get("partner") if last.get("operation") == operation else None
    return partner
