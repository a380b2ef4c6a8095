"""Runs the writers over the contract: all of them first, then the files.

A writer is a module with `render(contract) -> {path below the repository: content}` and `OWNED`, the folders and files that are
its own: what it no longer writes there is stale. Nothing is written before every writer has succeeded: a failure changes nothing.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, cast

from vouajudar_contracts.document.contract import Contract

WRITERS: tuple[str, ...] = (
    "vouajudar_contracts.generate.bundles",
    "vouajudar_contracts.generate.sdk",
    "vouajudar_contracts.generate.stub",
)
"""Module names: imported only when their turn comes, because the generators behind them take seconds to import."""


class Writer(Protocol):
    """What a module in WRITERS offers."""

    OWNED: tuple[str, ...]

    def render(self, contract: Contract) -> dict[str, str | bytes]: ...


@dataclass(frozen=True, slots=True)
class Drift:
    """One file on disk that is not what the contract says."""

    path: str
    kind: str
    """`missing`, `changed` or `stale`."""

    def __str__(self) -> str:
        return f"{self.path}: {self.kind}"


@dataclass(slots=True)
class Output:
    """What the writers want on disk."""

    files: dict[str, bytes] = field(default_factory=dict[str, bytes])
    owned: list[str] = field(default_factory=list[str])


class BuildError(Exception):
    """A writer failed, or broke the rules of this module: it wrote outside its folders, or into another's."""


def render_all(contract: Contract, on_start: Callable[[str], None] | None = None) -> Output:
    """Runs every writer; `on_start` hears the name of each before it starts."""
    output = Output()
    for name in WRITERS:
        if on_start is not None:
            on_start(name)
        writer = cast(Writer, importlib.import_module(name))
        for path, content in writer.render(contract).items():
            if not any(path == own or path.startswith(f"{own}/") for own in writer.OWNED):
                raise BuildError(f"{name} writes {path}, which is not in its OWNED")
            if path in output.files:
                raise BuildError(f"{name} writes {path}, which another writer has written")
            output.files[path] = content if isinstance(content, bytes) else content.encode()
        output.owned += writer.OWNED
    return output


def drift(root: Path, output: Output) -> list[Drift]:
    """How the tree at `root` differs from `output`, by path."""
    found: list[Drift] = []
    for path, content in output.files.items():
        target = root / path
        if not target.is_file():
            found.append(Drift(path, "missing"))
        elif target.read_bytes() != content:
            found.append(Drift(path, "changed"))
    found += (Drift(path, "stale") for path in _stale(root, output.owned, output.files))
    return sorted(found, key=lambda d: d.path)


def write(root: Path, output: Output) -> list[Drift]:
    """Makes the tree agree with `output`; returns what it changed. Each file is replaced in one step."""
    changes = drift(root, output)
    for change in changes:
        target = root / change.path
        if change.kind == "stale":
            target.unlink()
            _remove_empty(target.parent, root)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f".{target.name}.new")
        temporary.write_bytes(output.files[change.path])
        os.replace(temporary, target)
    return changes


def _stale(root: Path, owned: Sequence[str], files: Mapping[str, bytes]) -> Iterator[str]:
    for own in owned:
        place = root / own
        candidates = [place] if place.is_file() else sorted(place.rglob("*"))
        for candidate in candidates:
            path = candidate.relative_to(root).as_posix()
            if candidate.is_file() and path not in files and "__pycache__" not in candidate.parts:
                yield path


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
