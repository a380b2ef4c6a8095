"""A PostgreSQL cluster for one test session: private, in a temporary folder, gone at the end."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import delete
from vouajudar_stub.store.opening import open_store
from vouajudar_stub.store.sql.schema import METADATA, WORLDS

MAJOR = 15
_DEBIAN = Path(f"/usr/lib/postgresql/{MAJOR}/bin")
_USERS = ("postgres", "nobody")
"""Whom the server runs as when we are root: it refuses to run as root itself."""
_STOP_SECONDS = 30


_EMPTY = "; ".join(
    [
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
        *(str(delete(table)) for table in METADATA.sorted_tables if table is not WORLDS),
        "UPDATE worlds SET clock_offset_ms = 0, epoch = 1, epoch_position = 0",
    ]
)


class NoPostgresError(Exception):
    """There is no PostgreSQL on this machine, or it does not start."""


def programs() -> Path:
    """The folder of `initdb` and `postgres`."""
    for folder in (_DEBIAN, *(Path(entry) for entry in os.environ.get("PATH", "").split(os.pathsep) if entry)):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgresError(f"PostgreSQL {MAJOR} is not installed: no initdb and postgres in {_DEBIAN} or on the PATH")


def required() -> bool:
    """CI has PostgreSQL: there, a test that needs it fails rather than skips."""
    return os.environ.get("CI", "").lower() in ("1", "true")


@dataclass
class Cluster:
    """A running server."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]
    numbers: Iterator[int]
    _kept: str = ""

    def url(self, database: str) -> str:
        return f"postgresql://stub:s3cret-of-tests@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """The address of a database without tables, that nobody else uses."""
        name = f"stub_{os.getpid()}_{next(self.numbers)}"
        self.sql(f'CREATE DATABASE "{name}" TEMPLATE template0')
        return self.url(name)

    @property
    def empty_database_name(self) -> str:
        return self._kept.rpartition("/")[2]

    def empty_database(self) -> str:
        """The address of the one database that is used again and again, emptied of what the test before has left in it."""
        if not self._kept:
            self._kept = self.new_database()
            asyncio.run(_set_up(self._kept))
        self.sql(_EMPTY, self.empty_database_name)
        return self._kept

    def drop_database(self, url: str) -> None:
        self.sql(f'DROP DATABASE IF EXISTS "{url.rpartition("/")[2]}" WITH (FORCE)')

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Run a statement as the owner of the cluster; what it answers, unaligned."""
        command = [programs() / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement, self.url(database)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout.strip()


async def _set_up(url: str) -> None:
    await (await open_store(url)).close()


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Raises NoPostgresError."""
    bin_folder = programs()
    folder = Path(tempfile.mkdtemp(prefix="vouajudar-postgres-"))
    become = _another_user(folder)
    try:
        data, secret = folder / "data", folder / "secret"
        secret.write_text("s3cret-of-tests")
        if become:
            shutil.chown(secret, *become)
        options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
        _run([bin_folder / "initdb", "-D", data, "-U", "stub", f"--pwfile={secret}", *options], become)
        process, port = _serve(bin_folder, folder, become)
        try:
            yield Cluster(folder, port, process, count(1))
        finally:
            process.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
            process.wait(_STOP_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _another_user(folder: Path) -> tuple[int, int] | None:
    """User and group that the server has to run as, who then owns the folder; None when ours will do."""
    if os.geteuid() != 0:
        return None
    for name in _USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, entry.pw_uid, entry.pw_gid)
        return entry.pw_uid, entry.pw_gid
    raise NoPostgresError("PostgreSQL does not run as root, and there is no other user to run it as")


def _options(become: tuple[int, int] | None) -> dict[str, int | list[int]]:
    return {} if become is None else {"user": become[0], "group": become[1], "extra_groups": []}


def _run(command: list[str | Path], become: tuple[int, int] | None) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **_options(become))  # type: ignore[call-overload]
    if done.returncode:
        raise NoPostgresError(f"{Path(command[0]).name}: {done.stderr or done.stdout}")


def _serve(bin_folder: Path, folder: Path, become: tuple[int, int] | None) -> tuple[subprocess.Popen[bytes], int]:
    """Start the server on a free port; it is durable as in production, and small."""
    for _ in range(5):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": str(folder),
            "fsync": "on",
            "synchronous_commit": "on",
            "max_connections": "200",
            "shared_buffers": "64MB",
            "log_min_messages": "fatal",
        }
        arguments = [argument for name, value in settings.items() for argument in ("-c", f"{name}={value}")]
        log = (folder / "log").open("wb")
        process = subprocess.Popen(
            [bin_folder / "postgres", "-D", folder / "data", *arguments],
            stdout=log,
            stderr=log,
            cwd="/",
            **_options(become),  # type: ignore[call-overload]
        )
        log.close()
        if _answers(bin_folder, port, process):
            return process, port
    raise NoPostgresError(f"postgres did not start: {(folder / 'log').read_text()[-2000:]}")


def _answers(bin_folder: Path, port: int, process: subprocess.Popen[bytes]) -> bool:
    """Wait until the server takes connections; False when it has ended, its port taken by somebody else for one."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if process.poll() is not None:
            return False
        ready = subprocess.run([bin_folder / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)], check=False)
        if ready.returncode == 0:
            return True
        time.sleep(0.05)
    process.kill()
    process.wait()
    return False


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """The cluster of this test session; each process of a parallel run has its own."""
    try:
        with running_cluster() as cluster:
            yield cluster
    except NoPostgresError as error:
        if required():
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture
def postgres_url(postgres: Cluster) -> Iterator[str]:
    """A database without tables."""
    url = postgres.new_database()
    yield url
    postgres.drop_database(url)


@pytest.fixture
def empty_database(postgres: Cluster) -> str:
    """A database that is set up, with nothing in it: the same one for test after test, which takes less time than a new one."""
    return postgres.empty_database()
