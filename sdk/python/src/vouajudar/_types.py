"""Types of the public signatures: what may be left out, what every call takes."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, TypeAlias, TypedDict, runtime_checkable

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


@runtime_checkable
class Versioned(Protocol):
    """A resource as it was read: where its id is asked for it may be passed itself, and then only what was read is changed."""

    @property
    def id(self) -> Any: ...

    @property
    def version(self) -> int: ...


ETag: TypeAlias = str | int | Versioned
"""A strong entity tag with its quotes, `*`, the version of a resource as a number (3 is sent as `"3"`), or the resource."""

Timeout: TypeAlias = "float | httpx.Timeout | None"
"""Seconds that one attempt may take, an `httpx.Timeout` for its phases (to connect, send, receive), or None for no limit."""


class CallOptions(TypedDict, total=False):
    """What every method takes besides its own parameters."""

    extra_headers: Mapping[str, str]
    """Sent as they are, after the SDK's own: the last of two with one name wins."""
    timeout: Timeout
    """Of one attempt, for this call instead of the client's."""
    total_timeout: float | None
    """Seconds of the whole call with its retries, instead of the client's."""
    max_retries: int
    """For this call instead of the client's."""


CALL_OPTIONS: Final = frozenset(CallOptions.__annotations__)
