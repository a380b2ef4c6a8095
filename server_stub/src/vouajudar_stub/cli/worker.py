"""One of several processes that serve together; the supervisor starts it, and hands it what they have in common."""

from __future__ import annotations

import os
import socket
import sys

from vouajudar_stub import logs
from vouajudar_stub.assembly import Assembly
from vouajudar_stub.board import Board
from vouajudar_stub.cli.server import run_here, serve_on
from vouajudar_stub.settings import Settings
from vouajudar_stub.store.opening import DatabaseError
from vouajudar_stub.store.protocol import StoreUnavailableError


def main(listener: int, board: int, lifeline: int, ready: int) -> None:
    """File descriptors: the listening socket, the board, a pipe that ends with the supervisor, and one to tell it by."""
    settings = Settings.from_environment()
    logs.configure(settings.log_level)

    def listening(_assembly: Assembly) -> None:
        os.write(ready, b"1")
        os.close(ready)

    try:
        run_here(serve_on(socket.socket(fileno=listener), settings, listening, board=Board(board), lifeline=lifeline))
    except (DatabaseError, StoreUnavailableError) as error:
        sys.exit(f"vouajudar-stub: {logs.redacted(str(error))}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
