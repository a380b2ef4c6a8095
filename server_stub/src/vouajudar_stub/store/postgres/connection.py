"""Connections to PostgreSQL: by which address, under which limits, and what their failures mean."""

from __future__ import annotations

import asyncio
from typing import TypeAlias
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from vouajudar_stub.store.protocol import StoreUnavailableError

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

PATIENT = {"statement_timeout": "0", "lock_timeout": "60s", "idle_in_transaction_session_timeout": "0"}
"""Settings of a connection for one long piece of work: a revision, a rebuild."""

CONNECT_SECONDS = 5.0
STATEMENT_SECONDS = 20.0
"""A statement that takes longer is stopped; waiting for a lock counts."""
LOCK_SECONDS = 10.0
"""So long a group of commands waits for those of other processes."""
IDLE_SECONDS = 5.0
"""A process that stands still within a transaction loses it after this time, and with it the lock that all others wait for."""
KEEPALIVE = {"tcp_keepalives_idle": "10", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3"}
"""The server finds out within half a minute that a machine is gone, and lets go of its locks."""

LOCKS = 0x766A
"""First half of the advisory locks that this program takes."""
WRITE_LOCK, SETUP_LOCK = 1, 2
"""Second half. Leaders take one by their name, above these."""

_UNAVAILABLE = (
    StoreUnavailableError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a connection that was lost at a bad moment
    asyncpg.InsufficientResourcesError,  # a full disk, too many connections
    asyncpg.OperatorInterventionError,  # shut down, crashed, starting, statement timeout
    asyncpg.LockNotAvailableError,
    asyncpg.TransactionRollbackError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.ReadOnlySQLTransactionError,  # a standby
    OSError,
    TimeoutError,
)


class Address:
    """Where a database is. Its text names no password."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.url = urlunsplit(parts._replace(scheme="postgresql"))
        """For the driver: with all secrets."""
        where = parts.netloc.rpartition("@")[2]
        self._text = f"postgresql://{where}{parts.path}"

    def __str__(self) -> str:
        return self._text

    __repr__ = __str__

    async def connect(self, **settings: str) -> Connection:
        """A connection whose statements are prepared once. `settings` are the server's, in the place of the usual ones.

        Raises StoreUnavailableError, whatever it is that makes it impossible.
        """
        try:
            return await asyncpg.connect(
                self.url,
                timeout=CONNECT_SECONDS,
                statement_cache_size=2048,
                max_cached_statement_lifetime=0,
                server_settings={
                    "application_name": "vouajudar-stub",
                    "client_encoding": "UTF8",
                    "statement_timeout": _milliseconds(STATEMENT_SECONDS),
                    "lock_timeout": _milliseconds(LOCK_SECONDS),
                    "idle_in_transaction_session_timeout": _milliseconds(IDLE_SECONDS),
                    "jit": "off",  # costs more than the small statements of a server take
                    **KEEPALIVE,
                    **settings,
                },
            )
        except Exception as error:
            if is_failure(error):
                raise unavailable(error) from error
            raise


def _milliseconds(seconds: float) -> str:
    return f"{round(seconds * 1000)}ms"


def is_failure(error: BaseException) -> bool:
    """Did the driver or the database raise it?"""
    return isinstance(error, (asyncpg.PostgresError, *_UNAVAILABLE))


def is_unavailable(error: BaseException) -> bool:
    """Would the same statement do on another day?"""
    return isinstance(error, _UNAVAILABLE)


def unavailable(error: BaseException) -> StoreUnavailableError:
    """What is told of it; the driver's messages name no password."""
    return StoreUnavailableError(str(error) or type(error).__name__)


async def end(connection: Connection) -> None:
    """Close a connection, whatever state it is in. Never raises."""
    try:
        await connection.close(timeout=1.0)
    except (Exception, asyncio.CancelledError):
        connection.terminate()
