"""Hand-overs: the six-digit codes that prove them, what is kept of the proof, and who is shown which code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any

from vouajudar_stub.domain.geography import GeoPoint
from vouajudar_stub.domain.refusal import Refusal
from vouajudar_stub.domain.times import (
    optional_time_text,
    parse_optional_time,
    parse_time,
    time_text,
    whole_seconds_until,
)

MAX_TRIES = 5
LOCK = timedelta(minutes=15)
"""Of the world's clock."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a verified hand-over leaves behind."""

    verified_at: datetime
    position: GeoPoint | None
    photo_url: str | None

    def to_body(self) -> dict[str, Any]:
        return {
            "verified_at": time_text(self.verified_at),
            "position": None if self.position is None else self.position.to_body(),
            "photo_url": self.photo_url,
        }

    @staticmethod
    def of_body(body: Mapping[str, Any] | None) -> Proof | None:
        if body is None:
            return None
        return Proof(parse_time(body["verified_at"]), GeoPoint.of_optional(body["position"]), body["photo_url"])


@dataclass(frozen=True, slots=True)
class CodeGuard:
    """One code with its count of wrong tries. Private: it stands in no body and no event."""

    code: str
    wrong_tries: int = 0
    locked_until: datetime | None = None

    def at(self, now: datetime) -> CodeGuard:
        """The guard as it stands now: the end of a lock takes the count back to zero."""
        if self.locked_until is not None and now >= self.locked_until:
            return CodeGuard(self.code)
        return self

    @property
    def attempts_remaining(self) -> int:
        return MAX_TRIES - self.wrong_tries

    def to_private(self) -> dict[str, Any]:
        return {"code": self.code, "wrong_tries": self.wrong_tries, "locked_until": optional_time_text(self.locked_until)}

    @staticmethod
    def of_private(private: Mapping[str, Any] | None) -> CodeGuard | None:
        if private is None:
            return None
        return CodeGuard(private["code"], private["wrong_tries"], parse_optional_time(private["locked_until"]))


@dataclass(frozen=True, slots=True)
class WrongCode:
    """A wrong try: the guard that must be kept although the command is refused, and the refusal."""

    guard: CodeGuard
    refusal: Refusal


def judge_code(guard: CodeGuard, given: str, now: datetime) -> WrongCode | None:
    """None when the code is right.

    A wrong one counts: five refusals `handover-code-mismatch` with 4 to 0 attempts remaining, and the fifth locks.
    Raises `handover-locked` while the lock lasts, for the right code too.
    """
    guard = guard.at(now)
    if guard.locked_until is not None:
        raise Refusal(
            "handover-locked",
            "Too many wrong codes. The hand-over is locked for a while; the right code is refused too.",
            retry_after=whole_seconds_until(guard.locked_until, now),
        )
    if compare_digest(guard.code, given):
        return None
    guard = replace(guard, wrong_tries=guard.wrong_tries + 1)
    if guard.attempts_remaining == 0:
        guard = replace(guard, locked_until=now + LOCK)
    return WrongCode(
        guard,
        Refusal(
            "handover-code-mismatch",
            "The code is not the one of this hand-over.",
            extra={"attempts_remaining": guard.attempts_remaining},
        ),
    )
