"""JSON in and out of the stub."""

from __future__ import annotations

import re
from typing import Any, TypeGuard

import orjson

_MAYBE_FLOAT = re.compile(rb"[0-9][.eE]")


def dumps(value: object) -> bytes:
    """Compact UTF-8 JSON, members in the order they stand in `value`."""
    return orjson.dumps(value)


def loads(raw: bytes) -> Any:
    """The value of a JSON text. A number without a fraction is an int however it is written: `5.0` and `5e0` are 5.

    Of a member named twice the last one counts. Raises ValueError for what is no JSON in UTF-8: NaN, Infinity, a byte order mark,
    a lone surrogate and nesting beyond 1,024 levels included.
    """
    value = orjson.loads(raw)
    return _integral(value) if _MAYBE_FLOAT.search(raw) else value


def _integral(value: Any) -> Any:
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if _is_object(value):
        return {name: _integral(member) for name, member in value.items()}
    if _is_array(value):
        return [_integral(item) for item in value]
    return value


def _is_object(value: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def _is_array(value: Any) -> TypeGuard[list[Any]]:
    return isinstance(value, list)
