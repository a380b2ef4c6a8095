"""Clients of two small documents that hold what is odd in the documents of others, generated once and imported."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner
from vouajudar_contracts.cli import app

DOCUMENTS = Path(__file__).parent / "documents"


@dataclass(frozen=True)
class Generated:
    """One client as the command left it."""

    folder: Path
    package: str
    said: str


def generate(document: Path, package: str, folder: Path, *more: str) -> tuple[int, str]:
    """Runs the command; gives its exit code and all that it said."""
    arguments = ["generate-client", "--openapi", str(document), "--package", package, "--out", str(folder), *more]
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.output


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return _generated("library-3.0.yaml", "library_client", tmp_path_factory)


@pytest.fixture(scope="session")
def aquarium(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return _generated("aquarium-3.1.json", "aquarium_client", tmp_path_factory)


def _generated(document: str, package: str, folders: pytest.TempPathFactory) -> Generated:
    folder = folders.mktemp(package)
    code, said = generate(DOCUMENTS / document, package, folder)
    assert code == 0, said
    return Generated(folder, package, said)


@pytest.fixture(scope="session")
def imported(library: Generated, aquarium: Generated) -> Iterator[Callable[[str], ModuleType]]:
    """Imports a module of one of the clients."""
    folders = [str(library.folder), str(aquarium.folder)]
    sys.path[:0] = folders
    yield importlib.import_module
    for folder in folders:
        sys.path.remove(folder)
    for name in [name for name in sys.modules if name.partition(".")[0] in (library.package, aquarium.package)]:
        del sys.modules[name]


class Server:
    """Answers what a test has told it to, and keeps the requests."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self._answer = httpx.Response(204)

    def answers(self, status: int = 200, **content: Any) -> None:
        self._answer = httpx.Response(status, **content)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.requests.append(request)
        return self._answer

    @property
    def asked(self) -> httpx.Request:
        return self.requests[-1]

    @property
    def target(self) -> str:
        """The path and the query as they went over the wire."""
        return self.asked.url.raw_path.decode()


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def books(imported: Callable[[str], ModuleType], server: Server) -> Iterator[Any]:
    """A client of the library."""
    with httpx.Client(transport=httpx.MockTransport(server)) as transport:
        yield imported("library_client").LibraryClient(api_key="secret", http_client=transport)


@pytest.fixture
def fishes(imported: Callable[[str], ModuleType], server: Server) -> Iterator[Any]:
    """A client of the aquarium."""
    with httpx.Client(transport=httpx.MockTransport(server)) as transport:
        yield imported("aquarium_client").AquariumClient(base_url="https://aquarium.test/api", http_client=transport)
