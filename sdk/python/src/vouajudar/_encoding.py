"""From Python values to what goes over the wire: paths, queries, bodies."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, cast
from urllib.parse import quote

from vouajudar._types import NOT_GIVEN, Versioned

_COMMA_SAFE = "-._~,:/@!$*'()"
_ITEM_SAFE = _COMMA_SAFE.replace(",", "")
"""Left as they are in a query value. The comma must be: it separates the items of a list, and `%2C` would be part of one."""


def path_of(template: str, arguments: Iterable[object]) -> str:
    """The template with each `{}` filled in. Raises ValueError for a value that would lead to another path."""
    segments: list[str] = []
    for argument in arguments:
        text = argument if isinstance(argument, str) else str(argument.id if isinstance(argument, Versioned) else argument)
        if text in ("", ".", ".."):
            raise ValueError(f"{text!r} cannot be an id in {template}")
        segments.append(quote(text, safe=""))
    return template.format(*segments) if segments else template


def tag_of(value: Any) -> str:
    """The value of a header; a version, or a resource that has one, becomes its entity tag."""
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return f'"{value}"'
    if isinstance(value, Versioned):
        return f'"{value.version}"'
    raise TypeError(f"a header takes text, a version or a resource that was read, not a {type(value).__name__}")


def query_of(parameters: Mapping[str, Any], explode: frozenset[str] = frozenset()) -> str:
    """`name=value` pairs; None leaves a parameter out."""
    pairs: list[str] = []
    for name, value in parameters.items():
        if value is None:
            continue
        key = quote(name, safe="[]")
        if isinstance(value, Mapping):
            members = _mapping(value)
            pairs += (f"{key}[{quote(k, safe='')}]={quote(text_of(v), safe=_COMMA_SAFE)}" for k, v in members.items())
        elif isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
            pairs.append(f"{key}={quote(text_of(value), safe=_COMMA_SAFE)}")
        else:
            sequence = _iterable(value)
            if name in explode:
                pairs += (f"{key}={quote(text_of(item), safe=_COMMA_SAFE)}" for item in sequence)
            else:
                pairs.append(f"{key}={','.join(quote(text_of(item), safe=_ITEM_SAFE) for item in sequence)}")
    return "&".join(pairs)


def text_of(value: Any) -> str:
    """A scalar as a query, a path or a form says it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Enum):
        return text_of(value.value)
    if isinstance(value, datetime):
        return time_of(value)
    return str(value)


def time_of(value: datetime) -> str:
    """RFC 3339 in UTC. Raises ValueError for a time without a zone: which instant it means is anybody's guess."""
    if value.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone; use datetime.now(UTC) or value.astimezone()")
    return value.astimezone(UTC).isoformat(timespec="auto").replace("+00:00", "Z")


def members_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """The members that were given."""
    return {name: value for name, value in body.items() if value is not NOT_GIVEN}


def json_of(body: Any) -> bytes:
    """Compact UTF-8 JSON of plain values, models, mappings, times and sequences."""
    return json.dumps(body, default=_plain, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def form_of(body: Mapping[str, Any]) -> bytes:
    """As a query whose lists are repeated pairs."""
    return query_of(body, frozenset(body)).encode()


def _plain(value: Any) -> Any:
    dump = getattr(value, "model_dump", None)
    if dump is not None:
        return dump(mode="json", by_alias=True, exclude_unset=True)
    if isinstance(value, datetime):
        return time_of(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(_mapping(value))
    if isinstance(value, (bytes, bytearray)) or not isinstance(value, Iterable):
        raise TypeError(f"a {type(value).__name__} cannot be sent as JSON")
    return list(_iterable(value))


def _mapping(value: Any) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value)


def _iterable(value: Any) -> Iterable[Any]:
    return cast("Iterable[Any]", value)
