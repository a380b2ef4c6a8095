"""Builds a typed client from an OpenAPI document that nobody here wrote, on the SDK's own runtime."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from vouajudar_contracts.document.load import contract_of
from vouajudar_contracts.document.names import pascal
from vouajudar_contracts.generate.normalise import normalise
from vouajudar_contracts.generate.sdk.identity import Identity
from vouajudar_contracts.generate.sdk.package import GENERATED, render_package


@dataclass(frozen=True, slots=True)
class Client:
    """A package, ready to be written."""

    files: dict[str, str]
    """Path in the package -> source."""
    operations: int
    schemas: int
    notes: tuple[str, ...]
    """What of the document the client does not express, each with its place."""


def build_client(document: dict[str, Any], package: str) -> Client:
    """The package of a client. Raises GenerationError when a name of the document would be lost."""
    found = normalise(document)
    contract = contract_of(found.document)
    title = pascal(package)
    version = str(document.get("info", {}).get("version", "0"))
    identity = Identity(package, title, f"{title}Error", package.upper(), "urn:none:", version)
    warned: list[str] = []
    files = render_package(contract, identity, warned)
    files |= dict(_runtime(identity))
    return Client(files, len(contract.operations), len(contract.schemas), tuple(found.notes + warned))


def read_document(file: Path) -> dict[str, Any]:
    """A JSON or YAML document."""
    text = file.read_text()
    if text.lstrip().startswith("{"):
        loaded: dict[str, Any] = json.loads(text)
        return loaded
    parser: Any = YAML(typ="safe", pure=True)
    parsed: dict[str, Any] = parser.load(text)
    return parsed


def _runtime(identity: Identity) -> Iterator[tuple[str, str]]:
    """The SDK's hand-written modules under the names of this package."""
    source = runtime_folder()
    for file in sorted(source.glob("_*.py")):
        if file.name not in GENERATED:
            text = file.read_text().replace("VouAjudarError", identity.root_error)
            yield file.name, re.sub(r"\bvouajudar\b", identity.package, text)
    yield "py.typed", ""


def runtime_folder() -> Path:
    """Where the runtime is: beside this workbench in the repository, else where the SDK is installed. Read, not imported."""
    beside = Path(__file__).parents[4] / "sdk/python/src/vouajudar"
    if beside.is_dir():
        return beside
    found = importlib.util.find_spec("vouajudar")
    if found is None or found.origin is None:
        raise FileNotFoundError("the runtime comes from the package vouajudar, which is not installed")
    return Path(found.origin).parent
