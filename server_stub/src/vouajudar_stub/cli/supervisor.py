"""Several processes that serve together: started, watched, replaced when one dies, stopped with their starter."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from vouajudar_stub.board import Board
from vouajudar_stub.cli.options import opened
from vouajudar_stub.cli.server import STOP_SECONDS
from vouajudar_stub.seeding import SandboxWorld, seed, seeds_of
from vouajudar_stub.services.cursors import Cursors
from vouajudar_stub.services.token_keys import TokenKeys
from vouajudar_stub.settings import Settings

logger = logging.getLogger(__name__)

READY_SECONDS = 60
AGAIN_SECONDS = 1.0
"""So long after a process has died another takes its place."""

PATIENCE_SECONDS = STOP_SECONDS + 5


class ServingFailedError(Exception):
    """A process did not come to serve."""


class Supervisor:
    """Runs `settings.workers` processes on one listening socket. `listening` is called once all of them take requests."""

    def __init__(self, settings: Settings, listener: socket.socket, listening: Callable[[SandboxWorld], None]) -> None:
        self._settings = settings
        self._listener = listener
        self._listening = listening
        self._stopping = asyncio.Event()
        self._processes: set[asyncio.subprocess.Process] = set()

    async def run(self) -> None:
        """Until SIGINT or SIGTERM. Raises DatabaseError, StoreUnavailableError, ServingFailedError."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stopping.set)
        world = await self._prepare()
        board = Board.made()
        there, here = os.pipe()  # nothing is ever written: its end is what children wait for
        try:
            await self._serve(world, board, there)
        finally:
            os.close(here)
            os.close(there)
            await self._end()
            board.close()

    async def _prepare(self) -> SandboxWorld:
        """What is done once: tables, seeds, the first signing key."""
        async with opened(self._settings.database) as store:
            await TokenKeys.of(store)
            cursors = Cursors(await store.secret("cursors"))
            if not self._settings.sandbox:
                return SandboxWorld()
            return await seed(store, seeds_of(store, cursors, demo=self._settings.demo))

    async def _serve(self, world: SandboxWorld, board: Board, lifeline: int) -> None:
        stopped = asyncio.create_task(self._stopping.wait())
        starting = asyncio.create_task(self._start_all(board, lifeline))
        both: set[asyncio.Task[Any]] = {starting, stopped}
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if not starting.done():
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)
            return
        try:
            processes = starting.result()
            watched = [asyncio.create_task(self._watch(process, board, lifeline)) for process in processes]
            self._listening(world)
            await stopped
            for task in watched:
                task.cancel()
            await asyncio.gather(*watched, return_exceptions=True)
        finally:
            stopped.cancel()

    async def _start_all(self, board: Board, lifeline: int) -> list[asyncio.subprocess.Process]:
        return await asyncio.gather(*(self._start(board, lifeline) for _ in range(self._settings.workers)))

    async def _start(self, board: Board, lifeline: int) -> asyncio.subprocess.Process:
        """A process that takes requests. Raises ServingFailedError."""
        told, tell = os.pipe()
        inherited = (self._listener.fileno(), board.descriptor, lifeline, tell)
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "vouajudar_stub.cli.worker",
                *map(str, inherited),
                env={**os.environ, **self._settings.to_environment()},  # not among the arguments: these anybody may read
                pass_fds=inherited,
                start_new_session=True,  # Ctrl-C is for this process, which tells its children
            )
        finally:
            os.close(tell)
        self._processes.add(process)
        try:
            async with asyncio.timeout(READY_SECONDS):
                ready = await _word(told)
        except TimeoutError:
            ready = False
        if not ready:
            raise ServingFailedError("a process did not come to serve; its own lines above say why")
        return process

    async def _watch(self, process: asyncio.subprocess.Process, board: Board, lifeline: int) -> None:
        """See to it that there is always one in its place."""
        while True:
            code = await process.wait()
            self._processes.discard(process)
            logger.error("a process that served has ended", extra={"pid": process.pid, "code": code})
            while True:
                await asyncio.sleep(AGAIN_SECONDS)
                try:
                    process = await self._start(board, lifeline)
                    break
                except ServingFailedError as error:
                    logger.error("%s", error)

    async def _end(self) -> None:
        for process in self._processes:
            with suppress(ProcessLookupError):
                process.terminate()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await asyncio.gather(*(process.wait() for process in self._processes))
        except TimeoutError:
            for process in self._processes:
                with suppress(ProcessLookupError):
                    process.kill()
            await asyncio.gather(*(process.wait() for process in self._processes))


async def _word(descriptor: int) -> bool:
    """Whether the other end wrote something before it was closed. Closes this end."""
    reader = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(descriptor, "rb")
    )
    try:
        return bool(await reader.read(1))
    finally:
        transport.close()
