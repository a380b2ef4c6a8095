"""Reads a document of somebody else, and refuses one that cannot be understood with file, line and reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vouajudar_contracts.document.contract import Source
from vouajudar_contracts.document.errors import Fault, SpecError
from vouajudar_contracts.document.json_text import lines_of, load_json
from vouajudar_contracts.document.loader import load_text
from vouajudar_contracts.document.operations import METHODS
from vouajudar_contracts.document.values import follow, is_array, is_object, resolve, tokens
from vouajudar_contracts.generate.foreign.grammar import Node, walk

_READABLE = re.compile(r"3\.[01](\.|$)")
_PLACES = ("path", "query", "header", "cookie")


@dataclass(frozen=True, slots=True)
class Given:
    """A document as it was given."""

    name: str
    """What messages call the file."""
    document: dict[str, Any] = field(repr=False)
    _lines: dict[str, int] | None = field(repr=False, default=None)
    _text: str = field(repr=False, default="")

    @property
    def version(self) -> str:
        return str(self.document["openapi"])

    def sources(self, pointers: list[str]) -> list[Source]:
        """Where each of the pointers stands."""
        lines = self._lines
        if lines is None:
            around = {place for pointer in pointers for place in _around(pointer)}
            lines = lines_of(self._text, around)
        return [Source(self.name, next((lines[p] for p in _around(pointer) if p in lines), 1)) for pointer in pointers]


def _around(pointer: str) -> Iterator[str]:
    """The pointer, and those of what it stands in, from the inside out."""
    while pointer:
        yield pointer
        pointer = pointer.rpartition("/")[0]
    yield ""


def read_document(file: Path) -> Given:
    """Reads OpenAPI 3.0 or 3.1 from JSON or YAML.

    Raises SpecError with every fault found: no such file, no JSON or YAML, another kind of document, parts that are no objects,
    references to nothing or to other files, parameters without a name or a place, operationIds that stand twice.
    """
    name = file.name
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise SpecError.at(name, 1, "no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError.at(name, 1, f"cannot be read: {error}") from None
    if text.lstrip().startswith("{"):
        value, lines = load_json(text, name), None
    else:
        loaded = load_text(text, name)
        value, lines = loaded.value, loaded.lines
    if not is_object(value):
        raise SpecError.at(name, 1, "the root of the document must be a mapping")
    given = Given(name, value, lines, "" if lines is not None else text)
    found = list(_faults(value))
    if found:
        sources = given.sources([pointer for pointer, _ in found])
        raise SpecError(Fault(source, reason) for source, (_, reason) in zip(sources, found, strict=True))
    return given


def _faults(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Pointer and reason of all that keeps the document from being understood."""
    version = document.get("openapi")
    if version is None and "swagger" in document:
        yield "/swagger", f"this is Swagger {document['swagger']}; only OpenAPI 3.0 and 3.1 are read"
    elif not isinstance(version, str) or not _READABLE.match(version):
        yield "/openapi", f"only OpenAPI 3.0 and 3.1 are read, not {version!r}"
    elif not document.keys() & {"paths", "components", "webhooks"}:
        yield "", "an OpenAPI document has paths, components or webhooks"
    else:
        if not is_object(document.get("info", {})):
            yield "/info", "info must be a mapping"
        seen: dict[str, str] = {}
        for node in walk(document):
            yield from _misfits(node, document)
            if node.kind == "operation" and not node.misfit and _is_call(node):
                yield from _bad_path(node, document)
                identifier = node.value.get("operationId")
                if not isinstance(identifier, str):
                    continue
                if identifier in seen:
                    yield f"{node.pointer}/operationId", f"operationId {identifier!r} is taken already, at #{seen[identifier]}"
                else:
                    seen[identifier] = node.pointer


def _is_call(node: Node) -> bool:
    return node.pointer.startswith("/paths/") and node.pointer.count("/") == 3


def _misfits(node: Node, document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if node.misfit:
        what = node.pointer.rpartition("/")[2] if node.kind == "misplaced" else f"this {node.kind}"
        yield node.pointer, f"{what} must be a {'list or a mapping' if node.kind == 'misplaced' else 'mapping'}"
    elif node.is_reference:
        reason = _dangling(node.value["$ref"], document)
        if reason:
            yield f"{node.pointer}/$ref", reason
    elif node.kind == "parameter":
        yield from _bad_parameter(node)
    elif node.kind == "operation":
        tags, identifier = node.value.get("tags", []), node.value.get("operationId", "")
        if not is_array(tags) or not all(isinstance(tag, str) for tag in tags):
            yield f"{node.pointer}/tags", "tags must be a list of names"
        if not isinstance(identifier, str):
            yield f"{node.pointer}/operationId", "an operationId must be text"
    elif node.kind == "schema" and is_object(node.value):
        yield from _bad_schema(node)


def _bad_path(node: Node, document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Names in the braces of a path, and parameters that are said to stand there."""
    _, path, method = tokens(node.pointer)
    try:
        item = follow(document, document["paths"][path])
        parameters = list(parameters_of(document, item, item[method]))
    except (KeyError, TypeError):
        return  # told already
    written = re.findall(r"\{([^{}]*)\}", path)
    declared = {p["name"] for p in parameters if p["in"] == "path"}
    for name in sorted(declared ^ set(written)):
        reason = "is not declared as a parameter" if name in written else "does not stand in the path"
        yield node.pointer, f"path parameter {name!r} {reason}"
    for name in sorted({name for name in written if written.count(name) > 1}):
        yield node.pointer, f"path parameter {name!r} stands twice in the path"


def _dangling(ref: str, document: dict[str, Any]) -> str | None:
    if not ref.startswith("#"):
        return f"$ref {ref!r} leads to another document; bundle them into one first"
    if ref != "#" and not ref.startswith("#/"):
        return f"$ref {ref!r} is an anchor; only JSON pointers are followed"
    try:
        resolve(document, ref)
    except KeyError:
        return f"$ref {ref!r}: nothing stands there"
    return None


def _bad_parameter(node: Node) -> Iterator[tuple[str, str]]:
    name, place = node.value.get("name"), node.value.get("in")
    if not isinstance(name, str) or not name:
        yield node.pointer, "a parameter must have a name"
    if place not in _PLACES:
        yield node.pointer, f"a parameter must be in one of {', '.join(_PLACES)}, not {place!r}"


def _bad_schema(node: Node) -> Iterator[tuple[str, str]]:
    kinds = node.value.get("type")
    for kind in kinds if is_array(kinds) else [kinds]:
        if kind not in (None, "object", "array", "string", "number", "integer", "boolean", "null"):
            yield f"{node.pointer}/type", f"there is no type {kind!r}"
    required = node.value.get("required", [])
    if not is_array(required) or not all(isinstance(name, str) for name in required):
        yield f"{node.pointer}/required", "required must be a list of names"
    if not is_array(node.value.get("enum", [])):
        yield f"{node.pointer}/enum", "enum must be a list"


def methods_of(item: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for method in METHODS:
        if is_object(item.get(method)):
            yield method, item[method]


def parameters_of(document: dict[str, Any], item: dict[str, Any], operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The parameters of an operation and of its path, each once: the operation's own wins."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for holder in (item, operation):
        listed = holder.get("parameters", [])
        for written in listed if is_array(listed) else []:
            parameter = follow(document, written)
            found[parameter["name"], parameter["in"]] = parameter
    yield from found.values()
