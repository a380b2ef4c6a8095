"""`X-Sandbox-Fault`: a partner's way to see a failure on purpose (test mode only)."""

from __future__ import annotations

import re

from vouajudar_stub.edge.call import Fault

HEADER = "X-Sandbox-Fault"

MAX_DELAY_MS = 30_000

FORMS = "status=503, delay=<milliseconds, up to 30000>, drop=before, drop=after, webhook=duplicate or webhook=reorder"

_DELAY = re.compile(r"delay=([0-9]{1,5})")

_FIXED = {
    "status=503": Fault(status=503),
    "drop=before": Fault(drop="before"),
    "drop=after": Fault(drop="after"),
    "webhook=duplicate": Fault(webhook="duplicate"),
    "webhook=reorder": Fault(webhook="reorder"),
}


def parse_fault(value: str) -> Fault | None:
    """The fault that is asked for; None when `value` is none of the known forms."""
    if value in _FIXED:
        return _FIXED[value]
    delay = _DELAY.fullmatch(value)
    if delay is None or int(delay[1]) > MAX_DELAY_MS:
        return None
    return Fault(delay_ms=int(delay[1]))
