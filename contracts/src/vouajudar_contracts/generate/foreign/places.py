"""Puts things where the writers look for them: path items, parameters and schemas that are referred to in other places."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from vouajudar_contracts.document.names import pascal
from vouajudar_contracts.document.values import escape, follow, is_object, resolve, tokens
from vouajudar_contracts.generate.foreign.grammar import walk
from vouajudar_contracts.generate.foreign.limits import rank
from vouajudar_contracts.generate.foreign.notes import Note
from vouajudar_contracts.generate.profiles import REF_PREFIX


def settle_places(document: dict[str, Any]) -> list[Note]:
    """Changes `document` in place, so that every reference of a schema is one to `#/components/schemas/<name>`."""
    notes = list(_path_items(document))
    notes += _schemas(document)
    return notes


def _path_items(document: dict[str, Any]) -> Iterator[Note]:
    """A path that is a reference becomes the path itself, with the members beside the reference."""
    for section in ("paths", "webhooks"):
        for path, item in document.get(section, {}).items():
            if is_object(item) and "$ref" in item:
                found = copy.deepcopy(follow(document, {"$ref": item["$ref"]}))
                document[section][path] = {**found, **{key: value for key, value in item.items() if key != "$ref"}}
                yield Note("converted", "path item behind $ref", "written in", f"/{section}/{escape(path)}")


def _schemas(document: dict[str, Any]) -> Iterator[Note]:
    """A schema that is referred to where it stands, inside another or in an operation, gets a name."""
    components: dict[str, Any] = document.setdefault("components", {})
    schemas: dict[str, Any] = components.setdefault("schemas", {})
    named: dict[str, str] = {}
    references = [node for node in walk(document) if node.kind == "schema" and node.is_reference]
    for node in references:
        ref: str = node.value["$ref"]
        name = ref.removeprefix(REF_PREFIX)
        if ref.startswith(REF_PREFIX) and "/" not in name and "~" not in name and "%" not in name:
            continue
        if ref not in named:
            keys = tokens(ref)
            if len(keys) == 3 and keys[:2] == ["components", "schemas"]:
                named[ref] = keys[2]
            else:
                named[ref] = _free(_spoken(keys), schemas)
                target = resolve(document, ref)
                # Moved, not copied: what stands in it is still met by the walk, and is there once.
                schemas[named[ref]] = dict(target) if is_object(target) else target
                if is_object(target):
                    target.clear()
                    target["$ref"] = REF_PREFIX + escape(named[ref])
                yield Note("converted", "reference into the middle of something", f"component {named[ref]}", node.pointer)
        node.value["$ref"] = REF_PREFIX + escape(named[ref])


def _spoken(keys: list[str]) -> str:
    """A name for what stands there: `#/components/schemas/Cat/properties/tail` is CatTail."""
    dull = {"components", "schemas", "properties", "paths", "content", "schema", "responses", "items", "$defs", "definitions"}
    return "".join(pascal(key) for key in keys if key not in dull) or "Schema"


def _free(name: str, taken: dict[str, Any]) -> str:
    unique, n = name, 2
    while unique in taken:
        unique, n = f"{name}{n}", n + 1
    return unique


def settle_server(document: dict[str, Any]) -> None:
    """Leaves the first server, with the defaults of its variables; none when it is not absolute."""
    servers: list[Any] = document.get("servers") or [{}]
    first: dict[str, Any] = servers[0] if is_object(servers[0]) else {}
    url = str(first.get("url", ""))
    variables: dict[str, dict[str, Any]] = first.get("variables", {})
    for name, variable in variables.items():
        url = url.replace("{" + name + "}", str(variable.get("default", "")))
    document["servers"] = [{"url": url if url.startswith(("http://", "https://")) else ""}]


def prefer_json(document: dict[str, Any]) -> None:
    """Puts the media type that the client will speak first in every body and answer."""
    for node in walk(document):
        if node.kind in ("request body", "response") and is_object(node.value.get("content")):
            content = node.value["content"]
            node.value["content"] = dict(sorted(content.items(), key=lambda item: rank(item[0])))


def settle_media(document: dict[str, Any]) -> None:
    """Gives media without JSON the type that they have for the client: text, or bytes."""
    for node in walk(document):
        if node.kind not in ("request body", "response") or not is_object(node.value.get("content")):
            continue
        for media_type, media in node.value["content"].items():
            bare = media_type.partition(";")[0].strip().lower()
            if is_object(media) and _is_opaque(bare):
                media["schema"] = {"type": "string"} if bare.startswith("text/") else {"type": "string", "format": "binary"}


def _is_opaque(bare: str) -> bool:
    return "json" not in bare and bare != "application/x-www-form-urlencoded" and not bare.startswith("multipart/")


def default_answers(document: dict[str, Any]) -> Iterator[Note]:
    """An operation that documents no success gives what it documents as `default`."""
    for node in walk(document):
        if node.kind != "operation" or node.misfit:
            continue
        answers = node.value.get("responses", {})
        if "default" in answers and not any(str(status).startswith("2") for status in answers):
            node.value["responses"] = {"200": answers["default"], **answers}
            yield Note("converted", "answers under `default` alone", "the result as well", f"{node.pointer}/responses/default")
