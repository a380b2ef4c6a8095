"""Word of commits, from process to process: NOTIFY when a transaction commits, LISTEN on a connection of its own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any

from vouajudar_stub.store.postgres.connection import Address, Connection, end, is_failure
from vouajudar_stub.store.protocol import WORLD_NAMES, Committed

logger = logging.getLogger(__name__)

CHANNEL = "vouajudar_committed"
PAUSE_SECONDS = 0.5
"""Between two attempts to listen again."""


def payload_of(news: Sequence[Committed]) -> str:
    """`test 17 live 17`: each world and the position that the log has come to."""
    return " ".join(f"{each.world} {each.position}" for each in news)


def read_payload(payload: str) -> list[Committed]:
    words = payload.split()
    return [
        Committed(world, int(position)) for world, position in zip(words[::2], words[1::2], strict=True) if world in WORLD_NAMES
    ]


class Ear:
    """Hears what other processes have committed. `heard` is called on the event loop with what they tell, and with nothing when
    some may have been missed; `own` tells the server's process that our commits come from."""

    def __init__(self, address: Address, own: Callable[[], int], heard: Callable[[Sequence[Committed]], None]) -> None:
        self._address = address
        self._own = own
        self._heard = heard
        self._deaf = asyncio.Event()
        self._connection: Connection | None = None
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        await self._listen()
        self._task = asyncio.create_task(self._keep_listening())

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        if self._connection is not None:
            await end(self._connection)

    async def _listen(self) -> None:
        connection = await self._address.connect(statement_timeout="0", idle_in_transaction_session_timeout="0")
        connection.add_termination_listener(self._lost)
        await connection.add_listener(CHANNEL, self._hear)
        self._connection = connection

    def _hear(self, _connection: Any, process_id: int, _channel: str, payload: object) -> None:
        if process_id != self._own():
            self._heard(read_payload(str(payload)))

    def _lost(self, _connection: Any) -> None:
        self._deaf.set()

    async def _keep_listening(self) -> None:
        while True:
            await self._deaf.wait()
            self._deaf.clear()
            try:
                await self._listen()
            except Exception as error:
                if not is_failure(error):
                    raise
                logger.warning("commits of other processes are not heard", extra={"error": str(error)})
                await asyncio.sleep(PAUSE_SECONDS)
                self._deaf.set()
            else:
                self._heard([])
