"""What the SDK says for a failure of the layers below."""

from __future__ import annotations

from typing import NoReturn

from vouajudar._attempt import Attempt
from vouajudar._errors import APIConnectionError, APITimeoutError

_NOT_SENT = frozenset(
    {
        "ClientConnectorError",
        "ConnectError",
        "ConnectTimeout",
        "ConnectionTimeoutError",
        "InvalidURL",
        "LocalProtocolError",
        "PoolTimeout",
        "UnsupportedProtocol",
    }
)
_LOST = frozenset(
    {
        "ClientConnectionError",
        "ClientPayloadError",
        "DecodingError",
        "InvalidURL",
        "NetworkError",
        "OSError",
        "ProtocolError",
        "StreamError",
        "TimeoutException",
        "TransportError",
        "UnsupportedProtocol",
    }
)
_LATE = frozenset({"TimeoutException", "TimeoutError", "ServerTimeoutError"})


def explain(reason: Exception, attempt: Attempt) -> NoReturn:
    """Raises APIConnectionError or APITimeoutError. By name, so that a client of another library will do; else as it came."""
    names = {kind.__name__ for kind in type(reason).__mro__}
    if not names & (_LOST | _LATE):
        raise reason
    sent = not names & _NOT_SENT
    where = f"{attempt.method} {attempt.url}"
    doubt = "it may have reached the API" if sent else "it has not reached the API"
    text = str(reason) or type(reason).__name__
    if names & _LATE:
        raise APITimeoutError(f"{where}: no answer in time ({text}); {doubt}", sent=sent) from reason
    raise APIConnectionError(f"{where}: no answer ({text}); {doubt}", sent=sent) from reason
