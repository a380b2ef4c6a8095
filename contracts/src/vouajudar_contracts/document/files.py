"""The files of the spec, each read once, reached by relative references."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from referencing import Registry, Resource
from referencing.exceptions import PointerToNowhere, Unresolvable

from vouajudar_contracts.document.contract import Json, Source
from vouajudar_contracts.document.errors import SpecError
from vouajudar_contracts.document.loader import LoadedFile, load_file
from vouajudar_contracts.document.values import escape


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a file: what a reference points to."""

    file: LoadedFile
    path: Path
    pointer: str
    value: Json

    @property
    def source(self) -> Source:
        return self.file.source(self.pointer)

    def member(self, key: str, value: Json) -> Place:
        """The part under `key` (or at that index), whose value is `value`."""
        return Place(self.file, self.path, f"{self.pointer}/{escape(key)}", value)


class SpecFiles:
    """Reads files below `root` (the repository), once each, and follows references between them."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.loaded: dict[Path, LoadedFile] = {}
        self._registry: Registry[Any] = Registry(retrieve=self._retrieve)  # type: ignore[call-arg]  # attrs hides the alias from mypy

    def load(self, path: Path) -> LoadedFile:
        """The file at `path`. Raises SpecError when it cannot be read."""
        path = path.resolve()
        file = self.loaded.get(path)
        if file is None:
            file = self.loaded[path] = load_file(path, self.name(path))
        return file

    def name(self, path: Path) -> str:
        path = path.resolve()
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()

    def target(self, ref: str, start: Path) -> tuple[Path, str]:
        """File and pointer that `ref`, written in the file `start`, names; whether anything stands there is not asked."""
        uri, fragment = urldefrag(urljoin(start.as_uri(), ref))
        return _path_of(uri), unquote(fragment)

    def follow(self, ref: str, start: Path, written: Source) -> Place:
        """What `ref`, written at `written` in the file `start`, points to. Raises SpecError when there is no such thing."""
        base = start.as_uri()
        if urlsplit(urljoin(base, ref)).scheme != "file":
            raise SpecError.at(written.file, written.line, f"$ref {ref!r}: references to the network are not followed")
        try:
            resolved = self._registry.resolver(base_uri=base).lookup(ref)
        except SpecError:
            raise
        except PointerToNowhere as error:
            raise SpecError.at(written.file, written.line, f"$ref {ref!r}: nothing stands at that pointer") from error
        except Unresolvable as error:
            reason = f"$ref {ref!r}: no such file"
            # referencing keeps what the loader said two causes down.
            cause: BaseException | None = error
            while cause is not None:
                if isinstance(cause, SpecError):
                    if cause.faults[0].reason == "no such file":
                        break
                    raise cause from None
                cause = cause.__cause__
            raise SpecError.at(written.file, written.line, reason) from error
        path, pointer = self.target(ref, start)
        return Place(self.loaded[path], path, pointer, resolved.contents)

    def _retrieve(self, uri: str) -> Resource[Any]:
        return Resource.opaque(self.load(_path_of(uri)).value)


def _path_of(uri: str) -> Path:
    return Path(unquote(urlsplit(uri).path)).resolve()
