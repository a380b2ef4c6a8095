"""Clients of a sandbox, of either kind, whose every exchange is noted."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Self, TypeAlias

import httpx
from vouajudar import AsyncVouAjudar, VouAjudar

from demo.sandbox import Sandbox

from .awaited import Awaited
from .conformance.exchange import AsyncRecordingTransport, Recorder, RecordingTransport

ClientKind: TypeAlias = Literal["sync", "async"]
CLIENT_KINDS: tuple[ClientKind, ...] = ("sync", "async")

Client: TypeAlias = Any
"""An `AsyncVouAjudar`, or a `VouAjudar` that is awaited all the same."""


@dataclass
class Clients:
    """Opens clients of one kind and closes them at the end of the block."""

    sandbox: Sandbox
    kind: ClientKind = "async"
    recorder: Recorder = field(default_factory=Recorder)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def of(self, partner: dict[str, Any], **options: Any) -> Client:
        return await self.with_key(partner["api_key"], **options)

    async def with_key(self, key: str, **options: Any) -> Client:
        """Through a transport that notes every exchange."""
        if self.kind == "async":
            outgoing = httpx.AsyncClient(transport=AsyncRecordingTransport(httpx.AsyncHTTPTransport(verify=False), self.recorder))
            await self._stack.enter_async_context(outgoing)
            return await self._opened(AsyncVouAjudar, key, http_client=outgoing, **options)
        through = httpx.Client(transport=RecordingTransport(httpx.HTTPTransport(verify=False), self.recorder))
        self._stack.callback(through.close)
        return await self._opened(VouAjudar, key, http_client=through, **options)

    async def plain(self, partner: dict[str, Any], **options: Any) -> Client:
        """As a partner has it: over the connections of the SDK itself."""
        return await self._opened(AsyncVouAjudar if self.kind == "async" else VouAjudar, partner["api_key"], **options)

    async def _opened(self, make: type[AsyncVouAjudar] | type[VouAjudar], key: str, **options: Any) -> Client:
        made = make(api_key=key, base_url=self.sandbox.base_url, **options)
        return await self._stack.enter_async_context(made if isinstance(made, AsyncVouAjudar) else Awaited(made))
