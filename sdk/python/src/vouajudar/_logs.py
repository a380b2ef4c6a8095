"""What the SDK logs.

`vouajudar` at DEBUG: each attempt and what came of it. `vouajudar.bodies` at DEBUG: what was sent and answered, without the
members that hold a secret or personal data. No log shows a credential.
"""

from __future__ import annotations

import json
import logging
from typing import Any, cast

from vouajudar._answer import Answer
from vouajudar._attempt import Attempt
from vouajudar._errors import APIConnectionError
from vouajudar._facts import UNLOGGED

log = logging.getLogger("vouajudar")
bodies = logging.getLogger("vouajudar.bodies")
bodies.setLevel(logging.INFO)  # not switched on by the parent alone

HIDDEN = "[not logged]"


def sent(attempt: Attempt) -> None:
    if bodies.isEnabledFor(logging.DEBUG) and attempt.content is not None:
        bodies.debug("%s attempt %d sends %s", attempt.operation, attempt.number, redacted(attempt.content))


def answered(operation: str, number: int, answer: Answer) -> None:
    if log.isEnabledFor(logging.DEBUG):
        log.debug("%s attempt %d: %d, request %s", operation, number, answer.status, answer.request_id)
    if bodies.isEnabledFor(logging.DEBUG) and answer.content:
        bodies.debug("%s attempt %d got %s", operation, number, redacted(answer.content))


def lost(operation: str, number: int, reason: APIConnectionError) -> None:
    log.debug("%s attempt %d: %s", operation, number, reason)


def redacted(content: bytes) -> str:
    """A JSON body without what must not be logged; of any other body only the size."""
    try:
        body = json.loads(content)
    except ValueError:
        return f"{len(content)} bytes that are no JSON"
    return json.dumps(_without(body), ensure_ascii=False)


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        members = cast("dict[str, Any]", value)
        return {name: HIDDEN if name in UNLOGGED and member is not None else _without(member) for name, member in members.items()}
    if isinstance(value, list):
        return [_without(item) for item in cast("list[object]", value)]
    return value
