"""ULIDs: 48 bits of milliseconds, then 80 random bits, in Crockford's base 32."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = tuple(a + b for a in _DIGITS for b in _DIGITS)
"""Two digits for each value of ten bits: a ULID is written in 13 steps."""


def ulid_text(value: int) -> str:
    """The 26 digits of a 128-bit number."""
    return "".join([_PAIRS[value >> shift & 1023] for shift in range(120, -1, -10)])


def ulid(milliseconds: int | None = None) -> str:
    """A new ULID of 26 digits, stamped with the Unix time in milliseconds (real time when not given)."""
    stamp = time.time_ns() // 1_000_000 if milliseconds is None else milliseconds
    return ulid_text(stamp << 80 | int.from_bytes(os.urandom(10), "big"))


def ulid_time(text: str) -> datetime:
    """When a ULID was made. Raises ValueError for what is none."""
    milliseconds = 0
    for digit in text[:10]:
        milliseconds = milliseconds << 5 | _DIGITS.index(digit)
    if len(text) != 26:
        raise ValueError(f"{text!r} is no ULID")
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
