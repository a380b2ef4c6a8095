"""Reads JSON fast, and finds the line of a part of it only when somebody asks.

The YAML reader gives every line, and takes a minute for a document of ten megabytes; of JSON nobody wants the lines before
there is something to say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from vouajudar_contracts.document.contract import Json
from vouajudar_contracts.document.errors import SpecError
from vouajudar_contracts.document.values import escape

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|\n|[^\s{}\[\],:"]+')


class _TwinError(ValueError):
    """A key stands twice in one object."""


def load_json(text: str, name: str) -> Json:
    """Reads `text`. Raises SpecError for what is no JSON, or holds a key twice in one object."""
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise SpecError.at(name, error.lineno, f"not valid JSON: {error.msg}, column {error.colno}") from None
    except _TwinError as twin:
        line, key = _twin(text)
        raise SpecError.at(name, line, f"the key {key!r} stands twice in this object") from twin
    except ValueError as error:
        raise SpecError.at(name, 1, f"not valid JSON: {error}") from None
    except RecursionError:
        raise SpecError.at(name, 1, "nested too deeply to be read") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise _TwinError
    return members


def _refuse(word: str) -> Json:
    raise ValueError(f"{word} is no JSON number")


def lines_of(text: str, pointers: Iterable[str]) -> dict[str, int]:
    """Pointer -> line, from 1, of those of the pointers that the document holds; of a member it is the line of its key."""
    wanted = set(pointers)
    found: dict[str, int] = {}
    for pointer, line in _places(text):
        if pointer in wanted:
            found.setdefault(pointer, line)
    return found


def _twin(text: str) -> tuple[int, str]:
    seen: set[str] = set()
    for pointer, line in _places(text):
        if pointer in seen:
            return line, pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
        seen.add(pointer)
    return 1, ""


def _places(text: str) -> Iterable[tuple[str, int]]:
    """Every value's pointer and line, in order; `text` is known to be JSON."""
    line = 1
    stack: list[list[Any]] = []
    """Of each open object or array: its pointer, and the key or number that is next in it."""
    key: tuple[str, int] | None = None
    awaits_value = True
    for match in _TOKEN.finditer(text):
        piece = match.group()
        if piece == "\n":
            line += 1
        elif piece in ("}", "]"):
            stack.pop()
            awaits_value = False
        elif piece == ",":
            awaits_value = isinstance(stack[-1][1], int)
            if awaits_value:
                stack[-1][1] += 1
        elif piece == ":":
            awaits_value = True
        elif not awaits_value:
            key = (json.loads(piece), line)
        else:
            pointer, at = _here(stack, key, line)
            key = None
            yield pointer, at
            if piece in ("{", "["):
                stack.append([pointer, None if piece == "{" else 0])
            awaits_value = piece == "["


def _here(stack: list[list[Any]], key: tuple[str, int] | None, line: int) -> tuple[str, int]:
    if not stack:
        return "", line
    parent, number = stack[-1]
    if key is not None:
        return f"{parent}/{escape(key[0])}", key[1]
    return f"{parent}/{number}", line
