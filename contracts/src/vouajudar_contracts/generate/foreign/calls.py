"""Names the methods: `issues/list-for-org` under the tag `issues` is `issues.list_for_org`."""

from __future__ import annotations

import keyword
from collections.abc import Iterator
from typing import Any

from vouajudar_contracts.document.names import snake
from vouajudar_contracts.document.values import escape
from vouajudar_contracts.generate.foreign.notes import Note
from vouajudar_contracts.generate.foreign.read import methods_of
from vouajudar_contracts.generate.foreign.rename import free

_NO_METHODS = frozenset(
    {
        *("with_response", "self", "wire", "shapes", "answered", "answered_async"),
        *("str", "int", "float", "bool", "bytes", "date", "datetime"),
    }
)
"""Names that a class of methods needs for something else."""
_NO_RESOURCES = frozenset({"close", "base_url", "with_options", "api_key", "property", "errors", "models", "resources"})
"""Names that a client needs for something else."""


def name_methods(document: dict[str, Any]) -> Iterator[Note]:
    """Changes `document` in place: each operation gets an operationId and its place in the client."""
    taken: dict[str, set[str]] = {}
    resources: dict[str, str] = {}
    identifiers = {o["operationId"] for _, _, o in called(document) if "operationId" in o}
    for path, method, operation in called(document):
        if "operationId" not in operation:
            operation["operationId"] = free(snake(f"{method} {path}") or method, identifiers)
            done = f"called {operation['operationId']}"
            yield Note("converted", "operation without an operationId", done, f"/paths/{escape(path)}/{method}")
        identifier: str = operation["operationId"]
        tag = (operation.get("tags") or ["default"])[0]
        if tag not in resources:
            resources[tag] = _apart(_python(snake(tag), "default"), set(resources.values()) | _NO_RESOURCES)
        resource = resources[tag]
        verb = snake(identifier.rpartition("/")[2]).removeprefix(f"{snake(tag)}_") or snake(identifier)
        names = taken.setdefault(resource, set(_NO_METHODS))
        operation["x-sdk"] = f"{resource}.{free(_python(verb, 'call'), names)}"


def called(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, method and operation of all that a client can call."""
    for path, item in document.get("paths", {}).items():
        if not path.startswith("x-"):
            for method, operation in methods_of(item):
                yield path, method, operation


def _apart(name: str, taken: set[str]) -> str:
    return free(name, set(taken))


def _python(name: str, otherwise: str) -> str:
    if not name:
        return otherwise
    name = name if name[:1].isalpha() else f"n{name}"
    return f"{name}_" if keyword.iskeyword(name) else name
