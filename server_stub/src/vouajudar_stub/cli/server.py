"""One process that serves: the application on a socket, until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from typing import Any

import uvicorn
import uvloop

from vouajudar_stub.assembly import Assembly, assembled
from vouajudar_stub.board import Board
from vouajudar_stub.edge.connection import CuttableHttp
from vouajudar_stub.settings import Settings

SWITCH_SECONDS = 0.0005
"""How soon the thread that serves gives way to the one that writes; Python's own 5 ms would be most of a command's time."""

STOP_SECONDS = 10
"""So long requests that are being answered may take once the server is to stop."""

KEEP_ALIVE_SECONDS = 75
"""A client that thinks for a while finds its connection still there."""

BACKLOG = 2048


def run_here(work: Coroutine[Any, Any, None]) -> None:
    """Run it on the loop that serving is tuned for."""
    sys.setswitchinterval(SWITCH_SECONDS)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(work)


async def serve_on(
    listener: socket.socket,
    settings: Settings,
    listening: Callable[[Assembly], None],
    *,
    board: Board | None = None,
    lifeline: int | None = None,
) -> None:
    """Serve until SIGINT, SIGTERM, or until the other end of `lifeline` is closed. `listening` is called once requests are taken.

    Raises DatabaseError, StoreUnavailableError.
    """
    async with assembled(settings, board) as assembly:
        config = uvicorn.Config(
            assembly.app,
            http=CuttableHttp,
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            date_header=True,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
        await _Server(config, assembly, listening, lifeline).serve(sockets=[listener])


class _Server(uvicorn.Server):
    """Tells when it listens, and lets go of those who wait when it is to stop."""

    def __init__(
        self, config: uvicorn.Config, assembly: Assembly, listening: Callable[[Assembly], None], lifeline: int | None
    ) -> None:
        super().__init__(config)
        self._assembly = assembly
        self._listening = listening
        self._lifeline = lifeline

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """An interrupt or a termination is how a server is stopped: it stops, and the process ends well."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        if self._lifeline is not None:
            loop.add_reader(self._lifeline, self._bereft)
        yield

    def _bereft(self) -> None:
        """Who started this process is gone."""
        if self._lifeline is not None:
            asyncio.get_running_loop().remove_reader(self._lifeline)
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self._listening(self._assembly)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._assembly.stop_waiting()
        await super().shutdown(sockets=sockets)


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections. Raises OSError."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    if port:  # with a free port it would let a second server that is just starting be given the same one
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def address_of(listener: socket.socket, host: str) -> str:
    """Scheme, host and port."""
    name = host if ":" not in host else f"[{host}]"
    return f"http://{name}:{listener.getsockname()[1]}"
