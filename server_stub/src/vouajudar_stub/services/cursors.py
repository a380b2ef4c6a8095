"""Cursors: opaque to partners, signed, and good only where they were given out."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import TypeAlias, cast

import orjson

from vouajudar_stub.domain.refusal import Refusal, Violation

Place: TypeAlias = Sequence[int | float | str]
"""What a cursor stands for: numbers and short texts."""

_TAG_BYTES = 16


class Cursors:
    """Signs places. `bound_to`: everything a cursor must be used with again, for example partner, path and filters."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def write(self, place: Place, bound_to: Sequence[object]) -> str:
        payload = orjson.dumps(list(place))
        return urlsafe_b64encode(self._tag(payload, bound_to) + payload).rstrip(b"=").decode()

    def read(self, cursor: str, bound_to: Sequence[object], *, parameter: str = "cursor") -> list[int | float | str]:
        """The place of a cursor. Raises Refusal `invalid-cursor` for any text that `write` did not give for the same binding."""
        try:
            raw = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        except ValueError:
            raise invalid_cursor(parameter) from None
        tag, payload = raw[:_TAG_BYTES], raw[_TAG_BYTES:]
        # the second comparison: base64 of another spelling with the same bytes is no cursor of ours
        if not hmac.compare_digest(tag, self._tag(payload, bound_to)) or urlsafe_b64encode(raw).rstrip(b"=").decode() != cursor:
            raise invalid_cursor(parameter)
        return cast("list[int | float | str]", orjson.loads(payload))

    def _tag(self, payload: bytes, bound_to: Sequence[object]) -> bytes:
        bound = orjson.dumps(list(bound_to), option=orjson.OPT_SORT_KEYS)
        return hmac.digest(self._secret, b"%d\0%b%b" % (len(payload), payload, bound), sha256)[:_TAG_BYTES]


def invalid_cursor(parameter: str = "cursor") -> Refusal:
    detail = "This cursor was not given out for this partner, path and these filters. Begin again without one."
    return Refusal("invalid-cursor", detail, errors=[Violation("invalid_cursor", detail, parameter=parameter)])
