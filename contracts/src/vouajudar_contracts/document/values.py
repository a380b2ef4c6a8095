"""JSON values: what they are, and how a pointer finds a part of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeGuard

from vouajudar_contracts.document.contract import Json, JsonObject


def is_object(value: Json) -> TypeGuard[dict[str, Json]]:
    return isinstance(value, Mapping)


def is_array(value: Json) -> TypeGuard[list[Json]]:
    return isinstance(value, list)


def escape(key: str) -> str:
    """`key` as one token of a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1") if "~" in key or "/" in key else key


def unescape(token: str) -> str:
    """The key that a token of a JSON pointer stands for."""
    return token.replace("~1", "/").replace("~0", "~") if "~" in token else token


def tokens(pointer: str) -> list[str]:
    """The keys that lead to `pointer`, which may be written as a local reference (`#/...`)."""
    return [unescape(token) for token in pointer.removeprefix("#").split("/")[1:]]


def step(value: Json, key: str) -> Json:
    """The part of `value` under `key`. Raises KeyError when there is none."""
    if is_object(value) and key in value:
        return value[key]
    if is_array(value) and key.isdigit() and int(key) < len(value):
        return value[int(key)]
    raise KeyError(key)


def resolve(document: Json, pointer: str) -> Json:
    """What the local reference `pointer` points to in `document`. Raises KeyError when nothing stands there."""
    value = document
    for key in tokens(pointer):
        value = step(value, key)
    return value


def follow(document: Json, value: Json) -> Json:
    """`value`, or what it refers to in the end when it is a reference. Raises KeyError when nothing stands there."""
    seen: set[str] = set()
    while is_object(value) and isinstance(value.get("$ref"), str):
        ref: str = value["$ref"]
        if ref in seen:
            raise KeyError(ref)
        seen.add(ref)
        value = resolve(document, ref)
    return value


def component(value: Json, section: str) -> str | None:
    """The name of the component that the reference `value` points to; None when it is none of `section`."""
    ref: Json = value.get("$ref") if is_object(value) else None
    prefix = f"#/components/{section}/"
    if isinstance(ref, str) and ref.startswith(prefix) and "/" not in ref[len(prefix) :]:
        return unescape(ref[len(prefix) :])
    return None


def members(value: JsonObject, key: str) -> dict[str, Json]:
    """The mapping under `key`, empty when there is none."""
    found: Json = value.get(key)
    return found if is_object(found) else {}
