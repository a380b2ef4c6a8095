"""Python SDK of the VouAjudar partner API."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from vouajudar import errors
from vouajudar._answer import Answer, ApiResponse
from vouajudar._api import AsyncVouAjudar, VouAjudar
from vouajudar._attempt import Attempt
from vouajudar._cache import ETagCache
from vouajudar._clock import Clock
from vouajudar._errors import NotModified, VouAjudarError
from vouajudar._facts import VERSION
from vouajudar._limits import RateLimit
from vouajudar._pages import AsyncPage, Page
from vouajudar._reapply import reapply, reapply_async
from vouajudar._stream import AsyncEventStream, EventStream, StreamedEvent
from vouajudar._types import NOT_GIVEN, NotGiven

__version__ = VERSION

__all__ = [
    "NOT_GIVEN",
    "Answer",
    "ApiResponse",
    "AsyncEventStream",
    "AsyncPage",
    "AsyncVouAjudar",
    "Attempt",
    "Clock",
    "ETagCache",
    "EventStream",
    "NotGiven",
    "NotModified",
    "Page",
    "RateLimit",
    "StreamedEvent",
    "VouAjudar",
    "VouAjudarError",
    "__version__",
    "errors",
    "reapply",
    "reapply_async",
]
