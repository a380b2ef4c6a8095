"""Opening the file."""

from __future__ import annotations

import math
import sqlite3
from pathlib import Path

BUSY_SECONDS = 5.0
"""How long a command waits for another process that writes to the same file."""


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection that leaves transactions to its user; it may be used from any one thread at a time."""
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=512)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # one fdatasync of the WAL at each COMMIT
    connection.execute("PRAGMA secure_delete = ON")  # secrets of kept replies leave no trace when they run out
    connection.execute("PRAGMA cache_size = -32768")
    connection.execute(f"PRAGMA query_only = {'ON' if read_only else 'OFF'}")
    _teach_geometry(connection)
    return connection


def _teach_geometry(connection: sqlite3.Connection) -> None:
    """The functions that distances are computed by, where this SQLite was built without them."""
    try:
        connection.execute("SELECT asin(radians(30.0))")
    except sqlite3.OperationalError:
        for function in (math.radians, math.sin, math.cos, math.asin, math.sqrt):
            connection.create_function(function.__name__, 1, function, deterministic=True)
