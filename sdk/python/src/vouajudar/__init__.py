"""Python SDK of the VouAjudar partner API."""

# Generated from the contract by `vouajudar-contracts build`; changes here are lost.

from __future__ import annotations

from vouajudar import errors
from vouajudar._answer import ApiResponse
from vouajudar._api import AsyncVouAjudar, VouAjudar
from vouajudar._errors import NotModified, VouAjudarError
from vouajudar._facts import VERSION
from vouajudar._pages import AsyncPage, Page
from vouajudar._stream import AsyncEventStream, EventStream, StreamedEvent
from vouajudar._types import NOT_GIVEN, NotGiven

__version__ = VERSION

__all__ = [
    "NOT_GIVEN",
    "ApiResponse",
    "AsyncEventStream",
    "AsyncPage",
    "AsyncVouAjudar",
    "EventStream",
    "NotGiven",
    "NotModified",
    "Page",
    "StreamedEvent",
    "VouAjudar",
    "VouAjudarError",
    "__version__",
    "errors",
]
