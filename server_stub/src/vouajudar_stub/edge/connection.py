"""The connection itself: how the sandbox cuts it without an answer."""

from __future__ import annotations

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from vouajudar_stub.edge.request import Request

EXTENSION = "vouajudar.cut"


class Cut(ConnectionError):  # noqa: N818 - an event, not an error of ours
    """`X-Sandbox-Fault: drop=...` asks to cut the connection. In process there is none to cut, so there the caller gets this."""


class CuttableHttp(HttpToolsProtocol):
    """uvicorn's HTTP protocol, which lets the application cut the connection. Start uvicorn with `http=CuttableHttp`."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {EXTENSION: {"cut": self.transport.abort}}


async def cut(scope: Scope, request: Request) -> None:
    """Closes the connection at once, with nothing sent. Raises Cut where the server has no way to do so."""
    extension = scope.get("extensions", {}).get(EXTENSION)
    if extension is None:
        raise Cut("dropped by X-Sandbox-Fault")
    extension["cut"]()
    await request.until_gone()
