"""Types of the public signatures: what may be left out, what every call takes."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, TypedDict

if TYPE_CHECKING:
    import httpx


class _Absent(Enum):
    """One value, so that type checkers tell it from every other."""

    NOT_GIVEN = "NOT_GIVEN"

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "NOT_GIVEN"


NotGiven: TypeAlias = Literal[_Absent.NOT_GIVEN]
NOT_GIVEN: Final = _Absent.NOT_GIVEN
"""Leaves a member out of the body. `None` is something else: it sends null, which clears a nullable member."""

ETag: TypeAlias = str | int
"""A strong entity tag with its quotes, `*`, or the version of a resource as a number: 3 is sent as `"3"`."""

Timeout: TypeAlias = "float | httpx.Timeout | None"
"""Seconds for each phase of an attempt (to connect, send, receive), an `httpx.Timeout`, or None for no limit."""


class CallOptions(TypedDict, total=False):
    """What every method takes besides its own parameters."""

    extra_headers: Mapping[str, str]
    """Sent as they are, after the SDK's own: the last of two with one name wins."""
    timeout: Timeout
    """For this call instead of the client's."""
