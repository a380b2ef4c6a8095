"""The server as an ASGI application that starts itself: for judges that call it in their own process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

from vouajudar_stub.assembly import Assembly, assembled
from vouajudar_stub.settings import Settings

Message = dict[str, Any]


class Hosted:
    """A new world for every instance, there from the first lifespan event to the last."""

    def __init__(self, **settings: Any) -> None:
        self.settings = Settings(sandbox=True, **settings)
        self.assembly: Assembly | None = None

    async def __call__(
        self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            assert self.assembly is not None
            await self.assembly.app(scope, receive, send)

    async def _live(self, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]) -> None:
        async with AsyncExitStack() as stack:
            assert (await receive())["type"] == "lifespan.startup"
            self.assembly = await stack.enter_async_context(assembled(self.settings))
            await send({"type": "lifespan.startup.complete"})
            assert (await receive())["type"] == "lifespan.shutdown"
            self.assembly.stop_waiting()
        await send({"type": "lifespan.shutdown.complete"})

    def partner(self, number: int = 0) -> tuple[str, tuple[str, str]]:
        """API key, and client id and secret, of a partner of every kind; the application has to be running."""
        assert self.assembly is not None
        partner, secrets = [each for each in self.assembly.partners if len(each[0].kinds) == 4][number]
        return secrets.api_key, (partner.client_id, secrets.client_secret)
