"""GitHub's OpenAPI document, from the npm package @octokit/openapi, and closed parts of it."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[4]
DOCUMENT = ROOT / "node_modules/@octokit/openapi/generated/api.github.com.json"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@cache
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    return found


def part(count: int) -> dict[str, Any]:
    """The document with `count` of its operations, taken evenly from all of it, and the components that these reach.

    Without the webhooks, which bring more schemas than the operations do.
    """
    whole = document()
    every = [(path, method) for path, item in whole["paths"].items() for method in METHODS if method in item]
    count = min(count, len(every))
    chosen = [every[n * len(every) // count] for n in range(count)]
    paths: dict[str, Any] = {}
    for path, method in chosen:
        shared = {key: value for key, value in whole["paths"][path].items() if key not in METHODS}
        paths.setdefault(path, shared)[method] = whole["paths"][path][method]
    tags = {tag for path, method in chosen for tag in paths[path][method].get("tags", [])}
    return {
        **{key: value for key, value in whole.items() if key not in ("paths", "components", "x-webhooks", "tags")},
        "tags": [tag for tag in whole.get("tags", []) if tag["name"] in tags],
        "paths": copy.deepcopy(paths),
        "components": _reached(paths, whole["components"]),
    }


def _reached(paths: Any, components: dict[str, Any]) -> dict[str, Any]:
    """The components that are referred to, in their order; of those without a schema, response or parameter all."""
    found: set[tuple[str, str]] = set()
    waiting = list(_references(paths))
    while waiting:
        section, name = waiting.pop()
        if (section, name) not in found and name in components.get(section, {}):
            found.add((section, name))
            waiting += _references(components[section][name])
    return {
        section: {name: body for name, body in members.items() if (section, name) in found or section == "securitySchemes"}
        for section, members in components.items()
    }


def _references(node: Any) -> Iterator[tuple[str, str]]:
    stack = [node]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            ref = value.get("$ref")
            if isinstance(ref, str) and ref.startswith("#/components/"):
                _, _, section, name = ref.split("/", 3)
                yield section, name.replace("~1", "/").replace("~0", "~")
            stack += value.values()
        elif isinstance(value, list):
            stack += value
