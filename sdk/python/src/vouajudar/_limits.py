"""What the API says about its rate limits, and the pause that keeps a client within them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple, TypedDict, cast

_ITEM = re.compile(r'\s*"([^"]+)"((?:\s*;\s*[a-z]+=[^;,]+)*)\s*')
_MEMBER = re.compile(r";\s*([a-z]+)=([0-9]+)")


class RateLimit(NamedTuple):
    """The state of one policy, as an answer told it."""

    policy: str
    """`reads` or `writes` of your key; `token` and `anonymous` of your address."""
    remaining: int
    """Calls left in the window."""
    reset_seconds: int
    """Seconds until the window starts anew, counted from the answer."""
    quota: int | None
    """Calls in one window."""
    window_seconds: int | None


def rate_limit_of(limit: str | None, policy: str | None) -> RateLimit | None:
    """From the `RateLimit` and `RateLimit-Policy` headers; None when the first is missing or cannot be read."""
    state = _first(limit)
    if state is None or not {"r", "t"} <= state.values.keys():
        return None
    rule = _first(policy)
    of_rule = rule.values if rule is not None and rule.name == state.name else {}
    return RateLimit(state.name, state.values["r"], state.values["t"], of_rule.get("q"), of_rule.get("w"))


class _Item(NamedTuple):
    name: str
    values: dict[str, int]


def _first(header: str | None) -> _Item | None:
    """The first item of a structured list, with its numbers."""
    found = _ITEM.match(header or "")
    if found is None:
        return None
    members = cast("Iterable[tuple[str, str]]", _MEMBER.findall(found[2]))
    return _Item(found[1], {name: int(number) for name, number in members})


class _Window(TypedDict):
    remaining: int
    ends_at: float


class Pacer:
    """Holds calls back that would be answered by 429, going by what earlier answers told. Threads may share it."""

    __slots__ = ("_windows",)

    def __init__(self) -> None:
        self._windows: dict[str, _Window] = {}

    def heard(self, state: RateLimit, now: float) -> None:
        window = self._windows.get(state.policy)
        ends_at = now + state.reset_seconds
        if window is not None and window["ends_at"] > now:
            # answers overtake each other: within one window only the lower count is news
            remaining = min(window["remaining"], state.remaining) if abs(window["ends_at"] - ends_at) <= 1 else state.remaining
        else:
            remaining = state.remaining
        self._windows[state.policy] = {"remaining": remaining, "ends_at": ends_at}

    def wait(self, policy: str, now: float) -> float:
        """Seconds until a call of this policy should be sent; 0, and the call is counted, when there is room."""
        window = self._windows.get(policy)
        if window is None or window["ends_at"] <= now:
            return 0.0
        if window["remaining"] > 0:
            window["remaining"] -= 1
            return 0.0
        return window["ends_at"] - now
