"""One sending of one request: what a sender sends, and what middleware sees."""

from __future__ import annotations

from dataclasses import dataclass, field

from vouajudar._types import Timeout


@dataclass(slots=True)
class Attempt:
    """A request on its way. Middleware may change `headers` and `content` before it passes the attempt on."""

    operation: str
    """operationId of the contract, for example `createBatch`."""
    method: str
    url: str
    headers: dict[str, str] = field(repr=False)
    """With the credential: keep them out of logs."""
    content: bytes | None = field(repr=False)
    number: int
    """1 for the first sending of a call, 2 for its first retry."""
    timeout: Timeout
    """Limit of the phases (to connect, send, receive); a plain number is also the limit of the whole attempt."""
    seconds: float | None
    """What is left for this attempt, of its own limit and of the call's deadline; None: no end."""
    stream: bool = False
    """The body is read by whoever called, line by line."""
