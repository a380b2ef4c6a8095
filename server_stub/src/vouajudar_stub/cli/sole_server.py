"""An SQLite file is served by one process: a second one would not see what the first one holds in memory."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from vouajudar_stub.store.address import POSTGRESQL, SQLITE

SUFFIX = "-serving"


class FileInUseError(Exception):
    """Another process serves the file."""


@contextmanager
def sole_server(database: str) -> Generator[None]:
    """Hold the file until the end of the block. A process that dies holds it no more. Raises FileInUseError."""
    if not database or database.startswith(POSTGRESQL):
        yield
        return
    path = Path(database.removeprefix(SQLITE))
    mark = path.with_name(f"{path.name}{SUFFIX}")
    descriptor = _locked(mark)
    try:
        yield
    finally:
        mark.unlink(missing_ok=True)
        os.close(descriptor)


def _locked(mark: Path) -> int:
    while True:
        try:
            descriptor = os.open(mark, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise FileInUseError(f"cannot write beside the database: {mark}: {error.strerror}") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if mark.exists() and os.path.samestat(os.fstat(descriptor), mark.stat()):
                return descriptor
        except BlockingIOError:
            os.close(descriptor)
            name = mark.name.removesuffix(SUFFIX)
            raise FileInUseError(f"another process serves {name}; a PostgreSQL database can have several servers") from None
        os.close(descriptor)  # the one before was just taking its mark away
