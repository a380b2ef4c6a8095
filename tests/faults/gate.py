"""Holds the clients back while there is no server, and tells when all of them wait."""

from __future__ import annotations

import threading


class FinishedError(Exception):
    """No new step is to be begun."""


class Gate:
    """`clients` threads go through it before each attempt."""

    def __init__(self, clients: int) -> None:
        self._state = threading.Condition()
        self._open = False
        self._finishing = False
        self._aborted = False
        self._waiting = 0
        self._clients = clients

    def enter(self, *, new: bool) -> None:
        """Waits until it is open. Raises FinishedError for a new step at the end; one that was begun is seen through, unless the
        run is aborted."""
        with self._state:
            self._waiting += 1
            self._state.notify_all()
            while not self._open:
                self._state.wait()
            self._waiting -= 1
            if self._aborted or (new and self._finishing):
                raise FinishedError

    def leave(self) -> None:
        """A client has ended."""
        with self._state:
            self._clients -= 1
            self._state.notify_all()

    def open(self) -> None:
        with self._state:
            self._open = True
            self._state.notify_all()

    def close(self) -> None:
        """Returns when every client waits."""
        with self._state:
            self._open = False
            while self._waiting < self._clients:
                self._state.wait()

    def finish(self) -> None:
        with self._state:
            self._finishing = True
            self._open = True
            self._state.notify_all()

    def abort(self) -> None:
        """Nobody will answer any more."""
        with self._state:
            self._aborted = True
        self.finish()
